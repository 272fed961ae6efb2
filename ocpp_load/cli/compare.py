"""`ocpp-load compare`: two runs side by side, and a verdict by budgets of how much may get worse."""

import argparse
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from ocpp_load.cli.output import tell
from ocpp_load.errors import OptionError
from ocpp_load.report.comparison import (
    Comparison,
    compare,
    comparison_dict,
    find_summary,
    parse_budget,
    print_comparison,
    read_run,
    render_comparison,
    render_comparison_junit,
)
from ocpp_load.report.directory import ReportError, write_atomically

_LOG_WIDTH = 100

_EXAMPLES = """
budgets: how much worse NEW may be than OLD, beyond what noise can do
  --budget p99=10%                      every call, link and flow by itself
  --budget 'BootNotification p99=5ms'   one of them; it counts instead of a general one
  --budget p99=10%+1ms                  the one on top of the other
  --budget 'from intent p99=10%'        with the wait before a call is sent
  --budget failures=0.1%                failed calls, in points
  --budget rate=5%                      fewer calls in a second

exit codes: 0 within budget, or none given; 1 a regression; 2 wrong input; 3 no verdict: a run is invalid, or
nothing could be judged; 130 interrupted
"""


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Add the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "compare",
        help="compare two runs, and fail by a budget of how much may get worse",
        usage="%(prog)s OLD NEW [--budget BUDGET] [option ...]",
        description="Show two runs side by side, and judge the differences by budgets.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name in ("old", "new"):
        parser.add_argument(
            name,
            metavar=name.upper(),
            help="a summary.json, a run's directory, or a run under --reports: latest, or a part"
            " of its directory's name that no other has",
        )
    parser.add_argument(
        "--budget",
        action="append",
        default=[],
        metavar="BUDGET",
        help="how much worse NEW may be, see below; repeatable",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="where a budget could not be judged, there is no verdict (3)",
    )
    parser.add_argument(
        "--allow-invalid",
        action="store_true",
        help="judge runs in which the load generator was the bottleneck all the same",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "html"),
        default="text",
        help="what the output is (default: text)",
    )
    parser.add_argument("--output", metavar="FILE", help="where it goes (default: the console)")
    parser.add_argument(
        "--html", metavar="FILE", help="write the page as well, whatever the format"
    )
    parser.add_argument(
        "--junit", metavar="FILE", help="write a test case for each budget at each line, for CI"
    )
    parser.add_argument(
        "--reports",
        default="reports",
        metavar="DIRECTORY",
        help="the directory where runs have left their reports (default: reports)",
    )
    return parser


def run(arguments: argparse.Namespace, _rest: list[str]) -> int:
    """Compare, tell, and return 0, 1 for a regression, 3 where there is no verdict."""
    budgets = [parse_budget(text) for text in arguments.budget]
    reports = Path(arguments.reports)
    old, new = (read_run(find_summary(name, reports)) for name in (arguments.old, arguments.new))
    comparison = compare(
        old,
        new,
        budgets,
        is_strict=arguments.strict,
        allow_invalid=arguments.allow_invalid,
    )
    if arguments.html:
        _write("--html", arguments.html, render_comparison(comparison).encode())
    if arguments.junit:
        _write("--junit", arguments.junit, render_comparison_junit(comparison_dict(comparison)))
    if arguments.output:
        console = Console(file=io.StringIO(), width=_LOG_WIDTH, highlight=False)
        text = _FORMS[arguments.format](comparison, console)
        _write("--output", arguments.output, text.encode())
    else:
        tell(_FORMS[arguments.format](comparison, _console()))
    return comparison.exit_code


def _write(option: str, file: str, content: bytes) -> None:
    try:
        write_atomically(Path(file), content)
    except ReportError as error:
        raise OptionError(option, f"{file} cannot be written: {error.problem}") from error


def _console() -> Console:
    is_log = not sys.stdout.isatty() and not os.environ.get("COLUMNS")
    return Console(file=sys.stdout, width=_LOG_WIDTH if is_log else None, highlight=False)


def _as_text(comparison: Comparison, console: Console) -> str:
    with console.capture() as captured:
        print_comparison(comparison_dict(comparison), console)
    return captured.get()


def _as_json(comparison: Comparison, _console: Console) -> str:
    return f"{json.dumps(comparison_dict(comparison), indent=2, allow_nan=False)}\n"


def _as_html(comparison: Comparison, _console: Console) -> str:
    return render_comparison(comparison)


_FORMS = {"text": _as_text, "json": _as_json, "html": _as_html}
