"""Reads command lines as our commands and Locust do, and tells their options; starts nothing.

A process of its own, as it imports Locust: a JSON object of commands in, one of options out.
"""

import argparse
import contextlib
import io
import json
import os
import sys
from functools import cache
from pathlib import Path
from unittest import mock

from ocpp_load.locust_glue import locustfile  # noqa: F401 - it adds our options to Locust's

from locust.argument_parser import get_parser  # isort: skip

from ocpp_load.central_system.arguments import options_from
from ocpp_load.cli import certify, check, command_line, compare, csms, listing, new, run, trial
from ocpp_load.cli.certification import find_cases
from ocpp_load.cli.options import values_of
from ocpp_load.errors import OcppLoadError
from ocpp_load.locust_glue.arguments import settings_of
from ocpp_load.report.comparison import parse_budget
from ocpp_load.runtime import plan as planning
from ocpp_load.scenario.shelves import SHELVES, shipped_scenario
from ocpp_load.settings import settings_from

# Many command lines name the same file.
planning.load_campaign = cache(planning.load_campaign)
planning.load_scenario = cache(planning.load_scenario)

TO_BE_STARTED = "ws://to-be-started"


def options_of(command: list[str]) -> dict[str, object]:
    program, *words = command
    if program == "ocpp-load":
        known, rest = command_line._parser().parse_known_args(words)
        if known.command is not run:
            assert not rest, rest
            if known.command is not new:
                _READ[known.command](known)
            return plain(known)
        if known.embedded_csms:
            known.host, known.control_url = TO_BE_STARTED, "http://to-be-started"
        # Behind the interpreter and what it is to run stand the words of Locust.
        started = run._command(known, rest)
        words = started[started.index("-f") :]
    options = get_parser().parse_args(words)
    if not options.worker:
        # The start form of the web UI asks for what is not given.
        host = options.host if options.headless or options.autostart else TO_BE_STARTED
        settings = settings_of(options, options.host or host)
        options.stations = planning.plan_of(settings, options.num_users).size
    return plain(options)


def _read_try(known: argparse.Namespace) -> None:
    assert shipped_scenario(known.file) or Path(known.file).is_file(), known.file
    settings_from(values_of(known), known.host or TO_BE_STARTED)


def _read_certify(known: argparse.Namespace) -> None:
    find_cases(known.cases)
    settings_from(values_of(known), known.host or TO_BE_STARTED)


def _read_compare(known: argparse.Namespace) -> None:
    for budget in known.budget:
        parse_budget(budget)


def _read_list(known: argparse.Namespace) -> None:
    assert set(known.kinds) <= set(SHELVES), known.kinds


def _check(known: argparse.Namespace) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert check.run(known, []) == 0, said.getvalue()


_READ = {
    certify: _read_certify,
    check: _check,
    compare: _read_compare,
    csms: options_from,
    listing: _read_list,
    trial: _read_try,
}


def plain(options: argparse.Namespace) -> dict[str, object]:
    kinds = type(None) | str | int | float | bool
    return {name: value for name, value in vars(options).items() if isinstance(value, kinds)}


def told(command: list[str], environment: dict[str, str]) -> dict[str, object]:
    said = io.StringIO()
    with mock.patch.dict(os.environ, environment), contextlib.redirect_stderr(said):
        try:
            return options_of(command)
        except (OcppLoadError, AssertionError, SystemExit) as error:
            return {"error": f"{said.getvalue()}{error!r}"}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    answers = {name: told(**one) for name, one in asked.items()}
    json.dump(answers, sys.stdout)
