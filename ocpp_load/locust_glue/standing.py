"""How thresholds stand while a run goes on, at a bounded cost."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from ocpp_load.campaign.thresholds import Watch
from ocpp_load.campaign.thresholds.judging import Figures, judge
from ocpp_load.locust_glue.seldom import Seldom


class Standings:
    """Judges thresholds by the figures of the moment: what takes long, less often.

    It changes nothing: whether a run is ended for one is not decided here.
    """

    def __init__(self, watches: Sequence[Watch], pause: Callable[[], None]) -> None:
        """Judge the thresholds of `watches`; `pause` is called between them."""
        self._pause = pause
        self._watches = [(watch, Seldom(partial(_judged, watch))) for watch in watches]

    def read(self, figures: Figures) -> list[dict[str, Any]]:
        """Return each as the summary would tell it if the run ended now."""
        told = []
        for watch, judged in self._watches:
            told.append({**watch.as_dict(), **judged.read(figures)})
            self._pause()
        return told


def _judged(watch: Watch, figures: Figures) -> dict[str, Any]:
    judged = judge(watch.threshold, figures)
    return {
        "outcome": judged.outcome.value,
        "reason": judged.reason or None,
        "value": judged.value,
        "limit": judged.limit,
    }
