"""Passwords of stations: bytes, written as text (security whitepaper edition 3, A00.FR.205).

A password is the UTF-8 of its text; `hex:` before pairs of hexadecimal digits writes any bytes.
No message here repeats what it is about.
"""

import base64
from collections.abc import Mapping

from ocpp_load.credentials.station_text import StationText, parse_station_text
from ocpp_load.errors import OptionError

PASSWORD_VARIABLE = "OCPP_LOAD_PASSWORD"  # noqa: S105 - where the password is, and not what
"""The environment variable with the password of every station: a pattern, as in a scenario."""

_HEX = "hex:"


def parse_password(text: str) -> bytes:
    """Return the bytes of a password. Raises `ValueError` for what is none."""
    if not text.startswith(_HEX):
        password = text.encode()
    else:
        try:
            password = bytes.fromhex(text.removeprefix(_HEX))
        except ValueError:
            raise ValueError(
                f"{_HEX} is followed by what is no pairs of hexadecimal digits"
            ) from None
    if not password:
        raise ValueError("the password is empty")
    return password


def password_from_environment(environment: Mapping[str, str]) -> StationText | None:
    """Return the pattern of the environment, if there is one. Raises `OptionError`."""
    text = environment.get(PASSWORD_VARIABLE)
    if not text:
        return None
    try:
        pattern = parse_station_text(text)
        parse_password(pattern.format("CP1", 1))
    except ValueError as error:
        raise OptionError(PASSWORD_VARIABLE, str(error)) from None
    return pattern


def basic_authorization(identity: str, password: bytes) -> str:
    """Return the Authorization header's value of a station (RFC 2617 section 2, OCPP-J 1.6 6.2.2)."""
    return "Basic " + base64.b64encode(identity.encode() + b":" + password).decode()
