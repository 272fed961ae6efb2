"""`ocpp-load new`: a commented file to start from, which can be run as it is."""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from ocpp_load.cli.output import tell
from ocpp_load.errors import OptionError, UserInputError
from ocpp_load.one_line import in_one_line
from ocpp_load.resources import SCHEMAS
from ocpp_load.scenario.node import plain_value
from ocpp_load.scenario.wording import quoted

_STARTS = Path(__file__).parent / "starts"


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Add the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "new",
        help="write a commented file to start from",
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
    """Write the file and return 0. Raises `UserInputError` where it exists or cannot be written."""
    name, kind = arguments.name or f"my {arguments.kind}", arguments.kind
    _check_name(name, kind)
    file = Path(arguments.output or f"{name.replace(' ', '_')}.yaml")
    text = (_STARTS / f"{kind}.yaml").read_text(encoding="utf-8")
    for word, value in (
        ("@FILE@", in_one_line(str(file))),
        ("@SCHEMAS@", os.path.relpath(SCHEMAS.resolve(), file.resolve().parent)),
        # JSON's quotes are YAML's; a plain name needs none.
        ("@NAME@", name if _is_plain(name) else json.dumps(name)),
    ):
        text = text.replace(word, value)
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise OptionError(
            "--output", f"{file} exists, and is not overwritten; name another file"
        ) from None
    except OSError as error:
        raise OptionError(
            "--output", f"{file} cannot be written: {error.strerror}; name another file"
        ) from None
    tell(f"{file}: {_KINDS[kind]}\n{_NEXT[kind].format(file)}\n")
    return 0


def _check_name(name: str, kind: str) -> None:
    """Raise `UserInputError` for a name that the file could not have."""
    # That of a template is the model of its stations: CiString20 (OCPP 1.6 section 6.3), a pattern.
    is_model = kind == "station"
    longest = 20 if is_model else 100
    fits = len(name) <= longest and name.isprintable()
    if not fits or (is_model and (not name.isascii() or set(name) & set("{}"))):
        letters = "ASCII characters, no braces" if is_model else "printable characters"
        raise UserInputError(f"{quoted(name)} is no name; allowed: up to {longest} {letters}")


def _is_plain(name: str) -> bool:
    return name.replace(" ", "").isidentifier() and isinstance(plain_value(name), str)


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
