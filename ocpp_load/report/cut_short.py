"""A campaign that its run time ends before it is over: what does not come of it.

By what the summary says of a campaign, and known before the start. Nothing about a run that was
interrupted, or that a threshold has ended: its verdict tells that.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ocpp_load.report.figures import clock_text, duration_text

_MANY = 3


def cut_short(
    campaign: Mapping[str, Any] | None, run_time_s: float | None, gathering_s: float = 0.0
) -> Iterator[str]:
    """Yield a sentence where the run time ends the load of a campaign, or is over before it begins.

    Its time begins `gathering_s` after the run, which is what it takes until stations that are
    released together are there.
    """
    if campaign is None or not run_time_s:
        return
    takes_s = gathering_s + campaign["duration_s"]
    if run_time_s >= takes_s:
        return
    left_out = _left_out(campaign, run_time_s - gathering_s)
    verb = "does not come" if len(left_out) == 1 else "do not come"
    what = f"{_listed(left_out)} {verb}" if left_out else "its last stage ends early"
    yield (
        f"--run-time ends the campaign after {duration_text(run_time_s)} of"
        f" {duration_text(takes_s)}: {what}; leave it out, or give it more, for all of it."
    )


def _left_out(campaign: Mapping[str, Any], load_s: float) -> list[str]:
    """Return what would begin when so many seconds of the load are over, in its order."""
    parts = [(stage["at_s"], f"load {stage['what']}") for stage in campaign["stages"]]
    parts += [(event["at_s"], f"event {event['what']}") for event in campaign["events"]]
    parts.sort(key=lambda part: part[0])
    return [
        f"{what} (at {clock_text(at_s)})"
        for at_s, what in parts
        if load_s <= at_s < campaign["duration_s"]
    ]


def _listed(parts: Sequence[str]) -> str:
    told = list(parts[:_MANY])
    if more := len(parts) - len(told):
        told.append(f"{more} more")
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
