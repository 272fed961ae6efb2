"""What stations and the embedded central system know each other by: passwords, test certificates.

Read from files and the environment, and kept out of everything that is shown.
"""

from ocpp_load.credentials.issuer import Issuer
from ocpp_load.credentials.password import (
    PASSWORD_VARIABLE,
    basic_authorization,
    parse_password,
    password_from_environment,
)
from ocpp_load.credentials.station_text import StationText, parse_station_text
from ocpp_load.credentials.table import CredentialRow, load_table

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
