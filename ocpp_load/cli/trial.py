"""`ocpp-load try FILE`: one station runs a scenario, and every message is shown as it passes."""

import argparse
import sys
from contextlib import ExitStack
from dataclasses import replace
from secrets import randbelow
from typing import Any

from ocpp_load.cli.embedded import embedded_central_system, profile_of
from ocpp_load.cli.options import OF_ONE_STATION, add_host, add_options, chosen_template, values_of
from ocpp_load.cli.pressing import on_press
from ocpp_load.errors import OptionError
from ocpp_load.interruption import INTERRUPTED, raise_keyboard_interrupt
from ocpp_load.scenario import find_scenario, load_scenario, parse_duration
from ocpp_load.scenario.shelves import shipped_scenario

_FAILED = 1


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Add the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "try",
        help="run a scenario with one station, and show every message",
        usage="%(prog)s FILE [--host URL] [option ...]",
        description="Run a scenario with one station, and show every message as it passes.",
        epilog="A DURATION is seconds, or has a unit: 500 ms, 30 s, 2 min, 1 h. The command ends when"
        " the script is done, or with Ctrl-C; a second Ctrl-C ends it at once. exit codes: 0 nothing"
        " failed; 1 something did; 2 wrong input; 130 interrupted",
    )
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a scenario: a name that `ocpp-load list` has, or the path of a YAML file",
    )
    add_host(parser)
    parser.add_argument(
        "--embedded-csms",
        action="store_true",
        help="use the embedded central system, as without --host",
    )
    parser.add_argument(
        "--for",
        dest="ends_after",
        metavar="DURATION",
        help="end it after this time (default: when the script is done)",
    )
    parser.add_argument(
        "--short", action="store_true", help="cut payloads after a hundred characters"
    )
    add_options(parser, OF_ONE_STATION)
    return parser


def run(arguments: argparse.Namespace, _rest: list[str]) -> int:
    """Run the station to its end; return 0, 1 where something failed, 130 where it was cut off."""
    if arguments.embedded_csms and arguments.host:
        raise OptionError("--host", "either this or --embedded-csms")
    # A certification case is a scenario like any other.
    arguments.file = str(shipped_scenario(arguments.file) or arguments.file)
    limit_s = None if arguments.ends_after is None else _limit(arguments.ends_after)
    profile = _security_profile(arguments)
    raise_keyboard_interrupt()
    values = {**values_of(arguments), "scenario": arguments.file}
    with ExitStack() as stack:
        host = arguments.host
        if host is None:
            host, values = stack.enter_context(embedded_central_system(profile, values))
        return _perform(values, host, limit_s, short=arguments.short)


def _perform(values: dict[str, Any], host: str, limit_s: float | None, *, short: bool) -> int:
    # Whatever stations run on, commands that run none need not load.
    from ocpp_load.cli.transcript import Transcript  # noqa: PLC0415
    from ocpp_load.runtime.assembly import Assembly  # noqa: PLC0415
    from ocpp_load.runtime.performance import Performance  # noqa: PLC0415
    from ocpp_load.runtime.plan import check_reachable, check_security, plan_of  # noqa: PLC0415
    from ocpp_load.settings import settings_from  # noqa: PLC0415

    settings = settings_from(values, host)
    settings = replace(settings, seed=settings.seed or 1 + randbelow(1 << 31))
    plan = plan_of(settings)
    check_security(settings, plan)
    check_reachable(settings)
    transcript = Transcript(sys.stdout, short=short)
    assembly = Assembly(settings, plan, transcript.step)
    group = plan.groups[0]
    pump = assembly.pump(group, settings.first_station, transcript, transcript)
    performance = Performance(pump, group.commission.script, limit_s=limit_s)
    transcript.when_obstructed = performance.end_script
    transcript.say(f"{group.scenario.name} against {host}, seed {settings.seed}")

    def react(presses: int) -> None:
        if presses > 1:
            performance.cut_off()
        else:
            sys.stderr.write("Stopping: the station leaves; Ctrl-C again ends it now.\n")
            performance.end_script()

    with on_press(react) as presses:
        performance.start()
        performance.wait()
    transcript.summarise(assembly.explanations)
    if transcript.obstacle is not None:
        raise transcript.obstacle
    if len(presses) > 1:
        return INTERRUPTED
    return _FAILED if transcript.has_failed else 0


def _limit(text: str) -> float:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise OptionError("--for", str(error)) from None


def _security_profile(arguments: argparse.Namespace) -> int:
    """Return the profile that the station has; the scenario is read for it, and its mistakes told.

    Raises `UserInputError`.
    """
    scenario = load_scenario(find_scenario(arguments.file), chosen_template(arguments.station))
    own = scenario.station.configuration.get("SecurityProfile")
    return profile_of(arguments.security_profile or own)
