"""`call`: the payload that goes out, the checks of its answer, and what is kept of it."""

import pytest
from support.scripted_station import live
from support.simulation import SILENCE, ErrorAnswer

ACCEPTED = {"DataTransfer": {"status": "Accepted", "data": "token"}}


def calling(options, *further, answers=None):
    steps = "".join(
        f"  - {step}\n" for step in (f"call: {{action: DataTransfer, {options}}}", *further)
    )
    return live(steps, answers=answers or ACCEPTED)


def sent(simulation):
    return simulation.payloads("DataTransfer")


def test_a_payload_is_filled_in_wherever_there_is_an_expression():
    simulation = calling(
        'payload: {vendorId: "${station.identity}", data: "n=${n}", messageId: x,'
        ' a: [{b: "${n + 1}"}, "$${n}", 1.5, null, true]}'
    )
    assert sent(simulation) == [
        {
            "vendorId": "CP7",
            "data": "n=7",
            "messageId": "x",
            "a": [{"b": 8}, "${n}", 1.5, None, True],
        }
    ]


def test_a_whole_value_keeps_its_type():
    simulation = calling(
        "payload: {vendorId: v}",
        'call: {action: Other, payload: {all: "${answers.DataTransfer}", list: "${[n, n]}"}}',
    )
    assert simulation.payloads("Other") == [{"all": ACCEPTED["DataTransfer"], "list": [7, 7]}]


def test_a_constant_payload_is_built_once(parse_step):
    step = parse_step("call: {action: X, payload: {a: [1]}}")
    assert step.payload.fill(None) is step.payload.fill(None)


def test_the_action_may_be_filled_in():
    simulation = live('  - set: {which: Heart}\n  - call: {action: "${which}beat"}\n')
    assert "Heartbeat" in simulation.actions


@pytest.mark.parametrize(
    ("expect", "checks"),
    [
        ("answer.status == 'Accepted'", [("DataTransfer: answer.status == 'Accepted'", None)]),
        (
            "\"${answer.status == 'Rejected'}\"",
            [
                (
                    "DataTransfer: answer.status == 'Rejected'",
                    "does not hold, answer.status is Accepted",
                )
            ],
        ),
        (
            "[answer.status == 'Accepted', {that: answer.data == 'x', name: right data}]",
            [("DataTransfer: answer.status == 'Accepted'", None), ("right data", "does not hold")],
        ),
        (
            "{it is accepted: answer.status == 'Accepted'}",
            [("it is accepted", None)],
        ),
        (
            "{that: answer.status == 'Accepted', name: accepted, clause: '4.3'}",
            [("accepted (4.3)", None)],
        ),
        ("answer.nothing", [("DataTransfer: answer.nothing", "there is no nothing")]),
        ("error == null", [("DataTransfer: error == null", None)]),
        ("CallError", [("DataTransfer: error != null", "does not hold, error is null")]),
    ],
)
def test_what_is_expected_of_an_answer_is_checked(expect, checks):
    simulation = calling(f"payload: {{vendorId: v}}, expect: {expect}")
    assert simulation.observer.checks == checks
    assert simulation.observer.own_faults == []


@pytest.mark.parametrize(
    ("expect", "failure"),
    [
        ("CallError NotSupported", None),
        ("CallError", None),
        ("CallError InternalError", "does not hold, error is NotSupported"),
        ("\"error in ['NotSupported', 'Other']\"", None),
        ("answer.status == 'Accepted'", "CallError NotSupported"),
        ("{that: CallError NotSupported, name: x}", None),
        ("[CallError NotSupported]", None),
    ],
)
def test_a_call_error_may_be_what_is_expected(expect, failure):
    answers = {"DataTransfer": ErrorAnswer("NotSupported")}
    simulation = calling(f"payload: {{vendorId: v}}, expect: {expect}", answers=answers)
    assert [found for _, found in simulation.observer.checks] == [failure]
    assert simulation.observer.failed == [("DataTransfer", "CallError NotSupported")]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (SILENCE, "timeout"),
        ({"status": "Odd"}, "answer breaks its schema: "),
    ],
)
def test_without_a_usable_answer_every_expectation_has_failed_for_that(answer, reason):
    simulation = calling(
        "payload: {vendorId: v}, expect: [answer.status == 'Accepted', CallError]",
        answers={"DataTransfer": answer},
    ).run(60)
    failures = [failure for _, failure in simulation.observer.checks]
    assert len(failures) == 2
    assert all(failure.startswith(reason) for failure in failures)


def test_what_is_saved_of_an_answer_can_be_named_from_then_on():
    simulation = calling(
        'payload: {vendorId: v}, save: {token: answer.data, again: "${upper(answer.status)}",'
        " nothing: answer.nothing}",
        'call: {action: Other, payload: {a: "${token}", b: "${again}", c: "${nothing}"}}',
    )
    assert simulation.payloads("Other") == [{"a": "token", "b": "ACCEPTED", "c": None}]
    assert simulation.observer.own_faults == []


def test_nothing_is_saved_of_a_call_that_failed():
    simulation = live(
        "  - set: {token: before}\n"
        "  - call: {action: DataTransfer, save: {token: answer.data}}\n"
        '  - call: {action: Other, payload: {a: "${token}"}}\n',
        answers={"DataTransfer": ErrorAnswer("InternalError")},
    )
    assert simulation.payloads("Other") == [{"a": "before"}]


def test_the_answer_of_one_call_is_no_variable_of_the_next(mistakes_of_step):
    assert mistakes_of_step("call: {action: X, payload: {a: '${answer}'}}") != []
    assert mistakes_of_step("call: {action: X, expect: answer.a, save: {b: answer}}") == []


def test_a_check_that_is_required_ends_the_script_once_all_are_told():
    simulation = calling(
        "payload: {vendorId: v}, expect: [{that: false, name: one, required: true},"
        " {that: true, name: two}]",
        "call: {action: Other}",
    )
    assert simulation.observer.checks == [("one", "does not hold"), ("two", None)]
    assert "Other" not in simulation.actions
    assert simulation.station.is_online


def test_a_required_answer_that_never_comes_ends_the_script():
    simulation = calling(
        "payload: {vendorId: v}, expect: {that: answer.status, required: true}",
        "call: {action: Other}",
        answers={"DataTransfer": ErrorAnswer("InternalError")},
    )
    assert [failure for _, failure in simulation.observer.checks] == ["CallError InternalError"]
    assert "Other" not in simulation.actions


def test_all_checks_of_an_error_are_told_before_the_script_ends():
    simulation = calling(
        "payload: {vendorId: v}, expect: [{that: CallError GenericError, required: true},"
        " {that: answer.status, required: true}, CallError]",
        "call: {action: Other}",
        answers={"DataTransfer": ErrorAnswer("InternalError")},
    )
    failures = sorted(str(failure) for _, failure in simulation.observer.checks)
    assert failures == [
        "CallError InternalError",
        "None",
        "does not hold, error is InternalError",
    ]
    assert "Other" not in simulation.actions


def test_a_payload_without_a_value_is_the_authors_mistake_and_told_with_its_place():
    simulation = calling("payload: {vendorId: '${answers.Nothing}'}", "call: {action: Other}")
    [(where, error)] = simulation.observer.own_faults
    assert where == "step call"
    assert "test.yaml:8:" in error
    assert "Other" in simulation.actions


@pytest.mark.parametrize(
    ("step", "mistake"),
    [
        ("call: {action: X, expect: 1 +}", "is no expression"),
        ("call: {action: X, expect: {}}", "is empty"),
        ("call: {action: X, expect: unknown > 1}", "there is no variable unknown"),
        ("call: {action: X, save: {n: answer.a}}", "n has a meaning of its own"),
        ("call: {action: X, save: {'1x': answer.a}}", "is no name of a variable"),
        ("call: {action: X, save: {a: anser.a}}", "there is no variable anser"),
        ("call: {action: X, save: answer}", "is not allowed; allowed: a mapping"),
        ("call: {action: X, payload: 5}", "5 is not allowed; allowed: a mapping"),
        ("call: {action: X, payload: {a: '${'}}", "a ${ has no }"),
    ],
)
def test_a_mistake_is_told(mistakes_of_step, step, mistake):
    found = mistakes_of_step(step)
    assert len(found) == 1
    assert mistake in found[0]
