"""`answers:` — a station that answers commands otherwise than it would."""

import orjson
import pytest
from support.scripted_station import live

HARD = {"type": "Hard"}
SOFT = {"type": "Soft"}


def answering(*rules, **options):
    return live("", above="answers:\n" + "".join(f"  - {rule}\n" for rule in rules), **options)


def said(simulation, action="GetLocalListVersion", payload=None, message_id="m"):
    """Return the frames that a command is answered with at once."""
    before = len(simulation.sent_frames)
    simulation.receive([2, message_id, action, payload or {}])
    return simulation.sent_frames[before:]


@pytest.mark.parametrize(
    ("rule", "frame", "counted"),
    [
        ("{command: Reset, status: Rejected}", [3, "m", {"status": "Rejected"}], "Reset"),
        (
            '{command: Reset, payload: {status: "${payload.type}", at: [1, "${n}"]}}',
            [3, "m", {"status": "Soft", "at": [1, 7]}],
            "Reset",
        ),
        ("{command: Reset, error: Odd}", [4, "m", "Odd", "", {}], "Reset (Odd)"),
        (
            '{error: {code: GenericError, description: "${command} of ${n}", details: {a: 1}}}',
            [4, "m", "GenericError", "Reset of 7", {"a": 1}],
            "Reset (GenericError)",
        ),
    ],
)
def test_a_given_answer_takes_the_place_of_the_ordinary_one(rule, frame, counted):
    simulation = answering(rule)
    assert [orjson.loads(each) for each in said(simulation, "Reset", SOFT)] == [frame]
    assert simulation.answered == [(counted, None)]
    simulation.run(100)
    assert simulation.actions.count("BootNotification") == 1
    assert simulation.observer.own_faults == []


def test_what_is_carried_out_happens_whatever_was_answered():
    simulation = answering("{command: Reset, status: Rejected, carry_out: true}")
    assert said(simulation, "Reset", SOFT) == [b'[3,"m",{"status":"Rejected"}]']
    simulation.run(100)
    assert simulation.actions.count("BootNotification") == 2


def test_silence_sends_nothing_and_does_nothing():
    simulation = answering("{command: Reset, silence: true}")
    assert said(simulation, "Reset", SOFT) == []
    assert simulation.answered == [("Reset (no answer)", None)]
    simulation.run(100)
    assert simulation.actions.count("BootNotification") == 1


def test_an_answer_that_is_lost_is_carried_out_where_the_author_says_so():
    simulation = answering("{command: Reset, silence: true, carry_out: true}")
    assert said(simulation, "Reset", SOFT) == []
    simulation.run(100)
    assert simulation.actions.count("BootNotification") == 2


def test_a_wrong_message_id_is_that_of_no_call():
    simulation = answering("{command: Reset, wrong_message_id: true}")
    [frame] = said(simulation, "Reset", SOFT)
    kind, message_id, payload = orjson.loads(frame)
    assert [kind, payload] == [3, {"status": "Accepted"}]
    assert len(message_id) == 32
    assert simulation.answered == [("Reset (wrong message id)", None)]
    assert simulation.run(100).actions.count("BootNotification") == 2


def test_a_malformed_answer_is_half_of_the_right_one_or_what_the_author_writes():
    simulation = answering(
        "{command: ClearCache, malformed: true}",
        "{command: GetConfiguration, malformed: '[3, \"${message_id}\", oops'}",
        "{command: Reset, malformed: true, status: Rejected}",
        "{command: GetLocalListVersion, malformed: ''}",
    )
    assert said(simulation) == [b""]
    assert said(simulation, "ClearCache") == [b'[3,"m",{"statu']
    assert said(simulation, "GetConfiguration") == [b'[3, "m", oops']
    [frame] = said(simulation, "Reset", SOFT)
    assert b'[3,"m",{"status":"Rejected"}]'.startswith(frame)
    assert [name for name, _ in simulation.answered] == [
        "GetLocalListVersion (malformed)",
        "ClearCache (malformed)",
        "GetConfiguration (malformed)",
        "Reset (malformed)",
    ]


def test_a_delayed_answer_keeps_no_other_waiting():
    simulation = answering("{command: ClearCache, delay: 2 s}")
    assert said(simulation, "ClearCache") == []
    assert said(simulation) == [b'[3,"m",{"listVersion":0}]']
    assert simulation.run(1.9).sent_frames[-1] == b'[3,"m",{"listVersion":0}]'
    assert simulation.run(0.2).sent_frames[-1] == b'[3,"m",{"status":"Accepted"}]'
    assert simulation.answered[-1] == ("ClearCache (delayed)", None)


def test_a_delayed_command_is_carried_out_when_it_is_answered():
    simulation = answering(
        "{command: ChangeConfiguration, delay: {uniform: [5 s, 6 s]}, where: payload.value == '77'}"
    )
    change = {"key": "HeartbeatInterval", "value": "77"}
    said(simulation, "ChangeConfiguration", change)
    configuration = simulation.station.station.configuration
    assert configuration["HeartbeatInterval"] != "77"
    simulation.run(7)
    assert configuration["HeartbeatInterval"] == "77"


def test_a_delayed_answer_is_lost_with_its_connection():
    simulation = answering("{command: Reset, delay: 10 s}")
    said(simulation, "Reset", SOFT)
    simulation.lose_connection().run(9)
    assert simulation.station.connected
    simulation.run(100)
    assert simulation.answered == []
    assert simulation.actions.count("BootNotification") == 1


def test_the_first_rule_that_applies_decides():
    simulation = answering(
        "{command: Reset, where: payload.type == 'Hard', status: Rejected}",
        "{command: Reset, status: Accepted}",
        "{command: Reset, error: Never}",
    )
    assert said(simulation, "Reset", HARD) == [b'[3,"m",{"status":"Rejected"}]']
    assert said(simulation, "Reset", SOFT) == [b'[3,"m",{"status":"Accepted"}]']
    assert said(simulation) == [b'[3,"m",{"listVersion":0}]']


def test_a_rule_that_says_nothing_leaves_the_command_to_the_handler():
    simulation = answering("{command: GetLocalListVersion}", "{error: GenericError}")
    assert said(simulation) == [b'[3,"m",{"listVersion":0}]']
    assert said(simulation, "ClearCache") == [b'[4,"m","GenericError","",{}]']


@pytest.mark.parametrize(("limit", "times"), [("once: true", 1), ("times: 3", 3)])
def test_a_limited_rule_applies_so_often_to_each_station(limit, times):
    rules = [f"{{command: ClearCache, status: Rejected, {limit}}}", "{status: Accepted}"]
    for _ in range(2):
        simulation = answering(*rules)
        answers = [said(simulation, "ClearCache") for _ in range(5)]
        assert answers.count([b'[3,"m",{"status":"Rejected"}]']) == times
        assert answers[0] != answers[-1]


def test_a_share_is_drawn_from_the_stations_own_source():
    def silent():
        simulation = answering("{silence: true, share: 30 %}")
        return [not said(simulation) for _ in range(200)]

    first = silent()
    assert 30 < sum(first) < 90
    assert silent() == first


def test_a_rule_with_a_share_of_nothing_never_applies():
    simulation = answering("{silence: true, share: 0 %}")
    assert all(said(simulation) for _ in range(20))


def test_a_condition_that_asks_for_what_is_not_there_does_not_hold():
    simulation = answering("{where: payload.type == 'Hard', silence: true}")
    assert said(simulation) == [b'[3,"m",{"listVersion":0}]']
    assert simulation.observer.own_faults == []


@pytest.mark.parametrize(
    ("rule", "action"),
    [
        ("{where: 1 / payload.x, silence: true}", "DataTransfer"),
        ('{payload: {a: "${1 / 0}"}, command: ClearCache}', "ClearCache"),
        ('{malformed: "${1 / 0}", command: ClearCache}', "ClearCache"),
        ('{payload: {a: "${10 ** 30}"}, command: ClearCache}', "ClearCache"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_told_and_the_answer_is_the_ordinary_one(rule, action):
    simulation = answering(rule)
    payload = {"vendorId": "v", "x": 0} if action == "DataTransfer" else {}
    [frame] = said(simulation, action, payload)
    assert orjson.loads(frame)[:2] == [3, "m"] or action == "DataTransfer"
    assert [where for where, _ in simulation.observer.own_faults] == [f"answers: {action}"]


def test_a_given_answer_may_break_its_schema():
    simulation = answering("{command: ClearCache, payload: {nonsense: true}}")
    assert said(simulation, "ClearCache") == [b'[3,"m",{"nonsense":true}]']
    assert simulation.observer.own_faults == []


def test_a_rule_may_ask_what_came_before():
    simulation = answering("{command: ClearCache, where: \"'Reset' in commands\", silence: true}")
    assert said(simulation, "ClearCache")
    said(simulation, "Reset", SOFT)
    assert said(simulation, "ClearCache") == []


def test_a_flood_of_delayed_commands_is_answered_at_once_in_the_end():
    simulation = answering("{command: GetLocalListVersion, delay: 1 h}")
    answers = [said(simulation) for _ in range(150)]
    assert answers[0] == []
    assert orjson.loads(answers[-1][0])[2] == "GenericError"


@pytest.mark.parametrize(
    ("rule", "mistake"),
    [
        ("{status: A, error: B}", "has more than one of status, payload, error"),
        ("{silence: true, status: A}", "has more than one of silence, status, payload, error"),
        (
            "{silence: true, malformed: true}",
            "has more than one of silence, malformed, wrong_message_id",
        ),
        ("{once: true, times: 2}", "has more than one of once, times"),
        (
            "{carry_out: false, delay: 1 s}",
            "carry_out means nothing without one of silence, status, payload, error",
        ),
        ("{silence: false}", "silence: is not allowed to be false; leave it out"),
        ("{command: 5}", 'command: 5 is not text; write it in quotes: "5"'),
        ("{error: {description: x}}", "error: the key code is missing; required: code"),
        (
            "{error: not a code}",
            'error: "not a code" is no code of a CallError; write for example InternalError',
        ),
        ("{payload: [1]}", "payload: a list is not allowed; allowed: a mapping"),
        ("{where: paylod.type}", "there is no variable paylod; did you mean payload?"),
        ("{where: drivers.id_tag}", "there is no variable drivers"),
        ("{times: 0}", "times: 0 is not allowed; allowed: whole numbers, 1 to 1000000"),
        ("{shares: 5 %}", "unknown key shares; did you mean share?"),
    ],
)
def test_a_mistake_is_told_where_it_stands(mistakes_of, rule, mistake):
    text = (
        'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m}\nanswers:\n'
        f"  - {rule}\nsteps:\n  - set: {{seen: 1}}\n"
    )
    found = mistakes_of(text)
    assert any(mistake in each and each.startswith("5:") for each in found), found


def test_a_variable_of_the_script_is_unknown_to_an_answer(mistakes_of):
    text = (
        'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m}\nanswers:\n'
        "  - {where: seen}\nsteps:\n  - set: {seen: 1}\n"
    )
    assert [each.partition("; ")[0] for each in mistakes_of(text)] == [
        "5:13: where: there is no variable seen"
    ]
