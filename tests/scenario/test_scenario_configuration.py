"""The configuration keys of a scenario's station (OCPP 1.6 chapter 9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.simulation import Simulation

from ocpp_load.errors import ScenarioError
from ocpp_load.model.configuration.keys import STANDARD_KEYS
from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission

HEAD = 'name: x\nocpp: "1.6"\nsteps: [boot]\nstation:\n  vendor: v\n  model: m\n  connectors: 2\n'
ENERGY = "Energy.Active.Import.Register"


def configured(*lines, station=""):
    """Return the configuration of a station whose keys begin in line 9, column 5."""
    text = HEAD + station + "  configuration:\n" + "".join(f"    {line}\n" for line in lines)
    return parse_scenario(text.encode(), "x.yaml").station.configuration


def mistakes(*lines, station=""):
    try:
        configured(*lines, station=station)
    except ScenarioError as error:
        return [str(mistake).removeprefix("x.yaml:") for mistake in error.mistakes]
    return []


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("HeartbeatInterval: 60", {"HeartbeatInterval": "60"}),
        ("HeartBeatInterval: '060'", {"HeartbeatInterval": "60"}),
        ("localpreauthorize: TRUE", {"LocalPreAuthorize": "true"}),
        ("LocalPreAuthorize: 'True'", {"LocalPreAuthorize": "true"}),
        (
            f"MeterValuesSampledData: 'voltage, {ENERGY}'",
            {"MeterValuesSampledData": f"Voltage,{ENERGY}"},
        ),
        ("StopTxnSampledData: ''", {"StopTxnSampledData": ""}),
        ("ReserveConnectorZeroSupported: false", {"ReserveConnectorZeroSupported": "false"}),
        ("LocalAuthListMaxLength: 5", {"LocalAuthListMaxLength": "5"}),
        ("ConnectorPhaseRotation: 1.RTS", {"ConnectorPhaseRotation": "1.RTS"}),
        ("SecurityProfile: 2", {"SecurityProfile": "2"}),
        ("Vendor.Key: 'YES, any'", {"Vendor.Key": "YES, any"}),
    ],
)
def test_a_value_is_kept_as_the_specification_spells_it(line, kept):
    assert configured(line) == kept


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        (
            "HeartbeatInterval: -1",
            "9:24: HeartbeatInterval: -1 is not allowed; allowed: whole numbers from 0",
        ),
        (
            "HeartBeatInterval: 1 min",
            '9:24: HeartBeatInterval: "1 min" is not allowed; allowed: whole numbers from 0',
        ),
        (
            "LightIntensity: 101",
            "9:21: LightIntensity: 101 is not allowed; allowed: whole numbers, 0 to 100",
        ),
        (
            "LocalPreAuthorize: yes",
            '9:24: LocalPreAuthorize: "yes" is not allowed; allowed: true, false',
        ),
        (
            "ChargingScheduleAllowedChargingRateUnit: A",
            (
                '9:46: ChargingScheduleAllowedChargingRateUnit: "A" is not allowed;'
                " allowed: a comma-separated list of Current, Power"
            ),
        ),
        (
            "NumberOfConnectors: 2",
            "9:5: NumberOfConnectors: follows from connectors; leave it out",
        ),
        (
            "supportedfeatureprofiles: Core",
            "9:5: supportedfeatureprofiles: follows from feature_profiles; leave it out",
        ),
        (
            "AuthorizationKey: hunter2",
            (
                "9:23: AuthorizationKey: the value is not allowed;"
                " allowed: 16 to 20 bytes, each as two hexadecimal digits"
            ),
        ),
    ],
)
def test_a_value_that_its_key_does_not_take_is_told_with_what_it_takes(line, mistake):
    assert mistakes(line) == [mistake]


def test_a_key_stands_once_in_whatever_case():
    assert mistakes("HeartbeatInterval: 60", "HeartBeatInterval: 30") == [
        "10:5: HeartBeatInterval: HeartbeatInterval stands above already; case makes no other key"
    ]


def test_a_key_of_a_feature_profile_that_the_station_lacks_has_no_place():
    station = "  feature_profiles: [Core]\n"
    found = mistakes("HeartbeatInterval: 60", "LocalAuthListEnabled: true", station=station)
    problem = "belongs to LocalAuthListManagement, which the station does not have"
    assert found == [f"11:5: LocalAuthListEnabled: {problem}"]


def test_the_length_of_a_list_is_the_value_of_another_key_wherever_that_stands():
    short = "MeterValuesSampledDataMaxLength: 1"
    assert mistakes("MeterValuesSampledData: Voltage", short) == []
    [found] = mistakes(f"MeterValuesSampledData: 'Voltage,{ENERGY}'", short)
    assert "a comma-separated list of at most 1 of Current" in found


def test_every_mistake_is_told_at_once():
    found = mistakes("HeartbeatInterval: soon", "ResetRetries: [1]", "LightIntensity: 200")
    assert [mistake.split(":")[0] for mistake in found] == ["9", "10", "11"]


def test_what_a_list_of_phases_may_name_follows_from_the_station():
    assert mistakes("ConnectorPhaseRotation: 3.RST") != []
    assert mistakes("MeterValuesSampledData: Voltage.L2", station="  phases: 1\n") != []
    assert mistakes("MeterValuesSampledData: Voltage.L2") == []


@given(st.sampled_from(sorted(STANDARD_KEYS)), st.text("0123456789truefalsVo,.LN", max_size=12))
def test_a_scenario_takes_what_a_central_system_could_have_set(name, text):
    key = STANDARD_KEYS[name]
    found = mistakes(f"{name}: '{text}'")
    if key.derived:
        assert found
    else:
        station = Commission(parse_scenario(f"{HEAD}".encode(), "x.yaml")).station(1)
        taken = key.kind.standard(text, station.configuration) is not None
        assert taken == (found == [])


def test_the_station_starts_with_the_values_of_its_scenario():
    text = HEAD + "  configuration: {HeartBeatInterval: 45, Vendor.Key: x}\n"
    station = Commission(parse_scenario(text.encode(), "x.yaml")).station(3)
    simulation = Simulation(station=station)
    configuration = simulation.station.station.configuration
    assert configuration.seconds("HeartbeatInterval") == 45
    assert configuration.find("vendor.key").name == "Vendor.Key"
    assert configuration["NumberOfConnectors"] == "2"
