"""Values that are there when a step runs: `${…}` in the options of steps."""

import pytest
from support.simulation import Simulation

from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission

HEAD = """\
name: test
ocpp: "1.6"
station: {vendor: v, model: m, connectors: 9, id_tag: "T{n}"}
steps:
  - connect
  - boot
"""


def run(steps, seconds=100):
    commission = Commission(parse_scenario((HEAD + steps).encode(), "x.yaml"))
    simulation = Simulation(station=commission.station(7))
    return simulation.start(commission.script).run(seconds)


@pytest.mark.parametrize(
    ("duration", "at"),
    [
        ("${n}", 7),
        ("${n} s", 7),
        ("${n * 100} ms", 0.7),
        ("${'3 s'}", 3),
        ("${{'uniform': [n, n]}}", 7),
        ("${ {'exponential': 0} }", 0),
    ],
)
def test_a_duration_may_be_late(duration, at):
    simulation = run(f'  - wait: "{duration}"\n  - heartbeat\n')
    assert [m.at for m in simulation.messages if m.action == "Heartbeat"] == [at]


def test_every_option_of_a_session_may_be_late():
    simulation = run(
        "  - plug_in: {connector: '${n}', id_tag: '${station.id_tag + str(n)}'}\n"
        "  - start_transaction: {connector: '${n}', id_tag: 'A${n}-{n}'}\n"
        "  - charge: {connector: '${n}', for: '${n} min', until: '${n} Wh'}\n"
        "  - stop_transaction: {connector: '${n}', reason: '${''Other''}'}\n"
        "  - unplug: {connector: '${n}'}\n"
    )
    [start] = simulation.payloads("StartTransaction")
    assert (start["connectorId"], start["idTag"]) == (7, "A7-7")
    [stop] = simulation.payloads("StopTransaction")
    assert (stop["reason"], stop["meterStop"]) == ("Other", 7)
    assert simulation.station.station.connectors[7].status == "Available"
    assert simulation.observer.own_faults == []


def test_what_goes_wrong_may_be_late_too():
    simulation = run(
        "  - status: {connector: '${n}', status: '${''Faulted''}', info: 'no ${n}'}\n"
        "  - fault: {connector: '${n}', error_code: '${''GroundFailure''}', vendor_id: 'v${n}',"
        " for: '${n}', ends_transaction: '${n == 8}', reason: '${''PowerLoss''}'}\n"
        "  - power_cut: {for: '${n}'}\n"
        "  - reconnect: {after: '${n}', code: '${3000 + n}'}\n"
        "  - disconnect: {code: '${3100 + n}'}\n"
    )
    reports = [r for r in simulation.payloads("StatusNotification") if r["connectorId"] == 7]
    assert [(r["status"], r.get("info"), r.get("vendorId")) for r in reports[1:4]] == [
        ("Faulted", "no 7", None),
        ("Faulted", None, "v7"),
        ("Available", None, None),
    ]
    assert [code for _, code, _ in simulation.closings] == [1006, 3007, 3107]
    assert simulation.observer.own_faults == []


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("wait: '${station.vendor}'", '7:11: wait: "v" is not a duration'),
        ("wait: '${0 - n}'", "7:11: wait: -7 is out of range"),
        ("wait: '${10 ** 400}'", "7:11: wait: "),
        ("plug_in: {connector: '${n + 3}'}", "7:26: connector: 10 is not allowed; allowed: whole"),
        ("unplug: {connector: '${0}'}", "7:25: connector: 0 is not allowed"),
        ("authorize: {id_tag: '${str(10 ** 30)}'}", "7:25: id_tag: "),
        ("stop_transaction: {reason: '${n}'}", "7:32: reason: 7 is not allowed"),
        (
            "wait: '${answers.Heartbeat.x}'",
            '7:11: wait: "answers.Heartbeat.x": there is no Heartbeat',
        ),
        ("charge: {for: 5, until: '${n} %'}", "7:29: until: "),
    ],
)
def test_a_value_that_may_not_stand_there_is_a_fault_of_the_scenario_with_its_place(step, problem):
    simulation = run(f"  - {step}\n  - heartbeat\n", 5)
    [(where, told)] = simulation.observer.own_faults
    assert where == f"step {step.partition(':')[0]}"
    assert told.startswith(f"x.yaml:{problem}")
    assert simulation.actions[-1] == "Heartbeat"


def test_a_number_is_text_where_only_text_may_stand():
    simulation = run(
        "  - authorize: {id_tag: '${n}'}\n"
        "  - status: {info: '${n + 0.5}', vendor_id: '${n}'}\n"
        "  - call: {action: '${n}'}\n"
    )
    assert simulation.payloads("Authorize") == [{"idTag": "7"}]
    report = simulation.payloads("StatusNotification")[-1]
    assert (report["info"], report["vendorId"]) == ("7.5", "7")
    assert simulation.actions[-1] == "7"
    assert simulation.observer.own_faults == []


@pytest.mark.parametrize(
    ("beginning", "doubled", "times", "problem"),
    [
        ("x", "'${a}${a}'", 23, "it makes something too long"),
        ("x", "['${a}', '${a}']", 18, "it makes something too long"),
        ("x", "'${[a, a]}'", 18, "it makes something too long"),
        ("x", "{b: '${a}', c: {d: '${a}'}}", 18, "it makes something too long"),
        ("[1]", "['${a}']", 55, "it makes something that is nested too deep"),
    ],
)
def test_a_variable_that_is_made_of_itself_does_not_grow_without_end(
    beginning, doubled, times, problem
):
    again = f"  - set: {{a: {doubled}}}\n"
    simulation = run(f"  - set: {{a: {beginning}}}\n{again * times}  - heartbeat\n", 5)
    where, told = simulation.observer.own_faults[0]
    assert where == "step set"
    assert told.endswith(problem)
    assert simulation.actions[-1] == "Heartbeat"


@pytest.mark.parametrize(
    "step",
    [
        "wait: '${env.SECRET}'",
        "wait: '${env.SECRET} s'",
        "wait: '${int(env.SECRET)}'",
        "set: {a: '${int(env.SECRET)}'}",
        "plug_in: {connector: '${env.SECRET}'}",
        "stop_transaction: {reason: '${env.SECRET}'}",
        "expect: int(env.SECRET) == 5",
        "expect: env.SECRET == 'x'",
    ],
)
def test_no_fault_repeats_a_value_of_the_environment(monkeypatch, step):
    monkeypatch.setenv("SECRET", "hunter2")
    simulation = run(f"  - {step}\n", 5)
    told = [*simulation.observer.own_faults, *simulation.observer.checks]
    assert len(told) == 1
    assert "hunter2" not in str(told)


def test_functions_of_the_station_are_its_own():
    simulation = run(
        "  - set: {a: '${now()}', b: '${uuid()}', c: '${random_int(5, 5)}', d: '${pick([1])}'}\n"
        "  - expect:\n"
        "      - matches(a, '2026-09-21T13:33:20.*')\n"
        "      - matches(b, '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}')\n"
        "      - c == 5 and d == 1 and 0 <= random() < 1\n"
        "      - seconds_from_now(now(60)) == 60\n"
        "      - uuid() != b\n"
    )
    assert [failure for _, failure in simulation.observer.checks] == [None] * 5


def test_a_scenario_may_ask_what_the_station_has_sent_itself():
    simulation = run(
        "  - expect:\n"
        "      - sent.BootNotification.chargePointVendor == 'v'\n"
        "      - \"'Authorize' not in sent\"\n"
        "  - authorize: {id_tag: A}\n"
        "  - authorize: {id_tag: B}\n"
        "  - expect: sent.Authorize.idTag == 'B'\n"
    )
    assert [failure for _, failure in simulation.observer.checks] == [None] * 3


def test_what_was_said_can_be_sent_as_a_whole_and_does_not_change_in_a_variable():
    simulation = run(
        "  - authorize: {id_tag: A}\n"
        "  - set: {before: '${sent}'}\n"
        "  - authorize: {id_tag: B}\n"
        "  - expect: before.Authorize.idTag == 'A'\n"
        "  - call: {action: Whole, payload: {a: '${answers}', f: '${failures}', s: '${before}'}}\n"
    )
    assert simulation.observer.checks == [("before.Authorize.idTag == 'A'", None)]
    [payload] = simulation.payloads("Whole")
    assert payload["a"]["Authorize"] == {"idTagInfo": {"status": "Accepted"}}
    assert payload["s"]["Authorize"] == {"idTag": "A"}


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("connector: '${n - 7}', status: Charging", "7:25: connector: "),
        ("connector: '${0}', status: '${''Charging''}'", "7:25: connector: "),
        ("connector: 0, status: '${''Charging''}'", "7:36: status: "),
    ],
)
def test_what_only_a_connector_can_be_is_not_sent_for_the_station(options, problem):
    simulation = run(f"  - status: {{{options}}}\n  - heartbeat\n")
    sent = len(simulation.payloads("StatusNotification"))
    assert sent == len(run("  - heartbeat\n").payloads("StatusNotification"))
    allowed = "Available, Unavailable, Faulted"
    told = f"connector 0 is the station and cannot be Charging; allowed: {allowed}"
    assert simulation.observer.own_faults == [("step status", f"x.yaml:{problem}{told}")]
    assert simulation.actions[-1] == "Heartbeat"


def test_what_a_station_can_be_is_sent_for_it():
    simulation = run("  - status: {connector: '${n - 7}', status: '${''Unavailable''}'}\n")
    assert simulation.payloads("StatusNotification")[-1]["status"] == "Unavailable"
    assert simulation.observer.own_faults == []


@pytest.mark.parametrize(
    "steps",
    [
        "set: {a: '${env.SECRET}'}\n  - wait: '${a}'",
        "set: {a: 'x-${env.SECRET}'}\n  - set: {b: '${a}'}\n  - wait: '${[b][0]} s'",
        "set: {a: {b: ['${env.SECRET}']}}\n  - plug_in: {connector: '${a.b[0]}'}",
        "call: {action: A, save: {a: env.SECRET}}\n  - stop_transaction: {reason: '${a}'}",
        "parallel: [[set: {a: '${env.SECRET}'}, unplug: {connector: '${a}'}]]",
    ],
)
def test_no_fault_repeats_a_value_of_the_environment_that_a_variable_has(monkeypatch, steps):
    monkeypatch.setenv("SECRET", "hunter2")
    [(_, told)] = run(f"  - {steps}\n", 5).observer.own_faults
    assert told.endswith("what may be from the environment is not allowed")
    assert "hunter2" not in told


def test_a_fault_repeats_the_value_of_a_variable_where_nothing_names_the_environment():
    [(_, told)] = run("  - set: {a: soon}\n  - wait: '${a}'\n", 5).observer.own_faults
    assert '"soon" is not a duration' in told
