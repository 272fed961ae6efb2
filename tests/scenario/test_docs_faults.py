"""docs/faults.md: its tables are those of the code, and its examples can be run."""

import json
import re
from pathlib import Path

import pytest
from support.simulation import Simulation

from ocpp_load.charge_point.activities import have_faults
from ocpp_load.model.misbehaviour import FaultKind, faults_of
from ocpp_load.runtime.fault_observer import BLAMES
from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "schemas" / "scenario.schema.json").read_text(encoding="utf-8"))
OPTIONS = SCHEMA["definitions"]["stationFaultWithOptions"]["properties"]
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
COMMON = {"name", "share", "only_by_event", "after", "every", "for"}


def rows(heading):
    """Return the cells of the table whose first column has that heading."""
    table = re.search(rf"^\| {heading} \|.*?(?=\n\n)", PAGE, re.DOTALL | re.MULTILINE)[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]
    ]


FAULTS, BLAMED = [
    re.findall(r"(?:^\| `\w+` \|.*\n)+", part, re.MULTILINE)
    for part in (PAGE.split("## Who")[0], PAGE.split("Only what a fault")[1])
]


def cells(table):
    return [
        [cell.strip(" `") for cell in line.strip("|").split("|")] for line in table.splitlines()
    ]


def test_the_table_has_every_fault_and_the_options_of_its_own():
    [table] = FAULTS
    told = {row[0]: set(re.findall(r"\w+", row[2])) for row in cells(table)}
    assert told == {kind: set(OPTIONS[kind]["properties"]) - COMMON for kind in FaultKind}


def test_the_table_of_options_has_all_that_faults_have_in_common():
    assert {row[0].strip("`") for row in rows("option")} == COMMON


def test_what_a_fault_is_to_blame_for_is_as_the_table_says():
    [table] = BLAMED
    told = {row[0]: [cell == "x" for cell in row[1:]] for row in cells(table)}
    blames = {
        kind: [
            blame.delays or kind is FaultKind.HALF_OPEN,  # of calls that it has met alone
            blame.delays or blame.loses or kind is FaultKind.HALF_OPEN,
            blame.provokes,
            blame.closes,
            blame.refuses,
        ]
        for kind, blame in BLAMES.items()
    }
    assert told == blames


@pytest.mark.parametrize("text", EXAMPLES, ids=["neighbours", "modem"])
def test_an_example_is_without_a_mistake_and_runs(text):
    scenario = parse_scenario(text.encode(), "faults.md")
    commission = Commission(scenario)
    simulation = Simulation(station=commission.station(1))

    def script(station):
        have_faults(station, scenario.faults)
        yield from commission.script(station)

    simulation.start(script).run(900)
    assert simulation.station.registered
    assert simulation.fault_effects
    assert simulation.observer.own_faults == []


def test_the_first_example_strikes_so_many_of_a_thousand_stations():
    faults = parse_scenario(EXAMPLES[0].encode(), "faults.md").faults
    struck = [fault.name for number in range(1, 1001) for fault in faults_of(faults, 1, number)]
    assert struck.count("no_pong") == 1000
    assert struck.count("messages_twice") == pytest.approx(100, abs=40)
    assert struck.count("half_open") == pytest.approx(50, abs=30)
