"""Heartbeats (OCPP 1.6 section 4.6)."""

from support.simulation import SILENCE, Simulation, a_station

from ocpp_load.charge_point import Pause
from ocpp_load.charge_point.activities import boot, connect, notify_status, send_heartbeat


def script(station):
    yield from connect(station)
    yield from boot(station)


def beats(simulation):
    return [message.at for message in simulation.messages if message.action == "Heartbeat"]


def boot_interval(seconds):
    return {"status": "Accepted", "currentTime": "2026-09-21T13:33:20Z", "interval": seconds}


def test_heartbeats_come_at_the_interval_of_the_boot_answer():
    simulation = Simulation({"BootNotification": boot_interval(100)}).start(script).run(350)
    assert beats(simulation) == [100, 200, 300]


def test_slow_answers_do_not_make_the_interval_longer():
    simulation = Simulation({"BootNotification": boot_interval(100)}, latency_s=3.0)
    simulation.start(script).run(450)
    assert beats(simulation) == [103, 203, 303, 403]


def test_an_interval_of_0_keeps_the_configured_one():
    station = a_station(configuration={"HeartbeatInterval": "50"})
    simulation = Simulation({"BootNotification": boot_interval(0)}, station=station)
    simulation.start(script).run(120)
    assert beats(simulation) == [50, 100]


def test_no_heartbeat_is_sent_where_the_configured_interval_is_0():
    station = a_station(configuration={"HeartbeatInterval": "0"})
    simulation = Simulation({"BootNotification": boot_interval(0)}, station=station)
    assert beats(simulation.start(script).run(100_000)) == []


def test_a_day_of_heartbeats_passes_in_a_moment():
    simulation = Simulation({"BootNotification": boot_interval(60)}).start(script).run(86_400)
    assert len(beats(simulation)) == 1440


def test_heartbeats_are_skipped_while_there_is_other_traffic_where_so_configured():
    def busy_then_idle(station):
        yield from script(station)
        for _ in range(4):
            yield Pause(60)
            yield from notify_status(station, station.station.connectors[1])

    station = a_station(heartbeat_only_when_idle=True)
    simulation = Simulation({"BootNotification": boot_interval(100)}, station=station)
    simulation.start(busy_then_idle).run(460)
    assert beats(simulation) == [340, 440]


def test_other_traffic_skips_no_heartbeat_unless_so_configured():
    def busy(station):
        yield from script(station)
        while True:
            yield Pause(60)
            yield from notify_status(station, station.station.connectors[1])

    simulation = Simulation({"BootNotification": boot_interval(100)}).start(busy).run(350)
    assert beats(simulation) == [100, 200, 300]


def test_heartbeats_pause_while_there_is_no_connection_and_go_on_afterwards():
    simulation = Simulation({"BootNotification": boot_interval(100)}).start(script).run(150)
    simulation.reachable = False
    simulation.lose_connection().run(250)
    assert beats(simulation) == [100]
    simulation.reachable = True
    simulation.run(400)
    back_at = simulation.attempts[-1]
    assert 400 < back_at < 500
    assert beats(simulation) == [100, 500, 600, 700, 800]
    assert simulation.actions.count("BootNotification") == 1


def test_an_unanswered_heartbeat_fails_by_timeout_and_its_late_answer_is_known_as_late():
    simulation = Simulation({"Heartbeat": SILENCE}, call_timeout_s=5.0)

    def one_beat(station):
        yield from script(station)
        yield from send_heartbeat(station)

    simulation.start(one_beat).run(20)
    assert simulation.observer.failed == [("Heartbeat", "timeout")]
    beat = next(message for message in simulation.messages if message.action == "Heartbeat")
    simulation.receive([3, beat.message_id, {"currentTime": "2026-09-21T13:33:20Z"}])
    assert simulation.observer.late == ["Heartbeat"]
    assert simulation.observer.violations == []
    simulation.receive([3, beat.message_id, {"currentTime": "2026-09-21T13:33:20Z"}])
    assert simulation.observer.violations == ["call answered twice"]
