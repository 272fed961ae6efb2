"""Thresholds over a run: which was broken when, and whether that is reason enough to end it."""

from dataclasses import dataclass, field
from typing import Any

from ocpp_load.campaign.thresholds.judging import Figures, Judgement, Outcome, is_broken_now, judge
from ocpp_load.campaign.thresholds.threshold import Threshold


@dataclass(slots=True)
class Watch:
    """Looks at one threshold again and again; times are seconds from the beginning of the run.

    `latest` is its verdict: at the end, or when the run is ended for it.
    """

    threshold: Threshold
    latest: Judgement = field(init=False)
    first_broken_s: float | None = None
    aborted: bool = False
    _broken_since_s: float | None = None

    def __post_init__(self) -> None:
        self.latest = Judgement(self.threshold, Outcome.NOT_JUDGED, reason="nothing was measured")

    def restart(self) -> None:
        """Forget what was seen: the figures are begun anew, and so is their time."""
        self.first_broken_s = self._broken_since_s = None

    def look(self, figures: Figures) -> bool:
        """Judge by the figures of this moment; tell whether the run is to be ended for it."""
        now_s = figures.duration_s
        if not is_broken_now(self.threshold, figures):
            self._broken_since_s = None
            return False
        if self.first_broken_s is None:
            self.first_broken_s = now_s
        if not self.threshold.abort or now_s < self.threshold.after_s:
            return False
        if self._broken_since_s is None:
            self._broken_since_s = now_s
        if now_s - self._broken_since_s < self.threshold.for_s:
            return False
        self.latest = judge(self.threshold, figures)
        self.aborted = True
        return True

    def conclude(self, figures: Figures) -> None:
        """Judge by the figures of the whole run: this is the verdict, unless the run ended for it."""
        if self.aborted:
            return
        self.latest = judge(self.threshold, figures)
        if self.latest.outcome is Outcome.IS_BROKEN and self.first_broken_s is None:
            self.first_broken_s = figures.duration_s

    @property
    def holds(self) -> bool:
        """Tell whether it held when it was last judged."""
        return self.latest.outcome is Outcome.HOLDS

    def as_dict(self) -> dict[str, Any]:
        """Return what the summary says of it."""
        threshold, latest = self.threshold, self.latest
        return {
            "threshold": threshold.text,
            "name": threshold.name,
            "outcome": latest.outcome.value,
            "reason": latest.reason or None,
            "value": latest.value,
            "comparison": threshold.comparison.value,
            "limit": latest.limit,
            "unit": threshold.unit.value,
            "first_broken_s": self.first_broken_s,
            "aborted": self.aborted,
        }
