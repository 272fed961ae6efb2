"""docs/variables.md: its tables are complete, and its examples run."""

import re
from pathlib import Path

import pytest
from support.simulation import Simulation

from ocpp_load.scenario import load_scenario
from ocpp_load.scenario.commission import Commission
from ocpp_load.scenario.expression import parse_expression
from ocpp_load.scenario.functions import FUNCTIONS
from ocpp_load.scenario.script import NAMES, Script

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "variables.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE))
NAME_ROWS = re.findall(r"^\| `(\w+)` \| (.+) \| `(.+)` \|$", SECTIONS["Names"], re.MULTILINE)


def booted():
    scenario = load_scenario(ROOT / "scenarios" / "heartbeat.yaml")
    commission = Commission(scenario)
    simulation = Simulation(station=commission.station(7))
    script = Script(simulation.station)
    assert script.journal.answers == {}
    return simulation.start(commission.script).run(1000), script


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_without_a_mistake_and_runs(tmp_path, example):
    file = tmp_path / "example.yaml"
    file.write_text(example, encoding="utf-8")
    commission = Commission(load_scenario(file))
    boot = {"status": "Accepted", "currentTime": "2026-09-21T13:33:20.000Z", "interval": 60}
    simulation = Simulation({"BootNotification": boot}, station=commission.station(1))
    simulation.start(commission.script).run(3600)
    assert simulation.observer.own_faults == []
    assert [name for name, failure in simulation.observer.checks if failure] == []
    assert not simulation.station.is_running("script")


def test_every_name_has_a_row():
    assert {name for name, _, _ in NAME_ROWS} == set(NAMES)


@pytest.mark.parametrize("name", ["station", "connector"])
def test_the_row_of_a_name_tells_all_its_entries(name):
    _, script = booted()
    [described] = [row for row, about, _ in NAME_ROWS if row == name]
    [about] = [about for row, about, _ in NAME_ROWS if row == described]
    assert set(re.findall(r"`(\w+)`", about)) == set(script.name(name))


def test_the_examples_of_names_are_expressions():
    assert all(name in parse_expression(text, dict.fromkeys(FUNCTIONS, abs)).names
               or text == "7" for name, _, text in NAME_ROWS)  # fmt: skip


def test_every_function_has_a_row():
    told = set(re.findall(r"`(\w+)\(", SECTIONS["Functions"]))
    assert told == FUNCTIONS
