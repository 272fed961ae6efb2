"""Values of one moment agree with each other (OCPP 1.6 section 7.31)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.simulation import a_station

from ocpp_load.messages.v16.enums import Measurand, Phase, UnitOfMeasure
from ocpp_load.model.electrical.draw import Draw
from ocpp_load.model.electrical.electrical import (
    USUAL_ELECTRICAL,
    USUAL_MEASURANDS,
    Electrical,
    SupplyType,
)
from ocpp_load.model.electrical.measured_value import MEASURED_VALUES
from ocpp_load.model.electrical.operating_point import ConnectorPoint, InletPoint
from ocpp_load.model.electrical.vehicle import Vehicle, VehicleType
from ocpp_load.model.meter import Flow

M = Measurand
DC = Electrical(SupplyType.DC, 400.0, measurands=USUAL_MEASURANDS[SupplyType.DC])
SIXTY_KWH = VehicleType(battery_wh=60_000)


def a_charging_station(*powers_w, phases=3, electrical=USUAL_ELECTRICAL, offered_w=22_000.0):
    """Return a station whose connectors draw that much from second 0 on."""
    station = a_station(len(powers_w), electrical=electrical)
    for connector, power_w in zip(station.connectors[1:], powers_w, strict=True):
        connector.meter.set_flow(Flow(Draw(power_w), offered_w, phases), 0.0)
        connector.vehicle = Vehicle(SIXTY_KWH, 0.5, 0.0)
    return station


def shown(point, measurand, phase=None):
    return MEASURED_VALUES[measurand].show(point, phase)


def at_connector(station, connector_id=1, now=0.0):
    return ConnectorPoint(station.type, station.connectors[connector_id], now, "kind")


@pytest.mark.parametrize(
    ("measurand", "phase", "value"),
    [
        (M.ENERGY_ACTIVE_IMPORT_REGISTER, None, "11000"),
        (M.ENERGY_REACTIVE_IMPORT_REGISTER, None, "8250"),
        (M.POWER_ACTIVE_IMPORT, None, "11000.0"),
        (M.POWER_REACTIVE_IMPORT, None, "8250.0"),
        (M.POWER_FACTOR, None, "0.800"),
        (M.POWER_OFFERED, None, "22000.0"),
        (M.CURRENT_OFFERED, None, "39.86"),  # 22000 / (3 · 230 · 0.8)
        (M.CURRENT_IMPORT, Phase.L1, "19.93"),
        (M.CURRENT_IMPORT, Phase.L3, "19.93"),
        (M.VOLTAGE, Phase.L2_N, "230.0"),
        (M.VOLTAGE, Phase.L1_L2, "398.4"),
        (M.FREQUENCY, None, "50.00"),
        (M.TEMPERATURE, None, "28.5"),
        (M.SOC, None, "68.3"),  # half of 60 kWh, and 11 kWh
        (M.CURRENT_EXPORT, Phase.L1, "0.00"),
        (M.ENERGY_ACTIVE_EXPORT_REGISTER, None, "0"),
        (M.POWER_ACTIVE_EXPORT, None, "0.0"),
    ],
)
def test_three_phases_half_loaded_for_an_hour(measurand, phase, value):
    station = a_charging_station(11_000.0, electrical=Electrical(power_factor=0.8))
    assert shown(at_connector(station, now=3600.0), measurand, phase) == value


@pytest.mark.parametrize(
    ("measurand", "value"),
    [
        (M.POWER_ACTIVE_IMPORT, "11000.0"),
        (M.VOLTAGE, "400.0"),
        (M.CURRENT_IMPORT, "27.50"),
        (M.CURRENT_OFFERED, "55.00"),
        (M.RPM, "1500"),
        (M.SOC, "50.0"),
    ],
)
def test_direct_current(measurand, value):
    assert shown(at_connector(a_charging_station(11_000.0, electrical=DC)), measurand) == value


def test_an_ev_on_one_phase_leaves_the_others_without_a_current():
    point = at_connector(a_charging_station(3_680.0, phases=1))
    lines = (Phase.L1, Phase.L2, Phase.L3)
    assert [shown(point, M.CURRENT_IMPORT, line) for line in lines] == ["16.00", "0.00", "0.00"]


def test_the_inlet_is_the_sum_of_the_connectors():
    station = a_charging_station(11_040.0, 6_900.0)
    station.connectors[2].meter.set_flow(Flow(Draw(6_900.0), 6_900.0, 1), 0.0)
    point = InletPoint(station, 1800.0, "kind")
    assert shown(point, M.ENERGY_ACTIVE_IMPORT_REGISTER) == "8970"
    assert shown(point, M.POWER_ACTIVE_IMPORT) == "17940.0"
    assert shown(point, M.CURRENT_IMPORT, Phase.L1) == "46.00"
    assert shown(point, M.CURRENT_IMPORT, Phase.L2) == "16.00"
    assert shown(point, M.SOC) is None


def test_the_inlet_of_a_dc_charger_is_ac():
    point = InletPoint(a_charging_station(34_500.0, electrical=DC), 0.0, "kind")
    assert shown(point, M.VOLTAGE, Phase.L1_N) == "230.0"
    assert shown(point, M.CURRENT_IMPORT, Phase.L2) == "50.00"


def test_an_idle_connector_shows_the_supply_and_nothing_that_flows():
    ac = at_connector(a_station())
    assert shown(ac, M.VOLTAGE, Phase.L1_N) == "230.0"
    assert shown(ac, M.CURRENT_IMPORT, Phase.L1) == "0.00"
    assert shown(ac, M.POWER_OFFERED) == "0.0"
    assert shown(ac, M.SOC) is None
    assert shown(at_connector(a_station(electrical=DC)), M.VOLTAGE) == "0.0"


def test_the_unit_of_temperature_is_spelled_as_the_schemas_spell_it():
    # OCPP-J 1.6 errata 2.1.
    assert MEASURED_VALUES[M.TEMPERATURE].unit is UnitOfMeasure.CELCIUS


@given(
    st.floats(0, 22_000),
    st.sampled_from([1, 2, 3]),
    st.floats(100, 300),
    st.floats(0.5, 1),
    st.booleans(),
)
def test_power_is_voltage_times_current_times_power_factor(power_w, phases, voltage_v, pf, is_dc):
    supply = DC if is_dc else USUAL_ELECTRICAL
    electrical = replace(
        supply, voltage_v=round(voltage_v, 1), power_factor=1.0 if is_dc else round(pf, 3)
    )
    point = at_connector(a_charging_station(power_w, phases=phases, electrical=electrical))
    lines = [None] if is_dc else [Phase.L1, Phase.L2, Phase.L3]
    currents = [float(shown(point, M.CURRENT_IMPORT, line)) for line in lines]
    voltage = float(shown(point, M.VOLTAGE, None if is_dc else Phase.L1_N))
    product = voltage * sum(currents) * electrical.power_factor
    rounding_w = 0.05 + voltage * len(lines) * 0.005
    assert float(shown(point, M.POWER_ACTIVE_IMPORT)) == pytest.approx(product, abs=rounding_w)


@given(st.floats(0, 22_000), st.floats(0, 86_400), st.floats(0, 3600))
def test_energy_and_charge_follow_from_power(power_w, now, seconds):
    station = a_charging_station(power_w)
    before, after = (at_connector(station, now=moment) for moment in (now, now + seconds))
    register = M.ENERGY_ACTIVE_IMPORT_REGISTER
    energy_wh = int(shown(after, register)) - int(shown(before, register))
    power = float(shown(before, M.POWER_ACTIVE_IMPORT))
    assert energy_wh == pytest.approx(power * seconds / 3600, abs=1.1 + 0.05 * seconds / 3600)
    percent = float(shown(after, M.SOC)) - float(shown(before, M.SOC))
    if float(shown(after, M.SOC)) < 100:
        assert percent == pytest.approx(energy_wh / 600, abs=0.11)
