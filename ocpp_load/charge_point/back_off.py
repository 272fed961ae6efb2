"""How long a charge point waits before it tries to connect again.

OCPP-J 1.6 errata 3.4: with a back-off that does not overload the central system.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class BackOff:
    """Waits that grow by `factor` up to `maximum_s`, each with a random part on top.

    The random part spreads a fleet: up to `jitter` times the wait is added.
    """

    minimum_s: float = 1.0
    factor: float = 2.0
    maximum_s: float = 60.0
    jitter: float = 0.5

    def wait_s(self, failures: int, random: Random, retry_after_s: float | None = None) -> float:
        """Return the wait after that many failures in a row, and not less than asked for."""
        # The exponent is bounded so that a day of failures is no overflow.
        wait = min(self.maximum_s, self.minimum_s * self.factor ** min(failures, 64))
        wait += wait * self.jitter * random.random()
        return max(wait, retry_after_s or 0.0)
