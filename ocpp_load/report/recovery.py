"""Recovery: how fast the stations that an event threw out came back, as the summary tells it.

The clock of each station runs until it is online and accepted again. When it begins depends on the
event: where one keeps stations away, at its end; where a connection is lost, at once. Who is not
back counts among those struck, so a share may never be reached.
"""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

from ocpp_load.campaign.load import RELEASE
from ocpp_load.charge_point.absence import CONNECTION_LOST
from ocpp_load.metrics import Direction, LatencyHistogram, Snapshot, back_after
from ocpp_load.metrics.label import as_label
from ocpp_load.report.figures import count_text, duration_text, ms_text

SHARES = {"to_50_s": 50, "to_90_s": 90, "to_99_s": 99, "to_100_s": 100}
"""Per cent of those struck, by the name of the time until they were back."""

_SINCE = {RELEASE: "the release", CONNECTION_LOST: "the connection was lost"}
_SINCE_OF_ACTION = {
    "disconnect": "the outage ended",
    "power_cut": "the power was back",
    "reboot": "the restart began",
}

MAX_POINTS = 100
"""Points of a curve, with the one at its beginning."""


def recoveries_part(
    snapshot: Snapshot, campaign: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return one entry for each event that threw stations out, by its name.

    `campaign` is that of the run, as the summary tells it: it has the actions of its events.
    """
    planned = campaign["events"] if campaign else ()
    since = {event["name"]: _SINCE_OF_ACTION.get(event["action"]) for event in planned} | _SINCE
    times_back = {
        line.name: line.latency for line in snapshot.lines if line.direction is Direction.LINK
    }
    nobody = LatencyHistogram()
    return {
        event: {
            "since": since.get(event) or "the event",
            **_recovery(struck, times_back.get(as_label(back_after(event)), nobody)),
        }
        for event, struck in snapshot.struck.items()
        if struck
    }


def recovery_texts(recoveries: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person reads of each event."""
    for event, figures in recoveries.items():
        verb = "accepted" if event == RELEASE else "back"
        shares = "; ".join(
            f"{percent} % {_after(figures[name])}" for name, percent in SHARES.items()
        )
        yield (
            f"{event}: {count_text(figures['back'])} of {count_text(figures['struck'])} {verb},"
            f" since {figures['since']}: {shares}"
        )


def recovery_time_text(seconds: float | None) -> str:
    """Return for example `84.2 ms`, `9.5 s`, `1 min 30 s`; `never` for None."""
    if seconds is None:
        return "never"
    return f"{ms_text(seconds * 1000)} ms" if seconds < 0.9995 else duration_text(seconds)


def _after(seconds: float | None) -> str:
    text = recovery_time_text(seconds)
    return text if seconds is None else f"after {text}"


def _recovery(struck: int, times: LatencyHistogram) -> dict[str, Any]:
    back = times.count
    ranks = {name: ceil(percent * struck / 100) for name, percent in SHARES.items()}
    steps = min(back, MAX_POINTS - 1)
    points = [ceil(back * step / steps) for step in range(1, steps + 1)]
    seconds = _seconds_by_rank(times, back, {*ranks.values(), *points})
    return {
        "struck": struck,
        "back": back,
        **{name: seconds.get(rank) for name, rank in ranks.items()},
        "curve": {
            "at_s": [0.0, *(seconds[rank] for rank in points)],
            "share": [0.0, *(rank / struck for rank in points)],
        },
    }


def _seconds_by_rank(times: LatencyHistogram, back: int, ranks: set[int]) -> dict[int, float]:
    """Return when that many were back, for those of the ranks that were reached."""
    percentiles = {rank: 100 * rank / back for rank in ranks if rank <= back}
    found = times.percentiles_ms(percentiles.values())
    return {rank: found[percentile] / 1000 for rank, percentile in percentiles.items()}
