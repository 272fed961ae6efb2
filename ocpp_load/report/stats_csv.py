"""`stats.csv`: a line for each direction and name with all its figures, for a spreadsheet.

Nothing is rounded; a figure that is not there is an empty field.
"""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ocpp_load.report.directory import write_atomically
from ocpp_load.report.summary import PERCENTILES

STATS_FILE = "stats.csv"

_COUNTS = (
    "count",
    "failures",
    "failure_share",
    "rate_per_s",
    "cut_off",
    "late_answers",
    "sent_bytes",
    "received_bytes",
)
_LATENCIES = ("min_ms", "mean_ms", *PERCENTILES, "max_ms")
_FROM_INTENT = "from_intent"

HEADER = (
    "direction",
    "name",
    *_COUNTS,
    *_LATENCIES,
    *(f"{_FROM_INTENT}_{figure}" for figure in _LATENCIES),
)

# What a spreadsheet takes for the beginning of a formula, and runs: names come from peers.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def render_stats_csv(summary: Mapping[str, Any]) -> str:
    """Return the lines of a summary as CSV (RFC 4180), under a header."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(HEADER)
    for line in summary["lines"]:
        writer.writerow(
            (
                line["direction"],
                _harmless(line["name"]),
                *(line[figure] for figure in _COUNTS),
                *_latencies(line["latency"]),
                *_latencies(line[_FROM_INTENT]),
            )
        )
    return stream.getvalue()


def write_stats_csv(directory: Path, summary: Mapping[str, Any]) -> Path:
    """Write `stats.csv` into `directory` and return its path. Raises `ReportError`."""
    return write_atomically(directory / STATS_FILE, render_stats_csv(summary).encode())


def _latencies(latency: Mapping[str, Any] | None) -> tuple[float | None, ...]:
    return tuple(None if latency is None else latency[figure] for figure in _LATENCIES)


def _harmless(name: str) -> str:
    return f"'{name}" if name.startswith(_BEGINS_FORMULA) else name
