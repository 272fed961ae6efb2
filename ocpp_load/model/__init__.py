"""The state of one charge point, pure: connectors, transactions, configuration keys, meter."""

from ocpp_load.model.configuration.keys import ConfigurationKey
from ocpp_load.model.configuration.values import Change, Configuration
from ocpp_load.model.connector import Connector
from ocpp_load.model.connector_status import TRANSITIONS, IllegalStatusChange
from ocpp_load.model.meter import Meter
from ocpp_load.model.reservations import Reservation
from ocpp_load.model.station import (
    ALL_PROFILES,
    DEFAULT_MESSAGE_LOG_BYTES,
    Registration,
    Station,
    StationType,
)
from ocpp_load.model.surroundings import (
    USUAL_SURROUNDINGS,
    Between,
    DataTransferAnswer,
    Duration,
    Firmware,
    FirmwareOutcome,
    Lock,
    RemoteDriver,
    Surroundings,
)
from ocpp_load.model.transaction import UNKNOWN_TRANSACTION_ID, EndedTransaction, Transaction

__all__ = [
    "ALL_PROFILES",
    "DEFAULT_MESSAGE_LOG_BYTES",
    "TRANSITIONS",
    "UNKNOWN_TRANSACTION_ID",
    "USUAL_SURROUNDINGS",
    "Between",
    "Change",
    "Configuration",
    "ConfigurationKey",
    "Connector",
    "DataTransferAnswer",
    "Duration",
    "EndedTransaction",
    "Firmware",
    "FirmwareOutcome",
    "IllegalStatusChange",
    "Lock",
    "Meter",
    "Registration",
    "RemoteDriver",
    "Reservation",
    "Station",
    "StationType",
    "Surroundings",
    "Transaction",
]
