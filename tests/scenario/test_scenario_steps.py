from dataclasses import replace

import pytest

from ocpp_load.charge_point.activities import ChargeTarget
from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus, Reason
from ocpp_load.scenario import Fixed, Pattern, Uniform
from ocpp_load.scenario.json_value import JsonValue
from ocpp_load.scenario.steps import (
    STEPS,
    Authorize,
    Boot,
    Call,
    Charge,
    Connect,
    Disconnect,
    EachConnector,
    Fault,
    Heartbeat,
    MeterValues,
    Parallel,
    PlugIn,
    PowerCut,
    PresentCard,
    Reboot,
    Repeat,
    StartTransaction,
    Status,
    StopTransaction,
    Unplug,
    Wait,
)

HOW_LONG = "needs for, until, or both: how long the driver charges"
ALL_STEPS = ", ".join(STEPS)
BROKEN = Fault(None, ChargePointErrorCode.OTHER_ERROR, None, None, None, None, True, Reason.OTHER)
PLAIN_STATUS = Status(None, None, None, None, None, None)


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("connect", Connect()),
        ("boot", Boot()),
        ("heartbeat", Heartbeat()),
        ("status", PLAIN_STATUS),
        ("plug_in", PlugIn(connector=None)),
        ("authorize", Authorize(id_tag=None)),
        ("start_transaction", StartTransaction(connector=None, id_tag=None)),
        ("meter_values", MeterValues(connector=None)),
        ("stop_transaction", StopTransaction(connector=None, reason=None)),
        ("unplug", Unplug(connector=None)),
        ("disconnect", Disconnect(code=1000)),
    ],
)
@pytest.mark.parametrize("form", ["{}", "{}:", "{}: {{}}", '"{}"'])
def test_a_step_that_needs_no_option_may_be_a_bare_name(parse_step, name, step, form):
    assert parse_step(form.format(name)) == step


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("wait: 5 s", Wait(Fixed(5.0))),
        ("wait: {uniform: [5 s, 30 s]}", Wait(Uniform(5.0, 30.0))),
        (
            ("status: {connector: 2, status: Faulted, error_code: GroundFailure, info: i,"
            " vendor_error_code: v}"),
            Status(
                2, ChargePointStatus.FAULTED, ChargePointErrorCode.GROUND_FAILURE, info="i",
                vendor_id=None, vendor_error_code="v",
            ),
        ),
        (
            "status: {connector: 0, status: Unavailable}",
            Status(0, ChargePointStatus.UNAVAILABLE, None, None, None, None),
        ),
        ("status: {connector: 0}", Status(0, None, None, None, None, None)),
        ("plug_in: {connector: 2}", PlugIn(2)),
        ("plug_in: {connector: 2.0}", PlugIn(2)),
        ('authorize: {id_tag: "X{n}"}', Authorize(Pattern("X{n}"))),
        (
            'start_transaction: {connector: 1, id_tag: "X"}',
            StartTransaction(1, Pattern("X")),
        ),
        ("charge: {for: 2 min}", Charge(Fixed(120.0), None)),
        ("charge: {for: 2 min, connector: 1}", Charge(Fixed(120.0), 1)),
        ("charge: {until: 20 kWh}", Charge(None, None, ChargeTarget(energy_wh=20_000.0))),
        ("meter_values: {connector: 1}", MeterValues(1)),
        (
            "stop_transaction: {connector: 1, reason: EVDisconnected}",
            StopTransaction(1, Reason.EV_DISCONNECTED),
        ),
        ("unplug: {connector: 1}", Unplug(1)),
        ("disconnect: {code: 1001}", Disconnect(1001)),
        ("disconnect: {code: 3000}", Disconnect(3000)),
        ("disconnect: {code: 4999}", Disconnect(4999)),
        ("plug_in: {id_tag: X}", PlugIn(None, Pattern("X"))),
        (
            "present_card: {connector: 2, id_tag: '{n}-{connector:02d}{{connector}}'}",
            PresentCard(2, Pattern("{n}-02{{connector}}")),
        ),
        ("present_card: {id_tag: 'X{connector}'}", PresentCard(None, Pattern("X1"))),
        (
            "stop_transaction: {id_tag: 'X{connector}', connector: 2}",
            StopTransaction(2, None, Pattern("X2")),
        ),
        (
            "status: {error_code: WeakSignal, vendor_id: v}",
            Status(None, None, ChargePointErrorCode.WEAK_SIGNAL, None, "v", None),
        ),
        ("fault", BROKEN),
        (
            ("fault: {connector: 0, error_code: GroundFailure, info: i, vendor_id: v,"
            " vendor_error_code: e, for: 5 min, ends_transaction: false, reason: EmergencyStop}"),
            Fault(
                0, ChargePointErrorCode.GROUND_FAILURE, "i", "v", "e", Fixed(300.0), False,
                Reason.EMERGENCY_STOP,
            ),
        ),
        ("reboot", Reboot()),
        ("power_cut: {for: 30 s}", PowerCut(Fixed(30.0))),
        ("power_loss: {for: 30 s}", PowerCut(Fixed(30.0))),
        ("parallel: [[boot], [{wait: 1}, connect]]", Parallel(
            ((Boot(),), (Wait(Fixed(1.0)), Connect()))
        )),
        (
            "each_connector: {steps: [plug_in, {unplug: {connector: 1}}]}",
            EachConnector(((PlugIn(1), Unplug(1)), (PlugIn(2), Unplug(1))), (None, None)),
        ),
        (
            ("each_connector: {id_tag: 'X{connector}', steps: [authorize, fault, status, {repeat: {"
            "steps: [{charge: {for: 1}}, {start_transaction: {id_tag: '{connector}'}}]}}]}"),
            EachConnector(tuple(
                (
                    Authorize(None),
                    replace(BROKEN, connector=number),
                    replace(PLAIN_STATUS, connector=number),
                    Repeat(
                        (
                            Charge(Fixed(1.0), number),
                            StartTransaction(number, Pattern(str(number))),
                        ),
                        None,
                    ),
                )
                for number in (1, 2)
            ), (Pattern("X1"), Pattern("X2"))),
        ),
        (
            "each_connector: {steps: [stop_transaction, {parallel: [[meter_values], [present_card]]}]}",
            EachConnector(tuple(
                (
                    StopTransaction(number, None),
                    Parallel(((MeterValues(number),), (PresentCard(number, None),))),
                )
                for number in (1, 2)
            ), (None, None)),
        ),
        ("repeat: {steps: [boot]}", Repeat((Boot(),), None)),
        ("repeat: {steps: [boot, {wait: 1}], times: 3}", Repeat((Boot(), Wait(Fixed(1.0))), 3)),
        (
            "repeat: {steps: [{repeat: {steps: [boot], times: 2}}]}",
            Repeat((Repeat((Boot(),), 2),), None),
        ),
        ("call: {action: Heartbeat}", Call("Heartbeat", JsonValue({}, is_late=False))),
        (
            "call: {action: ~x, payload: {on: '{n}', 1: [true, null, 1.5], d: {e: 2026-11-23}}}",
            Call(
                "~x",
                JsonValue(
                    {"on": "{n}", "1": [True, None, 1.5], "d": {"e": "2026-11-23"}}, is_late=False
                ),
            ),
        ),
        (
            f"call: {{action: X, payload: {{a: {2**64 - 1}, b: {-(2**63)}}}}}",
            Call("X", JsonValue({"a": 2**64 - 1, "b": -(2**63)}, is_late=False)),
        ),
    ],
)  # fmt: skip
def test_a_step_keeps_its_options(parse_step, text, step):
    assert parse_step(text) == step


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        (
            "conect",
            [f"1:3: steps: unknown step conect; did you mean connect? allowed: {ALL_STEPS}"],
        ),
        ("Boot:", [f"1:3: steps: unknown step Boot; did you mean boot? allowed: {ALL_STEPS}"]),
        ("dance: 5", [f"1:3: steps: unknown step dance; allowed: {ALL_STEPS}"]),
        ("5", [f"1:3: steps: 5 is not a step; allowed: {ALL_STEPS}"]),
        (
            "wait:5 s",
            ['1:3: steps: unknown step "wait:5 s"; put a blank behind the colon: wait: 5 s'],
        ),
        ("[boot]", [f"1:3: steps: a list is not a step; allowed: {ALL_STEPS}"]),
        ("{}", [f"1:3: steps: a mapping is not a step; allowed: {ALL_STEPS}"]),
        (
            "charge:\n  for: 2 min",
            [
                (
                    "2:3: steps: charge and for share a dash; begin each step with its own,"
                    " and indent the options of a step below its name"
                )
            ],
        ),
        ("boot: 5", ["1:9: boot: 5 is not allowed; allowed: a mapping"]),
        (
            "plug_in: 2",
            [
                (
                    "1:12: plug_in: 2 is not allowed; allowed: a mapping, for example"
                    " plug_in: {connector: 2}"
                )
            ],
        ),
        (
            "call: Heartbeat",
            [
                (
                    '1:9: call: "Heartbeat" is not allowed; allowed: a mapping, for example'
                    " call: {action: Heartbeat}"
                )
            ],
        ),
        ("boot: {vendor: x}", ["1:10: boot: unknown key vendor; allowed: none"]),
        ("connect: {code: 1}", ["1:13: connect: unknown key code; allowed: none"]),
        ("heartbeat: {x: 1}", ["1:15: heartbeat: unknown key x; allowed: none"]),
        (
            "disconnect: {code: 1006}",
            ["1:22: code: 1006 is not allowed; allowed: 1000, 1001, 3000 to 4999"],
        ),
        (
            "disconnect: {code: 3000.5}",
            ["1:22: code: 3000.5 is not allowed; allowed: 1000, 1001, 3000 to 4999"],
        ),
        (
            "disconnect: {code: true}",
            ["1:22: code: true is not allowed; allowed: 1000, 1001, 3000 to 4999"],
        ),
        (
            "plug_in: {connector: 3}",
            ["1:24: connector: 3 is not allowed; allowed: whole numbers, 1 to 2"],
        ),
        (
            "unplug: {connector: 0}",
            ["1:23: connector: 0 is not allowed; allowed: whole numbers, 1 to 2"],
        ),
        (
            "meter_values: {connector: x}",
            ['1:29: connector: "x" is not allowed; allowed: whole numbers, 1 to 2'],
        ),
        (
            "status: {connector: 3, status: Charging}",
            ["1:23: connector: 3 is not allowed; allowed: whole numbers, 0 to 2"],
        ),
        (
            "status: {connector: 0, status: Charging}",
            [
                (
                    "1:11: status: connector 0 is the station and cannot be Charging;"
                    " allowed: Available, Unavailable, Faulted"
                )
            ],
        ),
        (
            "status: {status: charging}",
            [
                (
                    '1:20: status: "charging" is not allowed; did you mean Charging? allowed:'
                    " Available, Preparing, Charging, SuspendedEVSE, SuspendedEV, Finishing, Reserved,"
                    " Unavailable, Faulted"
                )
            ],
        ),
        (
            f"status: {{info: {'i' * 51}, vendor_error_code: ''}}",
            [
                f'1:18: info: "{"i" * 40}..." has 51 characters; OCPP allows at most 50',
                "1:90: vendor_error_code: is empty; write some text",
            ],
        ),
        (
            "authorize: {id_tag: 'TAG-0123456789-{n}'}",
            ['1:23: id_tag: "TAG-0123456789-999999" has 21 characters; OCPP allows at most 20'],
        ),
        ("charge", [f"1:3: charge: {HOW_LONG}"]),
        ("charge: {}", [f"1:11: charge: {HOW_LONG}"]),
        (
            "charge: {fro: 5 s}",
            [
                f"1:11: charge: {HOW_LONG}",
                "1:12: charge: unknown key fro; did you mean for? allowed: for, until, connector",
            ],
        ),
        (
            "charge: 5 s",
            ['1:11: charge: "5 s" is not allowed; allowed: a mapping'],
        ),
        (
            "stop_transaction: {reason: local}",
            [
                (
                    '1:30: reason: "local" is not allowed; did you mean Local? allowed: DeAuthorized,'
                    " EmergencyStop, EVDisconnected, HardReset, Local, Other, PowerLoss, Reboot, Remote,"
                    " SoftReset, UnlockCommand"
                )
            ],
        ),
        ("repeat", ["1:3: repeat: the key steps is missing; required: steps"]),
        (
            "repeat: {steps: [], times: 0}",
            [
                "1:19: steps: the list is empty; allowed: one entry or more",
                "1:30: times: 0 is not allowed; allowed: whole numbers from 1",
            ],
        ),
        (
            "repeat: {steps: [boot, {wait: x}, bot]}",
            [
                (
                    '1:33: wait: "x" is not a duration; write for example 500 ms, 30 s, 2 min, 1 h'
                    " or plain seconds"
                ),
                f"1:37: steps: unknown step bot; did you mean boot? allowed: {ALL_STEPS}",
            ],
        ),
        (
            "fault: {error_code: NoError}",
            [
                (
                    '1:23: error_code: "NoError" is not allowed; did you mean OtherError?'
                    " allowed: ConnectorLockFailure, GroundFailure, HighTemperature, InternalError,"
                    " LocalListConflict, OtherError, OverCurrentFailure, OverVoltage,"
                    " PowerMeterFailure, PowerSwitchFailure, ReaderFailure, ResetFailure,"
                    " UnderVoltage, WeakSignal"
                )
            ],
        ),
        (
            "fault: {connector: 3, reason: Local, for: x}",
            [
                "1:22: connector: 3 is not allowed; allowed: whole numbers, 0 to 2",
                '1:33: reason: "Local" is not allowed; allowed: EmergencyStop, Other, PowerLoss',
                (
                    '1:45: for: "x" is not a duration; write for example 500 ms, 30 s, 2 min, 1 h'
                    " or plain seconds"
                ),
            ],
        ),
        ("power_loss", ["1:3: power_loss: the key for is missing; required: for"]),
        ("reboot: {for: 1}", ["1:12: reboot: unknown key for; allowed: none"]),
        (
            "present_card: {id_tag: 'TAG-0123456789-{connector:06d}'}",
            ['1:26: id_tag: "TAG-0123456789-000001" has 21 characters; OCPP allows at most 20'],
        ),
        ("parallel", ["1:3: parallel: an empty value is not allowed; allowed: a list"]),
        (
            "parallel: [boot]",
            [
                '1:14: parallel: "boot" is not allowed; allowed: a list; begin each entry with a dash'
            ],
        ),
        (
            "parallel: [[bot], []]",
            [
                f"1:15: parallel: unknown step bot; did you mean boot? allowed: {ALL_STEPS}",
                "1:21: parallel: the list is empty; allowed: one entry or more",
            ],
        ),
        (
            "each_connector: {steps: [{plug_in: {connector: 3}}, {call: {action: 5}}]}",
            [
                "1:50: connector: 3 is not allowed; allowed: whole numbers, 1 to 2",
                '1:71: action: 5 is not text; write it in quotes: "5"',
            ],
        ),
        (
            "each_connector: {steps: [{each_connector: {steps: [boot]}}]}",
            ["1:45: each_connector: stands within another one; allowed: once"],
        ),
        ("each_connector", ["1:3: each_connector: the key steps is missing; required: steps"]),
        (
            "repeat: {steps: boot}",
            ['1:19: steps: "boot" is not allowed; allowed: a list; begin each entry with a dash'],
        ),
        ("call", ["1:3: call: the key action is missing; required: action"]),
        (
            "call: {action: 5, payload: [1]}",
            [
                '1:18: action: 5 is not text; write it in quotes: "5"',
                "1:30: payload: a list is not allowed; allowed: a mapping",
            ],
        ),
        (
            "call: {action: X, payload: {a: [.nan], b: {c: 18446744073709551616}}}",
            [
                "1:35: a: JSON has no number .nan",
                "1:49: c: a whole number has at most 64 bits; put it in quotes",
            ],
        ),
    ],
)
def test_a_mistake_of_a_step_is_told_with_what_is_allowed(mistakes_of_step, text, mistakes):
    assert mistakes_of_step(text) == mistakes


def test_connectors_are_not_held_against_a_number_of_connectors_that_is_wrong(mistakes_of):
    text = (
        'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m, connectors: zwei}\n'
        "steps: [{plug_in: {connector: 7}}]\n"
    )
    assert mistakes_of(text) == [
        '3:44: connectors: "zwei" is not allowed; allowed: whole numbers, 1 to 1000'
    ]


def test_steps_may_come_before_the_station(mistakes_of):
    text = (
        'steps: [{plug_in: {connector: 2}}]\nname: x\nocpp: "1.6"\nstation: {vendor: v, model: m}\n'
    )
    assert mistakes_of(text) == [
        "1:31: connector: 2 is not allowed; allowed: whole numbers, 1 to 1"
    ]


def test_an_alias_repeats_steps_and_its_mistake_is_told_once(parse, mistakes_of):
    head = 'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m}\nsteps:\n'
    assert parse(f"{head}- &rest {{wait: 5 s}}\n- *rest\n").steps == (Wait(Fixed(5.0)),) * 2
    assert len(mistakes_of(f"{head}- &rest {{wait: 5 x}}\n- *rest\n")) == 1


@pytest.mark.parametrize("step", STEPS.values())
def test_every_step_is_a_frozen_value_without_a_dictionary(step):
    assert step.__dataclass_params__.frozen
    assert "__slots__" in vars(step)
