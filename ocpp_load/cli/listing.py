"""`ocpp-load list`: what ships, by kind, with what it is for."""

import argparse
import json
import sys
from typing import Any

from ocpp_load.cli.output import tell
from ocpp_load.scenario.shelves import SHELVES, Item, shipped_items

_TITLES = {
    "scenarios": "Scenarios: --scenario NAME, ocpp-load try NAME",
    "templates": "Station templates: --station NAME, or template: NAME in a scenario",
    "steps": "Files of steps: use: NAME in a scenario",
    "campaigns": "Campaigns: ocpp-load run --campaign NAME",
    "certification": "Certification cases: ocpp-load certify NAME",
}


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Add the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "list",
        help="list the scenarios, templates, campaigns and certification cases that ship",
    )
    parser.add_argument(
        "kinds", nargs="*", metavar="KIND", help=f"any of {', '.join(SHELVES)} (default: all)"
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="what the output is (default: text)",
    )
    return parser


def run(arguments: argparse.Namespace, _rest: list[str]) -> int:
    """Print them, and return 0; 2 for a kind that there is not."""
    for kind in arguments.kinds:
        if kind not in SHELVES:
            sys.stderr.write(f"there is no kind {kind!r}; allowed: {', '.join(SHELVES)}\n")
            return 2
    items = [
        each for each in shipped_items() if not arguments.kinds or each.kind in arguments.kinds
    ]
    tell(_as_json(items) if arguments.format == "json" else _as_text(items))
    return 0


def _as_json(items: list[Item]) -> str:
    rows = [
        {
            "kind": each.kind,
            "name": each.name,
            "description": each.description,
            "file": str(each.path),
        }
        for each in items
    ]
    return f"{json.dumps(rows, indent=2)}\n"


def _as_text(items: list[Item]) -> str:
    blocks = []
    for kind, title in _TITLES.items():
        width = max((len(each.name) for each in items if each.kind == kind), default=0)
        lines = [
            f"  {each.name:{width}}  {each.description}" for each in items if each.kind == kind
        ]
        if lines:
            blocks.append("\n".join([title, *lines]))
    return "".join(f"{block}\n" for block in "\n\n".join(blocks).splitlines())
