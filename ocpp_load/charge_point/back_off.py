"""How long a charge point waits before it tries to connect again.

OCPP-J 1.6 errata 3.4: with a back-off that does not overload the central system. How it grows is
left open there. The terms are those of OCPP 2.0.1 (part 4, section 5.4): `minimum_s` is
RetryBackOffWaitMinimum, `random_s` RetryBackOffRandomRange; a factor and a maximum stand in place
of the doubling that ends after RetryBackOffRepeatTimes.
"""

from dataclasses import dataclass, replace
from random import Random

LONGEST_RETRY_AFTER_S = 3600.0
"""What Retry-After can ask for at most: a misplaced digit must not end the run of a fleet."""


@dataclass(frozen=True, slots=True)
class BackOff:
    """Waits that grow by `factor` from a minimum up to a maximum, each with a random part on top.

    The random part, anything up to `random_s`, spreads a fleet that lost its central system at
    one moment. It is added to the longest wait and to Retry-After too: whoever is told to come
    back in a minute would come in lockstep otherwise.
    """

    minimum_s: float = 1.0
    factor: float = 2.0
    random_s: float = 5.0
    maximum_s: float = 60.0

    def wait_s(self, failures: int, random: Random, retry_after_s: float | None = None) -> float:
        """Return the wait after that many failures in a row, and not less than asked for.

        More than `LONGEST_RETRY_AFTER_S` cannot be asked for.
        """
        # The exponent is bounded so that a day of failures is no overflow.
        wait = min(self.maximum_s, self.minimum_s * self.factor ** min(failures, 64))
        asked_for_s = min(LONGEST_RETRY_AFTER_S, retry_after_s or 0.0)
        return max(wait, asked_for_s) + self.random_s * random.random()

    def with_changes(
        self,
        *,
        minimum_s: float | None,
        factor: float | None,
        random_s: float | None,
        maximum_s: float | None,
    ) -> "BackOff":
        """Return this back-off with other values where they are given.

        Raises `ValueError` where the longest wait would be shorter than the first one.
        """
        given = {
            "minimum_s": minimum_s,
            "factor": factor,
            "random_s": random_s,
            "maximum_s": maximum_s,
        }
        changed = replace(self, **{name: each for name, each in given.items() if each is not None})
        if changed.maximum_s < changed.minimum_s:
            raise ValueError(
                f"the longest wait, {changed.maximum_s:g} s, is shorter than the first one,"
                f" {changed.minimum_s:g} s"
            )
        return changed


USUAL_BACK_OFF = BackOff()
