"""What a user can ask for: the options, and the settings of a run that are made from them."""

from ocpp_load.settings.options import (
    ON_SATURATION,
    OPTIONS,
    PROGRESS,
    TRANSFER_SCHEMES,
    Option,
)
from ocpp_load.settings.secrecy import SECRET_OPTIONS, without_credentials, without_secrets
from ocpp_load.settings.settings import Settings, settings_from
from ocpp_load.settings.values import check_host, port_of

__all__ = [
    "ON_SATURATION",
    "OPTIONS",
    "PROGRESS",
    "SECRET_OPTIONS",
    "TRANSFER_SCHEMES",
    "Option",
    "Settings",
    "check_host",
    "port_of",
    "settings_from",
    "without_credentials",
    "without_secrets",
]
