"""Scripts: what their steps share, and from when on a command counts for a step."""

import gc
from dataclasses import dataclass
from typing import ClassVar

import pytest
from support.scripted_station import live
from support.simulation import Simulation

from ocpp_load.charge_point import Pause
from ocpp_load.charge_point.activities import connect
from ocpp_load.charge_point.journal import Journal
from ocpp_load.scenario.condition import Condition
from ocpp_load.scenario.expression import parse_expression
from ocpp_load.scenario.pattern import Pattern
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.side_by_side import run_script
from ocpp_load.scenario.steps import If, Parallel, Repeat

MARKS: list[tuple[str, int]] = []
ALWAYS = Condition("true", True, "x.yaml", 1, 1)


@dataclass(frozen=True, slots=True)
class Marking:
    """Notes the mark that it finds, and lets a second pass."""

    name: ClassVar[str] = "marking"
    label: str

    def run(self, script):
        MARKS.append((self.label, script.mark))
        yield Pause(1)


A, B, C, D = (Marking(label) for label in "ABCD")


def marks(*steps, commands=8):
    """Return the marks of steps of a second each; a command comes in the middle of each second."""
    MARKS.clear()
    simulation = Simulation().start(connect)
    simulation.station.journal = Journal()
    simulation.spawn("script", run_script(steps, Script(simulation.station))).run(0.5)
    for _ in range(commands):
        simulation.command("ClearCache")
        simulation.run(1)
    return MARKS


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([A, B, C, D], {"A": [0], "B": [0], "C": [1], "D": [2]}),
        ([A, If(ALWAYS, (B, C)), D], {"A": [0], "B": [0], "C": [1], "D": [1]}),
        ([A, B, If(ALWAYS, (C,))], {"A": [0], "B": [0], "C": [1]}),
        ([A, Parallel(((B,), (C, D)))], {"A": [0], "B": [0], "C": [0], "D": [1]}),
        ([Repeat((A, B), 2), C], {"A": [0, 1], "B": [0, 2], "C": [0]}),
    ],
)
def test_a_command_counts_from_when_the_step_before_began(steps, expected):
    found = marks(*steps)
    assert {label: [mark for one, mark in found if one == label] for label in expected} == expected


def test_a_station_without_a_journal_counts_nothing():
    simulation = Simulation().start(connect)
    script = Script(simulation.station)
    simulation.command("ClearCache")
    assert script.commands_received == 0
    assert simulation.station.journal is None


def test_a_branch_begins_with_the_variables_and_the_mark_that_there_are():
    script = Script(Simulation().station, {"a": 1}, connector_id=2)
    script.mark = 5
    branch = script.branch()
    branch.variables["a"] = 2
    assert (branch.mark, branch.connector_id, script.variables) == (5, 2, {"a": 1})
    assert script.branch(1).name("connector")["id"] == 1


def test_a_branch_has_the_driver_of_its_session():
    script = Script(Simulation().station)
    assert script.name("session") == {"connector": 1, "id_tag": "TAG000007"}
    branch = script.branch(2, Pattern("CARD{n}-2"))
    assert branch.name("session") == {"connector": 2, "id_tag": "CARD7-2"}
    assert branch.branch().name("session") == branch.name("session")
    branch.id_tag = "{n}"
    assert branch.branch(1).name("session") == {"connector": 1, "id_tag": "{n}"}


def test_a_configuration_key_is_looked_up_as_the_station_has_it():
    script = Script(Simulation().station)
    configuration = script.name("configuration")
    assert configuration["HeartbeatInterval"] == "86400"
    assert set(configuration) >= {"HeartbeatInterval", "SupportedFeatureProfiles"}
    assert len(configuration) == len(list(configuration))
    assert "AuthorizationKey" not in configuration
    whole = script.evaluate(parse_expression("configuration", ()))
    assert whole == dict(configuration)
    assert type(whole) is dict


def test_a_script_without_variables_keeps_none():
    script = Script(Simulation().station)
    assert script.evaluate(parse_expression("n + 1", ())) == 8
    branch = script.branch(2)
    kept = [*gc.get_referents(script), *gc.get_referents(branch)]
    assert not any(isinstance(each, dict) for each in kept)
    branch.variables["a"] = 1
    assert (script.variables, branch.name("a")) == ({}, 1)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("  - authorize\n  - start_transaction\n", ["passed over: the driver was refused"]),
        ("  - stop_transaction\n", ["passed over: no transaction runs"]),
        ("  - charge: {for: 1 s}\n", ["passed over: no transaction runs"]),
        ("  - suspend: {for: 1 s}\n", ["passed over: no transaction runs"]),
    ],
)
def test_a_step_that_does_nothing_is_told_to_whoever_looks_on(steps, told):
    names = []
    refused = {"Authorize": {"idTagInfo": {"status": "Invalid"}}}
    live(steps, answers=refused, tell_step=names.append).run(5)
    assert [name for name in names if name.startswith("passed over")] == told


def test_a_step_that_does_something_is_not_called_passed_over():
    names = []
    live(
        "  - authorize\n  - start_transaction\n  - charge: {for: 1 s}\n  - stop_transaction\n",
        tell_step=names.append,
    ).run(20)
    assert names[-4:] == ["authorize", "start_transaction", "charge", "stop_transaction"]
