"""Scenarios run: the steps of a file under a simulated clock, a whole day of them."""

import pytest
from support.simulation import Simulation

from ocpp_load.errors import OptionError
from ocpp_load.scenario import find_scenario, load_scenario, parse_scenario
from ocpp_load.scenario.commission import Commission

HEAD = b"""\
name: test
ocpp: "1.6"
station: {vendor: v, model: m, connectors: 2, power: 22 kW, identity: "X{n}", id_tag: "T{n}"}
steps:
"""


def run(steps, seconds, answers=None, number=7, **simulation):
    scenario = parse_scenario(HEAD + steps.encode(), "test.yaml")
    commission = Commission(scenario)
    simulated = Simulation(answers, station=commission.station(number), **simulation)
    return simulated.start(commission.script).run(seconds)


def actions(simulation):
    """Return what was sent after the station had reported itself."""
    return [action for action in simulation.actions if action != "BootNotification"][3:]


BOOTED = "  - connect\n  - boot\n"


@pytest.mark.parametrize(
    ("step", "sent"),
    [
        ("heartbeat", [("Heartbeat", {})]),
        ("authorize", [("Authorize", {"idTag": "T7"})]),
        ("authorize: {id_tag: 'other-{n}'}", [("Authorize", {"idTag": "other-7"})]),
        (
            "call: {action: DataTransfer, payload: {vendorId: x}}",
            [("DataTransfer", {"vendorId": "x"})],
        ),
    ],
)
def test_a_step_sends_its_call(step, sent):
    simulation = run(f"{BOOTED}  - {step}\n", 1)
    assert [(m.action, m.payload) for m in simulation.messages[4:]] == sent


def test_status_sends_what_the_author_wrote_and_leaves_the_connector_as_it_is():
    simulation = run(
        f"{BOOTED}  - status: {{connector: 2, status: Faulted, error_code: GroundFailure, info: x}}\n",
        1,
    )
    sent = simulation.payloads("StatusNotification")[-1]
    del sent["timestamp"]
    assert sent == {
        "connectorId": 2,
        "status": "Faulted",
        "errorCode": "GroundFailure",
        "info": "x",
    }
    assert simulation.station.station.connectors[2].status == "Available"


def test_disconnect_closes_with_the_code_of_the_file():
    simulation = run(f"{BOOTED}  - wait: 5 s\n  - disconnect: {{code: 3005}}\n", 10)
    assert simulation.closings == [(5, 3005, "closed by us")]


def test_repeat_does_its_steps_so_many_times():
    simulation = run(f"{BOOTED}  - repeat: {{times: 3, steps: [wait: 10 s, heartbeat]}}\n", 100)
    assert [m.at for m in simulation.messages if m.action == "Heartbeat"] == [10, 20, 30]


def test_a_repeat_that_waits_for_nothing_does_not_spin():
    simulation = run("  - connect\n  - repeat: {steps: [connect]}\n", 10)
    assert simulation.station.suspensions < 100
    assert simulation.now == 10


def test_a_station_whose_steps_are_done_stays_and_sends_heartbeats():
    simulation = run(BOOTED, 3600)
    assert simulation.station.connected
    assert simulation.actions.count("Heartbeat") == 12


def test_the_shipped_charging_session_lives_through_a_day():
    scenario = load_scenario(find_scenario("charging_session"))
    commission = Commission(scenario)
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(86_400)
    starts = simulation.payloads("StartTransaction")
    stops = simulation.payloads("StopTransaction")
    assert len(starts) > 300
    assert len(starts) - len(stops) in (0, 1)
    meter = [
        value
        for pair in zip(starts, stops, strict=False)
        for value in (pair[0]["meterStart"], pair[1]["meterStop"])
    ]
    assert meter == sorted(meter)
    assert simulation.observer.own_faults == []
    assert simulation.observer.failed == []


def test_the_same_seed_lives_the_same_day():
    def day():
        commission = Commission(load_scenario(find_scenario("charging_session")))
        simulation = Simulation(station=commission.station(1)).start(commission.script)
        return [(m.at, m.action, m.payload) for m in simulation.run(10_000).messages]

    assert day() == day()


def test_the_shipped_heartbeat_scenario_sends_nothing_but_heartbeats():
    commission = Commission(load_scenario(find_scenario("heartbeat")))
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(3000)
    assert set(simulation.actions[3:]) == {"Heartbeat"}


def test_patterns_make_each_station_its_own():
    scenario = parse_scenario(HEAD + BOOTED.encode(), "test.yaml")
    commission = Commission(scenario)
    first, second = commission.station(1), commission.station(2)
    assert (first.identity, first.id_tag) == ("X1", "T1")
    assert (second.identity, second.id_tag) == ("X2", "T2")
    assert first.type is second.type


def test_details_that_differ_from_station_to_station_are_their_own():
    text = HEAD.replace(b"connectors: 2", b"serial_number: 'S{n}', connectors: 2")
    commission = Commission(parse_scenario(text + BOOTED.encode(), "test.yaml"))
    serials = [commission.station(n).type.serial_number for n in (1, 2)]
    assert serials == ["S1", "S2"]


def test_options_replace_the_scenarios_patterns():
    scenario = parse_scenario(HEAD + BOOTED.encode(), "test.yaml")
    station = Commission(scenario, "MINE-{n}", "CARD-{n}").station(3)
    assert (station.identity, station.id_tag) == ("MINE-3", "CARD-3")


@pytest.mark.parametrize("option", ["--identity", "--id-tag"])
def test_an_option_that_is_no_pattern_is_told_by_its_name(option):
    scenario = parse_scenario(HEAD + BOOTED.encode(), "test.yaml")
    patterns = ("{x}", None) if option == "--identity" else (None, "{x}")
    with pytest.raises(OptionError, match=option):
        Commission(scenario, *patterns)


def test_a_step_that_is_impossible_is_reported_and_passed_over():
    simulation = run(
        f"{BOOTED}  - start_transaction\n  - plug_in\n  - repeat: {{times: 2, steps: [plug_in]}}\n"
        "  - heartbeat\n",
        10,
    )
    assert [where for where, _ in simulation.observer.own_faults] == ["step plug_in"] * 3
    assert simulation.actions[-1] == "Heartbeat"
