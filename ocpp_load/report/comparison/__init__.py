"""Two runs side by side: what differs, whether that is more than noise, and more than is allowed.

Reads summaries and returns figures, text and pages. Nothing of gevent or Locust.
"""

from ocpp_load.report.comparison.budget import Budget, parse_budget
from ocpp_load.report.comparison.comparing import EXIT_CODES, Comparison, Result, compare
from ocpp_load.report.comparison.document import comparison_dict
from ocpp_load.report.comparison.finding import NoSuchRun, find_summary
from ocpp_load.report.comparison.junit import render_comparison_junit
from ocpp_load.report.comparison.page import render_comparison
from ocpp_load.report.comparison.reading import SummaryError, read_run
from ocpp_load.report.comparison.text import print_comparison

__all__ = [
    "EXIT_CODES",
    "Budget",
    "Comparison",
    "NoSuchRun",
    "Result",
    "SummaryError",
    "compare",
    "comparison_dict",
    "find_summary",
    "parse_budget",
    "print_comparison",
    "read_run",
    "render_comparison",
    "render_comparison_junit",
]
