"""docs/data.md: its examples run, and its tables are those of the schema."""

import json
import re
from pathlib import Path

import pytest
from support.simulation import Simulation

from ocpp_load.resources import SCHEMAS
from ocpp_load.scenario import load_scenario
from ocpp_load.scenario.commission import Commission

PAGE = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
FILES = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
FEEDER = json.loads((SCHEMAS / "scenario.schema.json").read_text(encoding="utf-8"))["definitions"][
    "feeder"
]


@pytest.fixture
def load(tmp_path):
    for name, content in zip(("drivers.csv", "boxes.csv"), FILES, strict=True):
        (tmp_path / name).write_text(content)

    def load(number):
        (tmp_path / "example.yaml").write_text(EXAMPLES[number])
        return Commission(load_scenario(tmp_path / "example.yaml"))

    return load


def test_each_driver_of_the_first_example_has_a_row_of_the_file(load):
    commission = load(0)
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(20_000)
    started = [payload["idTag"] for payload in simulation.payloads("StartTransaction")]
    assert started == ["CARD000001", "CARD000002"]
    tariffs = [payload["data"] for payload in simulation.payloads("DataTransfer")]
    assert len(tariffs) == 2
    assert set(tariffs) <= {"basic", "night"}
    assert not simulation.station.is_running("script")
    assert simulation.station.is_online
    assert simulation.observer.own_faults == simulation.observer.checks == []


def test_the_fleet_of_the_second_example_is_that_of_the_file(load):
    commission = load(1)
    stations = [commission.station(number) for number in (1, 2)]
    assert [each.identity for each in stations] == ["BOX-0001", "BOX-0002"]
    assert [each.type.serial_number for each in stations] == ["SN-0001", "SN-0002"]
    assert [commission.password(each) for each in stations] == ["first-secret", "hex:00ff10"]


def test_the_table_of_keys_is_that_of_the_schema():
    table = PAGE[PAGE.index("| key |") : PAGE.index("A feeder has one of")]
    cells = re.findall(r"^\| `(\w+)` \|.*\|(.*)\|$", table, re.MULTILINE)
    rows = {key: default.strip() for key, default in cells}
    assert list(rows) == list(FEEDER["properties"])
    for key, schema in FEEDER["properties"].items():
        assert (rows[key] == "required") is (key in FEEDER["required"])
        if "default" in schema:
            assert rows[key] == f"`{schema['default']}`"


@pytest.mark.parametrize("key", ["use", "used_up"])
def test_every_value_has_a_row(key):
    table = PAGE[PAGE.index(f"| `{key}` | {'a row' if key == 'use' else 'the script'}") :]
    table = table[: table.index("\n\n")]
    values = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)[1:]
    assert values == FEEDER["properties"][key]["enum"]
