"""`report.html`: the summary as one file that needs no network.

Everything that is shown was escaped by the template engine: names come from peers. No script runs
but those that are named here.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ocpp_load.metrics import Direction
from ocpp_load.report.charts import (
    chart_figures,
    charts_js,
    embedded_json,
    packed_library,
    plotly_js,
    policy,
)
from ocpp_load.report.checks import check_lines, lines_without_checks, stations_passed_text
from ocpp_load.report.demand import data_texts, drivers_texts
from ocpp_load.report.directory import write_atomically
from ocpp_load.report.events import compared, phase_text, side_by_side
from ocpp_load.report.figures import (
    bytes_text,
    clock_text,
    count_text,
    duration_text,
    energy_text,
    ms_text,
    rate_text,
    share_text,
    took_text,
)
from ocpp_load.report.pages import TEMPLATES, page_template
from ocpp_load.report.recovery import recovery_time_text
from ocpp_load.report.release import release_texts
from ocpp_load.report.thresholds import measured_text, ranked, since_text

HTML_FILE = "report.html"

_FILTERS: Mapping[str, Callable[..., Any]] = {
    "bytes": bytes_text,
    "clock": clock_text,
    "count": count_text,
    "duration": duration_text,
    "energy": energy_text,
    "ms": ms_text,
    "phase": phase_text,
    "rate": rate_text,
    "recovery_time": recovery_time_text,
    "release": release_texts,
    "share": share_text,
    "side_by_side": side_by_side,
    "stations_passed": stations_passed_text,
    "measured": measured_text,
    "since": since_text,
    "took": took_text,
}


def render_html(summary: Mapping[str, Any]) -> str:
    """Return the report of a run as an HTML document."""
    lines, checks = lines_without_checks(summary), check_lines(summary)
    figures = chart_figures(summary)
    scripts = (charts_js(), (TEMPLATES / "report.js").read_text(encoding="utf-8"))
    return page_template("report.html.j2", **_FILTERS).render(
        summary=summary,
        contents=_contents(summary, lines, checks),
        lines=lines,
        checks=checks,
        events=compared(summary["events"]),
        thresholds=ranked(summary["thresholds"]),
        drivers=list(drivers_texts(summary["drivers"])) if summary["drivers"] else [],
        data=list(data_texts(summary["data"])),
        arrows={direction.value: direction.arrow for direction in Direction},
        figures=embedded_json(figures),
        has_failures=bool(figures["failures"]),
        library=packed_library(),
        scripts=scripts,
        policy=policy((plotly_js(), *scripts)),
    )


def write_html(directory: Path, summary: Mapping[str, Any]) -> Path:
    """Write `report.html` into `directory` and return its path. Raises `ReportError`."""
    return write_atomically(directory / HTML_FILE, render_html(summary).encode())


def _contents(
    summary: Mapping[str, Any], lines: list[Any], checks: list[Any]
) -> list[tuple[str, str, bool]]:
    """Return what the page links to: the id of a heading, its short name, and whether it is there."""
    return [
        ("thresholds", "Thresholds", bool(summary["thresholds"])),
        ("checks", "Checks", bool(checks)),
        ("charts", "Charts", True),
        ("statistics", "Statistics", True),
        ("events", "Events", bool(compared(summary["events"]))),
        ("release", "Release", bool(summary["release"])),
        ("recoveries", "Recovery", bool(summary["recoveries"])),
        ("reasons", "Failures", any(line["failures"] for line in lines)),
        ("slowest", "Slowest calls", bool(summary["evidence"]["slowest"])),
        ("violations", "Violations", bool(summary["violations"])),
        ("fleet", "Stations", True),
        ("audit", "Transaction audit", bool(summary["audit"]["started"])),
        ("generator", "Load generator", True),
        ("run", "Run", True),
    ]
