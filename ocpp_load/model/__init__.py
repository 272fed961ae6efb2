"""The state of one charge point, pure: connectors, transactions, configuration keys, meter."""

from ocpp_load.model.configuration import Configuration
from ocpp_load.model.connector import Connector
from ocpp_load.model.connector_status import TRANSITIONS, IllegalStatusChange
from ocpp_load.model.meter import Meter
from ocpp_load.model.station import Registration, Station, StationType
from ocpp_load.model.transaction import UNKNOWN_TRANSACTION_ID, Transaction

__all__ = [
    "TRANSITIONS",
    "UNKNOWN_TRANSACTION_ID",
    "Configuration",
    "Connector",
    "IllegalStatusChange",
    "Meter",
    "Registration",
    "Station",
    "StationType",
    "Transaction",
]
