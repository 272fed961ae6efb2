"""Events on the fleet: when they are, whom they strike, and what they do to a station."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import integers
from support.simulation import SILENCE, Simulation

from ocpp_load.campaign.events import Event, timeline
from ocpp_load.campaign.events.actions import Disconnect, PowerCut, Reboot, Restore
from ocpp_load.campaign.loader import parse_campaign
from ocpp_load.charge_point.activities import boot, connect, plug_in, start_transaction
from ocpp_load.charge_point.activity import Pause
from ocpp_load.scenario.distribution import Fixed
from ocpp_load.scenario.script import Script

OUTAGE = Event("outage", 0.0, Disconnect(Fixed(20.0)))
FOR_GOOD = Event("outage", 0.0, Disconnect())
NETWORK_IS_BACK = Event("network is back", 0.0, Restore())
HEAD = """\
name: x
ocpp: "1.6"
stations: 10
groups: [{name: a, scenario: heartbeat}]
load: [{hold: 10 min}]
"""


def events_of(text):
    file = str(Path("x.yaml"))
    return parse_campaign(f"{HEAD}events:\n{text}".encode(), file).events


def befall(simulation, event, occurrence=0):
    simulation.station.now = simulation.now
    event.befall(Script(simulation.station), 1, occurrence)
    simulation._carry_out()
    return simulation


def charging(**options):
    """Return a station that has been charging for a minute."""

    def script(station):
        yield from connect(station)
        yield from boot(station)
        yield from plug_in(station, station.station.connector(1))
        yield from start_transaction(station, station.station.connector(1), "TAG000007")
        yield Pause(10_000.0)

    return Simulation(**options).start(script).run(60)


def test_a_station_in_an_outage_is_offline_for_its_time_and_then_connects_at_once():
    simulation = befall(charging(), OUTAGE)
    assert simulation.closings == [(60.0, 1006, "closed by us")]
    simulation.run(19.9)
    assert not simulation.station.connected
    assert simulation.attempts == [0.0]
    simulation.run(0.2)
    assert simulation.attempts == [0.0, 80.0]
    assert simulation.station.is_online
    # It has not restarted: OCPP-J 1.6 section 5.4.
    assert simulation.actions.count("BootNotification") == 1
    assert simulation.observer.struck_by == ["outage"]
    assert simulation.observer.back_after == [("outage", 0.0)]


def test_calls_in_flight_are_cut_off_by_an_outage_and_have_not_failed():
    simulation = charging(answers={"MeterValues": SILENCE})
    simulation.command("TriggerMessage", {"requestedMessage": "MeterValues", "connectorId": 1})
    befall(simulation, OUTAGE).run(5)
    assert simulation.observer.cut_off == ["MeterValues"]
    assert simulation.observer.failed == []


def test_a_station_that_is_kept_away_has_not_failed_to_come_back():
    simulation = befall(charging(), FOR_GOOD).run(600)
    simulation.reachable = False
    simulation.stop().run(30)
    assert simulation.observer.struck_by == []
    assert simulation.observer.never_back_after == []


def test_without_a_time_an_outage_lasts_until_it_is_restored():
    simulation = befall(charging(), FOR_GOOD).run(500)
    assert simulation.attempts == [0.0]
    befall(simulation, NETWORK_IS_BACK).run(1)
    assert simulation.attempts == [0.0, 560.0]
    assert simulation.observer.back_after == [("outage", 0.0)]


def test_what_a_station_does_meanwhile_does_not_bring_it_back_either():
    simulation = befall(charging(), OUTAGE).run(5)
    simulation.spawn("reconnect", connect(simulation.station)).run(10)
    assert simulation.attempts == [0.0]
    simulation.run(10)
    assert simulation.attempts == [0.0, 80.0]
    assert simulation.station.is_online


def test_a_restart_in_an_outage_boots_once_the_network_is_there():
    simulation = befall(charging(), OUTAGE)
    befall(simulation, Event("reboot", 0.0, Reboot())).run(19)
    assert simulation.actions.count("BootNotification") == 1
    simulation.run(10)
    assert simulation.actions.count("BootNotification") == 2
    assert simulation.station.is_online


def test_an_outage_in_an_outage_changes_nothing():
    simulation = befall(charging(), OUTAGE).run(10)
    befall(simulation, Event("another", 0.0, Disconnect(Fixed(100.0)))).run(11)
    assert simulation.station.is_online


def test_a_station_that_finds_nobody_when_its_way_is_open_is_not_back():
    simulation = befall(charging(), OUTAGE)
    simulation.reachable = False
    simulation.run(40)
    assert (simulation.observer.struck_by, simulation.observer.back_after) == (["outage"], [])
    simulation.stop().run(30)
    assert simulation.observer.never_back_after == ["outage"]


def test_recovery_lasts_from_the_open_way_until_the_station_is_online():
    simulation = befall(charging(), OUTAGE)
    simulation.reachable = False
    simulation.run(20.5)
    simulation.reachable = True
    simulation.run(100)
    [(event, seconds)] = simulation.observer.back_after
    assert event == "outage"
    assert seconds == simulation.attempts[-1] - 80.0 > 0


def test_a_power_cut_ends_transactions_and_the_station_boots_when_it_is_over():
    simulation = charging(latency_s=0.5)
    befall(simulation, Event("dark", 0.0, PowerCut(Fixed(10.0)))).run(60)
    assert simulation.closings == [(60.0, 1006, "closed by us")]
    assert simulation.payloads("StopTransaction")[0]["reason"] == "PowerLoss"
    assert simulation.actions.count("BootNotification") == 2
    # From the moment that the power is there until BootNotification is answered.
    assert simulation.observer.back_after == [("dark", 0.5)]


def test_a_power_cut_that_outlasts_an_outage_keeps_the_station_away_for_both():
    simulation = befall(charging(latency_s=0.5), OUTAGE).run(5)
    befall(simulation, Event("dark", 0.0, PowerCut(Fixed(40.0)))).run(60)
    assert simulation.attempts[-1] == 105.0
    assert simulation.observer.back_after == [("outage", 0.5)]


def test_an_outage_that_outlasts_a_power_cut_keeps_the_station_away_for_both():
    simulation = befall(charging(latency_s=0.5), Event("dark", 0.0, PowerCut(Fixed(10.0)))).run(5)
    befall(simulation, OUTAGE).run(60)
    assert simulation.actions.count("BootNotification") == 2
    assert simulation.observer.back_after == [("dark", 0.5)]


def test_an_outage_that_comes_while_a_station_restarts_is_not_held_against_the_restart():
    simulation = befall(charging(latency_s=0.5), Event("reboot", 0.0, Reboot())).run(2)
    befall(simulation, OUTAGE).run(60)
    [(event, seconds)] = simulation.observer.back_after
    assert event == "reboot"
    assert seconds == 0.5


def test_who_is_kept_away_at_the_end_has_not_failed_to_come_back_from_what_was_before():
    simulation = charging()
    simulation.reachable = False
    simulation.lose_connection()
    simulation.run(5)
    befall(simulation, FOR_GOOD).run(5)
    simulation.stop().run(30)
    assert simulation.observer.struck_by == ["connection lost"]
    assert simulation.observer.never_back_after == []


def test_a_reboot_counts_until_the_station_is_accepted_again():
    simulation = befall(charging(), Event("reboot", 0.0, Reboot())).run(60)
    assert simulation.payloads("StopTransaction")[0]["reason"] == "Reboot"
    takes_s = simulation.attempts[-1] - 60.0
    assert simulation.observer.back_after == [("reboot", takes_s)]


def test_a_station_that_was_not_there_is_struck_all_the_same_but_has_no_way_back():
    simulation = Simulation().start(lambda station: iter([Pause(30.0)]))
    befall(simulation, OUTAGE).run(60)
    assert simulation.attempts == []
    assert simulation.observer.struck_by == []


def test_a_fault_of_a_station_begins_and_ends_with_an_event():
    text = "  - {at: 1 s, begin: flapping}\n  - {at: 2 s, end: {fault: flapping, share: 10 %}}\n"
    faults = "groups: [{name: a, scenario: heartbeat, faults: [{flapping: {stays: 5 s}}]}]"
    whole = HEAD.replace("groups: [{name: a, scenario: heartbeat}]", faults)
    begin, end = parse_campaign(f"{whole}events:\n{text}".encode(), "x.yaml").events
    assert (begin.name, begin.told) == ("begin flapping", "begin flapping all")
    assert (end.name, end.share) == ("end flapping", 0.1)


def test_steps_are_done_beside_the_scenario():
    [event] = events_of("  - {at: 5 s, do: [heartbeat, {wait: 5 s}, heartbeat]}")
    simulation = befall(charging(), event).run(10)
    assert simulation.actions.count("Heartbeat") == 2


def test_an_event_of_the_operator_is_that_step_in_every_station():
    [event] = events_of(
        "  - {at: 5 s, operator: {share: 50 %, over: 2 s, action: Reset, payload: {type: Soft}}}"
    )
    assert (event.share, event.over_s, event.action.word) == (0.5, 2.0, "operator")
    [step] = event.action.steps
    assert step.action == "Reset"


def test_a_request_is_made_once():
    [event] = events_of("  - {at: 5 s, request: {url: 'http://127.0.0.1/x', method: POST}}")
    assert event.is_once
    assert event.told == "request"


SPREAD = Event("spread", 0.0, Disconnect(), share=0.3, over_s=10.0)


def fleet(size, process=0):
    first = 1 + process * 1_000_000
    return [(number, "abc"[number % 3]) for number in range(first, first + size)]


def test_a_share_of_the_stations_is_struck_the_same_for_the_same_seed():
    def struck(seed, occurrence=0):
        return set(SPREAD.struck(seed, occurrence, fleet(2000)))

    assert len(struck(1)) == 600
    assert struck(1) == struck(1)
    assert struck(1) != struck(2)
    assert struck(1) != struck(1, occurrence=1)


@given(
    share=integers(1, 1000).map(lambda permille: permille / 1000),
    size=integers(0, 40),
    processes=integers(1, 9),
)
def test_all_processes_together_strike_the_share_of_the_fleet(share, size, processes):
    event = Event("some", 0.0, Disconnect(), share=share)
    struck = [
        number
        for place in range(processes)
        for number in event.struck(7, 0, fleet(size, place), place, processes)
    ]
    assert len(struck) == len(set(struck))
    assert abs(len(struck) - share * size * processes) < 1


def test_only_the_stations_of_its_groups_are_struck():
    event = Event("some", 0.0, Disconnect(), groups=("a", "b"), share=0.5)
    struck = event.struck(1, 0, fleet(30))
    assert len(struck) == 10
    assert {number % 3 for number in struck} <= {0, 1}


def test_what_is_once_strikes_one_station_of_the_whole_fleet():
    event = Event("request", 0.0, Disconnect(), is_once=True)
    assert [event.struck(1, 0, fleet(5, place), place, 3) for place in range(3)] == [[1], [], []]


def test_an_event_that_is_spread_strikes_a_station_at_some_moment_of_its_time():
    simulation = befall(charging(), SPREAD)
    assert simulation.closings == []
    simulation.run(10)
    [(at, _, _)] = simulation.closings
    assert 60 < at < 70


def test_the_timeline_has_what_comes_again_in_order_until_the_load_is_over():
    events = events_of(
        "  - {at: 1 min, name: late, reboot: all}\n"
        "  - {every: 20 s, name: often, restore: all}\n"
        "  - {at: 10 s, every: 4 min, name: twice, reboot: 10 %}\n"
    )
    found = [(one.at_s, one.event.name, one.number) for one in timeline(events, 60.1)]
    assert found == [
        (10.0, "twice", 0),
        (20.0, "often", 0),
        (40.0, "often", 1),
        (60.0, "late", 0),
        (60.0, "often", 2),
    ]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (Event("reboot", 0.0, Reboot()), "reboot all"),
        (Event("reboot 2", 0.0, Reboot(), share=0.2), "reboot 20 %"),
        (
            Event("x", 0.0, Reboot(), groups=("a", "b"), share=0.125, over_s=1.5),
            "x: reboot 12.5 % of a, b over 1.5 s",
        ),
    ],
)
def test_an_event_is_told_in_few_words(event, told):
    assert event.told == told
