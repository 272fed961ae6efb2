"""From the value of an option, in whatever form it came, to what the run uses.

A command line and a web form give strings, a file may give numbers. Each function takes the
option's flag and a value and raises `OptionError`; nothing is opened or loaded.
"""

from collections.abc import Callable, Collection
from ipaddress import ip_address
from math import isnan, nan
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from ocpp_load.duration import parse_duration
from ocpp_load.errors import OptionError
from ocpp_load.message_size import parse_message_size
from ocpp_load.settings.options import TRANSFER_SCHEMES

_ALL_INTERFACES = "0.0.0.0"


def check_host(host: str | None, option: str = "--host") -> str:
    """Return an OCPP-J endpoint (OCPP-J 1.6 section 3.1.1); raise `OptionError`."""
    example = "write for example ws://localhost:9000/ocpp"
    if not host:
        raise OptionError(option, f"no central system is named; {example}")
    try:
        parts = urlsplit(host)
        port_is_right = parts.port is None or parts.port > 0
        (parts.hostname or "").encode("idna")  # what no resolver can be asked for
    except ValueError as error:
        raise OptionError(option, f"{host!r} is not a URL: {error}") from None
    if parts.scheme not in ("ws", "wss"):
        raise OptionError(option, f"{host!r} does not begin with ws:// or wss://; {example}")
    if not parts.hostname or not port_is_right:
        raise OptionError(option, f"{host!r} names no host and port; {example}")
    if parts.fragment:
        raise OptionError(
            option,
            f"{host!r} has a fragment, which a WebSocket URL cannot have; leave # and the rest out",
        )
    if parts.username is not None:
        raise OptionError(
            option,
            "credentials do not belong into the URL; --credentials takes a file of them, and"
            " OCPP_LOAD_PASSWORD a password for all",
        )
    return host


def port_of(endpoint: SplitResult) -> int:
    """Return the port of an OCPP-J endpoint, its scheme's own where none is given."""
    return endpoint.port or (443 if endpoint.scheme == "wss" else 80)


def as_text(_flag: str, value: Any) -> str:
    return str(value).strip()


def as_security_profile(flag: str, value: Any) -> int | None:
    if value == "":
        return None
    if str(value) not in ("0", "1", "2", "3"):
        raise OptionError(flag, f"{value!r} is not one of 0, 1, 2, 3")
    return int(value)


def as_http_url(flag: str, value: Any) -> str | None:
    """Return the URL of a web server; None for none."""
    if not value:
        return None
    try:
        parts = urlsplit(str(value))
        is_right = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_right = False
    if not is_right:
        raise OptionError(flag, f"{value!r} is no URL; write for example http://127.0.0.1:9001")
    return str(value)


def as_address(flag: str, value: Any) -> tuple[str, int] | None:
    """Return where to listen, from `PORT` or `HOST:PORT`; all interfaces unless one is named."""
    if value in ("", None):
        return None
    text = str(value).strip()
    try:
        parts = urlsplit(f"//{text}" if ":" in text else f"//{_ALL_INTERFACES}:{text}")
        is_bare = parts.netloc == parts.geturl()[2:] and parts.username is None
        if parts.hostname and parts.port and is_bare:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise OptionError(flag, f"{text!r} is neither a port (1 to 65535) nor of the form HOST:PORT")


def as_secure_host(flag: str, value: Any) -> str | None:
    if not value:
        return None
    if urlsplit(check_host(value, flag)).scheme != "wss":
        raise OptionError(
            flag,
            f"{value!r} does not begin with wss://; write for example wss://localhost:9443/ocpp",
        )
    return str(value)


def as_tls_version(flag: str, value: Any) -> str | None:
    if value in ("", "1.2", "1.3"):
        return value or None
    raise OptionError(flag, f"{value!r} is not one of 1.2, 1.3")


def one_of(words: Collection[str]) -> Callable[[str, Any], str]:
    def convert(flag: str, value: Any) -> str:
        word = as_text(flag, value)
        if word not in words:
            raise OptionError(flag, f"{word!r} is not one of {', '.join(words)}")
        return word

    return convert


def at_least(minimum: int) -> Callable[[str, Any], int]:
    def convert(flag: str, value: Any) -> int:
        try:
            number = int(value)
        except ValueError:
            number = minimum - 1
        if number < minimum:
            raise OptionError(flag, f"{value!r} is not a whole number of at least {minimum}")
        return number

    return convert


def if_given(
    convert: Callable[[str, Any], int | float],
) -> Callable[[str, Any], int | float | None]:
    return lambda flag, value: None if value in ("", None) else convert(flag, value)


def as_number(
    minimum: float, maximum: float, *, above: bool = False
) -> Callable[[str, Any], float]:
    def convert(flag: str, value: Any) -> float:
        try:
            number = float(value)
        except ValueError:
            number = nan
        if minimum <= number <= maximum and not (above and number == minimum):
            return number
        problem = "is not a number" if isnan(number) else "is out of range"
        least = f"above {minimum:g}," if above else f"{minimum:g}"
        raise OptionError(flag, f"{value!r} {problem}; allowed: {least} to {maximum:g}")

    return convert


def as_duration(flag: str, value: Any) -> float:
    """Return seconds, from a number or what scenarios write: `500 ms`, `30 s`, `2 min`, `1 h`."""
    try:
        return parse_duration(value.strip() if isinstance(value, str) else value)
    except ValueError as error:
        raise OptionError(flag, str(error)) from None


def as_timeout(flag: str, value: Any) -> float:
    """Return seconds above 0."""
    if (seconds := as_duration(flag, value)) == 0:
        raise OptionError(flag, "0 s leaves no time at all; write for example 500 ms or 30 s")
    return seconds


def as_message_size(flag: str, value: Any) -> int:
    """Return bytes, from a number of them or what scenarios write: `16 KiB`, `1 MiB`."""
    text = str(value).strip()
    try:
        return parse_message_size(int(text) if text.isdecimal() else text)
    except ValueError as error:
        raise OptionError(flag, f"{text!r} {error}") from None


def as_boolean(flag: str, value: Any) -> bool:
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    try:
        return known[str(value).lower()]
    except KeyError:
        raise OptionError(flag, f"{value!r} is neither true nor false") from None


def as_texts(_flag: str, value: Any) -> tuple[str, ...]:
    return tuple([value] if isinstance(value, str) else value)


def as_hosts(flag: str, value: Any) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in as_texts(flag, value))
    for host in hosts:
        if not _is_host(host):
            raise OptionError(
                flag,
                f"{host!r} is neither the name of a host nor an address; leave scheme, port and path out",
            )
    return hosts


def _is_host(text: str) -> bool:
    try:
        if ":" in text:
            ip_address(text)
        else:
            text.encode("idna")
    except ValueError:
        return False
    return bool(text) and not set("/?#@[] ") & set(text)


def as_transfer_schemes(flag: str, value: Any) -> tuple[str, ...]:
    schemes = tuple(scheme.strip().lower() for scheme in as_texts(flag, value))
    for scheme in schemes:
        if scheme not in TRANSFER_SCHEMES:
            raise OptionError(flag, f"{scheme!r} is not one of {', '.join(TRANSFER_SCHEMES)}")
    return schemes or TRANSFER_SCHEMES


def as_headers(flag: str, value: Any) -> dict[str, str]:
    headers = {}
    for line in [value] if isinstance(value, str) else value:
        name, colon, text = line.partition(":")
        if not colon or not name.strip() or not line.isprintable():
            raise OptionError(
                flag, f"{line!r} is not of the form 'Name: value'; write for example 'X-Tenant: 7'"
            )
        headers[name.strip()] = text.strip()
    return headers


def existing(is_kind: Callable[[Path], bool], kind: str) -> Callable[[str, Any], Path | None]:
    def convert(flag: str, value: Any) -> Path | None:
        if not value:
            return None
        path = Path(value)
        if not is_kind(path):
            raise OptionError(
                flag, f"there is no {kind} {value}; a path begins where the command was started"
            )
        return path

    return convert
