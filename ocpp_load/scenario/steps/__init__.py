"""The steps of the language, one in a file.

A new step is a file and a row in the table.
"""

from collections.abc import Mapping

from ocpp_load.scenario.step import Step
from ocpp_load.scenario.steps.authorize import Authorize
from ocpp_load.scenario.steps.boot import Boot
from ocpp_load.scenario.steps.call import Call
from ocpp_load.scenario.steps.charge import Charge
from ocpp_load.scenario.steps.choose import Choose
from ocpp_load.scenario.steps.connect import Connect
from ocpp_load.scenario.steps.disconnect import Disconnect
from ocpp_load.scenario.steps.each_connector import EachConnector
from ocpp_load.scenario.steps.expect import Expect
from ocpp_load.scenario.steps.expect_call import ExpectCall
from ocpp_load.scenario.steps.fault import Fault
from ocpp_load.scenario.steps.handshake import Handshake
from ocpp_load.scenario.steps.heartbeat import Heartbeat
from ocpp_load.scenario.steps.if_ import If
from ocpp_load.scenario.steps.meter_values import MeterValues
from ocpp_load.scenario.steps.operator import Operator
from ocpp_load.scenario.steps.parallel import Parallel
from ocpp_load.scenario.steps.plug_in import PlugIn
from ocpp_load.scenario.steps.power_cut import PowerCut
from ocpp_load.scenario.steps.present_card import PresentCard
from ocpp_load.scenario.steps.reboot import Reboot
from ocpp_load.scenario.steps.reconnect import Reconnect
from ocpp_load.scenario.steps.recover import Recover
from ocpp_load.scenario.steps.repeat import Repeat
from ocpp_load.scenario.steps.send_raw import SendRaw
from ocpp_load.scenario.steps.set import Set
from ocpp_load.scenario.steps.start_transaction import StartTransaction
from ocpp_load.scenario.steps.status import Status
from ocpp_load.scenario.steps.stop_transaction import StopTransaction
from ocpp_load.scenario.steps.suspend import Suspend
from ocpp_load.scenario.steps.take import Take
from ocpp_load.scenario.steps.unplug import Unplug
from ocpp_load.scenario.steps.use import Use
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
    PowerCut,
    Recover,
    Reconnect,
    Suspend,
    Repeat,
    Parallel,
    EachConnector,
    If,
    Choose,
    Use,
    Set,
    Expect,
    Call,
    ExpectCall,
    SendRaw,
    Operator,
    Handshake,
    Take,
)

STEPS: Mapping[str, type[Step]] = {
    **{step.name: step for step in _TABLE},
    "power_loss": PowerCut,
}

__all__ = [
    "STEPS",
    "Authorize",
    "Boot",
    "Call",
    "Charge",
    "Choose",
    "Connect",
    "Disconnect",
    "EachConnector",
    "Expect",
    "ExpectCall",
    "Fault",
    "Handshake",
    "Heartbeat",
    "If",
    "MeterValues",
    "Operator",
    "Parallel",
    "PlugIn",
    "PowerCut",
    "PresentCard",
    "Reboot",
    "Reconnect",
    "Recover",
    "Repeat",
    "SendRaw",
    "Set",
    "StartTransaction",
    "Status",
    "StopTransaction",
    "Suspend",
    "Take",
    "Unplug",
    "Use",
    "Wait",
]
