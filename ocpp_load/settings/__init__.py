"""What a user can ask for: the options, and the settings of a run that are made from them."""

from ocpp_load.settings.options import OPTIONS, TRANSFER_SCHEMES, Option
from ocpp_load.settings.settings import Settings, settings_from
from ocpp_load.settings.values import check_host, port_of

__all__ = [
    "OPTIONS",
    "TRANSFER_SCHEMES",
    "Option",
    "Settings",
    "check_host",
    "port_of",
    "settings_from",
]
