"""The configuration of one station (OCPP 1.6 sections 5.3 and 5.8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.simulation import a_station

from ocpp_load.messages.v16.actions import FeatureProfile
from ocpp_load.model import Change, Lock, Surroundings
from ocpp_load.model.configuration.keys import STANDARD_KEYS


def a_configuration(initial=None, **type_fields):
    return a_station(configuration=initial or {}, **type_fields).configuration


def names(configuration):
    return [key.name for key in configuration.readable()]


def change(configuration, name, text):
    return configuration.change(configuration.find(name), text)


def test_a_value_comes_from_the_station_then_its_type_then_the_default():
    configuration = a_configuration({"HeartbeatInterval": "60", "Vendor.Key": "x"})
    assert configuration["HeartbeatInterval"] == "60"
    assert configuration["Vendor.Key"] == "x"
    assert configuration["WebSocketPingInterval"] == "0"
    configuration["HeartbeatInterval"] = "5"
    assert configuration.seconds("HeartbeatInterval") == 5


def test_stations_of_one_type_do_not_change_each_others_values():
    initial = {"HeartbeatInterval": "60"}
    first, second = a_configuration(initial), a_configuration(initial)
    first["HeartbeatInterval"] = "5"
    assert second["HeartbeatInterval"] == initial["HeartbeatInterval"] == "60"


def test_there_is_no_value_for_a_key_that_nobody_knows():
    with pytest.raises(KeyError):
        a_configuration()["Vendor.Key"]


@pytest.mark.parametrize(
    ("text", "seconds"), [("30", 30), ("0", 0), ("-5", 0), ("soon", 0), ("", 0)]
)
def test_an_interval_that_is_none_is_off(text, seconds):
    configuration = a_configuration({"WebSocketPingInterval": text})
    assert configuration.seconds("WebSocketPingInterval") == seconds
    assert configuration.integer("WebSocketPingInterval") == seconds


@pytest.mark.parametrize(("text", "value"), [("true", True), ("True", True), ("false", False)])
def test_a_boolean_is_read_in_any_case(text, value):
    key = "StopTransactionOnInvalidId"
    assert a_configuration({key: text}).boolean(key) is value


def test_a_list_is_split_at_its_commas():
    key = "MeterValuesSampledData"
    assert a_configuration({key: "Voltage, SoC,,"}).members(key) == ["Voltage", "SoC"]


@pytest.mark.parametrize("connectors", [1, 2, 12])
def test_the_number_of_connectors_is_that_of_the_station_whatever_is_preset(connectors):
    configuration = a_configuration({"NumberOfConnectors": "99"}, connectors=connectors)
    assert configuration["NumberOfConnectors"] == str(connectors)
    assert names(configuration).count("NumberOfConnectors") == 1


@given(st.frozensets(st.sampled_from(FeatureProfile)), st.booleans())
def test_the_supported_feature_profiles_are_those_that_the_gate_lets_pass(profiles, preset):
    configuration = a_configuration(
        {"SupportedFeatureProfiles": "Core,Reservation"} if preset else {},
        feature_profiles=profiles,
    )
    told = configuration.members("SupportedFeatureProfiles")
    assert set(told) == profiles - {FeatureProfile.SECURITY}
    assert len(told) <= configuration.integer("SupportedFeatureProfilesMaxLength")
    for profile in told:
        assert configuration.type.has(profile, "AnyAction")


@given(st.frozensets(st.sampled_from(FeatureProfile)))
def test_keys_of_a_profile_that_the_station_lacks_do_not_exist_for_it(profiles):
    configuration = a_configuration(feature_profiles=profiles)
    for name, key in STANDARD_KEYS.items():
        assert (configuration.find(name) is key) == (key.profile in profiles)
    assert {STANDARD_KEYS[name].profile for name in names(configuration)} <= profiles


def test_keys_that_can_be_read_come_in_the_order_of_the_table_and_the_vendors_last():
    configuration = a_configuration({"Vendor.B": "1", "HeartbeatInterval": "5", "Vendor.A": "2"})
    readable = [name for name, key in STANDARD_KEYS.items() if name != "AuthorizationKey"]
    assert names(configuration) == [*readable, "Vendor.B", "Vendor.A"]


@pytest.mark.parametrize(
    ("phases", "connectors", "rotation"),
    [
        (3, 2, "0.RST,1.RST,2.RST"),
        (1, 1, "0.NotApplicable,1.NotApplicable"),
    ],
)
def test_connectors_are_wired_in_the_standard_way_unless_told_otherwise(
    phases, connectors, rotation
):
    configuration = a_configuration(phases=phases, connectors=connectors)
    assert configuration["ConnectorPhaseRotation"] == rotation
    assert configuration.integer("ConnectorPhaseRotationMaxLength") == connectors + 1


def test_the_wiring_of_very_many_connectors_is_told_as_far_as_a_value_has_room():
    value = a_configuration(connectors=1000)["ConnectorPhaseRotation"]
    assert len(value) <= 500
    assert value.endswith(",72.RST")  # the 73rd would be the 507th character


@pytest.mark.parametrize(
    ("lock", "unlocks", "outcome"),
    [
        (Lock.UNLOCKS, "true", Change.IN_FORCE),
        (Lock.FAILS, "true", Change.IN_FORCE),
        (Lock.NONE, "false", Change.REFUSED),
    ],
)
def test_a_fixed_cable_is_never_unlocked_when_it_is_pulled_out(lock, unlocks, outcome):
    # Errata 3.84.
    configuration = a_configuration(surroundings=Surroundings(lock=lock))
    other = "false" if unlocks == "true" else "true"
    assert configuration["UnlockConnectorOnEVSideDisconnect"] == unlocks
    assert change(configuration, "UnlockConnectorOnEVSideDisconnect", other) is outcome
    key = configuration.find("UnlockConnectorOnEVSideDisconnect")
    assert key.can_be_changed(configuration.type) == (outcome is Change.IN_FORCE)


@pytest.mark.parametrize("spelled", ["HeartBeatInterval", "heartbeatinterval"])
def test_a_key_is_one_key_in_whatever_case_it_is_preset_asked_for_and_changed(spelled):
    configuration = a_configuration({spelled: "60"})
    assert configuration["HeartbeatInterval"] == "60"
    assert names(configuration).count("HeartbeatInterval") == 1
    assert spelled not in names(configuration)
    assert change(configuration, spelled, "5") is Change.IN_FORCE
    assert configuration["HeartbeatInterval"] == "5"


def test_a_vendors_key_is_found_in_any_case_and_takes_any_text():
    configuration = a_configuration({"Vendor.Key": "x"})
    assert configuration.find("vendor.KEY").name == "Vendor.Key"
    assert change(configuration, "vendor.KEY", "YES, any") is Change.IN_FORCE
    assert configuration["Vendor.Key"] == "YES, any"
    assert configuration.find("Vendor.Other") is None


@pytest.mark.parametrize(
    ("name", "text", "change_", "value"),
    [
        ("HeartbeatInterval", "60", Change.IN_FORCE, "60"),
        ("HeartbeatInterval", "086400", Change.UNCHANGED, "86400"),
        ("HeartbeatInterval", "-1", Change.REFUSED, "86400"),
        ("LocalPreAuthorize", "TRUE", Change.IN_FORCE, "true"),
        ("LocalPreAuthorize", "maybe", Change.REFUSED, "false"),
        ("MeterValuesSampledData", "voltage", Change.IN_FORCE, "Voltage"),
        ("MeterValuesSampledData", "SoC", Change.REFUSED, "Energy.Active.Import.Register"),
        ("StopTxnSampledData", "", Change.UNCHANGED, ""),
        ("NumberOfConnectors", "2", Change.REFUSED, "2"),
        ("ReserveConnectorZeroSupported", "false", Change.REFUSED, "true"),
        ("AuthorizationKey", "ab" * 20, Change.IN_FORCE, "ab" * 20),
        ("AuthorizationKey", "secret", Change.REFUSED, ""),
        ("ConnectorPhaseRotation", "1.RTS", Change.PENDING, "0.RST,1.RST,2.RST"),
        ("ConnectorPhaseRotation", "0.RST,1.RST,2.RST", Change.UNCHANGED, "0.RST,1.RST,2.RST"),
    ],
)
def test_a_change_is_in_force_or_it_is_none(name, text, change_, value):
    configuration = a_configuration()
    assert change(configuration, name, text) is change_
    assert configuration[name] == value


def test_a_value_that_needs_a_reboot_is_in_force_after_it_and_not_before():
    configuration = a_configuration()
    assert change(configuration, "ConnectorPhaseRotation", "1.RTS") is Change.PENDING
    assert change(configuration, "ConnectorPhaseRotation", "1.SRT") is Change.PENDING
    assert configuration.apply_pending() == ("ConnectorPhaseRotation",)
    assert configuration["ConnectorPhaseRotation"] == "1.SRT"
    assert configuration.apply_pending() == ()


def test_a_change_that_is_taken_back_needs_no_reboot():
    configuration = a_configuration()
    change(configuration, "ConnectorPhaseRotation", "1.RTS")
    assert change(configuration, "ConnectorPhaseRotation", "0.RST,1.RST,2.RST") is Change.UNCHANGED
    assert configuration.apply_pending() == ()


def test_a_refused_change_leaves_the_pending_one_as_it_is():
    configuration = a_configuration()
    change(configuration, "ConnectorPhaseRotation", "1.RTS")
    assert change(configuration, "ConnectorPhaseRotation", "9.RTS") is Change.REFUSED
    assert configuration.apply_pending() == ("ConnectorPhaseRotation",)


@given(st.sampled_from(sorted(STANDARD_KEYS)), st.text(max_size=40))
def test_no_text_makes_a_value_that_its_key_does_not_take(name, text):
    configuration = a_configuration()
    key = configuration.find(name)
    before = configuration[name]
    if configuration.change(key, text) is Change.IN_FORCE:
        assert key.is_writable
        assert key.kind.standard(configuration[name], configuration) == configuration[name]
        assert configuration[name] != before
    else:
        assert configuration[name] == before
