"""What a fault does to the statistics of its own station: its own lines, and nobody's failures."""

import pytest
from support.pump_harness import PumpObserver

from ocpp_load.charge_point import Exchange, Matter
from ocpp_load.model import TransactionFault
from ocpp_load.model.misbehaviour import FaultKind, Misbehaviour, StationFault
from ocpp_load.model.transaction import Transaction
from ocpp_load.ocppj import ViolationKind
from ocpp_load.runtime.fault_observer import FaultObserver, is_of_a_fault

DELAYING = {
    FaultKind.SLOW_READING,
    FaultKind.TRICKLED_FRAMES,
    FaultKind.OUT_OF_ORDER,
}
LOSING = {*DELAYING, FaultKind.DUPLICATE_IDENTITY}
PROVOKING = {
    FaultKind.TRICKLED_FRAMES,
    FaultKind.MESSAGES_TWICE,
    FaultKind.OUT_OF_ORDER,
    FaultKind.CLOCK_OFF,
    FaultKind.DUPLICATE_IDENTITY,
}
CLOSING = {
    FaultKind.HALF_OPEN,
    FaultKind.NO_PONG,
    FaultKind.SLOW_READING,
    FaultKind.TRICKLED_FRAMES,
    FaultKind.MESSAGES_TWICE,
    FaultKind.OUT_OF_ORDER,
    FaultKind.DUPLICATE_IDENTITY,
}
REFUSED = {
    FaultKind.CLOSE_WITHOUT_HANDSHAKE,
    FaultKind.FLAPPING,
    FaultKind.DUPLICATE_IDENTITY,
}


class Observed:
    """A `FaultObserver` with what is wrong and the observer behind it at hand."""

    def __init__(self, *kinds):
        self.wrong = Misbehaviour()
        self.wrong.active += [StationFault(kind, kind.value) for kind in kinds]
        self.behind = PumpObserver()
        self.observer = FaultObserver(self.behind, self.wrong)


def test_without_a_fault_at_the_moment_everything_is_reported_as_ever():
    observed = Observed()
    observed.observer.call_answered("Heartbeat", 0.1, 0.2, 1, 2)
    observed.observer.call_failed("Heartbeat", "timeout", None, None)
    observed.observer.call_failed("Heartbeat", "connection lost: connection reset", None, None)
    observed.observer.command_answered("Reset", 0.1, None)
    observed.observer.violation(ViolationKind.ANSWERED_TWICE)
    observed.observer.connection_event("connect", None, "HTTP 429")
    observed.observer.connection_event("connected", 1.0, "connection reset")
    observed.observer.registered(True)
    assert observed.behind.answered == ["Heartbeat"]
    assert [reason for _, reason in observed.behind.failed] == [
        "timeout",
        "connection lost: connection reset",
    ]
    assert observed.behind.commands == [("Reset", None)]
    assert observed.behind.violations == [ViolationKind.ANSWERED_TWICE]
    assert observed.behind.names == ["connect: HTTP 429", "connected: connection reset"]
    assert observed.behind.registrations == [True]


@pytest.mark.parametrize("kind", FaultKind)
def test_an_answer_that_is_delayed_says_nothing_of_the_central_system(kind):
    observed = Observed(kind)
    observed.observer.call_answered("Heartbeat", 0.1, 0.2, 1, 2)
    if kind in DELAYING:
        line = f"answered under the fault {kind}: Heartbeat"
        assert (observed.behind.answered, observed.behind.events) == ([], [(line, 0.1, None)])
    else:
        assert (observed.behind.answered, observed.behind.events) == (["Heartbeat"], [])


@pytest.mark.parametrize("kind", FaultKind)
def test_a_command_whose_carrying_out_is_delayed_says_nothing_of_the_central_system(kind):
    observed = Observed(kind)
    observed.observer.flow("Reset to accepted", 9.0)
    if kind in DELAYING:
        line = f"carried out under the fault {kind}: Reset to accepted"
        assert (observed.behind.flows, observed.behind.events) == ([], [(line, 9.0, None)])
    else:
        assert observed.behind.flows == [("Reset to accepted", 9.0, None)]


@pytest.mark.parametrize("kind", FaultKind)
def test_a_command_that_comes_to_nothing_by_a_fault_is_no_failure(kind):
    observed = Observed(kind)
    observed.observer.flow("Reset to accepted", None, "timeout")
    if kind in LOSING | PROVOKING:
        line = f"failed under the fault {kind}: Reset to accepted"
        assert (observed.behind.flows, observed.behind.events) == ([], [(line, None, None)])
    else:
        assert observed.behind.flows == [("Reset to accepted", None, "timeout")]


def test_while_answers_that_a_half_open_connection_held_up_come_it_is_to_blame():
    observed = Observed()
    observed.wrong.delayed = 1
    observed.observer.flow("Reset to accepted", 9.0)
    assert observed.behind.flows == []
    assert observed.wrong.delayed == 1


def test_a_connection_that_a_fault_ends_cuts_off_what_was_being_carried_out():
    observed = Observed(FaultKind.HALF_OPEN)
    observed.observer.connection_event("connected", 9.0, "closed by peer (1011)")
    observed.observer.flow("TriggerMessage to Heartbeat", None, "connection lost: closed by peer")
    assert observed.behind.flows == []
    assert observed.behind.flows_cut_off == ["TriggerMessage to Heartbeat"]


@pytest.mark.parametrize("kind", FaultKind)
def test_an_answer_that_is_late_or_lost_by_a_fault_is_no_failure(kind):
    observed = Observed(kind)
    observed.observer.call_failed("Heartbeat", "timeout", None, None)
    if kind in LOSING:
        line = f"failed under the fault {kind}: Heartbeat, timeout"
        assert (observed.behind.failed, observed.behind.events) == ([], [(line, None, None)])
    else:
        assert observed.behind.failed == [("Heartbeat", "timeout")]


@pytest.mark.parametrize("kind", FaultKind)
def test_an_error_that_a_fault_provokes_bears_its_name(kind):
    observed = Observed(kind)
    observed.observer.call_failed("Heartbeat", "CallError FormationViolation", 0.1, 0.1)
    if kind in PROVOKING:
        assert observed.behind.failed == []
        line = f"failed under the fault {kind}: Heartbeat, CallError FormationViolation"
        assert observed.behind.events == [(line, 0.1, None)]
    else:
        assert observed.behind.failed == [("Heartbeat", "CallError FormationViolation")]


@pytest.mark.parametrize("kind", FaultKind)
def test_an_answer_that_breaks_its_schema_is_the_central_systems_failure_under_any_fault(kind):
    observed = Observed(kind)
    observed.observer.call_failed("Heartbeat", "answer breaks its schema: x", 0.1, 0.1)
    assert len(observed.behind.failed) == 1


@pytest.mark.parametrize("kind", FaultKind)
def test_a_connection_that_the_peer_closes_because_of_a_fault_is_not_lost(kind):
    observed = Observed(kind)
    observed.observer.connection_event("connected", 9.0, "closed by peer (1011)")
    observed.observer.call_failed("Heartbeat", "connection lost: closed by peer (1011)", None, None)
    [(name, duration_s, outcome)] = observed.behind.events
    assert (name, duration_s) == ("connected", 9.0)
    if kind in CLOSING:
        assert outcome == f"closed under the fault {kind}: closed by peer (1011)"
        assert is_of_a_fault(outcome)
        assert (observed.behind.cut_off, observed.behind.failed) == (["Heartbeat"], [])
    else:
        assert outcome == "closed by peer (1011)"
        assert not is_of_a_fault(outcome)
        assert len(observed.behind.failed) == 1


@pytest.mark.parametrize("kind", FaultKind)
def test_a_connection_that_is_refused_because_of_a_fault_bears_its_name(kind):
    observed = Observed(kind)
    observed.observer.connection_event("connect", None, "HTTP 429")
    observed.observer.connection_event("connect", None, "connection refused")
    refused = f"refused under the fault {kind}: HTTP 429"
    assert observed.behind.names == [
        refused if kind in REFUSED else "connect: HTTP 429",
        "connect: connection refused",
    ]


@pytest.mark.parametrize("outcome", ["closed by us", "closed at the end of the run"])
def test_an_orderly_end_is_one_under_any_fault(outcome):
    observed = Observed(*FaultKind)
    observed.observer.connection_event("connected", 9.0, outcome)
    assert observed.behind.names == [f"connected: {outcome}"]


def test_an_end_that_the_fault_made_is_told_as_it_is():
    observed = Observed(FaultKind.SLOW_READING)
    outcome = "closed by the fault close_without_handshake"
    observed.observer.connection_event("connected", 9.0, outcome)
    assert observed.behind.names == [f"connected: {outcome}"]


def test_who_is_out_by_its_own_fault_is_not_counted_among_those_that_have_to_come_back():
    observed = Observed(FaultKind.NO_PONG)
    for outcome in ("closed by peer (1011)", "connection reset"):
        observed.observer.connection_event("connected", 1.0, outcome)
        observed.observer.struck("connection lost")
        observed.observer.recovered("connection lost", 2.0)
        observed.observer.struck("outage")
        observed.observer.not_recovered("outage")
        observed.wrong.active.clear()
    assert observed.behind.struck_by == ["outage", "connection lost", "outage"]
    assert observed.behind.back_after == [("connection lost", 2.0)]
    assert observed.behind.never_back_after == ["outage", "outage"]


def test_second_answers_are_no_violations_but_for_as_many_as_were_sent_twice():
    observed = Observed(FaultKind.MESSAGES_TWICE)
    observed.wrong.copies = 1
    for _ in range(2):
        observed.observer.violation(ViolationKind.ANSWERED_TWICE)
    observed.observer.violation(ViolationKind.NOT_JSON)
    assert observed.behind.names == ["second answer under the fault messages_twice"]
    assert observed.behind.violations == [ViolationKind.ANSWERED_TWICE, ViolationKind.NOT_JSON]


def test_answers_to_the_other_station_of_that_identity_are_no_violations():
    observed = Observed(FaultKind.DUPLICATE_IDENTITY)
    observed.observer.violation(ViolationKind.ANSWER_TO_NO_CALL)
    assert observed.behind.names == ["answer of another's under the fault duplicate_identity"]
    assert observed.behind.violations == []


def test_what_a_station_could_not_read_while_it_held_still_counts_as_delayed():
    observed = Observed()
    observed.wrong.delayed = 2
    observed.observer.call_answered("Heartbeat", 9.0, 9.0, 1, 2)
    observed.observer.call_failed("Heartbeat", "timeout", None, None)
    observed.observer.call_answered("Heartbeat", 0.1, 0.1, 1, 2)
    assert observed.behind.names == [
        "answered under the fault half_open: Heartbeat",
        "failed under the fault half_open: Heartbeat, timeout",
    ]
    assert observed.behind.answered == ["Heartbeat"]


def test_a_connection_on_which_the_station_held_still_may_end_for_it_later_and_the_next_not():
    observed = Observed()
    observed.wrong.held_still = True
    observed.wrong.delayed = observed.wrong.copies = 1
    for _ in range(2):
        observed.observer.connection_event("connected", 1.0, "closed without close frame")
        observed.observer.call_failed(
            "Heartbeat", "connection lost: closed without close frame", None, None
        )
    assert observed.behind.names == [
        "connected: closed under the fault half_open: closed without close frame",
        "connected: closed without close frame",
    ]
    assert (observed.wrong.delayed, observed.wrong.copies) == (0, 0)
    assert observed.behind.cut_off == ["Heartbeat"]
    assert len(observed.behind.failed) == 1


def test_a_command_whose_answer_trickles_has_not_taken_that_long_to_handle():
    observed = Observed(FaultKind.TRICKLED_FRAMES)
    observed.observer.command_answered("Reset", 3.0, None)
    line = "command answered under the fault trickled_frames: Reset"
    assert observed.behind.events == [(line, 3.0, None)]
    assert observed.behind.commands == []


@pytest.mark.parametrize("kind", [FaultKind.SLOW_READING, FaultKind.NO_PONG])
def test_what_is_delivered_again_for_want_of_an_answer_in_time_is_a_delaying_faults_doing(kind):
    observed = Observed(kind)
    transaction = Transaction("TAG", 0, 0.0)
    for fault in (TransactionFault.DELIVERED_TWICE, TransactionFault.LOST):
        observed.observer.transaction_fault(fault, "CP1", transaction, "x")
    told = [fault for fault, *_ in observed.behind.transaction_faults]
    assert told[-1] is TransactionFault.LOST
    assert (TransactionFault.DELIVERED_TWICE in told) is (kind not in LOSING)


LOST = Exchange(Matter.LINK, "connection lost", "CP1", "closed by peer (1011)", 9.0)
NOT_LET_IN = Exchange(Matter.LINK, "connect", "CP1", "HTTP 409", 9.0)


def test_without_a_fault_whoever_is_behind_says_what_is_told_in_full():
    observed = Observed()
    assert observed.observer.call_answered("Heartbeat", 0.1, 0.2, 1, 2)
    assert observed.observer.call_failed("Heartbeat", "timeout", None, None)
    assert observed.observer.violation(ViolationKind.NOT_JSON)
    observed.observer.connection_event("connected", 9.0, "closed by peer (1011)")
    for exchange in (LOST, NOT_LET_IN):
        observed.observer.exchange(exchange)
    assert observed.behind.exchanges == [LOST, NOT_LET_IN]


@pytest.mark.parametrize("kind", FaultKind)
def test_what_a_fault_is_to_blame_for_is_not_told_in_full(kind):
    observed = Observed(kind)
    is_told = observed.observer.call_failed("Heartbeat", "CallError FormationViolation", 0.1, 0.1)
    assert is_told == (kind not in PROVOKING)
    assert observed.observer.call_answered("Heartbeat", 0.1, 0.2, 1, 2) == (kind not in DELAYING)
    observed.observer.exchange(NOT_LET_IN)
    assert observed.behind.exchanges == ([] if kind in REFUSED else [NOT_LET_IN])
    observed.behind.exchanges.clear()
    observed.observer.connection_event("connected", 9.0, "closed by peer (1011)")
    observed.observer.exchange(LOST)
    assert observed.behind.exchanges == ([] if kind in CLOSING else [LOST])
