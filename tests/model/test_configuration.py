"""Configuration keys: shared defaults, own values."""

import pytest

from ocpp_load.model import Configuration


def test_a_value_comes_from_the_station_then_its_type_then_the_default():
    configuration = Configuration({"HeartbeatInterval": "60", "Vendor.Key": "x"})
    assert configuration["HeartbeatInterval"] == "60"
    assert configuration["Vendor.Key"] == "x"
    assert configuration["WebSocketPingInterval"] == "0"
    configuration["HeartbeatInterval"] = "5"
    assert configuration.seconds("HeartbeatInterval") == 5


def test_stations_of_one_type_do_not_change_each_others_values():
    initial = {"HeartbeatInterval": "60"}
    first, second = Configuration(initial), Configuration(initial)
    first["HeartbeatInterval"] = "5"
    assert second["HeartbeatInterval"] == initial["HeartbeatInterval"] == "60"


@pytest.mark.parametrize(("text", "seconds"), [("30", 30), ("0", 0), ("-5", 0), ("soon", 0)])
def test_an_interval_that_is_none_is_off(text, seconds):
    assert (
        Configuration({"WebSocketPingInterval": text}).seconds("WebSocketPingInterval") == seconds
    )


@pytest.mark.parametrize(("text", "value"), [("true", True), ("True", True), ("false", False)])
def test_a_boolean_is_read_in_any_case(text, value):
    key = "StopTransactionOnInvalidId"
    assert Configuration({key: text}).boolean(key) is value


def test_a_list_is_split_at_its_commas():
    key = "MeterValuesSampledData"
    assert Configuration({key: "Voltage, SoC,,"}).members(key) == ["Voltage", "SoC"]
