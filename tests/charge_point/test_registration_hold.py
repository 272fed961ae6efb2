"""What a station may send before it is accepted (OCPP 1.6 section 4.2)."""

from support.commands import told
from support.simulation import Simulation

from ocpp_load.charge_point import call
from ocpp_load.charge_point.activities import boot, connect, notify_status, send_heartbeat


def verdict(status, interval=100):
    return {"status": status, "currentTime": "2026-09-21T13:33:20.000Z", "interval": interval}


def booting(*statuses):
    verdicts = iter(statuses)

    def script(station):
        yield from connect(station)
        yield from boot(station)

    answers = {"BootNotification": lambda _: verdict(next(verdicts))}
    return Simulation(answers).start(script).run(1)


def test_what_a_driver_does_meanwhile_is_held_back_and_follows_in_its_order():
    simulation = booting("Pending", "Rejected", "Accepted")
    station = simulation.station
    simulation.spawn("first", send_heartbeat(station))
    simulation.spawn("second", notify_status(station, station.station.connectors[1]))
    simulation.run(150)
    assert told(simulation) == ["BootNotification", "BootNotification"]
    simulation.run(60)
    assert told(simulation)[2:] == [
        "BootNotification",
        "Heartbeat",
        "1 Available",
        "0 Available",
        "1 Available",
        "2 Available",
    ]


def test_what_is_no_longer_wanted_does_not_follow():
    simulation = booting("Pending", "Accepted")
    simulation.spawn("beat", send_heartbeat(simulation.station))
    simulation.station.end("beat")
    simulation.run(150)
    assert "Heartbeat" not in simulation.actions[: simulation.actions.index("StatusNotification")]


def test_the_end_of_a_run_waits_for_nothing_that_may_not_be_sent():
    answers = []

    def beat(_station):
        answers.append((yield from call("Heartbeat", {})))

    simulation = booting("Rejected")
    simulation.station.spawn("beat", beat(simulation.station), outlives_run=True)
    simulation.stop()
    assert simulation.station.finished
    assert [answer.reason for answer in answers] == ["never sent"]


def test_before_the_first_boot_a_scenario_may_send_what_it_likes():
    def script(station):
        yield from connect(station)
        yield from send_heartbeat(station)

    assert told(Simulation().start(script).run(1)) == ["Heartbeat"]


def test_two_who_boot_at_once_boot_once():
    simulation = booting("Pending", "Accepted")
    done = []

    def also(station):
        yield from boot(station)
        done.append(station.registered)

    simulation.spawn("also", also(simulation.station))
    simulation.run(150)
    assert simulation.actions.count("BootNotification") == 2
    assert done == [True]
