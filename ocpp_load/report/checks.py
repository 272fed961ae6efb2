"""The checks of a scenario as a person reads them: those that failed first, each with its reasons.

Text only. Checks have no latency, so the tables of latencies do without them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ocpp_load.metrics import Direction
from ocpp_load.report.figures import count_text, share_text

MAX_PASSED = 20


def check_lines(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the summary's lines of checks: what failed most often first, what passed by name."""
    lines = [line for line in summary["lines"] if line["direction"] == Direction.CHECK]
    return sorted(lines, key=lambda line: -line["failures"])


def lines_without_checks(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the summary's lines of all that can have a latency."""
    return [line for line in summary["lines"] if line["direction"] != Direction.CHECK]


def stations_passed_text(fleet: Mapping[str, int]) -> str:
    """Return at how many of the stations that checked anything all checks passed."""
    checked = fleet["stations_checked"]
    passed = checked - fleet["stations_failed"]
    return (
        f"{count_text(passed)} of {count_text(checked)} stations passed all their checks"
        f" ({share_text(passed / checked)})"
    )


def check_texts(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each check, and under one that failed a line for each of its reasons."""
    if summary["fleet"]["at_end"]["stations_checked"]:
        yield stations_passed_text(summary["fleet"]["at_end"])
    lines = check_lines(summary)
    failed = [line for line in lines if line["failures"]]
    for line in failed:
        yield f"failed: {line['name']}: {_figures(line)}"
        for reason, times in line["reasons"].items():
            yield f"  {count_text(times)} x {reason}"
    passed = lines[len(failed) :]
    for line in passed[:MAX_PASSED]:
        yield f"passed: {line['name']}: {_figures(line)}"
    if len(passed) > MAX_PASSED:
        yield f"and {len(passed) - MAX_PASSED} more that passed: see summary.json"


def _figures(line: Mapping[str, Any]) -> str:
    passed = f"{count_text(line['count'] - line['failures'])} passed"
    return f"{passed}, {count_text(line['failures'])} failed" if line["failures"] else passed
