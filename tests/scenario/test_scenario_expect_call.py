"""`expect_call`: commands that are to come, in time and as they should be."""

import pytest
from support.scripted_station import live

SOFT, HARD = {"type": "Soft"}, {"type": "Hard"}


def expecting(*steps, above=""):
    return live("".join(f"  - {step}\n" for step in steps), above=above)


def test_a_command_that_comes_in_time_passes():
    simulation = expecting("expect_call: {action: ClearCache, within: 10 s}", "heartbeat")
    assert simulation.observer.checks == []
    simulation.command("ClearCache")
    assert simulation.observer.checks == [("expect_call ClearCache", None)]
    assert simulation.actions[-1] == "Heartbeat"


@pytest.mark.parametrize(
    ("options", "within"),
    [("within: 10 s", "10 s"), ("within: '${n}'", "7 s"), ("count: 1", "30 s")],
)
def test_a_command_that_does_not_come_fails_when_its_time_is_over(options, within):
    simulation = expecting(f"expect_call: {{action: ClearCache, {options}}}")
    simulation.run(float(within[:-2]) - 1.5)
    assert simulation.observer.checks == []
    simulation.run(1)
    assert simulation.observer.checks == [
        ("expect_call ClearCache", f"no ClearCache within {within}")
    ]


def test_another_command_is_none_of_its_business():
    simulation = expecting("expect_call: {action: ClearCache}")
    simulation.command("GetLocalListVersion")
    assert simulation.observer.checks == []


@pytest.mark.parametrize(
    ("where", "failure"),
    [
        ("payload.type == 'Hard'", None),
        ("[\"${payload.type == 'Hard'}\", answer.status == 'Accepted']", None),
        ("payload.type == 'Soft'", "Reset came, but not so that payload.type == 'Soft'"),
        (
            "[payload.type == 'Hard', error == 'NotSupported']",
            "Reset came, but not so that error == 'NotSupported'",
        ),
        ("payload.connector == 1", "Reset came, but not so that payload.connector == 1"),
        ("answer.status == 'Rejected'", "Reset came, but not so that answer.status == 'Rejected'"),
    ],
)
def test_a_command_has_to_be_as_the_author_says(where, failure):
    simulation = expecting(f"expect_call: {{action: Reset, within: 5 s, where: {where}}}")
    simulation.command("Reset", HARD)
    simulation.run(10)
    assert [found for _, found in simulation.observer.checks] == [failure]
    assert simulation.observer.own_faults == []


def test_one_that_is_wrong_does_not_keep_the_right_one_from_passing():
    simulation = expecting(
        "expect_call: {action: GetConfiguration, where: len(payload.key) == 1}", "heartbeat"
    )
    simulation.command("GetConfiguration")
    simulation.command("GetConfiguration", {"key": ["A"]})
    assert [found for _, found in simulation.observer.checks] == [None]


def test_conditions_on_an_answer_that_takes_its_time_wait_for_it():
    simulation = expecting(
        "expect_call: {action: ClearCache, where: answer.status == 'Accepted'}",
        above="answers: [{command: ClearCache, delay: 5 s}]",
    )
    simulation.receive([2, "m", "ClearCache", {}]).run(4)
    assert simulation.observer.checks == []
    assert [found for _, found in simulation.run(2).observer.checks] == [None]


def test_a_command_of_the_step_before_counts_and_an_earlier_one_does_not():
    steps = ("wait: 5 s", "wait: 5 s", "expect_call: {action: ClearCache, within: 2 s}")
    early, meanwhile = (expecting(*steps) for _ in range(2))
    early.command("ClearCache")
    meanwhile.run(6).command("ClearCache")
    for simulation, failure in ((early, "no ClearCache within 2 s"), (meanwhile, None)):
        assert [found for _, found in simulation.run(12).observer.checks] == [failure]


def test_a_command_that_was_taken_is_not_found_again():
    expected = "expect_call: {action: ClearCache, within: 5 s}"
    simulation = expecting(expected, expected)
    simulation.command("ClearCache")
    simulation.run(10)
    assert [found for _, found in simulation.observer.checks] == [None, "no ClearCache within 5 s"]


def test_what_one_step_causes_several_may_wait_for_in_any_order():
    simulation = expecting(
        "wait: 5 s",
        "expect_call: {action: ClearCache, within: 5 s}",
        "expect_call: {action: GetLocalListVersion, within: 5 s}",
    )
    simulation.command("GetLocalListVersion")
    simulation.command("ClearCache")
    simulation.run(10)
    assert [found for _, found in simulation.observer.checks] == [None, None]


@pytest.mark.parametrize(
    ("came", "failure"),
    [
        (3, None),
        (2, "2 of 3 ClearCache within 5 s"),
        (0, "0 of 3 ClearCache within 5 s"),
    ],
)
def test_several_may_be_expected(came, failure):
    simulation = expecting("expect_call: {action: ClearCache, count: 3, within: 5 s}")
    for _ in range(came):
        simulation.command("ClearCache")
    simulation.run(10)
    assert [found for _, found in simulation.observer.checks] == [failure]


def test_what_is_saved_of_a_command_can_be_named_from_then_on():
    simulation = expecting(
        "expect_call: {action: Reset, save: {type: payload.type, said: answer.status}}",
        'call: {action: Other, payload: {a: "${type}", b: "${said}"}}',
        above="answers: [{command: Reset, status: Rejected}]",
    )
    simulation.command("Reset", SOFT)
    assert simulation.payloads("Other") == [{"a": "Soft", "b": "Rejected"}]


def test_a_check_has_the_name_and_the_clause_of_the_author():
    simulation = expecting(
        "expect_call: {action: ClearCache, name: the cache is cleared, clause: '5.4'}"
    )
    simulation.command("ClearCache")
    assert simulation.observer.checks == [("the cache is cleared (5.4)", None)]


def test_what_is_required_and_does_not_come_ends_the_script():
    simulation = expecting(
        "expect_call: {action: ClearCache, within: 5 s, required: true}", "heartbeat"
    )
    simulation.run(10)
    assert len(simulation.observer.checks) == 1
    assert "Heartbeat" not in simulation.actions


def test_branches_take_each_a_command_of_their_own():
    branch = "[expect_call: {action: ClearCache, within: 5 s}]"
    simulation = expecting(f"parallel: [{branch}, {branch}]")
    simulation.command("ClearCache")
    simulation.run(10)
    found = {failure for _, failure in simulation.observer.checks}
    assert found == {None, "no ClearCache within 5 s"}


def test_a_condition_of_which_there_is_no_telling_is_the_authors_mistake():
    simulation = expecting("expect_call: {action: ClearCache, where: 1 / 0}")
    simulation.command("ClearCache")
    assert [where for where, _ in simulation.observer.own_faults] == ["step expect_call"]


@pytest.mark.parametrize(
    ("step", "mistake"),
    [
        ("expect_call: {}", "the key action is missing"),
        ("expect_call: {action: X, count: 0}", "whole numbers, 1 to 1000"),
        ("expect_call: {action: X, where: response.status}", "there is no variable response"),
        ("expect_call: {action: X, where: []}", "the list is empty"),
        ("expect_call: {action: X, within: soon}", "is not a duration"),
        ("expect_call: {action: X, required: maybe}", "allowed: true, false"),
    ],
)
def test_a_mistake_is_told(mistakes_of_step, step, mistake):
    found = mistakes_of_step(step)
    assert len(found) == 1
    assert mistake in found[0]
