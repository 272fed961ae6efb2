"""The actor's behaviour, pure: what comes in → what goes out; its activities are generators."""

from ocpp_load.charge_point.activity import Answer, CallFailure, Pause, Request, Steps, call
from ocpp_load.charge_point.back_off import BackOff
from ocpp_load.charge_point.behaviour import Behaviour
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.effects import (
    CloseConnection,
    Effect,
    OpenConnection,
    SendAnswer,
    SendFrame,
    SendPing,
)
from ocpp_load.charge_point.observer import Observer

__all__ = [
    "Answer",
    "BackOff",
    "Behaviour",
    "CallFailure",
    "ChargePoint",
    "CloseConnection",
    "Effect",
    "Observer",
    "OpenConnection",
    "Pause",
    "Request",
    "SendAnswer",
    "SendFrame",
    "SendPing",
    "Steps",
    "call",
]
