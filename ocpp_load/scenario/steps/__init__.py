"""The steps of the language, one in a file.

A new step is a file and a row in the table.
"""

from collections.abc import Mapping

from ocpp_load.scenario.step import Step
from ocpp_load.scenario.steps.authorize import Authorize
from ocpp_load.scenario.steps.boot import Boot
from ocpp_load.scenario.steps.call import Call
from ocpp_load.scenario.steps.charge import Charge
from ocpp_load.scenario.steps.connect import Connect
from ocpp_load.scenario.steps.disconnect import Disconnect
from ocpp_load.scenario.steps.each_connector import EachConnector
from ocpp_load.scenario.steps.fault import Fault
from ocpp_load.scenario.steps.heartbeat import Heartbeat
from ocpp_load.scenario.steps.meter_values import MeterValues
from ocpp_load.scenario.steps.parallel import Parallel
from ocpp_load.scenario.steps.plug_in import PlugIn
from ocpp_load.scenario.steps.power_loss import PowerLoss
from ocpp_load.scenario.steps.present_card import PresentCard
from ocpp_load.scenario.steps.reboot import Reboot
from ocpp_load.scenario.steps.repeat import Repeat
from ocpp_load.scenario.steps.start_transaction import StartTransaction
from ocpp_load.scenario.steps.status import Status
from ocpp_load.scenario.steps.stop_transaction import StopTransaction
from ocpp_load.scenario.steps.unplug import Unplug
from ocpp_load.scenario.steps.wait import Wait

_TABLE: tuple[type[Step], ...] = (
    Connect,
    Boot,
    Wait,
    Heartbeat,
    Status,
    PlugIn,
    Authorize,
    StartTransaction,
    Charge,
    MeterValues,
    StopTransaction,
    Unplug,
    Disconnect,
    PresentCard,
    Fault,
    Reboot,
    PowerLoss,
    Repeat,
    Parallel,
    EachConnector,
    Call,
)

STEPS: Mapping[str, type[Step]] = {step.name: step for step in _TABLE}

__all__ = [
    "STEPS",
    "Authorize",
    "Boot",
    "Call",
    "Charge",
    "Connect",
    "Disconnect",
    "EachConnector",
    "Fault",
    "Heartbeat",
    "MeterValues",
    "Parallel",
    "PlugIn",
    "PowerLoss",
    "PresentCard",
    "Reboot",
    "Repeat",
    "StartTransaction",
    "Status",
    "StopTransaction",
    "Unplug",
    "Wait",
]
