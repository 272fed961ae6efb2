"""The state of one charge point, pure: connectors, transactions, configuration keys, meter."""

from ocpp_load.model.configuration.keys import ConfigurationKey
from ocpp_load.model.configuration.values import Change, Configuration
from ocpp_load.model.connector import EV_SIDE_DISCONNECTED, Connector
from ocpp_load.model.connector_status import TRANSITIONS, IllegalStatusChange
from ocpp_load.model.meter import Meter
from ocpp_load.model.quirks import HEARTBEAT_KEY, NO_QUIRKS, Quirks
from ocpp_load.model.reservations import Reservation
from ocpp_load.model.station import (
    ALL_PROFILES,
    DEFAULT_MESSAGE_LOG_BYTES,
    DEFAULT_STORED_MESSAGES,
    Registration,
    Station,
    StationType,
)
from ocpp_load.model.status_report import NO_ERROR, ConnectorError, StatusReport
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
from ocpp_load.model.transaction import UNKNOWN_TRANSACTION_ID, Transaction, TransactionFault

__all__ = [
    "ALL_PROFILES",
    "DEFAULT_MESSAGE_LOG_BYTES",
    "DEFAULT_STORED_MESSAGES",
    "EV_SIDE_DISCONNECTED",
    "HEARTBEAT_KEY",
    "NO_ERROR",
    "NO_QUIRKS",
    "TRANSITIONS",
    "UNKNOWN_TRANSACTION_ID",
    "USUAL_SURROUNDINGS",
    "Between",
    "Change",
    "Configuration",
    "ConfigurationKey",
    "Connector",
    "ConnectorError",
    "DataTransferAnswer",
    "Duration",
    "Firmware",
    "FirmwareOutcome",
    "IllegalStatusChange",
    "Lock",
    "Meter",
    "Quirks",
    "Registration",
    "RemoteDriver",
    "Reservation",
    "Station",
    "StationType",
    "StatusReport",
    "Surroundings",
    "Transaction",
    "TransactionFault",
]
