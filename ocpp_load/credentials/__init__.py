"""What stations and the embedded central system know each other by: passwords, test certificates.

Read from files and the environment, and kept out of everything that is shown.
"""

from typing import TYPE_CHECKING, Any

from ocpp_load.credentials.password import (
    PASSWORD_VARIABLE,
    basic_authorization,
    parse_password,
    password_from_environment,
)
from ocpp_load.credentials.station_text import StationText, parse_station_text
from ocpp_load.credentials.table import CredentialRow, load_table

if TYPE_CHECKING:
    from ocpp_load.credentials.issuer import Issuer

__all__ = [
    "PASSWORD_VARIABLE",
    "CredentialRow",
    "Issuer",
    "StationText",
    "basic_authorization",
    "load_table",
    "parse_password",
    "parse_station_text",
    "password_from_environment",
]


def __getattr__(name: str) -> Any:
    # It brings the library that makes certificates: 8 MB and 35 ms that most runs have no use for.
    if name == "Issuer":
        from ocpp_load.credentials.issuer import Issuer  # noqa: PLC0415

        return Issuer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
