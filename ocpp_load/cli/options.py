"""The options that commands have in common, from the one table of them all."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ocpp_load.errors import OptionError, UserInputError
from ocpp_load.scenario import find_template
from ocpp_load.settings import OPTIONS, Option

_NOT_OF_ONE_STATION = frozenset(
    {
        "scenario",
        "campaign",
        "release_over",
        "reports",
        "run_name",
        "on_saturation",
        "metrics_port",
        "progress",
        "compact",
    }
)

OF_ONE_STATION = tuple(
    option
    for option in OPTIONS
    if option.name not in _NOT_OF_ONE_STATION and option.help != argparse.SUPPRESS
)
"""What makes sense for a station that runs alone: no fleet, no report."""


def add_options(parser: argparse.ArgumentParser, options: Iterable[Option]) -> None:
    """Add options under their headings; values come as text and are checked later."""
    groups: dict[str, Any] = {}
    for option in options:
        if (group := groups.get(option.group)) is None:
            group = groups[option.group] = parser.add_argument_group(option.group)
        if option.kind is bool:
            group.add_argument(option.flag, action="store_true", help=option.help)
        else:
            action = "append" if option.repeatable else "store"
            group.add_argument(option.flag, action=action, metavar=option.metavar, help=option.help)


def add_host(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the central system; without it, it is the embedded one."""
    parser.add_argument(
        "-H",
        "--host",
        metavar="URL",
        help="OCPP-J endpoint, ws:// or wss:// (default: the embedded central system)",
    )


def values_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the values of our options by name, as `settings_from` wants them."""
    return {option.name: getattr(arguments, option.name, None) for option in OPTIONS}


def chosen_template(name_or_path: str | None) -> Path | None:
    """Return the file of `--station`, where it is given. Raises `OptionError`."""
    try:
        return find_template(name_or_path) if name_or_path else None
    except UserInputError as error:
        raise OptionError("--station", str(error)) from None
