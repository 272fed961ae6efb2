"""Transaction messages reach the central system once, whole and in order (OCPP 1.6 section 3.7)."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.simulation import (
    EPOCH_S,
    SILENCE,
    ErrorAnswer,
    Simulation,
    a_station,
    healthy_answers,
)

from ocpp_load.charge_point import Pause, Request
from ocpp_load.charge_point.activities import (
    authorize,
    boot,
    charge,
    connect,
    plug_in,
    start_transaction,
    stop_transaction,
    unplug,
)
from ocpp_load.model.quirks import Quirks
from ocpp_load.ocppj import format_timestamp

_TRANSACTION_MESSAGES = ("StartTransaction", "MeterValues", "StopTransaction")


def driver(station, *, charges_for=100.0, connector_id=1, waits_for=0.0):
    connector = station.station.connector(connector_id)
    yield Pause(waits_for)
    yield from plug_in(station, connector)
    yield from start_transaction(station, connector, "TAG")
    yield from charge(station, connector, charges_for)
    yield from stop_transaction(station, connector)
    yield from unplug(station, connector)


def operating(station):
    yield from connect(station)
    yield from boot(station)


def a_metering_station(**configuration):
    return a_station(configuration={"MeterValueSampleInterval": "30", **configuration})


def operating_station(answers=None, **configuration):
    simulation = Simulation(answers, station=a_metering_station(**configuration), call_timeout_s=10)
    return simulation.start(operating).run(1)


def told(simulation):
    """Return the transaction messages that arrived, each with its transaction's id."""
    return [
        (message.action, message.payload.get("transactionId"))
        for message in simulation.messages
        if message.action in _TRANSACTION_MESSAGES
    ]


def test_a_start_whose_answer_was_lost_with_the_connection_is_sent_again_and_bound_to_the_new_id():
    simulation = operating_station({"StartTransaction": SILENCE})
    simulation.spawn("driver", driver(simulation.station)).run(5)
    simulation.answers["StartTransaction"] = {
        "transactionId": 77,
        "idTagInfo": {"status": "Accepted"},
    }
    simulation.lose_connection().run(200)
    assert told(simulation) == [
        ("StartTransaction", None),
        ("StartTransaction", None),
        ("MeterValues", 77),
        ("MeterValues", 77),
        ("MeterValues", 77),
        ("StopTransaction", 77),
    ]
    first, again = simulation.payloads("StartTransaction")
    assert first == again
    assert simulation.observer.delivered == 1
    assert simulation.observer.transaction_faults == []


def test_a_session_begun_and_ended_offline_is_delivered_whole_and_in_order():
    simulation = operating_station()
    simulation.reachable = False
    simulation.lose_connection()
    began_at = simulation.station.timestamp()
    simulation.spawn("driver", driver(simulation.station)).run(500)
    assert told(simulation) == []
    assert simulation.observer.stopped_wh == [611]
    simulation.reachable = True
    simulation.run(200)
    assert told(simulation) == [
        ("StartTransaction", None),
        ("MeterValues", 1),
        ("MeterValues", 1),
        ("MeterValues", 1),
        ("StopTransaction", 1),
    ]
    [start], [stop] = (
        simulation.payloads("StartTransaction"),
        simulation.payloads("StopTransaction"),
    )
    sampled = [
        values["meterValue"][0]["timestamp"] for values in simulation.payloads("MeterValues")
    ]
    assert start["timestamp"] == began_at
    assert [start["timestamp"], *sampled, stop["timestamp"]] == sorted(
        {start["timestamp"], *sampled, stop["timestamp"]}
    )
    assert simulation.observer.delivered == 1


def test_what_was_stored_leaves_before_anything_newer_but_the_boot():
    simulation = operating_station()
    simulation.reachable = False
    simulation.lose_connection()
    simulation.spawn("driver", driver(simulation.station, charges_for=20)).run(100)
    simulation.messages.clear()
    simulation.reachable = True
    simulation.run(100)
    assert simulation.actions[:2] == ["StartTransaction", "StopTransaction"]


def test_what_was_stored_leaves_before_the_status_of_a_connector_that_changed_earlier():
    simulation = operating_station()
    simulation.reachable = False
    simulation.lose_connection()
    simulation.spawn("driver", driver(simulation.station, charges_for=1000)).run(20)
    simulation.messages.clear()
    simulation.reachable = True
    simulation.run(100)
    assert simulation.actions[:2] == ["StartTransaction", "StatusNotification"]


def in_use_behind_a_call_that_hangs(**station_fields):
    """Return a station whose StartTransaction is queued behind a Heartbeat without an answer."""
    station = a_station(**station_fields)
    simulation = Simulation({"Heartbeat": SILENCE}, station=station).start(operating).run(1)
    connector = station.connectors[1]
    simulation.spawn("cable", plug_in(simulation.station, connector)).run(1)
    simulation.command("TriggerMessage", {"requestedMessage": "Heartbeat"})

    def session(station):
        yield from start_transaction(station, connector, "TAG")
        yield from charge(station, connector, 10.0)
        yield from stop_transaction(station, connector)

    return simulation.spawn("session", session(simulation.station)).run(1)


def test_nobody_waits_for_a_message_that_was_queued_when_the_connection_was_lost():
    simulation = in_use_behind_a_call_that_hangs()
    simulation.reachable = False
    simulation.lose_connection().run(20)
    assert simulation.observer.stopped_wh == [61]
    simulation.reachable = True
    simulation.run(100)
    assert told(simulation) == [("StartTransaction", None), ("StopTransaction", 1)]


def test_what_was_queued_before_a_boot_does_not_leave_until_it_is_accepted():
    simulation = in_use_behind_a_call_that_hangs(quirks=Quirks(boots_on_reconnect=True))
    simulation.answers["BootNotification"] = {
        "status": "Pending",
        "currentTime": "2026-09-21T13:33:20.000Z",
        "interval": 1000,
    }
    simulation.messages.clear()
    simulation.lose_connection().run(100)
    assert simulation.actions == ["BootNotification"]
    assert simulation.observer.stopped_wh == [61]
    del simulation.answers["BootNotification"]
    simulation.answers |= healthy_answers()
    simulation.run(1000)
    assert told(simulation) == [("StartTransaction", None), ("StopTransaction", 1)]


def test_a_mere_reconnect_sends_no_boot_notification_and_sessions_go_on():
    simulation = operating_station()
    simulation.spawn("driver", driver(simulation.station, charges_for=1000)).run(100)
    simulation.messages.clear()
    simulation.lose_connection().run(500)
    assert "BootNotification" not in simulation.actions
    assert {"Heartbeat", "MeterValues"} <= set(simulation.actions)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(SILENCE, "timeout"), (ErrorAnswer("InternalError"), "CallError InternalError")],
)
def test_what_the_central_system_fails_to_process_is_sent_again_after_ever_longer_waits(
    answer, reason
):
    simulation = operating_station({"StopTransaction": answer})
    simulation.spawn("driver", driver(simulation.station, charges_for=10)).run(400)
    ended_at = [m.at for m in simulation.messages if m.action == "StopTransaction"]
    answered_after = 10 if answer is SILENCE else 0
    waits = [later - earlier for earlier, later in pairwise(ended_at)]
    assert waits == [60 + answered_after, 120 + answered_after]
    assert simulation.observer.delivered == 0
    assert simulation.observer.transaction_faults == [
        ("lost", "CP000007", 1, f"StopTransaction given up after 3 attempts: {reason}")
    ]


@pytest.mark.parametrize(("attempts", "sent"), [("0", 1), ("1", 1), ("2", 2), ("5", 5)])
def test_there_are_as_many_attempts_as_are_configured_and_at_least_one(attempts, sent):
    simulation = operating_station(
        {"StopTransaction": ErrorAnswer("InternalError")},
        TransactionMessageAttempts=attempts,
        TransactionMessageRetryInterval="1",
    )
    simulation.spawn("driver", driver(simulation.station, charges_for=10)).run(100)
    assert len(simulation.payloads("StopTransaction")) == sent


def test_a_lost_connection_is_no_failure_to_process():
    simulation = operating_station({"StopTransaction": SILENCE}, TransactionMessageAttempts="1")
    simulation.spawn("driver", driver(simulation.station, charges_for=10)).run(12)
    for _ in range(5):
        simulation.lose_connection().run(5)
    assert len(simulation.payloads("StopTransaction")) == 6
    assert simulation.observer.transaction_faults == []


def test_the_next_transaction_waits_for_one_that_fails_and_customers_do_not():
    simulation = operating_station({"StopTransaction": ErrorAnswer("InternalError")})
    simulation.spawn("driver", driver(simulation.station, charges_for=10)).run(11)
    simulation.spawn("next", driver(simulation.station, charges_for=10)).run(15)
    assert [action for action, _ in told(simulation)] == ["StartTransaction", "StopTransaction"]
    # The next driver has charged and left meanwhile.
    assert len(simulation.observer.stopped_wh) == 2
    del simulation.answers["StopTransaction"]
    simulation.run(100)
    assert told(simulation)[2:] == [
        ("StopTransaction", 1),
        ("StartTransaction", None),
        ("StopTransaction", 2),
    ]
    assert simulation.observer.delivered == 2


def test_a_transaction_whose_start_was_given_up_goes_on_as_minus_1_and_counts_as_lost_once():
    simulation = operating_station(
        {"StartTransaction": ErrorAnswer("InternalError")}, TransactionMessageAttempts="1"
    )
    simulation.spawn("driver", driver(simulation.station)).run(300)
    assert told(simulation) == [
        ("StartTransaction", None),
        ("MeterValues", -1),
        ("MeterValues", -1),
        ("MeterValues", -1),
        ("StopTransaction", -1),
    ]
    assert [fault for fault, *_ in simulation.observer.transaction_faults] == ["lost"]
    assert simulation.observer.delivered == 0


def test_a_late_answer_settles_a_message_that_waits_for_its_next_attempt():
    simulation = operating_station({"StopTransaction": SILENCE})
    simulation.spawn("driver", driver(simulation.station, charges_for=10)).run(30)
    [stop] = [m for m in simulation.messages if m.action == "StopTransaction"]
    simulation.receive([3, stop.message_id, {}]).run(300)
    assert len(simulation.payloads("StopTransaction")) == 1
    assert simulation.observer.late == ["StopTransaction"]
    assert simulation.observer.delivered == 1
    assert simulation.observer.transaction_faults == []


def test_a_message_that_is_acknowledged_twice_is_reported_with_its_transaction():
    simulation = operating_station({"StopTransaction": SILENCE})
    simulation.spawn("driver", driver(simulation.station, charges_for=10)).run(85)
    first, second = [m for m in simulation.messages if m.action == "StopTransaction"]
    simulation.receive([3, first.message_id, {}])
    assert simulation.observer.delivered == 1
    simulation.receive([3, second.message_id, {}]).run(300)
    assert simulation.observer.transaction_faults == [
        ("delivered twice", "CP000007", 1, "StopTransaction acknowledged once more")
    ]
    assert simulation.observer.delivered == 1


def test_a_late_answer_takes_back_the_next_attempt_where_that_is_still_queued():
    simulation = operating_station({"StopTransaction": SILENCE, "Heartbeat": SILENCE})
    simulation.spawn("driver", driver(simulation.station, charges_for=10)).run(75)
    simulation.command("TriggerMessage", {"requestedMessage": "Heartbeat"})
    simulation.run(8)  # the second attempt was due at 81 s and waits for the Heartbeat's answer
    [stop] = [m for m in simulation.messages if m.action == "StopTransaction"]
    simulation.receive([3, stop.message_id, {}]).run(300)
    assert len(simulation.payloads("StopTransaction")) == 1
    assert simulation.observer.delivered == 1
    assert simulation.observer.transaction_faults == []


@pytest.mark.parametrize("is_overtaken", [False, True])
def test_an_answer_to_what_was_given_up_is_no_second_delivery(is_overtaken):
    simulation = operating_station({"StopTransaction": SILENCE}, TransactionMessageAttempts="1")
    simulation.spawn("driver", driver(simulation.station, charges_for=10)).run(30)
    [stop] = [m for m in simulation.messages if m.action == "StopTransaction"]
    if is_overtaken:
        del simulation.answers["StopTransaction"]
        simulation.spawn("next", driver(simulation.station, charges_for=10)).run(30)
    simulation.receive([3, stop.message_id, {}]).run(1)
    faults = [(fault, detail) for fault, _, _, detail in simulation.observer.transaction_faults]
    late = [("out of order", "StopTransaction acknowledged after a younger one")]
    assert faults == [
        ("lost", "StopTransaction given up after 1 attempts: timeout"),
        *(late if is_overtaken else []),
    ]
    assert simulation.observer.delivered == (1 if is_overtaken else 0)


def test_an_answer_that_breaks_its_schema_says_that_the_message_has_arrived():
    simulation = operating_station({"MeterValues": {"status": "Accepted"}})
    simulation.spawn("driver", driver(simulation.station)).run(200)
    assert len(simulation.payloads("MeterValues")) == 3
    assert simulation.observer.delivered == 1
    assert {action for action, _ in simulation.observer.failed} == {"MeterValues"}


def test_a_start_that_is_answered_without_an_id_is_sent_again():
    simulation = operating_station({"StartTransaction": {"idTagInfo": {"status": "Accepted"}}})
    simulation.spawn("driver", driver(simulation.station)).run(5)
    simulation.answers["StartTransaction"] = {
        "transactionId": 5,
        "idTagInfo": {"status": "Accepted"},
    }
    simulation.run(200)
    assert told(simulation)[1:3] == [("StartTransaction", None), ("MeterValues", 5)]


def test_an_id_tag_that_a_replayed_start_finds_refused_ends_what_still_runs():
    simulation = operating_station()
    simulation.reachable = False
    simulation.lose_connection()
    simulation.answers["StartTransaction"] = {
        "transactionId": 9,
        "idTagInfo": {"status": "Invalid"},
    }
    simulation.spawn("driver", driver(simulation.station, charges_for=1000)).run(50)
    assert simulation.station.station.open_transactions == 1
    simulation.reachable = True
    simulation.run(100)
    [stop] = simulation.payloads("StopTransaction")
    assert (stop["transactionId"], stop["reason"]) == (9, "DeAuthorized")
    assert simulation.observer.refused == 1


def test_a_driver_who_leaves_once_refused_leaves_a_connector_in_order():
    simulation = operating_station(StopTransactionOnInvalidId="false")
    simulation.reachable = False
    simulation.lose_connection()
    simulation.answers["StartTransaction"] = {
        "transactionId": 9,
        "idTagInfo": {"status": "Invalid"},
    }
    simulation.spawn("driver", driver(simulation.station, charges_for=1000)).run(50)
    simulation.reachable = True
    simulation.run(100)
    assert simulation.observer.own_faults == []
    assert simulation.observer.delivered == 1
    assert simulation.station.station.connectors[1].status == "Available"


def test_nothing_begins_while_everything_is_ended():
    simulation = operating_station()
    simulation.command("RemoteStartTransaction", {"connectorId": 1, "idTag": "REMOTE"})
    connector = simulation.station.station.connectors[1]
    waiting = driver(simulation.station)
    simulation.spawn("driver", waiting).run(1)
    assert connector.transaction is None
    simulation.station.abandon()
    assert simulation.observer.started == 0


def test_a_pending_boot_is_asked_again_after_its_interval_and_nothing_stored_leaves_before():
    verdicts = iter(["Accepted", "Pending", "Rejected"])

    def answer(_):
        return {
            "status": next(verdicts, "Accepted"),
            "currentTime": "2026-09-21T13:33:20.000Z",
            "interval": 40,
        }

    simulation = operating_station({"BootNotification": answer})
    simulation.spawn("driver", driver(simulation.station, charges_for=1000)).run(50)
    simulation.messages.clear()
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(200)
    boots = [m.at for m in simulation.messages if m.action == "BootNotification"]
    assert [later - earlier for earlier, later in pairwise(boots)] == [40, 40]
    assert simulation.actions[:4] == [*["BootNotification"] * 3, "StopTransaction"]


def test_a_boot_that_was_lost_with_its_connection_is_sent_as_soon_as_there_is_another():
    simulation = Simulation({"BootNotification": SILENCE}, boot_retry_s=1000.0)
    simulation.start(operating).run(2)
    del simulation.answers["BootNotification"]
    simulation.answers |= {
        "BootNotification": {
            "status": "Accepted",
            "currentTime": "2026-09-21T13:33:20.000Z",
            "interval": 300,
        }
    }
    simulation.lose_connection().run(8)
    assert simulation.station.registered


def test_a_full_memory_is_thinned_out_but_for_begin_and_end():
    station = a_station(configuration={"MeterValueSampleInterval": "1"}, stored_messages=20)
    simulation = Simulation(station=station).start(operating).run(1)
    simulation.reachable = False
    simulation.lose_connection()
    simulation.spawn("driver", driver(simulation.station, charges_for=300)).run(400)
    assert len(station.transaction_messages) <= 21
    simulation.reachable = True
    simulation.run(200)
    actions = [action for action, _ in told(simulation)]
    assert (actions[0], actions[-1]) == ("StartTransaction", "StopTransaction")
    assert 5 <= actions.count("MeterValues") <= 19
    faults = Counter(fault for fault, *_ in simulation.observer.transaction_faults)
    assert faults == {"meter values lost": 299 - actions.count("MeterValues")}
    assert simulation.observer.delivered == 1


class Upheaval:
    """A central system that fails, falls silent and goes away, and remembers what reached it.

    It acknowledges each message as it would the first time: it is healthy, when it is there.
    """

    def __init__(self, random):
        self.random = random
        self.arrived = []
        self.ids = {}
        self.trouble = True
        self.simulation = Simulation(
            station=a_metering_station(TransactionMessageAttempts="100"), call_timeout_s=7
        )
        for action in _TRANSACTION_MESSAGES:
            self.simulation.answers[action] = self.answer
        self.simulation.answers["BootNotification"] = self.accept
        self.simulation.answers["Heartbeat"] = lambda _: {"currentTime": self.time()}

    def time(self):
        return format_timestamp(EPOCH_S + self.simulation.now)

    def accept(self, _):
        return {"status": "Accepted", "currentTime": self.time(), "interval": 300}

    def answer(self, message):
        fate = self.random.choice(["lost", "refused", "slow", *["fine"] * 4])
        if self.trouble and fate == "refused":
            return ErrorAnswer("InternalError")
        self.arrived.append((message.action, repr(sorted(message.payload.items()))))
        if self.trouble and fate == "lost":
            return SILENCE
        self.simulation.latency_s = 9.0 if self.trouble and fate == "slow" else 0.1
        if message.action != "StartTransaction":
            return {}
        number = self.ids.setdefault(repr(message.payload), len(self.ids) + 1)
        return {"transactionId": number, "idTagInfo": {"status": "Accepted"}}

    def drivers(self, connector_id):
        for _ in range(self.random.randrange(4)):
            yield from driver(
                self.simulation.station,
                charges_for=self.random.choice([5.0, 100.0, 400.0]),
                connector_id=connector_id,
                waits_for=self.random.choice([0.0, 10.0, 300.0]),
            )

    def go(self):
        simulation = self.simulation.start(operating).run(5)
        for connector_id in (1, 2):
            simulation.spawn(f"drivers at {connector_id}", self.drivers(connector_id))
        for _ in range(self.random.randrange(12)):
            simulation.run(self.random.choice([0.0, 0.05, 3.0, 50.0, 200.0]))
            simulation.reachable = self.random.random() < 0.6
            if simulation.station.connected and self.random.random() < 0.6:
                simulation.lose_connection()
            elif simulation.station.connected and self.random.random() < 0.2:
                simulation.command("Reset", {"type": self.random.choice(["Hard", "Soft"])})
        self.trouble, simulation.reachable, simulation.latency_s = False, True, 0.1
        simulation.run(20_000)


@settings(
    max_examples=120,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(random=st.randoms(use_true_random=True))
def test_whatever_happens_all_that_was_stored_arrives_in_order_and_is_settled_once(random):
    upheaval = Upheaval(random)
    upheaval.go()
    simulation = upheaval.simulation
    first_arrivals = list(dict.fromkeys(upheaval.arrived))
    begun = [each for each in first_arrivals if each[0] == "StartTransaction"]
    ended = [each for each in first_arrivals if each[0] == "StopTransaction"]
    observer = simulation.observer
    assert observer.own_faults == []
    assert len(begun) == len(ended) == observer.started == observer.delivered
    # A repetition comes before anything younger: nothing that has had a successor comes again.
    last_seen = {each: place for place, each in enumerate(upheaval.arrived)}
    assert sorted(last_seen, key=last_seen.__getitem__) == first_arrivals
    assert not simulation.station.station.transaction_messages
    assert {fault for fault, *_ in observer.transaction_faults} <= {"delivered twice"}


def test_where_the_station_prefers_it_what_was_stored_takes_turns_with_what_is_new():
    station = a_station(stored_messages_first=False)
    simulation = Simulation(station=station, latency_s=0.5).start(operating).run(5)
    simulation.reachable = False
    simulation.lose_connection()
    simulation.spawn("driver", driver(simulation.station, charges_for=20)).run(100)
    simulation.messages.clear()
    simulation.reachable = True
    while not simulation.station.connected:
        simulation.run(0.1)
    simulation.spawn("new", authorize(simulation.station, "OTHER")).run(10)
    actions = simulation.actions
    assert actions.index("Authorize") < actions.index("StopTransaction")


def test_whoever_fails_over_a_late_answer_is_told_of_and_the_station_lives():
    def fail(_answer):
        yield from ()
        raise ValueError("no use")

    def asks(station):
        yield from operating(station)
        yield Request("Heartbeat", {}, on_late_answer=fail)

    simulation = Simulation({"Heartbeat": SILENCE}, call_timeout_s=5).start(asks).run(10)
    [beat] = [m for m in simulation.messages if m.action == "Heartbeat"]
    simulation.receive([3, beat.message_id, {"currentTime": "2026-11-23T00:00:00Z"}])
    assert simulation.observer.late == ["Heartbeat"]
    assert simulation.observer.own_faults == [("late answer to Heartbeat", "no use")]
    simulation.answers["Heartbeat"] = {"currentTime": "2026-11-23T00:00:00Z"}
    assert "Heartbeat" in simulation.run(400).observer.answered
