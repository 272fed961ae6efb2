"""Payload builders: what they build fits the official schema."""

import pytest
from support.simulation import VALIDATOR

from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action, FeatureProfile, Sender

NOW = "2026-11-23T01:53:32.120Z"

BUILT = [
    (Action.AUTHORIZE, core.authorize(id_tag="TAG")),
    (Action.BOOT_NOTIFICATION, core.boot_notification(vendor="v", model="m")),
    (
        Action.BOOT_NOTIFICATION,
        core.boot_notification(vendor="v", model="m", serial_number="s", firmware_version="f"),
    ),
    (Action.DATA_TRANSFER, core.data_transfer(vendor_id="v")),
    (Action.DATA_TRANSFER, core.data_transfer(vendor_id="v", message_id="m", data="d")),
    (Action.HEARTBEAT, core.heartbeat()),
    (
        Action.METER_VALUES,
        core.meter_values(
            connector_id=1,
            timestamp=NOW,
            transaction_id=-1,
            sampled_values=[
                core.sampled_value(value="1"),
                core.sampled_value(
                    value="1.5",
                    measurand="Current.Import",
                    unit="A",
                    context="Sample.Periodic",
                    phase="L1",
                    location="Outlet",
                ),
            ],
        ),
    ),
    (
        Action.START_TRANSACTION,
        core.start_transaction(
            connector_id=1, id_tag="TAG", meter_start=5, timestamp=NOW, reservation_id=3
        ),
    ),
    (
        Action.STATUS_NOTIFICATION,
        core.status_notification(
            connector_id=0,
            status="Available",
            error_code="NoError",
            timestamp=NOW,
            info="i",
            vendor_error_code="e",
        ),
    ),
    (Action.STOP_TRANSACTION, core.stop_transaction(transaction_id=1, meter_stop=9, timestamp=NOW)),
    (
        Action.STOP_TRANSACTION,
        core.stop_transaction(
            transaction_id=1, meter_stop=9, timestamp=NOW, id_tag="TAG", reason="Local"
        ),
    ),
]


@pytest.mark.parametrize(("action", "payload"), BUILT)
def test_what_is_built_fits_its_schema(action, payload):
    assert VALIDATOR.check_request(action, payload) is None
    assert None not in payload.values()


def test_every_action_has_schemas_and_every_schema_an_action():
    from ocpp_load.validation import SchemaStore

    names = {name for action in Action for name in (action.value, f"{action.value}Response")}
    assert names == SchemaStore().names


def test_the_core_profile_has_the_sixteen_actions_of_section_3_3():
    core_actions = [action for action in Action if action.profile is FeatureProfile.CORE]
    assert len(core_actions) == 16
    assert [a for a in Action if a.sender is Sender.EITHER] == [Action.DATA_TRANSFER]
