"""docs/metering.md: its tables are those of the code, and its examples can be run."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from support.simulation import EPOCH_S, Simulation

from ocpp_load.messages.v16.enums import Measurand
from ocpp_load.model.configuration.measurands import inlet_readings, readings
from ocpp_load.model.electrical.electrical import (
    USUAL_ELECTRICAL,
    USUAL_MEASURANDS,
    Electrical,
    SupplyType,
)
from ocpp_load.model.electrical.measured_value import MEASURED_VALUES
from ocpp_load.ocppj import format_timestamp
from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission

TEXT = (Path(__file__).parents[2] / "docs" / "metering.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and line.split("|")[1].strip() in set(Measurand)
]
POST, SIGNING, STEPS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
DC = Electrical(SupplyType.DC, measurands=USUAL_MEASURANDS[SupplyType.DC])


def right_time(message):
    return {"currentTime": format_timestamp(EPOCH_S + message.at)}


def shown(measurand, taken):
    """Return what a cell says of the readings that a measurand stands for."""
    if not taken:
        return ""
    phases = ", ".join(phase for _, phase in taken if phase)
    return phases or MEASURED_VALUES[measurand].location or "x"


def test_the_table_has_every_measurand_in_the_order_of_the_book():
    assert [row[0] for row in ROWS] == list(Measurand)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_measurand_is_measured_as_the_table_says(row):
    measurand = Measurand(row[0])
    assert row[1] == (MEASURED_VALUES[measurand].unit or "")
    assert row[2:5] == [
        shown(measurand, readings(measurand.value, USUAL_ELECTRICAL, 3)),
        shown(measurand, readings(measurand.value, DC, 3)),
        shown(measurand, inlet_readings(measurand.value, 3)),
    ]


def test_the_examples_of_a_station_say_what_they_say():
    post = parse_scenario(f'name: x\nocpp: "1.6"\n{POST}{STEPS}'.encode(), "metering.md").station
    assert post.electrical.ev.battery_wh == 60_000
    assert replace(post.electrical, ev=None) == Electrical(power_factor=0.98, main_meter=True)
    source = f'name: x\nocpp: "1.6"\nsteps: [boot]\n{SIGNING}'
    signing = parse_scenario(source.encode(), "metering.md").station.electrical
    assert len(signing.measurands) == 3
    assert signing.signed_data[0][1] == 'OCMF|{"FV":"1.0"}|{"SD":"3045"}'


def test_the_steps_charge_until_the_driver_has_enough():
    scenario = parse_scenario(f'name: x\nocpp: "1.6"\n{POST}{STEPS}'.encode(), "metering.md")
    commission = Commission(scenario)
    simulation = Simulation({"Heartbeat": right_time}, station=commission.station(7))
    simulation.start(commission.script).run(36_000)
    [stop] = simulation.payloads("StopTransaction")
    # Full, having arrived with 10 % to 60 %.
    assert 24_000 <= stop["meterStop"] <= 54_000
    contexts = [each["sampledValue"][0]["context"] for each in stop["transactionData"]]
    assert (contexts[0], contexts[-1]) == ("Transaction.Begin", "Transaction.End")
    assert len(contexts) <= 100
    assert {payload["connectorId"] for payload in simulation.payloads("MeterValues")} == {0, 1, 2}
    assert simulation.observer.own_faults == []
