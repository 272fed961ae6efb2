"""The electrical keys of a station, and when a driver has enough."""

import pytest

from ocpp_load.charge_point.activities import ChargeTarget
from ocpp_load.messages.v16.enums import Measurand
from ocpp_load.model.electrical.electrical import (
    USUAL_ELECTRICAL,
    USUAL_MEASURANDS,
    Electrical,
    SupplyType,
)
from ocpp_load.model.electrical.vehicle import VehicleType
from ocpp_load.scenario.commission import Commission

HEAD = 'name: x\nocpp: "1.6"\n'


@pytest.fixture
def station_of(parse):
    def station_of(keys, steps="[boot]"):
        return parse(f"{HEAD}steps: {steps}\nstation: {{vendor: v, model: m, {keys}}}\n").station

    return station_of


@pytest.fixture
def mistakes_of_station(mistakes_of):
    """Return the mistakes of a station with one more key, which begins in line 1, column 1."""

    def mistakes_of_station(text):
        found = mistakes_of(f"{HEAD}steps: [boot]\nstation:\n  vendor: v\n  model: m\n  {text}\n")
        places = [mistake.split(":", 2) for mistake in found]
        return [f"{int(line) - 6}:{int(column) - 2}:{rest}" for line, column, rest in places]

    return mistakes_of_station


@pytest.mark.parametrize(
    ("keys", "electrical"),
    [
        ("phases: 1", USUAL_ELECTRICAL),
        (
            "supply: DC",
            Electrical(SupplyType.DC, 400.0, measurands=USUAL_MEASURANDS[SupplyType.DC]),
        ),
        (
            "voltage: 240 V, frequency: 60, power_factor: 0.95, main_meter: true",
            Electrical(voltage_v=240.0, frequency_hz=60.0, power_factor=0.95, main_meter=True),
        ),
        ("ev: {battery: 60 kWh}", Electrical(ev=VehicleType(60_000))),
        ("ev: null", USUAL_ELECTRICAL),
        (
            "ev: {battery: 7400, soc: 30 %, max_power: 11 kW, phases: 2, tapers_from: 100}",
            Electrical(ev=VehicleType(7400, 0.3, 0.3, 11_000, 2, 1.0)),
        ),
        (
            "ev: {battery: 5 kWh, soc: {uniform: [10 %, 60.5 %]}}",
            Electrical(ev=VehicleType(5000, 0.1, 0.605)),
        ),
        (
            "measurands: [SoC, Voltage]",
            Electrical(measurands=frozenset({Measurand.SOC, Measurand.VOLTAGE})),
        ),
        (
            "signed_data: OCMF|1",
            Electrical(signed_data=((Measurand.ENERGY_ACTIVE_IMPORT_REGISTER, "OCMF|1"),)),
        ),
        (
            "signed_data: {Voltage: a, SoC: b}",
            Electrical(signed_data=((Measurand.VOLTAGE, "a"), (Measurand.SOC, "b"))),
        ),
    ],
)
def test_a_station_is_what_it_says(station_of, keys, electrical):
    assert station_of(keys).electrical == electrical


def test_a_dc_charger_that_does_not_say_its_power_has_50_kw(station_of):
    assert station_of("supply: DC").power_w == 50_000.0


def test_the_measurands_decide_what_a_list_may_ask_for(station_of, mistakes_of):
    lists = "configuration: {MeterValuesSampledData: SoC}"
    assert station_of(f"supply: DC, {lists}").configuration == {"MeterValuesSampledData": "SoC"}
    station = f"station: {{vendor: v, model: m, {lists}}}"
    [mistake] = mistakes_of(f"{HEAD}steps: [boot]\n{station}\n")
    assert 'MeterValuesSampledData: "SoC" is not allowed' in mistake


def test_stations_of_the_fleet_get_it(parse):
    scenario = parse(f"{HEAD}steps: [boot]\nstation: {{vendor: v, model: m, supply: DC}}\n")
    assert Commission(scenario).station(1).type.electrical.is_dc


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("supply: ac", ['1:9: supply: "ac" is not allowed; did you mean AC? allowed: AC, DC']),
        (
            "voltage: high",
            ['1:10: voltage: "high" is not a voltage; write for example 230 V or plain volts'],
        ),
        (
            "voltage: 2000",
            ["1:10: voltage: 2000 is out of range; allowed: more than 0 V, up to 1500 V"],
        ),
        ("frequency: 16.7", ["1:12: frequency: 16.7 is not allowed; allowed: 50, 60"]),
        (
            "power_factor: 0",
            ["1:15: power_factor: 0 is not allowed; allowed: numbers above 0, up to 1"],
        ),
        ("ev: {soc: 5 %}", ["1:5: ev: the key battery is missing; required: battery"]),
        (
            "ev: {battery: full}",
            [
                (
                    '1:15: battery: "full" is not an energy; write for example 60 kWh, 7400 Wh or'
                    " plain watt-hours"
                )
            ],
        ),
        (
            "ev: {battery: 5, soc: 120 %}",
            [('1:23: soc: "120 %" is not a percentage; write for example 80 %, from 0 % to 100 %')],
        ),
        (
            "ev: {battery: 5, soc: {uniform: 5}}",
            ["1:33: uniform: needs a list of two percentages, for example [10 %, 60 %]"],
        ),
        (
            "ev: {battery: 5, soc: {uniform: [60 %, 10 %]}}",
            ["1:33: uniform: is the wrong way round; write the lower percentage first"],
        ),
        ("ev: {battery: 5, phases: 4}", ["1:26: phases: 4 is not allowed; allowed: 1, 2, 3"]),
        ("main_meter: big", ['1:13: main_meter: "big" is not allowed; allowed: true, false']),
    ],
)
def test_every_mistake_has_its_place_and_a_way_out(mistakes_of_station, text, mistakes):
    assert mistakes_of_station(text) == mistakes


@pytest.mark.parametrize(
    ("until", "target"),
    [
        ("full", ChargeTarget(soc=1.0)),
        ("80 %", ChargeTarget(soc=0.8)),
        ("7.5%", ChargeTarget(soc=0.075)),
        ("20 kWh", ChargeTarget(energy_wh=20_000.0)),
        ("500 Wh", ChargeTarget(energy_wh=500.0)),
    ],
)
def test_a_driver_has_enough_at_a_charge_or_after_an_energy(parse, until, target):
    station = "station: {vendor: v, model: m, ev: {battery: 60 kWh}}"
    [step] = parse(f"{HEAD}{station}\nsteps: [{{charge: {{until: {until}}}}}]\n").steps
    assert (step.until, step.for_) == (target, None)


@pytest.mark.parametrize(
    ("until", "problem"),
    [
        ("full", '"full" needs the key ev of the station: no EV has a battery'),
        ("80 %", '"80 %" needs the key ev of the station: no EV has a battery'),
        ("20", '20 has no unit; write for example 20 kWh, or "${kwh} kWh"'),
        ("120 %", '"120 %" is not allowed; allowed: full, 80 %, 20 kWh and the like'),
        ("0 kWh", '"0 kWh" is out of range; allowed: more than 0 Wh, up to 10000 kWh'),
    ],
)
def test_enough_is_something_that_can_be_reached(mistakes_of, until, problem):
    station = "station: {vendor: v, model: m}"
    text = f"{HEAD}{station}\nsteps:\n- charge: {{until: {until}}}\n"
    assert mistakes_of(text) == [f"5:19: until: {problem}"]
