"""Warnings: what a scenario may say, and its author hardly means."""

from pathlib import Path

import pytest

from ocpp_load.resources import SCENARIOS
from ocpp_load.scenario.advice import advice_on
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.loader import check_file
from ocpp_load.validation import SchemaStore

HEAD = 'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m}\nsteps:\n'
SCHEMAS = SchemaStore()
BOOT = "{action: BootNotification, payload: {chargePointVendor: v, chargePointModel: m}}"
NOT_BOOTED = "stands before any boot; a station may send nothing else until it is accepted"
NOT_STARTED = "stands before any start_transaction; without a transaction it is passed over"
HURRY = (
    "goes on for ever without a wait, as fast as the answers come; put a wait into it, or say how"
    " often"
)
UNCHECKED = "so nobody checks its payload"


def advice(text):
    root = parse_document(text.encode(), "x.yaml", [])
    return [f"{odd.line}:{odd.column}: {odd.problem}" for odd in advice_on(root, "x.yaml", SCHEMAS)]


def advice_on_steps(*steps):
    """Return the warnings about steps, one in a line, of which the first is line 1."""
    before = HEAD.count("\n")
    found = advice(HEAD + "".join(f"- {step}\n" for step in steps))
    lines = (odd.split(":", 1) for odd in found)
    return [f"{int(line) - before}:{rest}" for line, rest in lines]


@pytest.mark.parametrize("file", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_what_ships_gives_no_reason_for_advice(file):
    source = Path(file).read_bytes()
    root = parse_document(source, str(file), [])
    assert advice_on(root, str(file), SCHEMAS) == []


def test_configuration_keys_that_nobody_knows_are_told_in_scenarios_and_templates():
    station = (
        "vendor: v, model: m, configuration: {heartbeatinterval: 5, HeartbeatIntervall: 5, Own: x}"
    )
    expected = [
        "configuration: OCPP 1.6 knows no key HeartbeatIntervall; did you mean HeartbeatInterval?",
        "configuration: OCPP 1.6 knows no key Own",
    ]
    template = advice(f"{{{station}}}")
    scenario = advice(f"{{station: {{{station}}}, steps: [connect, boot]}}")
    assert [odd.split(": ", 1)[1] for odd in template] == expected
    assert [odd.split(": ", 1)[1] for odd in scenario] == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (["connect", "boot", "start_transaction", "stop_transaction"], []),
        (["boot"], ["1:3: boot stands before any connect; nothing reaches the central system yet"]),
        (
            ["connect", "authorize", "start_transaction"],
            [f"2:3: authorize {NOT_BOOTED}"],
        ),
        (
            ["connect", "boot", "stop_transaction", "charge: {for: 1 s}"],
            [f"3:3: stop_transaction {NOT_STARTED}"],
        ),
        (["reboot", "authorize"], []),
        (["connect", f"call: {BOOT}", "authorize"], []),
        (["connect", "boot", "operator: {action: Reset}", "stop_transaction"], []),
        (["use: a.yaml", "stop_transaction"], []),
        (["connect", "boot", "parallel: [[start_transaction], [wait: 1 s, stop_transaction]]"], []),
        (["connect", "boot", "repeat: {times: 2, steps: [start_transaction]}", "stop_transaction"],
         []),
        (
            ["connect", "boot", "repeat: {times: 2, steps: [stop_transaction, start_transaction]}"],
            [f"3:30: stop_transaction {NOT_STARTED}"],
        ),
    ],
)  # fmt: skip
def test_a_step_before_what_it_needs_is_told_once(steps, expected):
    assert advice_on_steps(*steps) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (
            ["repeat: {steps: [wait: 1 s]}", "wait: 1 s", "wait: 1 s"],
            ["2:3: is never reached: the repeat in line {0} has no end"],
        ),
        (["repeat: {times: 2, steps: [wait: 1 s]}", "wait: 1 s"], []),
        (["repeat: {for: 1 h, steps: [wait: 1 s]}", "wait: 1 s"], []),
        (["repeat: {until: station.online, steps: [wait: 1 s]}", "wait: 1 s"], []),
        (
            ["repeat: {until: false, steps: [wait: 1 s]}", "wait: 1 s"],
            ["2:3: is never reached: the repeat in line {0} has no end"],
        ),
        (
            ["parallel: [[wait: 1 s], [repeat: {steps: [wait: 1 s]}]]", "wait: 1 s"],
            ["2:3: is never reached: the parallel in line {0} has no end"],
        ),
        (["parallel: [[wait: 1 s], [repeat: {steps: [wait: 1 s]}]]"], []),
        (
            ["repeat: {times: 3, steps: [repeat: {steps: [wait: 1 s]}, wait: 2 s]}"],
            ["1:60: is never reached: the repeat in line {0} has no end"],
        ),
        (["if: {condition: station.online, then: [repeat: {steps: [wait: 1 s]}]}", "wait: 1 s"],
         []),
        (
            ["if: {condition: 1 > 2, then: [wait: 1 s]}"],
            ["1:32: is never reached: the condition is always false"],
        ),
        (
            ["if: {condition: true, then: [wait: 1 s], else: [wait: 2 s]}"],
            ["1:50: is never reached: the condition is always true"],
        ),
        (
            ["if: {condition: '${1 < 2}', then: [wait: 1 s]}"],
            ["1:3: if: the condition is always true; leave the if out"],
        ),
    ],
)  # fmt: skip
def test_steps_that_nothing_comes_to_are_told(steps, expected):
    at = HEAD.count("\n") + 1
    assert advice_on_steps(*steps) == [problem.format(at) for problem in expected]


@pytest.mark.parametrize(
    ("steps", "is_hurry"),
    [
        ("[heartbeat]", True),
        ("[plug_in, unplug, repeat: {times: 3, steps: [heartbeat]}]", True),
        ("[heartbeat, wait: 1 s]", False),
        ("[heartbeat], every: 1 s", False),
        ("[repeat: {times: 3, steps: [charge: {for: 1 s}]}]", False),
        ("[some_step_of_another_version]", False),
    ],
)
def test_an_endless_loop_without_a_wait_is_told(steps, is_hurry):
    found = advice_on_steps("connect", "boot", "start_transaction", f"repeat: {{steps: {steps}}}")
    assert found == ([f"4:3: repeat: {HURRY}"] if is_hurry else [])


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("{action: Heartbeat}", []),
        ("{action: DataTransfer, payload: {vendorId: v}}", []),
        (
            "{action: DataTransfer, payload: {vendorId: 5}}",
            ['2:52: call: DataTransfer.vendorId: 5 is not of type "string"'],
        ),
        (
            "{action: DataTransfer, payload: {vendorID: v, own: 1}}",
            [
                "2:52: call: DataTransfer has no vendorID; did you mean vendorId?",
                '2:60: call: DataTransfer has no own',
            ],
        ),
        (
            "{action: Authorize, payload: {own: 1}}",
            ['2:38: call: Authorize: "idTag" is a required property', "2:44: call: Authorize has no own"],
        ),
        (
            "{action: MeterValues, payload: {connectorId: 1, meterValue: [{timestmp: x, sampledValue: [{value: '1'}]}]}}",
            ["2:81: call: MeterValues.meterValue.0 has no timestmp; did you mean timestamp?"],
        ),
        (
            "{action: Authorize}",
            ['2:18: call: Authorize: "idTag" is a required property'],
        ),
        (
            "{action: Autorize}",
            [f"2:18: call: there is no schema of Autorize, {UNCHECKED}; did you mean Authorize?"],
        ),
        ("{action: Authorize, expect: CallError}", []),
        ("{action: Authorize, expect: {refused: error == 'FormationViolation'}}", []),
        ("{action: '${which}', payload: {a: 1}}", []),
        ("{action: Authorize, payload: {idTag: '${station.id_tag}'}}", []),
        ("{action: Authorize, payload: '${whole}'}", []),
        (
            "{action: MeterValues, payload: {connectorId: '${n}', meterValue: '${rest}'}}",
            [],
        ),
        (
            "{action: MeterValues, payload: {connectorId: '${n}', meterValue: [{timestamp: '${t}'}]}}",
            ['2:75: call: MeterValues.meterValue.0: "sampledValue" is a required property'],
        ),
    ],
)  # fmt: skip
def test_the_payload_of_a_call_is_compared_with_its_schema(call, expected):
    assert advice_on_steps("connect", f"call: {call}") == expected


def test_what_is_set_or_saved_and_never_asked_for_is_told():
    found = advice_on_steps(
        "connect",
        "set: {used: 1, unused: 2}",
        "call: {action: Heartbeat, save: {at: answer.currentTime, lost: answer}}",
        "wait: '${used + at} s'",
    )
    assert found == [
        "2:18: set: nothing asks for the variable unused",
        "3:60: call: nothing asks for the variable lost",
    ]


def test_a_feeder_that_nothing_asks_for_is_told():
    data = "data: {cards: {values: [a]}, cars: {values: [b]}}\n"
    steps = 'steps: [connect, wait: "${cards}"]\n'
    assert advice(f"station: {{}}\n{data}{steps}") == [
        "2:30: data: nothing asks for the feeder cars"
    ]
    assert advice(f"station: {{}}\n{data}steps: [use: others.yaml]\n") == []


def test_the_name_of_its_file_is_no_question_for_a_feeder():
    data = "data: {cards: {csv: cards.csv}}\nname: cards\n"
    assert advice(f"{data}steps: [boot]\n") == ["1:8: data: nothing asks for the feeder cards"]


def test_a_parameter_that_nothing_asks_for_is_told():
    found = advice('parameters: {one: 1, two: 2}\nsteps: [wait: "${one} s"]\n')
    assert found == ["1:22: parameters: nothing asks for two"]


def test_files_of_steps_are_not_blamed_for_what_stands_before_them():
    assert advice("steps: [stop_transaction, repeat: {steps: [wait: 1 s]}]") == []


def test_nothing_is_said_of_a_list_or_of_text():
    assert advice("[a, b]") == []
    assert advice("a") == []


def test_what_ships_is_without_a_mistake():
    for name in ("charging_session", "heartbeat"):
        check_file(SCENARIOS / f"{name}.yaml")


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (
            "expect: answers.Bootnotification.status == 'Accepted'",
            ["1:11: answers: OCPP 1.6 knows no action Bootnotification; did you mean BootNotification?"],
        ),
        (
            "set: {a: \"${failures['Heartbeet']}\", b: '${a + b}'}",
            ["1:12: failures: OCPP 1.6 knows no action Heartbeet; did you mean Heartbeat?"],
        ),
        ("expect: sent.Nonsense == 1", ["1:11: sent: OCPP 1.6 knows no action Nonsense"]),
        ("expect: commands.Reset.type == 'Soft'", []),
        ("expect: mine.answers.Nonsense == 1", []),
        ("repeat: {times: 1, steps: [{call: {action: Own}}, {expect: answers.Own.a}]}", [f"1:46: call: there is no schema of Own, {UNCHECKED}"]),
    ],
)  # fmt: skip
def test_an_action_that_nobody_knows_is_told_where_it_is_asked_for(step, expected):
    assert advice_on_steps(step)[-1:] == expected


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("faults: [{half_open: {share: 0.5}}]", ["share: 0.5 is 0.5 %; write 0.5 %, or 50 %"]),
        ("faults: [{half_open: {share: 0.5 %}}, {no_pong: {share: 1}}, {flapping: {share: 0}}]", []),
        ("answers: [{silence: true, share: 0.1}]", ["share: 0.1 is 0.1 %; write 0.1 %, or 10 %"]),
        (
            "load: [], events: [{reboot: 0.25}, {disconnect: {share: 0.5}}]",
            ["reboot: 0.25 is 0.25 %; write 0.25 %, or 25 %", "share: 0.5 is 0.5 %; write 0.5 %, or 50 %"],
        ),
        ("load: [], events: [{do: {share: 0.5 %, steps: [{call: {payload: {share: 0.5}}}]}}]", []),
        (
            "load: [], groups: [{share: 0.5, faults: [{out_of_order: {probability: 0.9}}]}]",
            ["probability: 0.9 is 0.9 %; write 0.9 %, or 90 %"],
        ),
    ],
)  # fmt: skip
def test_a_number_below_one_that_stands_for_a_percentage_is_told(section, expected):
    assert [odd.split(": ", 1)[1] for odd in advice(f"{{{section}}}")] == expected


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        (["share: 75 %", "share: 25 %"], []),
        (["share: 33 %", "share: 33 %", "share: 33 %"], []),
        (["share: 3", "share: 0.25", "name: x"], []),
        (["share: 100 %", "stations: 5"], []),
        (
            ["share: 75 %", "share: 0.25"],
            ["share: 0.25 counts as 0.25 % beside those in percent; write 25 %, or 0.25 % if you mean it"],
        ),
        (
            ["share: 75 %", "share: 25"],
            ["share: 25 counts as 25 % beside those in percent; write 25 %"],
        ),
        (["share: 75 %", "name: x"], ["without a share it counts as 1 % beside those in percent"]),
        (
            ["share: 75 %", "share: 50 %"],
            ["share: those of all groups make 125 %; each counts as its part of that"],
        ),
    ],
)  # fmt: skip
def test_shares_of_groups_that_make_no_whole_are_told(shares, expected):
    groups = ", ".join(f"{{{share}}}" for share in shares)
    found = advice(f"{{load: [], groups: [{groups}]}}")
    assert [odd.split(": ", 1)[1] for odd in found] == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("command: Reset, where: payload.type == 'Hard'", []),
        ("where: payload.tipe == 'Hard'", []),
        ("command: DataTransfer, where: payload.data.own == 1", []),
        ("command: DataTransfr", ["OCPP 1.6 knows no command DataTransfr; did you mean DataTransfer?"]),
        ("command: Heartbeat", ["OCPP 1.6 knows no command Heartbeat"]),
        (
            "command: DataTransfer, where: \"payload['vendor'] == 1\"",
            ["payload: DataTransfer has no vendor; did you mean vendorId?"],
        ),
    ],
)  # fmt: skip
def test_a_rule_for_what_no_command_has_is_told(rule, expected):
    found = advice(f"answers:\n- {{{rule}, silence: true}}\n")
    assert [odd.split(": ", 1)[1] for odd in found] == expected


def test_a_command_that_is_waited_for_and_never_comes_is_told():
    assert advice_on_steps(
        "expect_call: {action: Reset, where: payload.kind == 1}", "expect_call: {action: Rest}"
    ) == [
        "1:39: payload: Reset has no kind",
        "2:25: OCPP 1.6 knows no command Rest; did you mean Reset?",
    ]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("power: 22 kW", []),
        ("power: 7400", []),
        ("power: 22 W", []),
        ("power: 22", ["power: 22 is 22 W; write 22 kW, or 22 W if you mean it"]),
        ("ev: {battery: 60}", ["battery: 60 is 60 Wh; write 60 kWh, or 60 Wh if you mean it"]),
    ],
)
def test_a_power_or_a_battery_that_is_far_too_small_is_told(section, expected):
    for text in (f"{{{section}}}", f"{{station: {{{section}}}, steps: [connect]}}"):
        assert [odd.split(": ", 1)[1] for odd in advice(text)] == expected


@pytest.mark.parametrize(
    ("until", "is_bare"),
    [
        ("${kwh}", True),
        ("${float(kwh)}", True),
        ("${kwh * 2}", True),
        ("${alias}", True),
        ("${kwh} kWh", False),
        ("${target}", False),
        ("${target + ' kWh'}", False),
        ("${saved}", False),
    ],
)
def test_an_energy_without_a_unit_is_told_where_it_is_a_number_for_certain(until, is_bare):
    found = advice_on_steps(
        "set: {kwh: '${float(station.id_tag)}', alias: '${kwh}', target: 20 kWh}",
        f'charge: {{until: "{until}"}}',
        "wait: '${kwh + alias + target}'",
    )
    problem = f'until: {until} gives a number without a unit; write "{until} kWh"'
    assert [odd for odd in found if "until" in odd] == ([f"2:19: {problem}"] if is_bare else [])
