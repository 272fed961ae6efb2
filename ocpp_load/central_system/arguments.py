"""The options of `ocpp-load csms` on a command line, and the way from text to options.

Texts are checked here and nowhere else: a value that cannot be used becomes an `OptionError`
that names its option. argparse itself checks nothing, since it would print its usage as well.
"""

import argparse
from collections.abc import Callable, Iterable
from enum import StrEnum
from math import inf
from pathlib import Path
from typing import TypeVar

from ocpp_load.central_system.ftp.options import FtpFault, FtpOptions
from ocpp_load.central_system.id_tags import Refusal
from ocpp_load.central_system.latency import parse_latency
from ocpp_load.central_system.options import (
    MOST_COMMANDS_PER_SECOND,
    OWN_VENDOR_ID,
    CentralSystemOptions,
)
from ocpp_load.errors import OptionError
from ocpp_load.messages.v16.enums import AuthorizationStatus, RegistrationStatus

_NumberT = TypeVar("_NumberT", int, float)
_EnumT = TypeVar("_EnumT", bound=StrEnum)

_REFUSING = [status for status in AuthorizationStatus if status is not AuthorizationStatus.ACCEPTED]
_MOST_SECONDS = 2**31 - 1  # the interval of BootNotification.conf is an integer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options to a parser; `options_from` reads what it then returns."""
    _add_listening(parser)
    _add_answers(parser)
    _add_faults(parser)
    _add_commands(parser)
    _add_ftp(parser)
    _add_process(parser)


def _add_listening(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("listening")
    group.add_argument("--host", default="127.0.0.1", help="address (default: %(default)s)")
    group.add_argument("--port", default="9000", help="0: a free one (default: %(default)s)")
    group.add_argument(
        "--path",
        default="/ocpp",
        help="stations connect to PATH/identity (default: %(default)s)",
    )
    group.add_argument("--tls-cert", metavar="FILE", help="certificate chain, for wss")
    group.add_argument("--tls-key", metavar="FILE", help="private key, if not in --tls-cert")
    group.add_argument(
        "--control-port",
        default="0",
        metavar="PORT",
        help="control interface on loopback; 0: a free one (default: %(default)s)",
    )
    group.add_argument("--no-control", action="store_true", help="no control interface")


def _add_answers(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("answers")
    group.add_argument(
        "--boot-status",
        default="Accepted",
        metavar="STATUS",
        help="Accepted, Pending or Rejected (default: %(default)s)",
    )
    group.add_argument(
        "--pending-boots",
        default="0",
        metavar="N",
        help="the first N boots of a station get --boot-status, later ones are Accepted;"
        " 0: all get it (default: %(default)s)",
    )
    group.add_argument(
        "--heartbeat-interval",
        default="30",
        metavar="SECONDS",
        help="interval of BootNotification.conf (default: %(default)s)",
    )
    group.add_argument(
        "--refuse-id-tag",
        action="append",
        default=[],
        metavar="PATTERN=STATUS",
        help="id tags that fit a shell pattern get Blocked, Expired, Invalid or ConcurrentTx"
        " (repeatable)",
    )
    group.add_argument(
        "--data-transfer-vendor",
        action="append",
        default=[],
        metavar="NAME",
        help=f"vendorId whose DataTransfer is accepted, beside {OWN_VENDOR_ID} (repeatable)",
    )
    group.add_argument(
        "--validate",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="check payloads against their schemas (default: on)",
    )


def _add_faults(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("faults")
    group.add_argument(
        "--latency",
        metavar="LATENCY",
        help="hold answers back: 50ms, uniform:10ms,50ms, normal:20ms,5ms or exponential:20ms",
    )
    group.add_argument(
        "--error-rate",
        default="0",
        metavar="SHARE",
        help="share of Calls, 0 to 1, answered with InternalError (default: %(default)s)",
    )
    group.add_argument("--seed", help="for the same faults again")


def _add_commands(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("commands")
    group.add_argument(
        "--commands-per-second",
        default="0",
        metavar="RATE",
        help="fire a mix of commands over the fleet at this rate; 0: none (default: %(default)s)",
    )
    group.add_argument(
        "--command-mix",
        default="default",
        metavar="NAME|FILE",
        help="which commands with which weights and payloads: a YAML file, or the one that ships"
        " (default: %(default)s)",
    )


def _add_ftp(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("file transfers")
    group.add_argument(
        "--ftp",
        action="store_true",
        help="run an FTP server for diagnostics and firmware; with --tls-cert it speaks FTPS",
    )
    group.add_argument("--ftp-port", metavar="PORT", help="0: a free one (default: 0)")
    group.add_argument(
        "--ftp-root",
        metavar="DIRECTORY",
        help="where its files lie (default: a temporary directory, deleted at the end)",
    )
    group.add_argument("--ftp-user", metavar="NAME", help="who may log in (default: ocpp)")
    group.add_argument("--ftp-password", metavar="WORD", help="the user's (default: ocpp)")
    group.add_argument(
        "--ftp-fault",
        metavar="FAULT",
        help=f"{', '.join(FtpFault)}: what it does wrong (default: none)",
    )


def _add_process(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("process")
    group.add_argument(
        "--ready-file", metavar="FILE", help="write addresses and pid there when listening"
    )
    group.add_argument(
        "--exit-with-parent",
        nargs="?",
        const="",
        metavar="PID",
        help="stop when the process that started this one is gone",
    )


def options_from(arguments: argparse.Namespace) -> CentralSystemOptions:
    """Return the options of a parsed command line. Raises `OptionError`."""
    tls_cert, tls_key = _tls(arguments.tls_cert, arguments.tls_key)
    return CentralSystemOptions(
        host=arguments.host,
        port=_port("--port", arguments.port),
        path=_path(arguments.path),
        control_port=(
            None if arguments.no_control else _port("--control-port", arguments.control_port)
        ),
        tls_cert=tls_cert,
        tls_key=tls_key,
        boot_status=_member("--boot-status", arguments.boot_status, RegistrationStatus),
        pending_boots=_number("--pending-boots", arguments.pending_boots, int),
        heartbeat_interval_s=_number(
            "--heartbeat-interval", arguments.heartbeat_interval, int, most=_MOST_SECONDS
        ),
        refusals=tuple(_refusal(text) for text in arguments.refuse_id_tag),
        data_transfer_vendors=frozenset({OWN_VENDOR_ID, *arguments.data_transfer_vendor}),
        validate=arguments.validate,
        latency=_read("--latency", arguments.latency, parse_latency),
        error_rate=_number("--error-rate", arguments.error_rate, float, most=1),
        seed=_read("--seed", arguments.seed, _seed),
        commands_per_second=_number(
            "--commands-per-second",
            arguments.commands_per_second,
            float,
            most=MOST_COMMANDS_PER_SECOND,
        ),
        command_mix=arguments.command_mix,
        ftp=_ftp(arguments),
    )


_ResultT = TypeVar("_ResultT")


def _read(option: str, text: str | None, read: Callable[[str], _ResultT]) -> _ResultT | None:
    if text is None:
        return None
    try:
        return read(text)
    except ValueError as error:
        raise OptionError(option, str(error)) from error


def _ftp(arguments: argparse.Namespace) -> FtpOptions | None:
    given = {
        name: value
        for name in ("port", "root", "user", "password", "fault")
        if (value := getattr(arguments, f"ftp_{name}")) is not None
    }
    if not arguments.ftp:
        for name in given:
            raise OptionError(f"--ftp-{name}", "needs --ftp")
        return None
    if "port" in given:
        given["port"] = _port("--ftp-port", given["port"])
    if "root" in given:
        given["root"] = Path(given["root"])
    if "fault" in given:
        given["fault"] = _member("--ftp-fault", given["fault"], FtpFault)
    return FtpOptions(**given)


def _seed(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{text!r} is no whole number") from None


def _number(option: str, text: str, kind: type[_NumberT], *, most: float = inf) -> _NumberT:
    try:
        number: _NumberT | None = kind(text)
    except ValueError:
        number = None
    if number is None or not 0 <= number <= most:
        what = "a whole number" if kind is int else "a number"
        bounds = "from 0" if most == inf else f"from 0 to {most}"
        raise OptionError(option, f"{text!r} is not {what} {bounds}")
    return number


def _port(option: str, text: str) -> int:
    return _number(option, text, int, most=65535)


def _path(text: str) -> str:
    if not text.startswith("/") or not text.isascii() or any(c in text for c in "?# %"):
        raise OptionError("--path", f"{text!r} is not a plain path such as /ocpp")
    return text


def _tls(cert: str | None, key: str | None) -> tuple[Path | None, Path | None]:
    if key is not None and cert is None:
        raise OptionError("--tls-key", "needs --tls-cert")
    return Path(cert) if cert else None, Path(key) if key else None


def _member(option: str, text: str, members: Iterable[_EnumT]) -> _EnumT:
    by_value = {member.value: member for member in members}
    if text not in by_value:
        raise OptionError(option, f"{text!r} is not one of {', '.join(by_value)}")
    return by_value[text]


def _refusal(text: str) -> Refusal:
    pattern, equals, status = text.rpartition("=")
    if not equals or not pattern:
        raise OptionError("--refuse-id-tag", f"{text!r} is not PATTERN=STATUS")
    return Refusal(pattern, _member("--refuse-id-tag", status, _REFUSING))
