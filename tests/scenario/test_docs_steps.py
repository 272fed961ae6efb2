"""docs/steps.md: its tables are those of the schema, its examples and what it claims can be run."""

import json
import re
from pathlib import Path

import pytest
from support.simulation import Simulation

from ocpp_load.scenario import load_scenario, parse_scenario
from ocpp_load.scenario.commission import Commission
from ocpp_load.scenario.operator import EmbeddedOperator
from ocpp_load.scenario.steps import STEPS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "steps.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "schemas" / "scenario.schema.json").read_text(encoding="utf-8"))
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
NAMES = [re.search(r"^name: (.*)$", example, re.MULTILINE)[1] for example in EXAMPLES]
SECTIONS = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE))
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (.+) \|$", re.MULTILINE)
BY_VALUE = {"wait", "set", "take"}
"""Steps that take a value in the place of options."""

HEAD = """\
name: test
ocpp: "1.6"
station:
  vendor: v
  model: m
  reset: {takes: 10 s}
  remote_driver: {plugs_in_after: 0 s, charges_for: 2 min, unplugs_after: 10 s}
  configuration: {MeterValueSampleInterval: 0, HeartbeatInterval: 0, AllowOfflineTxForUnknownId: true}
steps:
  - connect
  - boot
"""
# One Call at the end tells when, and whether, a step was over.
MARK = "call: {action: DataTransfer, payload: {vendorId: done}}"
ANSWERS = {
    "DataTransfer": {"status": "Accepted"},
    "BootNotification": {
        "status": "Accepted",
        "currentTime": "2026-09-21T13:33:20.000Z",
        "interval": 0,
    },
}


def options_of(name):
    """Return the schema's options of a step, and those that are required."""
    schema = SCHEMA["definitions"]["stepWithOptions"]["properties"][name]
    return next(forms_with_options(schema), ({}, []))


def forms_with_options(schema):
    """Yield options and the required ones of every form of a step that has any."""
    if schema.get("$ref") == "#/definitions/steps":
        return
    if "$ref" in schema:
        schema = SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]]
    if "properties" in schema:
        yield schema["properties"], schema.get("required", [])
    for form in [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])]:
        yield from forms_with_options(form)


def values_of(schema):
    """Return the values that an option can have, where they are listed."""
    return [value for form in [schema, *schema.get("anyOf", ())] for value in form.get("enum", ())]


def run(steps, seconds=30, answers=None, command=None):
    """Return the simulation and when the mark came; None where it never did."""
    scenario = parse_scenario((HEAD + steps).encode(), "test.yaml")
    simulation = Simulation(ANSWERS | (answers or {}), station=Commission(scenario).station(1))
    simulation.start(Commission(scenario).script).run(1)
    if command is not None:
        simulation.command(*command)
    simulation.run(seconds)
    marks = [m.at for m in simulation.messages if m.action == "DataTransfer"]
    return simulation, round(marks[0]) if marks else None


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_without_a_mistake_and_runs(tmp_path, name):
    file = tmp_path / "example.yaml"
    file.write_text(EXAMPLES[NAMES.index(name)], encoding="utf-8")
    commission = Commission(load_scenario(file))
    simulation = Simulation(
        station=commission.station(1), operator=EmbeddedOperator("http://127.0.0.1:9001")
    )
    simulation.start(commission.script).run(3600)
    assert simulation.observer.own_faults == []
    assert simulation.station.is_online
    assert not simulation.station.is_running("script")


def test_the_page_has_a_section_for_every_step_and_for_nothing_else():
    assert sorted(SECTIONS) == sorted(STEPS)
    assert sorted(SECTIONS) == sorted(SCHEMA["definitions"]["stepWithOptions"]["properties"])


@pytest.mark.parametrize("name", [name for name in STEPS if name not in BY_VALUE])
def test_the_table_of_a_step_has_its_options_and_no_other(name):
    options, required = options_of(name)
    rows = {option: (takes, default) for option, takes, default in ROW.findall(SECTIONS[name])}
    assert sorted(rows) == sorted(options)
    assert ("No options." in SECTIONS[name]) is (not options)
    for option, (takes, default) in rows.items():
        schema = options[option]
        assert (default == "required") is (option in required)
        if "default" in schema:
            assert default.strip("`") == json.dumps(schema["default"]).strip('"')
        if option != "error_code" or name == "fault":
            for value in values_of(schema):
                assert re.search(rf"\b{value}\b", takes), value


@pytest.mark.parametrize("name", sorted(BY_VALUE))
def test_a_step_that_takes_a_value_has_no_table(name):
    assert "in the place of options" in SECTIONS[name].replace("\n", " ")
    assert ROW.findall(SECTIONS[name]) == []


def test_every_kind_of_random_duration_is_named():
    durations = PAGE[PAGE.index("## Durations") : PAGE.index("## Id tags")]
    kinds = SCHEMA["definitions"]["duration"]["anyOf"][1]["properties"]
    assert sorted(re.findall(r"^\| `\{(\w+):", durations, re.MULTILINE)) == sorted(kinds)


@pytest.mark.parametrize(
    ("steps", "done_at"),
    [
        ("[plug_in, start_transaction, charge: {for: 10 s}, stop_transaction, unplug]", 12),
        ("[stop_transaction, charge: {for: 10 s}, meter_values, unplug]", 2),
        ("[disconnect, start_transaction, charge: {for: 10 s}, connect]", 12),
        ("[disconnect, status, fault: {for: 5 s}, connect]", 7),
        ("[disconnect, heartbeat, connect]", None),
        ("[disconnect, boot, connect]", None),
        ("[disconnect, meter_values, connect]", None),
        ("[disconnect, reboot]", 12),
        ("[disconnect, power_loss: {for: 20 s}]", 22),
        ("[fault, start_transaction]", None),
        ("[fault, plug_in]", None),
        ("[fault, present_card]", None),
        ("[fault: {for: 10 s}, fault, fault]", 12),
        ("[plug_in, start_transaction, fault: {ends_transaction: false}, charge: {for: 9 s}]", 11),
    ],
)
def test_a_step_goes_ahead_waits_or_is_passed_over_as_the_page_says(steps, done_at):
    simulation, at = run(f"  - parallel: [[wait: 2 s, {steps[1:-1]}, {MARK}]]\n")
    assert at == done_at
    assert simulation.observer.own_faults == []


@pytest.mark.parametrize(
    ("steps", "done_at"),
    [
        ("[plug_in, start_transaction, charge: {for: 10 s}, unplug, stop_transaction]", 20),
        ("[authorize, present_card, unplug]", 20),
        ("[status, reboot, power_loss: {for: 1 h}]", 20),
        ("[wait: 30 s]", 35),
        ("[meter_values]", 20),
        ("[fault: {for: 25 s}]", 30),
    ],
)
def test_in_the_dark_a_step_takes_as_long_as_the_page_says(steps, done_at):
    simulation, at = run(
        "  - parallel:\n"
        "      - [power_loss: {for: 20 s}]\n"
        f"      - [wait: 5 s, {steps[1:-1]}, {MARK}]\n",
        60,
    )
    assert at == done_at
    assert "StartTransaction" not in simulation.actions


@pytest.mark.parametrize(
    ("steps", "done_at"),
    [
        ("[start_transaction, charge: {for: 10 s}, stop_transaction, unplug, present_card]", 5),
        ("[meter_values]", 5),
        ("[plug_in]", 131),
    ],
)
def test_a_remote_driver_is_left_alone_as_the_page_says(steps, done_at):
    command = ("RemoteStartTransaction", {"connectorId": 1, "idTag": "REMOTE"})
    simulation, at = run(f"  - wait: 5 s\n{listed(steps)}", 300, command=command)
    assert at == done_at
    assert [start["idTag"] for start in simulation.payloads("StartTransaction")] == ["REMOTE"]
    assert [m.at for m in simulation.messages if m.action == "StopTransaction"] == [121]


@pytest.mark.parametrize(
    ("steps", "done_at"),
    [
        ("[start_transaction, charge: {for: 10 s}, stop_transaction, unplug, fault]", 5),
        ("[plug_in]", None),
        ("[present_card]", None),
    ],
)
def test_a_connector_out_of_service_keeps_drivers_out_as_the_page_says(steps, done_at):
    command = ("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"})
    simulation, at = run(f"  - wait: 5 s\n{listed(steps)}", command=command)
    assert at == done_at
    assert simulation.payloads("StartTransaction") == []


def test_a_refused_driver_goes_through_the_session_in_no_time_and_leaves():
    session = (
        "[plug_in, authorize, start_transaction, charge: {for: 9 s}, stop_transaction, unplug]"
    )
    refusal = {"Authorize": {"idTagInfo": {"status": "Blocked"}}}
    simulation, at = run(f"  - wait: 5 s\n{listed(session)}", answers=refusal)
    assert at == 5
    assert "StartTransaction" not in simulation.actions
    assert simulation.observer.refused == 1


def test_a_car_that_charges_cannot_be_plugged_in_again():
    simulation, at = run(f"  - plug_in\n  - start_transaction\n  - plug_in\n  - {MARK}\n")
    assert at == 0
    assert [where for where, _ in simulation.observer.own_faults] == ["step plug_in"]


def listed(steps):
    return f"  - parallel: [[{steps[1:-1]}, {MARK}]]\n"
