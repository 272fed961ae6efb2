"""What a run leaves behind: the summary, and its forms as JSON, HTML and on the console.

Reads figures and writes files; measures nothing, and knows nothing of gevent or Locust.
"""

from ocpp_load.report.console import closing_table, live_line, print_closing
from ocpp_load.report.directory import (
    ReportError,
    create_run_directory,
    point_latest,
    write_atomically,
)
from ocpp_load.report.files import Written, write_files
from ocpp_load.report.html import render_html, write_html
from ocpp_load.report.printable import printable_on
from ocpp_load.report.summary import RunInfo, build_summary, write_summary
from ocpp_load.report.thresholds import broken_text
from ocpp_load.report.verdict import Circumstances, Verdict, without_its_report

__all__ = [
    "Circumstances",
    "ReportError",
    "RunInfo",
    "Verdict",
    "Written",
    "broken_text",
    "build_summary",
    "closing_table",
    "create_run_directory",
    "live_line",
    "point_latest",
    "print_closing",
    "printable_on",
    "render_html",
    "without_its_report",
    "write_atomically",
    "write_files",
    "write_html",
    "write_summary",
]
