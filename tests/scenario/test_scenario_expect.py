"""Checks: their names, their reasons, how long they wait, and what ends a script."""

import pytest
from support.simulation import SILENCE, ErrorAnswer, Simulation

from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission

HEAD = """\
name: test
ocpp: "1.6"
station: {vendor: v, model: m, connectors: 2}
steps:
  - connect
  - boot
"""


def run(steps, seconds=100, answers=None, command_at=None):
    commission = Commission(parse_scenario((HEAD + steps).encode(), "x.yaml"))
    simulation = Simulation(answers, station=commission.station(7), call_timeout_s=10.0)
    simulation.start(commission.script)
    if command_at is not None:
        simulation.run(command_at).command("ClearCache")
    return simulation.run(seconds)


STATUS = "answers.BootNotification.status"
BOOT = f"{STATUS} == 'Accepted'"


@pytest.mark.parametrize(
    ("expect", "checks"),
    [
        ("station.online", [("station.online", None)]),
        ("'${ station.online }'", [("station.online", None)]),
        ("not station.online", [("not station.online", "does not hold")]),
        (f'{{that: "{BOOT}", name: accepted}}', [("accepted", None)]),
        ("{that: n == 8, name: x, clause: OCPP 1.6 4.2}", [("x (OCPP 1.6 4.2)", "does not hold, n is 7")]),
        ("[n == 7, {that: n == 8}]", [("n == 7", None), ("n == 8", "does not hold, n is 7")]),
        ("{one: n == 7, two: {that: n == 8, clause: c}}", [("one", None), ("two (c)", "does not hold, n is 7")]),
        ("answers.Heartbeat.x == 1", [("answers.Heartbeat.x == 1", "there is no Heartbeat")]),
        (
            "{that: answers.BootNotification.x == 1, name: y}",
            [("y", "there is no x")],
        ),
        ("{that: n > 'a', name: y}", [("y", "its values are not of the same kind")]),
        ("{that: n == 8, name: y, within: 3 s}", [("y", "does not hold within 3 s, n is 7")]),
        ("false", [("false", "does not hold")]),
        ("{that: null == n, name: y}", [("y", "does not hold")]),
        ("{that: n == 7 and n == 8, name: y}", [("y", "does not hold")]),
        ("{that: station.identity == 'b', name: y}", [("y", "does not hold")]),
        ("{that: station.online == false, name: y}", [("y", "does not hold, station.online is true")]),
        (f"{{that: {STATUS} == 'Pending', name: y}}", [("y", f"does not hold, {STATUS} is Accepted")]),
    ],
)  # fmt: skip
def test_a_check_has_a_name_and_a_reason(expect, checks):
    simulation = run(f"  - expect: {expect}\n")
    assert simulation.observer.checks == checks
    assert simulation.observer.own_faults == []
    assert simulation.station.assessment.failed_checks == sum(
        failure is not None for _, failure in checks
    )


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({"currentTime": "2026-09-21T13:33:20.000Z"}, None),
        (ErrorAnswer("InternalError"), "there is no Heartbeat"),
        (SILENCE, "there is no Heartbeat"),
        ({}, "there is no Heartbeat"),
    ],
)
def test_an_answer_that_is_not_there_is_a_failed_check(answer, failure):
    simulation = run(
        "  - heartbeat\n  - expect: {that: answers.Heartbeat.currentTime, name: time}\n",
        answers={"Heartbeat": answer},
    )
    assert simulation.observer.checks == [("time", failure)]


@pytest.mark.parametrize(("within", "at"), [("10 s", 5), ("5.1 s", 5), ("${n}", 5), ("3 s", 3)])
def test_a_check_waits_until_it_holds_and_no_longer(within, at):
    simulation = run(
        "  - parallel:\n      - [wait: 5 s, plug_in]\n"
        f"      - [expect: {{that: connector.plugged_in, within: '{within}'}}, heartbeat]\n"
    )
    [beat] = [m.at for m in simulation.messages if m.action == "Heartbeat"]
    assert beat == pytest.approx(at, abs=0.2)
    assert (simulation.observer.checks[0][1] is None) is (at == 5)


def test_a_command_is_seen_at_once():
    steps = "  - expect: {that: commands.ClearCache == {}, within: 60 s}\n  - heartbeat\n"
    simulation = run(
        steps.replace(": commands", ": 'commands").replace("{}, w", "{}', w"), command_at=4.55
    )
    assert [m.at for m in simulation.messages if m.action == "Heartbeat"] == [4.55]


def test_a_required_check_that_fails_ends_the_script_but_not_the_station():
    simulation = run(
        "  - if:\n      condition: true\n      then:\n"
        "        - expect: [{that: n == 8, required: true}, {that: n == 9}]\n        - authorize\n"
        "  - authorize\n",
        1000,
    )
    assert simulation.observer.checks == [
        ("n == 8", "does not hold, n is 7"),
        ("n == 9", "does not hold, n is 7"),
    ]
    assert "Authorize" not in simulation.actions
    assert simulation.actions.count("Heartbeat") == 3
    assert simulation.station.is_online
    assert not simulation.station.is_running("script")


def test_a_required_check_that_holds_ends_nothing():
    simulation = run("  - expect: {that: n == 7, required: true}\n  - authorize\n")
    assert simulation.actions[-1] == "Authorize"


@pytest.mark.parametrize("first", [True, False])
def test_a_required_check_ends_the_branches_beside_it_and_what_follows_them(first):
    failing = "[wait: 5 s, expect: {that: false, required: true}]"
    endless = "[parallel: [[repeat: {steps: [wait: 3 s, heartbeat]}]]]"
    branches = [failing, endless] if first else [endless, failing]
    simulation = run(f"  - parallel: [{', '.join(branches)}]\n  - authorize\n")
    assert [m.at for m in simulation.messages if m.action == "Heartbeat"] == [3]
    assert "Authorize" not in simulation.actions
    assert not simulation.station.is_running("branch")
    assert simulation.observer.own_faults == []


def test_a_required_check_that_fails_at_once_keeps_later_branches_from_beginning():
    simulation = run("  - parallel: [[expect: {that: false, required: true}], [authorize]]\n")
    assert "Authorize" not in simulation.actions
    assert simulation.observer.own_faults == []


def test_only_a_scenario_that_asks_has_its_stations_keep_a_journal():
    assert run("  - heartbeat\n", 1).station.journal is None
    assert run("  - expect: station.online\n", 1).station.journal is None
    assert run("  - expect: len(answers) == 1\n", 1).station.journal is not None


@pytest.mark.parametrize(
    ("step", "mistakes"),
    [
        ("expect: {within: 5 s}", ["1:11: expect: the key that is missing; required: that"]),
        (
            "expect: {that: true, nam: x}",
            [("1:24: expect: unknown key nam; did you mean name?"
             " allowed: that, name, clause, within, required")],
        ),
        ("expect: {one: {name: x, that: true}}",
         ["1:18: one: unknown key name; allowed: that, clause, within, required"]),
        ("expect: n = 5", ['1:11: expect: "n = 5" is no expression; write == to compare']),
        ("expect: 5", ["1:11: expect: 5 is not text; write it in quotes: \"5\""]),
        ("expect: {}", ["1:11: expect: is empty; allowed: conditions by their names"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_what_is_allowed(mistakes_of_step, step, mistakes):
    assert mistakes_of_step(step) == mistakes
