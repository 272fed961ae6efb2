"""What is injected into the answers of the central system: latency and errors.

Decides only; who answers carries it out. Draws from one seeded source, so that a run can be
repeated as far as its messages come in the same order.
"""

from random import Random

from ocpp_load.central_system.latency import Latency


class Faults:
    """The dice that are thrown for every Call."""

    __slots__ = ("_error_rate", "_latency", "_random", "delays_answers", "injects_errors")

    def __init__(
        self, latency: Latency | None = None, error_rate: float = 0.0, seed: int | None = None
    ) -> None:
        self._latency = latency
        self._error_rate = error_rate
        self._random = Random(seed)
        self.delays_answers = latency is not None
        self.injects_errors = error_rate > 0

    def is_to_fail(self) -> bool:
        """Tell whether the next Call is answered with an error."""
        return self._random.random() < self._error_rate

    def delay_s(self) -> float:
        """Return for how many seconds the next answer is held back."""
        return self._latency.draw_s(self._random) if self._latency else 0.0
