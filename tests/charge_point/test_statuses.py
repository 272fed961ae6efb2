"""When a change of status is told (OCPP 1.6 sections 4.9 and 9.1.20, errata 3.19 and 3.22)."""

import pytest
from support.commands import booted, connector, forget, told
from support.simulation import SILENCE, ErrorAnswer, Simulation, a_station

from ocpp_load.charge_point.activities import boot, change_status, connect, notify_status
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.ocppj import format_timestamp

_S = ChargePointStatus
IN_ORDER = [_S.PREPARING, _S.CHARGING, _S.FINISHING, _S.AVAILABLE]


def change(simulation, *statuses, number=1):
    """Let a connector take on statuses, one right after the other."""

    def changes():
        for status in statuses:
            yield from change_status(simulation.station, connector(simulation, number), status)

    simulation.spawn(f"changes of {number}", changes())


def stable_for(seconds, **options):
    keys = {"MinimumStatusDuration": str(seconds), "HeartbeatInterval": "86400"}
    return booted(type_fields={"configuration": keys}, **options)


def slow(seconds=5.0):
    simulation = booted()
    simulation.latency_s = seconds
    return simulation


def times(simulation):
    return [(round(m.at, 3), m.payload["connectorId"]) for m in simulation.messages]


def test_every_change_is_told_at_once():
    simulation = booted()
    change(simulation, *IN_ORDER)
    simulation.run(1)
    assert told(simulation) == ["1 Preparing", "1 Charging", "1 Finishing", "1 Available"]


def test_a_change_that_waits_behind_another_call_is_told_as_it_was():
    simulation = slow()
    for status in IN_ORDER[:3]:
        simulation.spawn(status, change_status(simulation.station, connector(simulation), status))
    change(simulation, _S.PREPARING, number=2)
    simulation.run(60)
    assert told(simulation) == ["1 Preparing", "1 Charging", "1 Finishing", "2 Preparing"]


def test_what_lasted_shorter_than_the_minimum_is_not_told():
    simulation = stable_for(10)
    change(simulation, _S.PREPARING)
    simulation.run(5)
    change(simulation, _S.CHARGING)
    simulation.run(9)
    assert told(simulation) == []
    simulation.run(1)
    assert told(simulation) == ["1 Charging"]
    assert times(simulation) == [(16, 1)]  # 1 s after the boot it begins


def test_its_timestamp_is_that_of_the_change():
    simulation = stable_for(10)
    change(simulation, _S.PREPARING)
    changed_at = format_timestamp(simulation.station.epoch_s())
    simulation.run(60)
    [report] = simulation.payloads("StatusNotification")
    assert report["timestamp"] == changed_at


def test_a_status_that_is_back_before_the_minimum_has_passed_is_no_news():
    simulation = stable_for(10)
    change(simulation, _S.PREPARING)
    simulation.run(5)
    change(simulation, _S.AVAILABLE)
    simulation.run(60)
    assert told(simulation) == []


def test_of_two_connectors_the_one_that_changed_first_is_told_first():
    simulation = stable_for(10)
    change(simulation, _S.PREPARING, number=2)
    simulation.run(1)
    change(simulation, _S.PREPARING, number=1)
    simulation.run(1)
    change(simulation, _S.CHARGING, number=2)
    simulation.run(60)
    assert told(simulation) == ["1 Preparing", "2 Charging"]
    assert times(simulation) == [(12, 1), (13, 2)]


def test_a_shorter_minimum_counts_for_what_waits_already():
    simulation = stable_for(100)
    change(simulation, _S.PREPARING)
    simulation.run(20)
    simulation.command("ChangeConfiguration", {"key": "MinimumStatusDuration", "value": "0"})
    change(simulation, _S.PREPARING, number=2)
    simulation.run(1)
    assert told(simulation) == ["1 Preparing", "2 Preparing"]


def test_offline_nothing_is_queued_and_the_present_status_is_told_on_return():
    simulation = booted()
    simulation.reachable = False
    simulation.lose_connection()
    change(simulation, *IN_ORDER[:3])
    change(simulation, *IN_ORDER, number=2)  # as it was: no news
    simulation.run(100)
    simulation.reachable = True
    simulation.run(100)
    assert [line for line in told(simulation) if line != "Heartbeat"] == ["1 Finishing"]


def test_changes_while_offline_are_told_in_their_order():
    simulation = booted()
    simulation.reachable = False
    simulation.lose_connection()
    for number in (2, 0, 1):
        status = _S.UNAVAILABLE if number == 0 else _S.PREPARING
        change(simulation, status, number=number)
        simulation.run(3)
    simulation.reachable = True
    simulation.run(100)
    assert told(simulation) == ["2 Preparing", "0 Unavailable", "1 Preparing"]


def test_without_a_change_a_mere_reconnect_tells_nothing():
    simulation = booted()
    simulation.lose_connection().run(100)
    assert simulation.station.connected
    assert told(simulation) == []


def test_what_waited_in_the_queue_when_the_connection_went_is_history():
    simulation = slow()
    for status in IN_ORDER[:3]:
        simulation.spawn(status, change_status(simulation.station, connector(simulation), status))
    simulation.run(1)
    assert told(simulation) == ["1 Preparing"]
    simulation.lose_connection().run(100)
    assert told(simulation) == ["1 Preparing", "1 Finishing"]


def test_what_was_lost_with_the_connection_is_told_again_though_nothing_has_changed():
    simulation = slow()
    change(simulation, _S.PREPARING)
    simulation.run(1).lose_connection().run(100)
    assert told(simulation) == ["1 Preparing"] * 2


def test_an_unanswered_status_is_told_again_after_the_next_return_and_not_before():
    simulation = booted({"StatusNotification": SILENCE}, script=None, call_timeout_s=5.0)
    forget(simulation.run(30))
    change(simulation, _S.PREPARING)
    simulation.run(100)
    assert told(simulation) == ["1 Preparing"]
    simulation.answers["StatusNotification"] = {}
    forget(simulation.lose_connection())
    simulation.run(10)
    assert told(simulation) == ["0 Available", "1 Preparing", "2 Available"]


def test_one_that_was_answered_by_an_error_has_arrived():
    simulation = booted()
    simulation.answers["StatusNotification"] = ErrorAnswer("InternalError")
    change(simulation, _S.PREPARING)
    simulation.run(1).lose_connection().run(100)
    assert told(simulation) == ["1 Preparing"]


def test_after_an_accepted_boot_all_are_told_once_whatever_was_before():
    simulation = Simulation(station=a_station(), latency_s=0.5)

    def script(station):
        yield from connect(station)
        yield from change_status(station, station.station.connectors[1], _S.PREPARING)
        yield from boot(station)

    simulation.answers["BootNotification"] |= {"status": "Pending", "interval": 20}
    simulation.start(script).run(10)
    change(simulation, _S.CHARGING)
    simulation.run(5)
    assert simulation.actions == ["StatusNotification", "BootNotification"]
    simulation.answers["BootNotification"] |= {"status": "Accepted"}
    forget(simulation)
    simulation.run(100)
    assert told(simulation)[1:4] == ["0 Available", "1 Charging", "2 Available"]
    assert simulation.actions.count("StatusNotification") == 3


def test_a_second_boot_tells_all_of_them_again():
    simulation = booted()
    simulation.spawn("boot again", boot(simulation.station)).run(1)
    assert told(simulation)[1:] == ["0 Available", "1 Available", "2 Available"]


def test_a_connection_lost_in_the_middle_of_that_report_loses_nothing_of_it():
    simulation = Simulation(station=a_station(), latency_s=2.0)

    def script(station):
        yield from connect(station)
        yield from boot(station)

    simulation.start(script).run(3)
    assert told(simulation)[1:] == ["0 Available"]
    simulation.lose_connection().run(100)
    assert told(simulation)[1:] == ["0 Available", "0 Available", "1 Available", "2 Available"]


def test_a_status_that_is_asked_for_offline_is_not_kept():
    simulation = booted()
    simulation.reachable = False
    simulation.lose_connection()
    simulation.spawn("asked for", notify_status(simulation.station, connector(simulation)))
    assert not simulation.station.is_running("asked for")
    simulation.reachable = True
    assert told(simulation.run(100)) == []


@pytest.mark.parametrize("seconds", [0, 10])
def test_whoever_waits_for_a_connector_does_not_wait_for_the_message(seconds):
    simulation = stable_for(seconds)
    change(simulation, _S.PREPARING)
    simulation.run(0.1)
    assert not simulation.station.is_running("changes of 1")


def test_a_station_that_leaves_says_so_at_once():
    simulation = stable_for(100)
    simulation.station.station.leaving = True
    change(simulation, _S.PREPARING)
    assert told(simulation) == ["1 Preparing"]
