"""`ocpp-load check FILE…`: every mistake of every file at once, and what is odd about them."""

import argparse
import json
from pathlib import Path
from typing import Any

from ocpp_load.cli.findings import Finding, Severity, findings_in, yaml_files_in
from ocpp_load.cli.output import tell
from ocpp_load.errors import UserInputError
from ocpp_load.scenario import find_scenario
from ocpp_load.scenario.shelves import named

_MISTAKES = 1


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Add the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "check",
        help="check scenarios, station templates, campaigns, operator files and command mixes",
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a name that `ocpp-load list` has, the path of a YAML file, or of a directory of them",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="what the output is; json has an array of objects with file, line, column, severity and"
        " problem (default: text)",
    )
    parser.add_argument("--strict", action="store_true", help="a warning counts as a mistake")
    return parser


def run(arguments: argparse.Namespace, _rest: list[str]) -> int:
    """Print each finding as `file:line:column: what is wrong`; return 1 where there is a mistake."""
    paths = [path for name in arguments.files for path in _paths(name)]
    findings = findings_in(paths)
    if arguments.format == "json":
        tell(f"{json.dumps([_figures(each) for each in findings], indent=2)}\n")
    else:
        tell("".join(f"{finding}\n" for finding in findings))
    mistakes = sum(each.severity is Severity.ERROR for each in findings)
    warnings = len(findings) - mistakes
    has_failed = mistakes > 0 or (arguments.strict and warnings > 0)
    if arguments.format == "text":
        told = f", {_counted(mistakes, 'mistake')}" if mistakes else ""
        told = told if has_failed else " without a mistake"
        odd = f", {_counted(warnings, 'warning')}" if warnings else ""
        tell(f"{_counted(len(paths), 'file')}{told}{odd}\n")
    return _MISTAKES if has_failed else 0


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _figures(finding: Finding) -> dict[str, Any]:
    mistake = finding.mistake
    return {
        "file": mistake.file,
        "line": mistake.line,
        "column": mistake.column,
        "severity": finding.severity.value,
        "problem": mistake.problem,
    }


def _paths(name: str) -> list[Path]:
    path = Path(name)
    if name and _is_directory(path):
        files = yaml_files_in(path)
        if not files:
            raise UserInputError(
                f"there is no YAML file in {name}; name a directory with some, or a file"
            )
        return files
    if (shipped := named(name)) is not None:
        return [shipped]
    return [find_scenario(name)]


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long for the file system
        return False
