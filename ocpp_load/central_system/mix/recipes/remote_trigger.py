"""Requests for messages: TriggerMessage and its extended form (OCPP 1.6 section 5.17).

A BootNotification is asked for seldom, since a station that is accepted refuses it (errata 3.35).
"""

from random import Random

from ocpp_load.central_system.mix.recipes.security import sign_charge_point_certificate
from ocpp_load.central_system.mix.situation import Planned, Situation
from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import Payload

_OF_A_CONNECTOR = frozenset({"MeterValues", "StatusNotification"})
_SIGN = "SignChargePointCertificate"

_MESSAGES = {
    "BootNotification": 1,
    "DiagnosticsStatusNotification": 3,
    "FirmwareStatusNotification": 3,
    "Heartbeat": 4,
    "MeterValues": 6,
    "StatusNotification": 6,
}
_EXTENDED_MESSAGES = {
    "BootNotification": 1,
    "FirmwareStatusNotification": 3,
    "Heartbeat": 3,
    "LogStatusNotification": 3,
    "MeterValues": 4,
    _SIGN: 4,
    "StatusNotification": 4,
}


def trigger_message(situation: Situation) -> Planned:
    """Ask for a message, of a connector or of the whole station."""
    message = _drawn(situation.random, _MESSAGES)
    return Planned(Action.TRIGGER_MESSAGE, _request(situation, message))


def extended_trigger_message(situation: Situation) -> Planned:
    """Ask for a message in the form of the security extension (whitepaper edition 3 section 5.5)."""
    message = _drawn(situation.random, _EXTENDED_MESSAGES)
    if message == _SIGN:
        return sign_charge_point_certificate(situation)
    return Planned(Action.EXTENDED_TRIGGER_MESSAGE, _request(situation, message))


def _drawn(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def _request(situation: Situation, message: str) -> Payload:
    payload: Payload = {"requestedMessage": message}
    if message in _OF_A_CONNECTOR and situation.random.random() < 0.75:
        payload["connectorId"] = situation.random.choice(situation.connectors)
    return payload
