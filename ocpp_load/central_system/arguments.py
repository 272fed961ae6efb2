"""From the command line of `ocpp-load csms` to its options.

Texts are checked here and nowhere else: a value that cannot be used becomes an `OptionError`
that names its option.
"""

import argparse
import os
from collections.abc import Callable, Iterable
from enum import StrEnum
from math import inf
from pathlib import Path
from typing import TypeVar

from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.reading import FaultError, parse_fault
from ocpp_load.central_system.ftp.options import FtpFault, FtpOptions
from ocpp_load.central_system.id_tags import Refusal
from ocpp_load.central_system.latency import parse_latency
from ocpp_load.central_system.mutants.mutant import Mutant
from ocpp_load.central_system.mutants.reading import MutantError, parse_mutant
from ocpp_load.central_system.options import (
    MOST_COMMANDS_PER_SECOND,
    OWN_VENDOR_ID,
    CentralSystemOptions,
)
from ocpp_load.central_system.quirks import Quirks, parse_quirks
from ocpp_load.central_system.security import Passwords
from ocpp_load.credentials import (
    PASSWORD_VARIABLE,
    load_table,
    parse_password,
    parse_station_text,
    password_from_environment,
)
from ocpp_load.errors import OptionError
from ocpp_load.messages.v16.enums import AuthorizationStatus, RegistrationStatus

_NumberT = TypeVar("_NumberT", int, float)
_EnumT = TypeVar("_EnumT", bound=StrEnum)

_REFUSING = [status for status in AuthorizationStatus if status is not AuthorizationStatus.ACCEPTED]
_MOST_SECONDS = 2**31 - 1  # the interval of BootNotification.conf is an integer


def options_from(arguments: argparse.Namespace) -> CentralSystemOptions:
    """Return the options of a parsed command line. Raises `OptionError`."""
    tls_cert, tls_key = _tls(arguments.tls_cert, arguments.tls_key)
    return CentralSystemOptions(
        host=arguments.host,
        port=_port("--port", arguments.port),
        shares_port=arguments.share_port,
        path=_path(arguments.path),
        control_port=(
            None if arguments.no_control else _port("--control-port", arguments.control_port)
        ),
        tls_cert=tls_cert,
        tls_key=tls_key,
        tls_issue=Path(arguments.tls_issue) if arguments.tls_issue else None,
        tls_client_ca=_client_ca(arguments),
        requires_client_cert=_requires_client_cert(arguments),
        passwords=_passwords(arguments.basic_auth),
        boot_status=_member("--boot-status", arguments.boot_status, RegistrationStatus),
        pending_boots=_number("--pending-boots", arguments.pending_boots, int),
        heartbeat_interval_s=_number(
            "--heartbeat-interval", arguments.heartbeat_interval, int, most=_MOST_SECONDS
        ),
        refusals=tuple(_refusal(text) for text in arguments.refuse_id_tag),
        id_tag_groups=tuple(_group(text) for text in arguments.id_tag_group),
        data_transfer_vendors=frozenset({OWN_VENDOR_ID, *arguments.data_transfer_vendor}),
        validate=arguments.validate,
        latency=_read("--latency", arguments.latency, parse_latency),
        error_rate=_number("--error-rate", arguments.error_rate, float, most=1),
        seed=_read("--seed", arguments.seed, _seed),
        records_answers=arguments.record_answers,
        faults=tuple(_fault(text) for text in arguments.fault),
        quirks=_quirks(arguments.quirk),
        mutants=tuple(_mutant(text) for text in arguments.mutant),
        books=Path(arguments.books) if arguments.books else None,
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


def _fault(text: str) -> Fault:
    try:
        return parse_fault(text)
    except FaultError as error:
        raise OptionError("--fault", str(error)) from error


def _mutant(text: str) -> Mutant:
    try:
        return parse_mutant(text)
    except MutantError as error:
        raise OptionError("--mutant", str(error)) from error


def _quirks(texts: list[str]) -> Quirks:
    try:
        return parse_quirks(texts)
    except ValueError as error:
        raise OptionError("--quirk", str(error)) from error


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


def _client_ca(arguments: argparse.Namespace) -> Path | None:
    if arguments.tls_client_ca is None:
        return None
    if arguments.tls_cert is None and arguments.tls_issue is None:
        raise OptionError("--tls-client-ca", "needs --tls-cert or --tls-issue")
    return Path(arguments.tls_client_ca)


def _requires_client_cert(arguments: argparse.Namespace) -> bool:
    if arguments.require_client_cert and not (arguments.tls_client_ca or arguments.tls_issue):
        raise OptionError("--require-client-cert", "needs --tls-client-ca or --tls-issue")
    return bool(arguments.require_client_cert)


def _passwords(text: str | None) -> Passwords | None:
    if text is None:
        return None
    if not text:
        pattern = password_from_environment(os.environ)
        if pattern is None:
            raise OptionError("--basic-auth", f"needs a file, or {PASSWORD_VARIABLE}")
    elif "{" not in text:
        table = load_table(Path(text), "--basic-auth")
        return Passwords({name: row.password for name, row in table.items() if row.password})
    else:
        try:
            pattern = parse_station_text(text)
            parse_password(pattern.format("CP1", 1))
        except ValueError as error:
            raise OptionError("--basic-auth", str(error)) from None
    if pattern.needs_number:
        raise OptionError("--basic-auth", "{n} is known to stations only; write {identity}")
    return Passwords(pattern=pattern)


def _member(option: str, text: str, members: Iterable[_EnumT]) -> _EnumT:
    by_value = {member.value: member for member in members}
    if text not in by_value:
        raise OptionError(option, f"{text!r} is not one of {', '.join(by_value)}")
    return by_value[text]


def _group(text: str) -> str:
    if "-" not in text:
        raise OptionError("--id-tag-group", f"{text!r} has no dash; the parent stands before it")
    return text


def _refusal(text: str) -> Refusal:
    pattern, equals, status = text.rpartition("=")
    if not equals or not pattern:
        raise OptionError("--refuse-id-tag", f"{text!r} is not PATTERN=STATUS")
    return Refusal(pattern, _member("--refuse-id-tag", status, _REFUSING))
