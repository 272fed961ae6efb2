"""`ocpp-load new`: a commented file to start from, which can be run as it is."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from ocpp_load.errors import OptionError
from ocpp_load.resources import SCHEMAS

_STARTS = Path(__file__).parent / "starts"


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Add the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "new",
        help="write a commented file to start from",
        allow_abbrev=False,
        description="Write a commented file to start from: a scenario, unless told otherwise.",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="what it is called, and its file")
    kinds = parser.add_mutually_exclusive_group()
    for kind, what in _KINDS.items():
        kinds.add_argument(f"--{kind}", dest="kind", action="store_const", const=kind, help=what)
    parser.set_defaults(kind="scenario")
    parser.add_argument("-o", "--output", metavar="FILE", help="the file (default: NAME.yaml)")
    return parser


def run(arguments: argparse.Namespace, _rest: list[str]) -> int:
    """Write the file and return 0. Raises `OptionError` where it exists, or cannot be written."""
    name = arguments.name or f"my {arguments.kind}"
    file = Path(arguments.output or f"{name.replace(' ', '_')}.yaml")
    text = (_STARTS / f"{arguments.kind}.yaml").read_text(encoding="utf-8")
    for word, value in (
        # JSON's quotes are YAML's; a plain name needs none.
        ("@NAME@", name if name.replace(" ", "").isidentifier() else json.dumps(name)),
        ("@FILE@", str(file)),
        ("@SCHEMAS@", os.path.relpath(SCHEMAS.resolve(), file.resolve().parent)),
    ):
        text = text.replace(word, value)
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise OptionError("--output", f"{file} exists, and is not overwritten") from None
    except OSError as error:
        raise OptionError("--output", f"{file} cannot be written: {error.strerror}") from None
    sys.stdout.write(f"{file}: {_KINDS[arguments.kind]}\n{_NEXT[arguments.kind].format(file)}\n")
    return 0


_KINDS = {
    "scenario": "what one station does",
    "station": "a station template: what a type of station is",
    "campaign": "how many stations do what, and what counts as passed",
    "operator": "how buttons are pressed at a central system of your own",
}
_NEXT = {
    "scenario": "ocpp-load try {0}",
    "station": "ocpp-load try charging_session --station {0}",
    "campaign": "ocpp-load run --campaign {0} --embedded-csms",
    "operator": "ocpp-load certify --host URL --operator {0}",
}
