"""`report.html`: the summary as one file that needs no network.

Everything that is shown was escaped by the template engine: names come from peers.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from ocpp_load.metrics import Direction
from ocpp_load.report.checks import check_lines, lines_without_checks, stations_passed_text
from ocpp_load.report.demand import data_texts, drivers_texts
from ocpp_load.report.directory import write_atomically
from ocpp_load.report.figures import (
    bytes_text,
    count_text,
    duration_text,
    ms_text,
    rate_text,
    share_text,
)
from ocpp_load.report.thresholds import measured_text, ranked, since_text

HTML_FILE = "report.html"

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters.update(
    bytes=bytes_text,
    count=count_text,
    duration=duration_text,
    ms=ms_text,
    rate=rate_text,
    share=share_text,
    stations_passed=stations_passed_text,
    measured=measured_text,
    since=since_text,
)


def render_html(summary: Mapping[str, Any]) -> str:
    """Return the report of a run as an HTML document."""
    arrows = {direction.value: direction.arrow for direction in Direction}
    template = _ENVIRONMENT.get_template("report.html.j2")
    return template.render(
        summary=summary,
        lines=lines_without_checks(summary),
        checks=check_lines(summary),
        thresholds=ranked(summary["thresholds"]),
        drivers=list(drivers_texts(summary["drivers"])) if summary["drivers"] else [],
        data=list(data_texts(summary["data"])),
        arrows=arrows,
    )


def write_html(directory: Path, summary: Mapping[str, Any]) -> Path:
    """Write `report.html` into `directory` and return its path. Raises `ReportError`."""
    return write_atomically(directory / HTML_FILE, render_html(summary).encode())
