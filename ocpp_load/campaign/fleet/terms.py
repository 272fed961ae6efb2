"""How long a worker may go on with its stations when it does not hear from its master."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """Seconds.

    A lease holds for `lease_s` after the worker sent what the master has answered. Its stations are
    gone `closing_s` after it has run out, at the latest; only then may others have their places.
    """

    lease_s: float = 10.0
    closing_s: float = 5.0

    @property
    def silence_s(self) -> float:
        """Return after which silence of a worker its stations are surely gone."""
        return self.lease_s + self.closing_s
