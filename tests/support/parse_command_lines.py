"""Reads command lines as our commands and Locust do, and tells their options; starts nothing.

A process of its own, as it imports Locust: a JSON object of commands in, one of options out.
"""

import contextlib
import io
import json
import os
import sys
from unittest import mock

from ocpp_load.locust_glue import locustfile  # noqa: F401 - it adds our options to Locust's

from locust.argument_parser import get_parser  # isort: skip

from ocpp_load.central_system.arguments import options_from
from ocpp_load.cli import command_line, csms, run
from ocpp_load.errors import OcppLoadError
from ocpp_load.locust_glue.arguments import settings_of
from ocpp_load.runtime.plan import plan_of


def options_of(command: list[str]) -> dict[str, object]:
    program, *words = command
    if program == "ocpp-load":
        known, rest = command_line._parser().parse_known_args(words)
        if known.command is csms:
            assert not rest, rest
            options_from(known)
            return {name: value for name, value in vars(known).items() if name != "command"}
        assert known.command is run
        # Behind the interpreter and what it is to run stand the words of Locust.
        started = run._command(known, rest)
        words = started[started.index("-f") :]
    options = get_parser().parse_args(words)
    if not options.worker:
        settings = settings_of(options, options.host)
        options.stations = plan_of(settings, options.num_users).size
    return {name: value for name, value in vars(options).items() if is_plain(value)}


def is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def told(command: list[str], environment: dict[str, str]) -> dict[str, object]:
    said = io.StringIO()
    with mock.patch.dict(os.environ, environment), contextlib.redirect_stderr(said):
        try:
            return options_of(command)
        except (OcppLoadError, SystemExit) as error:
            return {"error": f"{said.getvalue()}{error!r}"}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    answers = {name: told(**one) for name, one in asked.items()}
    json.dump(answers, sys.stdout)
