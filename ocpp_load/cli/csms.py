"""`ocpp-load csms`: the embedded central system."""

import argparse
from typing import Any

from ocpp_load.central_system.command_line import add_arguments


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Add the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "csms",
        help="run the embedded central system",
        usage="%(prog)s [--port PORT] [option ...]",
        description="Run the embedded central system until Ctrl-C or SIGTERM.",
    )
    add_arguments(parser)
    return parser


def run(arguments: argparse.Namespace, _rest: list[str]) -> int:
    """Serve until a signal or its control interface ends it."""
    # Its event loop is not for the other commands to load.
    from ocpp_load.central_system.command import run as serve  # noqa: PLC0415

    return serve(arguments)
