"""`ocpp-load certify`: the test cases for a central system, each by a station of its own."""

import argparse
from typing import Any

from ocpp_load.cli.options import OF_ONE_STATION, add_host, add_options


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Add the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "certify",
        help="run the certification cases for a central system",
        usage="%(prog)s [CASE ...] [--host URL] [option ...]",
        description="Run the test cases of the Open Charge Alliance for a central system, each by"
        " a station of its own.",
        epilog="A DURATION is seconds, or has a unit: 500 ms, 30 s, 2 min, 1 h. exit codes: 0 all cases"
        " passed; 1 one failed; 2 wrong input; 130 interrupted",
    )
    parser.add_argument(
        "cases",
        nargs="*",
        metavar="CASE",
        help="a name that `ocpp-load list certification` has, its beginning (TC_001), or the path of a"
        " YAML file (default: all that ship)",
    )
    add_host(parser)
    parser.add_argument(
        "--at-once",
        type=int,
        default=8,
        metavar="N",
        help="how many cases run side by side (default: 8)",
    )
    parser.add_argument(
        "--case-limit",
        default="2 min",
        metavar="DURATION",
        help="a case that takes longer is ended, and has failed (default: 2 min)",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="what the output is (default: text)",
    )
    parser.add_argument("--junit", metavar="FILE", help="write the verdicts as JUnit XML as well")
    add_options(parser, OF_ONE_STATION)
    return parser


def run(arguments: argparse.Namespace, _rest: list[str]) -> int:
    """Run the cases; return 0 where all passed, else 1."""
    # Whatever stations run on, commands that run none need not load.
    from ocpp_load.cli.certification import certify  # noqa: PLC0415

    return certify(arguments)
