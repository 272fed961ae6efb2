"""`ocpp-load check FILE…`: every mistake of every file at once."""

import argparse
import sys
from pathlib import Path
from typing import Any

from ocpp_load.errors import UserInputError
from ocpp_load.scenario import check_files, find_scenario, find_template, template_names

_MISTAKES = 1


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Add the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "check", help="check scenarios and station templates", allow_abbrev=False
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a scenario or a station template: the path of a file, or a name",
    )
    return parser


def run(arguments: argparse.Namespace, _rest: list[str]) -> int:
    """Print each mistake as `file:line:column: what is wrong`; return 1 where there is one."""
    mistakes = check_files([_path(name) for name in arguments.files])
    for mistake in mistakes:
        sys.stdout.write(f"{mistake}\n")
    if not mistakes:
        count = len(arguments.files)
        sys.stdout.write(f"{count} {'file' if count == 1 else 'files'} without a mistake\n")
    return _MISTAKES if mistakes else 0


def _path(name: str) -> Path:
    if name in template_names():
        return find_template(name)
    try:
        return find_scenario(name)
    except UserInputError:
        path = Path(name)
        if path.suffix in (".yaml", ".yml"):
            return path  # check_files says what is wrong with it
        raise
