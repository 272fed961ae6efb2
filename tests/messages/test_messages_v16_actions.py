"""The actions of OCPP 1.6: each with its sender and its feature profile."""

from collections import Counter

import pytest

from ocpp_load.messages.v16.actions import Action, FeatureProfile, Sender
from ocpp_load.validation import SchemaStore

# OCPP 1.6 edition 2, section 4, "Operations Initiated by Charge Point", and the security whitepaper
FROM_THE_CHARGE_POINT = {
    *("Authorize", "BootNotification", "DiagnosticsStatusNotification"),
    *("FirmwareStatusNotification", "Heartbeat", "MeterValues", "StartTransaction"),
    *("StatusNotification", "StopTransaction", "LogStatusNotification", "SignCertificate"),
    *("SecurityEventNotification", "SignedFirmwareStatusNotification"),
}


def test_there_is_an_action_for_every_request_schema():
    assert {name for name in SchemaStore().names if not name.endswith("Response")} == set(Action)


def test_an_action_is_the_word_on_the_wire():
    assert Action.BOOT_NOTIFICATION == "BootNotification"
    assert f"{Action.BOOT_NOTIFICATION}" == "BootNotification"
    assert {"BootNotification": 1}[Action.BOOT_NOTIFICATION] == 1
    assert Action("BootNotification") is Action.BOOT_NOTIFICATION


def test_an_unknown_word_is_no_action():
    with pytest.raises(ValueError, match="bootNotification"):
        Action("bootNotification")


@pytest.mark.parametrize("action", Action)
def test_an_action_has_the_sender_that_the_specification_gives_it(action):
    if action == Action.DATA_TRANSFER:
        assert action.sender is Sender.EITHER
    elif action in FROM_THE_CHARGE_POINT:
        assert action.sender is Sender.CHARGE_POINT
    else:
        assert action.sender is Sender.CENTRAL_SYSTEM


def test_profiles_have_the_actions_of_section_3_3_with_its_erratum():
    assert Counter(action.profile for action in Action) == {
        FeatureProfile.CORE: 16,
        FeatureProfile.FIRMWARE_MANAGEMENT: 4,
        FeatureProfile.LOCAL_AUTH_LIST_MANAGEMENT: 2,
        FeatureProfile.RESERVATION: 2,
        FeatureProfile.SMART_CHARGING: 3,
        FeatureProfile.REMOTE_TRIGGER: 1,
        FeatureProfile.SECURITY: 11,
    }


@pytest.mark.parametrize(
    ("action", "profile"),
    [
        (Action.CANCEL_RESERVATION, "Reservation"),
        (Action.RESERVE_NOW, "Reservation"),
        (Action.CLEAR_CHARGING_PROFILE, "SmartCharging"),
        (Action.GET_COMPOSITE_SCHEDULE, "SmartCharging"),
        (Action.SET_CHARGING_PROFILE, "SmartCharging"),
        (Action.TRIGGER_MESSAGE, "RemoteTrigger"),
        (Action.GET_DIAGNOSTICS, "FirmwareManagement"),
        (Action.SEND_LOCAL_LIST, "LocalAuthListManagement"),
        (Action.CHANGE_CONFIGURATION, "Core"),
    ],
)
def test_the_columns_that_edition_2_mixed_up_stand_right(action, profile):
    # OCPP 1.6 errata 3.2
    assert action.profile == profile
