"""Drivers and feeders in a report: what came to the stations from outside, and what was left of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from ocpp_load.metrics.arrivals import DriverCounts
from ocpp_load.metrics.feeders import FeederFigures
from ocpp_load.report.figures import count_text, ms_text


def drivers_part(counts: DriverCounts | None) -> dict[str, Any] | None:
    """Return what the summary says of drivers; None for a run without any."""
    if counts is None:
        return None
    figures: dict[str, Any] = dict(counts.as_dict())
    total_s, max_s = figures.pop("lag_total_s"), figures.pop("lag_max_s")
    figures["lag_mean_ms"] = total_s / counts.arrived * 1000.0 if counts.arrived else 0.0
    figures["lag_max_ms"] = max_s * 1000.0
    return figures


def data_part(feeders: Iterable[FeederFigures]) -> list[dict[str, Any]]:
    """Return what the summary says of feeders."""
    return [asdict(feeder) for feeder in feeders]


def drivers_texts(drivers: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person reads of drivers."""
    found_none = f"{count_text(drivers['no_free_connector'])} found no free connector"
    then = [
        f"{count_text(drivers[name])} {told}"
        for name, told in (
            ("turned_away", "turned away"),
            ("gave_up", "gave up waiting"),
            ("waiting", "waited still"),
        )
        if drivers[name]
    ]
    yield ", ".join(
        [
            f"{count_text(drivers['arrived'])} arrived",
            f"{count_text(drivers['began'])} began",
            f"{found_none} ({', '.join(then)})" if then else found_none,
            f"{count_text(drivers['refused'])} refused as their id tag was not accepted"
            if drivers["refused"]
            else "none refused",
        ]
    )
    if drivers["without_data"]:
        yield (
            f"{count_text(drivers['without_data'])} could not begin: a feeder had no row left, or the"
            " id tag cannot be used"
        )
    yield (
        f"behind the schedule: {ms_text(drivers['lag_mean_ms'])} ms on average,"
        f" {ms_text(drivers['lag_max_ms'])} ms at most"
    )


def data_texts(data: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what a person reads of feeders."""
    for feeder in data:
        of = "" if feeder["rows"] is None else f" of {count_text(feeder['rows'])}"
        text = f"{feeder['name']} ({feeder['use']}): {count_text(feeder['taken'])}{of} rows taken"
        if feeder["use"] == "shared":
            text = f"{feeder['name']} (shared): a row taken {count_text(feeder['taken'])} times"
        if feeder["in_vain"]:
            text += f", {count_text(feeder['in_vain'])} asked when none was left"
        yield text
