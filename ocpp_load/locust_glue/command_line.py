"""Locust's command line, as ours is: what is wrong is told in one line, option first, exit code 2."""

import logging
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Any

from ocpp_load.errors import OptionError
from ocpp_load.locust_glue.standard_streams import tell
from ocpp_load.settings.load import as_run_time, as_spawn_rate, as_users
from ocpp_load.settings.refusal import DASHED_VALUE, refusal, unknown_option

WRONG_INPUT = 2

_OF_THE_LOAD: dict[str, Callable[[str, Any], Any]] = {
    "num_users": as_users,
    "spawn_rate": as_spawn_rate,
    "run_time": as_run_time,
}
_OUR_COMMAND = "ocpp-load run"
_OF_OUR_COMMAND = ("--embedded-csms", "--commands-per-second", "--web")
"""What it does not hand on; somebody may have meant one of these all the same."""
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_ALL_INTERFACES = ("", "*", "0.0.0.0", "::")


def speak_plainly(parser: Any) -> None:
    """Have a parser of Locust's read the options of the load as we do, and refuse as we do."""

    def error(message: str) -> None:
        flags = _flags_of(parser)
        if parser.prog == _OUR_COMMAND:
            flags += _OF_OUR_COMMAND
        told = refusal(message, flags)
        parser.exit(WRONG_INPUT, f"{told}\n`{parser.prog} --help` tells what there is.\n")

    for action in parser._actions:  # noqa: SLF001 - argparse lists them nowhere else
        if action.dest in _OF_THE_LOAD:
            action.type = _checked(_OF_THE_LOAD[action.dest], max(action.option_strings, key=len))
    parser._negative_number_matcher = DASHED_VALUE  # noqa: SLF001
    parser.error = error


def _flags_of(parser: Any) -> list[str]:
    return [flag for action in parser._actions for flag in action.option_strings]  # noqa: SLF001


def _checked(convert: Callable[[str, Any], Any], flag: str) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return convert(flag, text)
        except OptionError as error:
            raise ArgumentTypeError(error.problem) from None

    return read


def begin_command() -> Callable[[], bool]:
    """Have Locust's parser be that of `ocpp-load run`; return what tells whether a run is set up.

    There is one kind of user, so that a further word is a mistake; so is an abbreviation, of which
    `ocpp-load run` itself would know nothing. The web UI is for this machine
    unless `--web-host` says otherwise: who reaches it can start load.
    """
    from locust import events  # noqa: PLC0415 - who only reads options does without it

    is_set_up = []
    events.init_command_line_parser.add_listener(_be_our_command)
    events.init.add_listener(lambda **_: is_set_up.append(True))
    return lambda: bool(is_set_up)


def _be_our_command(parser: Any, **_: Any) -> None:
    def refuse(word: str) -> None:
        option = unknown_option(sys.argv[1:], _flags_of(parser))
        parser.error(f"unrecognized arguments: {option or word}")

    parser.prog = _OUR_COMMAND
    parser.allow_abbrev = False
    parser.set_defaults(web_host=_THIS_MACHINE[0])
    for action in parser._actions:  # noqa: SLF001
        if action.dest == "user_classes":
            action.type = refuse


def run_as_command(run_locust: Callable[[], None]) -> None:
    """Run Locust; where it refuses to begin, which it does with 1 and -1, end as we do."""
    is_set_up = begin_command()
    try:
        run_locust()
    except SystemExit as leaving:
        if leaving.code in (1, -1) and not is_set_up():
            sys.exit(WRONG_INPUT)
        raise


def tell_where_web_ui_is(options: Any) -> None:
    """Tell where the web UI is and who can reach it, unless Locust's log tells the first of it."""
    if logging.getLogger("locust.main").isEnabledFor(logging.INFO):
        return
    host = options.web_host
    shown = "127.0.0.1" if host in _ALL_INTERFACES else f"[{host}]" if ":" in host else host
    scheme = "https" if options.tls_cert and options.tls_key else "http"
    url = f"{scheme}://{shown}:{options.web_port}{options.web_base_path or ''}"
    where = "this machine" if host in _ALL_INTERFACES else host
    if host in _THIS_MACHINE:
        who = "for this machine only; --web-host 0.0.0.0 opens it to others"
    elif options.web_login:
        who = f"for whoever reaches {where} and can log in"
    else:
        who = f"for whoever reaches {where}; --web-login asks who comes"
    tell(f"web UI at {url}, {who}")
