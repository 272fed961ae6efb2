"""What a station's own faults do to the measurement: counted under their names, as nobody's failure.

What a fault is to blame for while the station has it is a table. Whatever else happens to the
station is reported as ever, so that a central system that fails by itself is still seen to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ocpp_load.charge_point.absence import CONNECTION_LOST
from ocpp_load.charge_point.effects import CLOSED_BY_FAULT
from ocpp_load.charge_point.exchange import Exchange, Matter
from ocpp_load.model import Transaction, TransactionFault
from ocpp_load.model.misbehaviour import FaultKind, Misbehaviour
from ocpp_load.ocppj import ViolationKind
from ocpp_load.runtime.pump import ORDERLY_ENDS

CLOSED_UNDER_FAULT = "closed under the fault "

_LOST = "connection lost: "
_TIMED_OUT = "timeout"
_REFUSED = "CallError "
_HTTP = "HTTP "


@dataclass(frozen=True, slots=True)
class Blame:
    """What the statistics of a station owe to a fault of its own.

    It `delays` answers, so that some come too late, and where it `delays_sending` those of the
    station as well; or it `loses` answers. It `provokes` CallErrors, and may be why the central
    system `closes` a connection or `refuses` one.
    """

    delays: bool = False
    loses: bool = False
    delays_sending: bool = False
    provokes: bool = False
    closes: bool = False
    refuses: bool = False


BLAMES: Mapping[FaultKind, Blame] = {
    FaultKind.CLOSE_WITHOUT_HANDSHAKE: Blame(refuses=True),
    FaultKind.FLAPPING: Blame(refuses=True),
    FaultKind.HALF_OPEN: Blame(closes=True),
    FaultKind.NO_PONG: Blame(closes=True),
    FaultKind.SLOW_READING: Blame(delays=True, closes=True),
    FaultKind.TRICKLED_FRAMES: Blame(delays=True, delays_sending=True, provokes=True, closes=True),
    FaultKind.MESSAGES_TWICE: Blame(provokes=True, closes=True),
    FaultKind.OUT_OF_ORDER: Blame(delays=True, provokes=True, closes=True),
    FaultKind.CLOCK_OFF: Blame(provokes=True),
    FaultKind.DUPLICATE_IDENTITY: Blame(loses=True, provokes=True, closes=True, refuses=True),
}
"""By the kind of fault. Of a station that held still only what it then met is delayed."""


def is_of_a_fault(outcome: str) -> bool:
    """Tell whether a connection ended by a fault of the station, or while it had one."""
    return outcome.startswith((CLOSED_BY_FAULT, CLOSED_UNDER_FAULT))


def is_lost(outcome: str) -> bool:
    """Tell whether a connection has ended that neither the station nor a fault of it was to end."""
    return outcome not in ORDERLY_ENDS and not is_of_a_fault(outcome)


class FaultObserver:
    """Stands between one station with faults and the observer of all: a `StationObserver`."""

    __slots__ = ("_ended_by_fault", "_is_out_by_fault", "_observer", "_wrong")

    def __init__(self, observer: Any, wrong: Misbehaviour) -> None:
        """Tell `observer`, a `StationObserver`, with what is `wrong` at each moment in mind."""
        self._observer = observer
        self._wrong = wrong
        self._ended_by_fault = False  # the latest connection; its Calls are reported after its end
        self._is_out_by_fault = False

    def __getattr__(self, name: str) -> Any:
        """Hand on what no fault has a part in."""
        return getattr(self._observer, name)

    def call_answered(
        self,
        action: str,
        round_trip_s: float,
        from_intent_s: float,
        sent_bytes: int,
        received_bytes: int,
    ) -> bool:
        """Report an answer; the time of one that a fault has delayed says nothing of the peer."""
        fault = self._delaying()
        if fault is None:
            is_told: bool = self._observer.call_answered(
                action, round_trip_s, from_intent_s, sent_bytes, received_bytes
            )
            return is_told
        self._count("answered", fault, action, round_trip_s)
        return False

    def call_failed(
        self, action: str, reason: str, round_trip_s: float | None, from_intent_s: float | None
    ) -> bool:
        """Report a failure, unless a fault is to blame for it."""
        if reason.startswith(_LOST):
            if self._ended_by_fault:
                self._observer.call_cut_off(action)
                return False
            fault = None
        elif reason == _TIMED_OUT:
            fault = self._delaying() or self._blamed("loses")
        elif reason.startswith(_REFUSED):
            fault = self._blamed("provokes")
        else:
            fault = None
        if fault is None:
            is_told: bool = self._observer.call_failed(action, reason, round_trip_s, from_intent_s)
            return is_told
        self._count("failed", fault, f"{action}, {reason}", round_trip_s)
        return False

    def exchange(self, exchange: Exchange) -> None:
        """Tell in full what is nobody's fault here; the link has reported the event before."""
        if exchange.matter is Matter.LINK:
            lost = exchange.name == CONNECTION_LOST
            if self._ended_by_fault if lost else self._refusing(exchange.outcome):
                return
        self._observer.exchange(exchange)

    def command_answered(self, action: str, handling_s: float, failure: str | None) -> None:
        """Report a command; the answer may have left slowly."""
        fault = self._blamed("delays_sending")
        if fault is None:
            self._observer.command_answered(action, handling_s, failure)
        else:
            self._count("command answered", fault, action, handling_s)

    def flow(self, name: str, seconds: float | None, failure: str | None = None) -> None:
        """Report what came of a command; what a fault has delayed or spoiled bears its name."""
        fault = self._blamed("delays") or self._blamed("delays_sending")
        if self._wrong.delayed:
            fault = FaultKind.HALF_OPEN  # an answer that it held up is on its way yet
        if failure is not None:
            fault = fault or self._blamed("loses") or self._blamed("provokes")
        if self._ended_by_fault and failure is not None and failure.startswith(_LOST):
            self._observer.flow_cut_off(name)
        elif fault is None:
            self._observer.flow(name, seconds, failure)
        else:
            self._count("carried out" if failure is None else "failed", fault, name, seconds)

    def violation(self, kind: str) -> bool:
        """Report a breach of OCPP-J; not the answer to the second copy of a Call."""
        if kind == ViolationKind.ANSWERED_TWICE and self._wrong.copies:
            self._wrong.copies -= 1
            self._count("second answer", FaultKind.MESSAGES_TWICE)
        elif (
            kind in (ViolationKind.ANSWER_TO_NO_CALL, ViolationKind.ANSWERED_TWICE)
            and self._wrong.of(FaultKind.DUPLICATE_IDENTITY) is not None
        ):
            self._count("answer of another's", FaultKind.DUPLICATE_IDENTITY)
        else:
            is_told: bool = self._observer.violation(kind)
            return is_told
        return False

    def transaction_fault(
        self, fault: TransactionFault, identity: str, transaction: Transaction, detail: str
    ) -> None:
        """Report what the audit has to say; not what was sent again as an answer came too late."""
        cause = self._blamed("delays") or self._blamed("loses")
        if fault is TransactionFault.DELIVERED_TWICE and cause is not None:
            self._count("transaction delivered twice", cause)
        else:
            self._observer.transaction_fault(fault, identity, transaction, detail)

    def struck(self, event: str) -> None:
        """Report what has thrown the station out; not its own fault."""
        if event == CONNECTION_LOST and self._ended_by_fault:
            self._is_out_by_fault = True
        else:
            self._observer.struck(event)

    def recovered(self, event: str, seconds: float) -> None:
        """Report that it is back."""
        if not self._was_out_by_fault(event):
            self._observer.recovered(event, seconds)

    def not_recovered(self, event: str) -> None:
        """Report that it ends without having come back."""
        if not self._was_out_by_fault(event):
            self._observer.not_recovered(event)

    def _was_out_by_fault(self, event: str) -> bool:
        """Tell whether it was its own fault that had thrown the station out, which is over."""
        if event != CONNECTION_LOST:
            return False
        was_so, self._is_out_by_fault = self._is_out_by_fault, False
        return was_so

    def connection_event(self, name: str, duration_s: float | None, failure: str | None) -> None:
        """Report an event of a connection; what a fault has ended or barred bears its name."""
        if name == "connected" and failure is not None:
            fault = self._blamed("closes")
            if fault is not None and is_lost(failure):
                failure = f"{CLOSED_UNDER_FAULT}{fault}: {failure}"
            self._ended_by_fault = is_of_a_fault(failure)
            self._wrong.connection_ended()
        elif name == "connect" and (fault := self._refusing(failure)) is not None:
            self._count("refused", fault, failure or "")
            return
        self._observer.connection_event(name, duration_s, failure)

    def _count(
        self, what: str, fault: FaultKind, detail: str = "", duration_s: float | None = None
    ) -> None:
        name = f"{what} under the fault {fault}"
        self._observer.connection_event(f"{name}: {detail}" if detail else name, duration_s, None)

    def _refusing(self, failure: str | None) -> FaultKind | None:
        """Return the fault for which the central system lets the station in no more."""
        if failure is None or not failure.startswith(_HTTP):
            return None
        return self._blamed("refuses")

    def _delaying(self) -> FaultKind | None:
        if self._wrong.delayed:
            self._wrong.delayed -= 1
            return FaultKind.HALF_OPEN
        return self._blamed("delays")

    def _blamed(self, for_what: str) -> FaultKind | None:
        return next((kind for kind in self._kinds() if getattr(BLAMES[kind], for_what)), None)

    def _kinds(self) -> Iterator[FaultKind]:
        yield from (fault.kind for fault in self._wrong.active)
        if self._wrong.held_still:
            yield FaultKind.HALF_OPEN
