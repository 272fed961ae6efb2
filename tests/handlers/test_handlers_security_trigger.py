"""ExtendedTriggerMessage, its answers (security whitepaper edition 3, 5.5, 6.16, 6.17 and A02)."""

import pytest
from support.simulation import EPOCH_S, VALIDATOR, a_station

from ocpp_load.handlers import Command, HandlerRegistry, Leniency, Reply
from ocpp_load.handlers.effects import RequestCertificate, SendRequested
from ocpp_load.handlers.v16.security import extended_trigger_message
from ocpp_load.messages.v16.actions import PROFILES, FeatureProfile
from ocpp_load.messages.v16.security_enums import ExtendedMessageTrigger
from ocpp_load.model import Registration
from ocpp_load.ocppj import ErrorCode

WITH_CPO_NAME = {"configuration": {"CpoName": "Ladegut"}}
ACCEPTED = {"status": "Accepted"}
REJECTED = Reply({"status": "Rejected"})
NOT_IMPLEMENTED = Reply({"status": "NotImplemented"})


def trigger(
    message, *, registration=Registration.ACCEPTED, leniency=None, connector_id=None, **type_fields
):
    station = a_station(connectors=2, **WITH_CPO_NAME | type_fields)
    station.registration = registration
    registry = HandlerRegistry(PROFILES, VALIDATOR, leniency)
    registry.register([extended_trigger_message])
    payload = {"requestedMessage": message}
    if connector_id is not None:
        payload["connectorId"] = connector_id
    reply = registry.dispatch(station, Command("ExtendedTriggerMessage", payload, EPOCH_S, 0.0))
    if isinstance(reply, Reply):
        assert VALIDATOR.check_response("ExtendedTriggerMessage", reply.payload) is None
    return reply


@pytest.mark.parametrize(
    ("message", "effect"),
    [
        ("Heartbeat", SendRequested("Heartbeat")),
        ("MeterValues", SendRequested("MeterValues")),
        ("StatusNotification", SendRequested("StatusNotification")),
        ("LogStatusNotification", SendRequested("LogStatusNotification")),
        ("FirmwareStatusNotification", SendRequested("SignedFirmwareStatusNotification")),
        ("SignChargePointCertificate", RequestCertificate()),
    ],
)
def test_a_message_is_sent_after_the_answer(message, effect):
    assert trigger(message) == Reply(ACCEPTED, [effect])


def test_boot_notification_is_sent_only_before_it_is_accepted():
    reply = trigger("BootNotification", registration=Registration.PENDING)
    assert reply == Reply(ACCEPTED, [SendRequested("BootNotification")])
    assert trigger("BootNotification") == REJECTED


@pytest.mark.parametrize("message", ["MeterValues", "StatusNotification"])
@pytest.mark.parametrize(("connector_id", "accepted"), [(1, 1), (2, 1), (3, 0), (0, 0), (-1, 0)])
def test_a_connector_that_matters_must_be_there(message, connector_id, accepted):
    reply = trigger(message, connector_id=connector_id)
    expected = Reply(ACCEPTED, [SendRequested(message, connector_id)]) if accepted else REJECTED
    assert reply == expected


@pytest.mark.parametrize("message", ["Heartbeat", "LogStatusNotification"])
def test_a_connector_that_does_not_matter_is_ignored(message):
    assert trigger(message, connector_id=99).payload == ACCEPTED


def test_a_certificate_is_not_asked_for_without_the_name_of_the_operator():
    assert trigger("SignChargePointCertificate", configuration={}) == REJECTED


@pytest.mark.parametrize(
    ("message", "action"),
    [
        ("LogStatusNotification", "LogStatusNotification"),
        ("FirmwareStatusNotification", "SignedFirmwareStatusNotification"),
        ("SignChargePointCertificate", "SignCertificate"),
    ],
)
def test_a_message_that_the_station_does_not_have_is_not_implemented(message, action):
    assert trigger(message, switched_off=frozenset({action})) == NOT_IMPLEMENTED


@pytest.mark.parametrize("message", ["DiagnosticsStatusNotification", "MakeCoffee", ""])
def test_a_message_that_the_extension_does_not_know_is_not_implemented(message):
    payload = {"requestedMessage": message}
    command = Command("ExtendedTriggerMessage", payload, EPOCH_S, 0.0)
    reply = extended_trigger_message.on_extended_trigger_message(a_station(), command)
    assert reply == NOT_IMPLEMENTED


@pytest.mark.parametrize("message", ExtendedMessageTrigger)
def test_a_station_without_the_extension_does_not_support_it(message):
    fields = {"feature_profiles": frozenset({FeatureProfile.CORE})}
    assert trigger(message, **fields).code == ErrorCode.NOT_SUPPORTED
    assert trigger(message, leniency=Leniency(profiles=True), **fields) == NOT_IMPLEMENTED
