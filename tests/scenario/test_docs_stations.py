"""The examples and tables of docs/stations.md, as a reader would try them."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from support.simulation import Simulation

from ocpp_load.charge_point import USUAL_BACK_OFF
from ocpp_load.model import Quirks
from ocpp_load.model.configuration.timers import SCALED_TIMERS
from ocpp_load.scenario import load_scenario, template_names
from ocpp_load.scenario.commission import Commission
from ocpp_load.settings import OPTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "stations.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
ROWS = re.findall(r"^\| `(\w+)` \| .+ \|$", PAGE, re.MULTILINE)
NAMES = [re.search(r"^name: (.*)$", example, re.MULTILINE)[1] for example in EXAMPLES]


@pytest.fixture
def example(tmp_path):
    def example(name):
        file = tmp_path / "example.yaml"
        file.write_text(EXAMPLES[NAMES.index(name)], encoding="utf-8")
        return load_scenario(file)

    return example


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_without_a_mistake_and_runs(example, name):
    commission = Commission(example(name))
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(900)
    assert simulation.station.registered
    assert simulation.observer.own_faults == []


def test_what_an_example_says_goes_over_its_template(example):
    station = example("three cables").station
    assert (station.connectors, station.power_w) == (2, 150_000.0)
    assert station.identity.format(1) == "FAST00001"
    assert station.configuration["HeartbeatInterval"] == "120"
    assert station.configuration["MeterValueSampleInterval"] == "10"


def test_the_example_of_quirks_has_them_all(example):
    quirks, usual = example("somebody's old posts").station.quirks, Quirks()
    for field in fields(Quirks):
        assert getattr(quirks, field.name) != getattr(usual, field.name), field.name


def test_the_night_in_minutes_takes_so_long_and_so_much(example):
    commission = Commission(example("a night in minutes"))
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(900)
    [start] = [m.at for m in simulation.messages if m.action == "StartTransaction"]
    [stop] = [m.at for m in simulation.messages if m.action == "StopTransaction"]
    assert stop - start == pytest.approx(360, abs=2)
    assert 0 < simulation.observer.stopped_wh[0] <= 44_400 * 1.01


def test_the_example_of_a_back_off_is_read_as_it_stands(example):
    back_off = example("a patient fleet").station.reconnect
    assert (back_off.minimum_s, back_off.factor) == (10.0, 2.0)
    assert (back_off.random_s, back_off.maximum_s) == (15.0, 300.0)


def test_the_tables_name_every_template_and_every_quirk():
    quirks = {field.name.removesuffix("_s") for field in fields(Quirks)}
    assert sorted(ROWS) == sorted([*template_names(), *quirks])


def test_the_page_names_the_timers_that_are_scaled_and_the_options_there_are():
    for timer in SCALED_TIMERS:
        assert f"`{timer}`" in PAGE
    flags = {option.flag for option in OPTIONS}
    named = set(re.findall(r"(--[a-z][a-z-]+)", PAGE)) - {"--host", "--scenario"}
    assert named <= flags
    assert (USUAL_BACK_OFF.minimum_s, USUAL_BACK_OFF.factor) == (1.0, 2.0)
    assert (USUAL_BACK_OFF.random_s, USUAL_BACK_OFF.maximum_s) == (5.0, 60.0)
