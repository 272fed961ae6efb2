"""`ocpp-load run`: a campaign, for people who do not think in Locust. It hands over to Locust."""

import argparse
import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ocpp_load.campaign.loader import find_campaign, load_campaign
from ocpp_load.cli.embedded import embedded_central_system, profile_of
from ocpp_load.cli.options import add_options
from ocpp_load.errors import OptionError
from ocpp_load.interruption import (
    HANDED_ON,
    die_with_parent,
    held_back,
    hold_back,
    raise_keyboard_interrupt,
)
from ocpp_load.settings import OPTIONS, Option, settings_from, without_secrets
from ocpp_load.settings.load import as_run_time, as_spawn_rate, as_users
from ocpp_load.settings.secrecy import COMMAND_VARIABLE

# -P: what lies in the working directory is no module of ours or of Locust's.
_LOCUST = ("-P", "-m", "ocpp_load.locust_glue.launch")
_LOCUSTFILE = Path(__file__).parents[1] / "locust_glue" / "locustfile.py"
_TO_BE_STARTED = "http://to-be-started"
_TOLD_WHERE_WORKERS_MEET = {"--worker", "--master-host", "--master-port", "--master-bind-port"}


_EPILOG = """
A DURATION is seconds, or has a unit: 500 ms, 30 s, 2 min, 1 h.
What stands under stations and below may also come from the environment (--call-timeout as
OCPP_LOAD_CALL_TIMEOUT), from locust.conf, or from [tool.locust] in pyproject.toml.
Every option of Locust's works, too: --processes, --csv, --stop-timeout; `locust --help` lists them.

exit codes: 0 passed; 1 failed; 2 wrong input; 3 invalid, the load generator was the bottleneck;
130 interrupted
"""


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Add the command and its options; the ones that belong to Locust are only described."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "run",
        help="run a campaign",
        description="Run a campaign of simulated charge points.",
        usage="%(prog)s --host URL [-u N] [-r N] [-t TIME] [option ...]",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    load = parser.add_argument_group("load")
    load.add_argument("-H", "--host", metavar="URL", help="OCPP-J endpoint, ws:// or wss://")
    load.add_argument(
        "-u",
        "--users",
        metavar="N",
        help="how many charge points (default: the campaign's, or 1)",
    )
    load.add_argument(
        "-r", "--spawn-rate", metavar="N", help="how many of them start per second (default: 1)"
    )
    load.add_argument(
        "-t",
        "--run-time",
        metavar="TIME",
        help="how long the run takes: 30s, 5m, 1h30m (default: the campaign's, or no end)",
    )
    load.add_argument(
        "--embedded-csms",
        action="store_true",
        help="start the embedded central system on a free port, and use it",
    )
    load.add_argument(
        "--commands-per-second",
        metavar="RATE",
        help="with --embedded-csms: it fires a mix of commands over the fleet at this rate, and"
        " runs an FTP server for their files (default: none)",
    )
    load.add_argument(
        "--web",
        action="store_true",
        help="start from Locust's web UI instead of at once; it is there for this machine only,"
        " unless --web-host 0.0.0.0 opens it",
    )
    add_options(parser, (option for option in OPTIONS if option.name != "compact"))
    return parser


def run(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Hand over to Locust; return its exit code."""
    if arguments.embedded_csms and arguments.host:
        raise OptionError("--host", "either this or --embedded-csms")
    for flag, given, check in (
        ("--users", arguments.users, as_users),
        ("--spawn-rate", arguments.spawn_rate, as_spawn_rate),
        ("--run-time", arguments.run_time, as_run_time),
    ):
        if given is not None:
            check(flag, given)
    if arguments.commands_per_second is not None and not arguments.embedded_csms:
        raise OptionError("--commands-per-second", "needs --embedded-csms")
    if not arguments.embedded_csms:
        hold_back()
        os.execve(sys.executable, _command(arguments, rest), _environment())
    raise_keyboard_interrupt(signal.SIGTERM)
    _check(arguments)
    profile, words = profile_of(arguments.security_profile), _central_system_words(arguments)
    with embedded_central_system(profile, vars(arguments), words) as (host, values):
        sys.stderr.write(f"embedded central system: control at {values['control_url']}\n")
        return _wait_for([*_command(argparse.Namespace(**values), rest), "--host", host])


def _check(arguments: argparse.Namespace) -> None:
    """Find what is wrong with files and options before anything starts. Raises `UserInputError`.

    Whoever takes part reads them for himself.
    """
    # Whatever stations run on, commands that run none need not load.
    from ocpp_load.runtime.plan import check_fleet, plan_of  # noqa: PLC0415

    values = {option.name: _given(arguments, option) for option in OPTIONS}
    values["control_url"] = values["control_url"] or _TO_BE_STARTED
    settings = settings_from(values, "ws://to-be-started")
    users = None if arguments.users is None else as_users("--users", arguments.users)
    plan = plan_of(settings, users)
    if not arguments.web:
        check_fleet(plan, users if users is not None else plan.size or 1)


def _given(arguments: argparse.Namespace, option: Option) -> Any:
    """Return the value of an option, from the command line or the environment, as Locust does."""
    value = getattr(arguments, option.name, None)
    if value or option.repeatable:
        return value
    return os.environ.get(option.environment)


def _environment() -> dict[str, str]:
    """Return the environment of Locust: with what was typed, for the report."""
    typed = shlex.join(["ocpp-load", *without_secrets(sys.argv[1:])])
    return {**os.environ, COMMAND_VARIABLE: typed}


def _command(arguments: argparse.Namespace, rest: list[str]) -> list[str]:
    command = [sys.executable, *_LOCUST, "-f", str(_LOCUSTFILE)]
    command += [*_locust_words(arguments), *rest]
    named = {word.partition("=")[0] for word in rest}
    if not named & {"--loglevel", "-L"}:
        command += ["--loglevel", "WARNING"]
    if "--processes" in named and not named & _TOLD_WHERE_WORKERS_MEET:
        command += _port_of_its_own()
    return command


def _port_of_its_own() -> Sequence[str]:
    """Return where the workers of this run find its master, and those of no other run do.

    At Locust's own port they would take part in whatever runs on this machine already.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return f"--master-bind-port={port}", f"--master-port={port}"


def _central_system_words(arguments: argparse.Namespace) -> list[str]:
    words: list[str] = []
    if arguments.campaign:
        # Before anything starts; whoever takes part reads it for himself.
        words += load_campaign(find_campaign(arguments.campaign)).central_system
    if arguments.commands_per_second is not None:
        words += ["--ftp", f"--commands-per-second={arguments.commands_per_second}"]
    return words


def _locust_words(arguments: argparse.Namespace) -> list[str]:
    words = ["--compact"] if arguments.web else ["--headless", "--compact"]
    for name in ("host", "users", "spawn_rate", "run_time", *(option.name for option in OPTIONS)):
        value = getattr(arguments, name, None)
        flag = f"--{name.replace('_', '-')}"
        if isinstance(value, list):
            words += [f"{flag}={item}" for item in value]
        elif value is True:
            words.append(flag)
        elif value:
            words.append(f"{flag}={value}")
    return words


def _wait_for(command: list[str]) -> int:
    """Run Locust to its end; the central system must outlive it, whatever signal comes."""
    with held_back():
        locust = subprocess.Popen(
            command,
            env=_environment(),
            preexec_fn=die_with_parent,  # noqa: PLW1509 - no threads
        )
        signal.signal(signal.SIGINT, lambda *_: locust.send_signal(HANDED_ON))
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: locust.terminate())
    code = locust.wait()
    return code if code >= 0 else 128 - code  # as a shell tells that a signal ended it
