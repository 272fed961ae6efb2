"""The actor's behaviour, pure: what comes in → what goes out; its activities are generators."""

from ocpp_load.charge_point.activity import (
    Activity,
    Answer,
    CallFailure,
    Download,
    Handshake,
    HandshakeOutcome,
    HttpRequest,
    HttpResponse,
    Join,
    Pause,
    Request,
    Steps,
    TransferFailure,
    Transferred,
    Upload,
    call,
)
from ocpp_load.charge_point.back_off import USUAL_BACK_OFF, BackOff
from ocpp_load.charge_point.behaviour import Behaviour
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.effects import (
    AbandonTransfer,
    BeginFault,
    CloseConnection,
    Effect,
    EndFault,
    HoldStill,
    OpenConnection,
    SendAnswer,
    SendFrame,
    SendPing,
    SendRaw,
    StartTransfer,
)
from ocpp_load.charge_point.exchange import Exchange, Matter
from ocpp_load.charge_point.observer import Observer
from ocpp_load.charge_point.session_time import session_time

__all__ = [
    "USUAL_BACK_OFF",
    "AbandonTransfer",
    "Activity",
    "Answer",
    "BackOff",
    "BeginFault",
    "Behaviour",
    "CallFailure",
    "ChargePoint",
    "CloseConnection",
    "Download",
    "Effect",
    "EndFault",
    "Exchange",
    "Handshake",
    "HandshakeOutcome",
    "HoldStill",
    "HttpRequest",
    "HttpResponse",
    "Join",
    "Matter",
    "Observer",
    "OpenConnection",
    "Pause",
    "Request",
    "SendAnswer",
    "SendFrame",
    "SendPing",
    "SendRaw",
    "StartTransfer",
    "Steps",
    "TransferFailure",
    "Transferred",
    "Upload",
    "call",
    "session_time",
]
