"""What Locust and the fleet's counts are told of stations."""

from time import monotonic, time
from types import SimpleNamespace

import pytest

from ocpp_load.charge_point import Exchange, Matter
from ocpp_load.locust_glue.observer import FleetObserver
from ocpp_load.metrics import Direction, FleetCounts, Recorder, TransactionAudit
from ocpp_load.model import Transaction, TransactionFault


class Told:
    """Locust's events as far as they go here, and what they were fired with.

    Not Locust's own: to import it patches the process of the tests.
    """

    def __init__(self):
        self.requests = []
        self.errors = []
        self.events = SimpleNamespace(
            request=SimpleNamespace(fire=lambda **fields: self.requests.append(fields)),
            user_error=SimpleNamespace(
                fire=lambda user_instance, exception, tb: self.errors.append(exception)
            ),
        )


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def recorder():
    return Recorder(0.0)


@pytest.fixture
def fleet():
    return FleetCounts()


@pytest.fixture
def audit():
    return TransactionAudit()


@pytest.fixture
def peak():
    return FleetCounts()


@pytest.fixture
def observer(told, recorder, fleet, peak, audit):
    return FleetObserver(recorder, fleet, peak, audit, told.events, recorder.evidence)


def lines(recorder):
    return {(line.direction, line.name): line for line in recorder.snapshot().lines}


@pytest.mark.parametrize("code", ["NotSupported", "NotImplemented"])
def test_a_command_that_a_station_does_not_do_is_no_failure_and_has_its_own_line(
    observer, recorder, told, code
):
    observer.command_answered("Reset", 0.001, code)
    observer.command_answered("Reset", 0.001, "InternalError")
    assert lines(recorder)["command", f"Reset ({code})"].failures == 0
    assert lines(recorder)["command", "Reset"].failures == 1
    assert [request["exception"] is None for request in told.requests] == [True, False]


def test_a_flow_has_a_direction_of_its_own_and_no_part_in_the_calls(observer, recorder, told):
    observer.flow("Reset to accepted", 6.5)
    observer.flow("Reset to accepted", None, "timeout")
    observer.flow("Reset without accepted: ResetFailure", None)
    observer.flow_cut_off("Reset to accepted")
    line = lines(recorder)["flow", "Reset to accepted"]
    assert (line.count, line.failures, line.cut_off, line.latency.max_ms) == (2, 1, 1, 6500)
    assert line.reasons == {"timeout": 1}
    assert lines(recorder)["flow", "Reset without accepted: ResetFailure"].failures == 0
    assert recorder.line(Direction.CALL).count == 0
    assert [
        (one["request_type"], one["name"], one["response_time"], one["exception"] is None)
        for one in told.requests
    ] == [
        ("flow", "Reset to accepted", 6500.0, True),
        ("flow", "Reset to accepted", None, False),
        ("flow", "Reset without accepted: ResetFailure", None, True),
    ]


def test_a_peer_that_invents_names_does_not_fill_locusts_statistics(observer, told):
    for number in range(5000):
        observer.command_answered(f"Invented{number}\x1b[2J", 0.001, "NotImplemented")
        observer.call_failed("Heartbeat", f"CallError Invented{number}", 0.001, 0.001)
    names = {request["name"] for request in told.requests}
    reasons = {str(request["exception"]) for request in told.requests if request["exception"]}
    assert len(names) + len(reasons) < 400
    assert all(name.isprintable() for name in names)


def test_the_end_of_a_connection_is_a_failure_unless_it_was_ours(observer, recorder, fleet):
    for failure in ("closed by us", "closed at the end of the run", "connection reset"):
        observer.connection_event("connect", 0.01, None)
        observer.connection_event("connected", 60.0, failure)
    assert lines(recorder)["link", "disconnect"].count == 2
    assert lines(recorder)["link", "connection lost"].failures == 1
    assert fleet.connected == 0


def test_a_check_has_a_line_and_its_station_is_counted_once(observer, recorder, fleet, told):
    observer.check("is accepted", None, first=True, first_failure=False)
    observer.check("is accepted", "Rejected", first=False, first_failure=True)
    observer.check("is accepted", "Rejected", first=False, first_failure=False)
    line = lines(recorder)["check", "is accepted"]
    assert (line.count, line.failures, dict(line.reasons)) == (3, 2, {"Rejected": 2})
    assert (fleet.stations_checked, fleet.stations_failed) == (1, 1)
    assert [request["exception"] is None for request in told.requests] == [True, False, False]


def test_a_fault_is_told_to_locust_once_and_counted_each_time(observer, recorder, told):
    for _ in range(3):
        observer.own_fault("script", ZeroDivisionError("a bug of ours"))
    assert [str(error) for error in told.errors] == ["script: ZeroDivisionError: a bug of ours"]
    assert list(recorder.snapshot().own_faults.values()) == [3]


def test_the_fleet_is_counted_up_and_down(observer, fleet):
    observer.connecting(True)
    assert fleet.connecting == 1
    observer.connecting(False)
    observer.registered(True)
    observer.transaction_started()
    observer.driver_refused()
    assert (fleet.connecting, fleet.accepted, fleet.charging) == (0, 1, 1)
    observer.transaction_stopped(500)
    assert (fleet.charging, fleet.transactions_stopped, fleet.energy_wh) == (0, 1, 500)
    assert fleet.drivers_refused == 1


def test_a_peak_that_lasts_no_time_is_kept(observer, peak):
    observer.connecting(True)
    observer.connection_event("connect", 0.1, None)
    observer.connecting(False)
    observer.registered(True)
    observer.transaction_started()
    observer.transaction_stopped(10)
    observer.registered(False)
    observer.connection_event("connected", 1.0, "connection reset")
    assert (peak.connecting, peak.connected, peak.accepted, peak.charging) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("fault", "counter"),
    [
        ("lost", "lost"),
        ("delivered twice", "delivered_twice"),
        ("out of order", "out_of_order"),
        ("meter values lost", "values_lost"),
        ("left open", "left_open"),
    ],
)
def test_every_fault_of_a_transaction_is_counted_and_named(observer, audit, fault, counter):
    transaction = Transaction("TAG", 0, 1_790_000_000.0, 2)
    transaction.id = 42
    observer.transaction_fault(TransactionFault(fault), "CP1", transaction, "StopTransaction …")
    assert getattr(audit, counter) == 1
    assert audit.findings == [
        {
            "what": fault,
            "station": "CP1",
            "connector": 2,
            "transaction": 42,
            "started_at": "2026-09-21T14:13:20.000Z",
            "detail": "StopTransaction …",
        }
    ]


def test_invented_commands_leave_room_for_real_ones(observer, recorder):
    for number in range(60):
        observer.command_answered(f"Invented{number}", 0.001, "NotImplemented")
    names = {line.name: line.count for line in recorder.snapshot().lines}
    assert len(names) == 51
    assert names["Invented0 (NotImplemented)"] == 1
    assert names["other actions (NotImplemented)"] == 10


def lost(outcome, name="connection lost", at=1.0):
    return Exchange(Matter.LINK, name, "CP1", outcome, at)


def test_only_calls_that_are_among_the_slowest_are_worth_telling_in_full(observer, recorder):
    for seconds in (0.3, 0.1, 0.2, 0.5, 0.4):
        assert observer.call_answered("Heartbeat", seconds, seconds, 1, 1)
        observer.exchange(
            Exchange(Matter.CALL, "Heartbeat", "CP1", None, seconds, "m", 0.0, 0.0, seconds)
        )
    assert not observer.call_answered("Heartbeat", 0.1, 0.1, 1, 1)
    assert observer.call_answered("Heartbeat", 0.1, 0.6, 1, 1)
    assert observer.call_answered("Heartbeat", 0.11, 0.11, 1, 1)
    assert observer.call_answered("Authorize", 0.1, 0.1, 1, 1)
    kept = [round(one.round_trip_s, 1) for one in recorder.evidence.slowest["Heartbeat"]]
    assert kept == [0.5, 0.4, 0.3, 0.2, 0.1]


def test_of_each_kind_of_failure_the_first_is_worth_telling_in_full(observer, recorder):
    assert observer.call_failed("Heartbeat", "timeout", None, None)
    observer.exchange(Exchange(Matter.CALL, "Heartbeat", "CP1", "timeout", 1.0, "m"))
    assert not observer.call_failed("Heartbeat", "timeout", None, None)
    assert observer.call_failed("Authorize", "timeout", None, None)
    assert observer.violation("not JSON")
    observer.exchange(Exchange(Matter.VIOLATION, "OCPP-J", "CP1", "not JSON", 2.0))
    assert not observer.violation("not JSON")
    for second in (3.0, 4.0):
        observer.exchange(Exchange(Matter.COMMAND, "Reset", "CP1", "InternalError", second))
    told = [(one.matter, one.outcome) for one in recorder.evidence.firsts]
    assert told == [
        (Matter.CALL, "timeout"),
        (Matter.VIOLATION, "not JSON"),
        (Matter.COMMAND, "InternalError"),
    ]


def test_an_error_that_came_slowly_is_among_the_slowest_though_its_kind_is_known(observer):
    assert observer.call_failed("Heartbeat", "CallError X", 0.1, 0.1)
    observer.exchange(
        Exchange(Matter.CALL, "Heartbeat", "CP1", "CallError X", 0.1, "m", 0.0, 0.0, 0.1)
    )
    assert observer.call_failed("Heartbeat", "CallError X", 0.2, 0.2)


def test_only_connections_that_others_have_ended_are_kept(observer, recorder):
    for outcome in ("closed by us", "closed at the end of the run", "closed by the fault flapping"):
        observer.exchange(lost(outcome))
    observer.exchange(lost("opening abandoned", "connect"))
    observer.exchange(lost("connection refused", "connect"))
    observer.exchange(lost("closed by peer (1001)", at=2.0))
    assert [one.outcome for one in recorder.evidence.firsts] == [
        "connection refused",
        "closed by peer (1001)",
    ]


def test_what_is_kept_is_timed_by_the_clock_of_the_machine(observer, recorder):
    began = time()
    observer.exchange(Exchange(Matter.CALL, "Heartbeat", "CP1", "timeout", monotonic(), "m"))
    [exhibit] = recorder.evidence.firsts
    assert began - 1.0 < exhibit.ended_s < time() + 1.0
