"""Control: variables, conditions, chance, rounds and branches, under a simulated clock."""

from collections import Counter

import pytest
from support.simulation import Simulation

from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission

HEAD = """\
name: test
ocpp: "1.6"
station: {vendor: v, model: m, connectors: 3, id_tag: "T{n}"}
steps:
  - connect
  - boot
"""


def run(steps, seconds=100, answers=None, command=None):
    scenario = parse_scenario((HEAD + steps).encode(), "x.yaml")
    simulation = Simulation(answers, station=Commission(scenario).station(7))
    simulation.start(Commission(scenario).script)
    if command is not None:
        simulation.run(1).command(*command)
    return simulation.run(seconds)


def sent(simulation, action):
    return [message.at for message in simulation.messages if message.action == action]


def data(simulation):
    return [payload["data"] for payload in simulation.payloads("DataTransfer")]


def tell(expression):
    return f"call: {{action: DataTransfer, payload: {{vendorId: v, data: '{expression}'}}}}"


@pytest.mark.parametrize(
    ("variables", "expression", "expected"),
    [
        ("a: 5", "${a}", 5),
        ("a: 5", "is ${a}", "is 5"),
        ("a: 5, b: '${a * 2}'", "${b}", 10),
        ("a: {b: ['x${n}', {c: '${n}'}]}", "${a}", {"b": ["x7", {"c": 7}]}),
        ("a: '$${n}'", "${a}", "${n}"),
        ("a: null", "${a}", None),
        ("a: '${true}'", "is ${a}", "is true"),
        ("a: '007'", "${a}", "007"),
        ("a: '${n}${n}'", "${a}", "77"),
    ],
)
def test_a_variable_has_its_value_in_the_steps_that_follow(variables, expression, expected):
    simulation = run(f"  - set: {{{variables}}}\n  - {tell(expression)}\n")
    assert data(simulation) == [expected]


def test_a_variable_may_be_set_anew_from_itself():
    simulation = run(
        f"  - set: {{a: 1}}\n  - repeat: {{times: 3, steps: [set: {{a: '${{a + 1}}'}}, {tell('${a}')}]}}\n"
    )
    assert data(simulation) == [2, 3, 4]


def test_what_a_branch_sets_stays_its_own():
    simulation = run(
        "  - set: {a: 1}\n"
        f"  - parallel: [[set: {{a: 2}}, wait: 1 s, {tell('${a}')}], [wait: 2 s, {tell('${a}')}]]\n"
        f"  - {tell('${a}')}\n"
    )
    assert data(simulation) == [2, 1, 1]


@pytest.mark.parametrize(
    ("condition", "actions"),
    [
        ("n == 7", ["Heartbeat"]),
        ("'${n == 7}'", ["Heartbeat"]),
        ("true", ["Heartbeat"]),
        ("n == 8", ["Authorize"]),
        ("answers.BootNotification.status == 'Accepted'", ["Heartbeat"]),
        ("not answers.Heartbeat.currentTime", ["Authorize"]),
        ("'''Heartbeat'' not in answers'", ["Heartbeat"]),
        ("failures.Authorize == 'timeout'", ["Authorize"]),
        ("'connectors[2].status == \"Available\" and not connector.plugged_in'", ["Heartbeat"]),
        ("configuration.HeartbeatInterval == '300'", ["Heartbeat"]),
    ],
)
def test_if_looks_at_its_condition(condition, actions):
    step = f"if: {{condition: {condition}, then: [heartbeat], else: [authorize]}}"
    assert run(f"  - {step}\n", 1).actions[5 - 0 :] == actions


def test_if_does_nothing_where_there_is_no_else():
    assert run("  - if: {condition: false, then: [heartbeat]}\n", 1).actions[5:] == []


def test_a_condition_that_cannot_be_told_is_a_fault_of_the_scenario_with_its_place():
    simulation = run(
        "  - if: {condition: n > station.vendor, then: [heartbeat]}\n  - heartbeat\n", 1
    )
    [(where, problem)] = simulation.observer.own_faults
    assert where == "step if"
    assert problem == 'x.yaml:7:21: "n > station.vendor": its values are not of the same kind'
    assert sent(simulation, "Heartbeat") == [0]


def test_choose_does_one_of_its_lists_by_weight():
    simulation = run(
        "  - repeat:\n"
        "      times: 1000\n"
        "      steps:\n"
        "        - choose: [{weight: 3, steps: [heartbeat]}, {steps: [authorize]}, {weight: 1}]\n",
        1000,
    )
    drawn = Counter(simulation.actions[5:])
    assert 520 < drawn["Heartbeat"] < 680
    assert 140 < drawn["Authorize"] < 260


def test_choose_draws_the_same_from_the_same_seed():
    steps = (
        "  - repeat: {times: 50, steps: [choose: [{steps: [heartbeat]}, {steps: [authorize]}]]}\n"
    )
    assert run(steps).actions == run(steps).actions


@pytest.mark.parametrize(
    ("options", "at"),
    [
        ("times: 3", [10, 20, 30]),
        ("times: '${n - 5}'", [10, 20]),
        ("times: '${n - 7}'", []),
        ("for: 25 s", [10, 20, 30]),
        ("for: 20 s", [10, 20]),
        ("until: \"'Heartbeat' in answers\"", [10]),
        ("until: station.number == 8, times: 2", [10, 20]),
        ("every: 15 s, times: 3", [10, 25, 40]),
        ("every: 5 s, times: 3", [10, 20, 30]),
        ("every: 30 s, for: 45 s", [10, 40]),
        ("every: '${n + 5}', for: '${n * 4}'", [10, 22, 34]),
    ],
)
def test_repeat_ends_and_keeps_pace(options, at):
    steps = "[wait: 10 s, heartbeat]"
    simulation = run(f"  - repeat: {{{options}, steps: {steps}}}\n  - {tell('done')}\n")
    assert sent(simulation, "Heartbeat") == at


def test_after_the_last_round_nobody_waits_for_the_pace():
    simulation = run(
        f"  - repeat: {{every: 60 s, times: 2, steps: [heartbeat]}}\n  - {tell('x')}\n"
    )
    assert sent(simulation, "DataTransfer") == [60]


def test_a_pause_between_rounds_ends_with_the_time_for_them():
    simulation = run(
        f"  - repeat: {{every: 60 s, for: 90 s, steps: [heartbeat]}}\n  - {tell('x')}\n"
    )
    assert sent(simulation, "Heartbeat") == [0, 60]
    assert sent(simulation, "DataTransfer") == [90]


def test_repeat_until_a_command_has_come():
    condition = "commands.UnlockConnector.connectorId == 1"
    steps = f"  - repeat: {{until: {condition}, steps: [wait: 4 s]}}\n  - {tell('x')}\n"
    assert sent(run(steps, 30), "DataTransfer") == []
    command = ("UnlockConnector", {"connectorId": 1})
    assert sent(run(steps, 30, command=command), "DataTransfer") == [4]


@pytest.mark.parametrize(("connectors", "at"), [("[1, 3]", [1, 3]), ("all", [1, 2, 3])])
def test_parallel_does_steps_at_several_connectors(connectors, at):
    simulation = run(
        f"  - parallel:\n      connectors: {connectors}\n      id_tag: 'C{{connector}}'\n"
        f"      steps: [start_transaction, {tell('${connector.id}')}]\n  - authorize\n",
        10,
    )
    starts = simulation.payloads("StartTransaction")
    assert [(s["connectorId"], s["idTag"]) for s in starts] == [(c, f"C{c}") for c in at]
    assert data(simulation) == at
    assert simulation.actions[-1] == "Authorize"


def test_a_branch_of_each_connector_knows_which_it_is():
    assert data(run(f"  - each_connector: {{steps: [{tell('${connector.id}')}]}}\n")) == [1, 2, 3]


@pytest.mark.parametrize(
    ("step", "mistakes"),
    [
        (
            "parallel: {connectors: [1, 4], steps: [boot]}",
            ["1:30: connectors: 4 is not allowed; allowed: whole numbers, 1 to 2"],
        ),
        (
            "parallel: {connectors: [2, 2], steps: [boot]}",
            ["1:26: connectors: has a connector twice; name each one once"],
        ),
        (
            "each_connector: {steps: [parallel: {connectors: all, steps: [boot]}]}",
            ["1:38: parallel: stands within steps that have a connector already; allowed: lists"],
        ),
        ("set: {}", ["1:8: set: sets nothing; write the name of a variable and its value"]),
        (
            "set: {a-b: 1, len: 2}",
            ["1:9: a-b: a-b is no name of a variable; allowed: letters, digits and _",
             "1:17: len: len has a meaning of its own; call the variable something else"],
        ),
        ("wait: ${a}", None),
        ("wait: '${n'", ["1:9: wait: a ${ has no } to it; write $${ for the text itself"]),
        ("wait: '${n +}'", ['1:9: wait: "n +" is no expression']),
        (
            "if: {condition: '${n} == 5', then: [boot]}",
            ["1:19: condition: is not one expression; write the whole condition in one ${…}, or bare"],
        ),
        (
            "choose: [{weight: 0}]",
            ["1:21: weight: 0 is not allowed; allowed: numbers above 0, up to 1000000"],
        ),
        (
            "plug_in: {connector: '${n}', id_tag: 'X{connector}'}",
            [('1:40: id_tag: "{connector}" has no meaning here; allowed: {n}, the station\'s number,'
             " also with a format such as {n:06d} or {n:x}; {{ and }} for braces")],
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_what_is_allowed(mistakes_of_step, step, mistakes):
    found = mistakes_of_step(step)
    if mistakes is None:
        [mistake] = found
        assert mistake.startswith("1:9: wait: there is no variable a; ")
    else:
        assert found[: len(mistakes)] == mistakes


def test_variables_may_be_used_above_the_step_that_sets_them():
    steps = (
        "  - repeat: {times: 2, steps: [if: {condition: n == a, then: [heartbeat]}, set: {a: 7}]}\n"
    )
    assert sent(run(steps, 5), "Heartbeat") == [1]
