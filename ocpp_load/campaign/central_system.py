"""The `central_system` of a campaign: what the embedded one is told, where that is used.

A key is an option of `ocpp-load csms`, with `_` for `-`; what it takes is checked by whoever
reads that command line.
"""

import argparse
from collections.abc import Callable, Mapping
from functools import partial

from ocpp_load.errors import OptionError
from ocpp_load.scenario.node import ScalarNode
from ocpp_load.scenario.reader import Value

_FLAG, _ONE, _MANY = "flag", "one", "many"
KEYS: Mapping[str, str] = {
    "ftp": _FLAG,
    "commands_per_second": _ONE,
    "command_mix": _ONE,
    "latency": _ONE,
    "error_rate": _ONE,
    "fault": _MANY,
    "quirk": _MANY,
    "heartbeat_interval": _ONE,
    "boot_status": _ONE,
    "pending_boots": _ONE,
    "refuse_id_tag": _MANY,
}


def read_central_system(value: Value) -> tuple[str, ...]:
    """Read the options of the embedded central system; return the words of a command line."""
    section = value.section(KEYS)
    words: list[str] = []
    for key, kind in KEYS.items():
        flag = f"--{key.replace('_', '-')}"
        words += section.read(key, partial(_READ[kind], flag=flag), [])
    return tuple(words)


def _read_flag(value: Value, flag: str) -> list[str]:
    return [flag] if value.flag() else []


def _read_one(value: Value, flag: str) -> list[str]:
    if not isinstance(value.node, ScalarNode) or isinstance(value.node.value, bool | None):
        value.reject(f"{value.shown} is not allowed; allowed: text or a number")
        return []
    return _checked(value, [f"{flag}={value.node.text}"])


def _read_many(value: Value, flag: str) -> list[str]:
    return [word for item in value.items() for word in _read_one(item, flag)]


_READ: Mapping[str, Callable[..., list[str]]] = {
    _FLAG: _read_flag,
    _ONE: _read_one,
    _MANY: _read_many,
}


def _checked(value: Value, words: list[str]) -> list[str]:
    # The embedded central system brings a server's libraries, which few campaigns have a use for.
    from ocpp_load.central_system.arguments import options_from  # noqa: PLC0415
    from ocpp_load.central_system.command_line import add_arguments  # noqa: PLC0415

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    try:
        options_from(parser.parse_args(words))
    except OptionError as error:
        value.reject(error.problem)
        return []
    return words
