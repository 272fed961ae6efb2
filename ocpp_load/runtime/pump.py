"""The pump: one greenlet per station, which feeds the charge point and carries out its effects.

The only loop of a station. Whatever ends it, calls in flight are accounted for, activities
are closed, and the socket is closed with a close frame.
"""

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Protocol

from ocpp_load.charge_point import (
    AbandonTransfer,
    Activity,
    ChargePoint,
    CloseConnection,
    Effect,
    Handshake,
    HandshakeOutcome,
    OpenConnection,
    SendAnswer,
    SendFrame,
    SendPing,
    SendRaw,
    StartTransfer,
    Steps,
)
from ocpp_load.charge_point.activities import begin_fault, end_fault
from ocpp_load.charge_point.activity import TransferOutcome
from ocpp_load.charge_point.effects import GOOD_BYE
from ocpp_load.model.security.credentials import credentials_of, take_note_of_anchor
from ocpp_load.runtime.transfers import StationTransfers, TransferObserver
from ocpp_load.transport import Binary, ConnectError, Link, LinkClosed, Text, Transfers
from ocpp_load.transport.handshake import try_handshake

CUT_OFF = "closed at the end of the run"
ORDERLY_ENDS = frozenset({GOOD_BYE, CUT_OFF})
"""How a connection ends that was meant to end; any other has got lost."""
RAW_FRAME = "raw frame"


class PumpObserver(TransferObserver, Protocol):
    """Who is told what became of transfers, and how long a command took to answer."""

    def command_answered(self, action: str, handling_s: float, failure: str | None, /) -> None:
        """Report a command: from frame read to answer handed to the socket."""


class Pump:
    """Runs one station until it has said good-bye or its greenlet is killed.

    A note in the link's mailbox is a function of the time; it is called in the pump's greenlet.
    """

    __slots__ = (
        "_farewell",
        "_link",
        "_observer",
        "_own_transfers",
        "_stopping",
        "_transfers",
        "charge_point",
    )

    def __init__(
        self,
        charge_point: ChargePoint,
        link: Link,
        observer: PumpObserver,
        farewell: Callable[[ChargePoint], Steps[None]],
        transfers: Transfers,
    ) -> None:
        self.charge_point = charge_point
        """The station that it runs."""
        self._link = link
        self._observer = observer
        self._farewell = farewell
        self._transfers = transfers
        self._own_transfers: StationTransfers | None = None
        self._stopping = False

    def request_stop(self) -> None:
        """Ask the station, from another greenlet, to end its sessions and leave.

        A connection that is only being opened is given up at once. To ask twice is no harm.
        """
        if not self._stopping:
            self._stopping = True
            self._link.mailbox.post(self._stop)
            self._link.abandon_opening()

    def begin_fault(self, name: str) -> None:
        """Let the station have its fault of that name from now on; from another greenlet.

        Nothing happens at a station that has no such fault, or has it already.
        """
        self._link.mailbox.post(partial(self._let, begin_fault, name))

    def end_fault(self, name: str) -> None:
        """Let the station have that fault no longer; from another greenlet."""
        self._link.mailbox.post(partial(self._let, end_fault, name))

    def befall(self, event: Callable[[ChargePoint], None]) -> None:
        """Let something befall the station, from another greenlet; one that leaves is spared."""

        def strike(now: float) -> None:
            if not self.charge_point.station.leaving:
                self.charge_point.now = now
                event(self.charge_point)

        self._link.mailbox.post(strike)

    def run(self, script: Callable[[ChargePoint], Steps[None]]) -> None:
        """Start the station's script and serve the station until it is finished."""
        charge_point, link = self.charge_point, self._link
        charge_point.now = monotonic()
        try:
            charge_point.spawn("script", script(charge_point))
            while not charge_point.finished:
                try:
                    self._carry_out()
                    self._take_in()
                except LinkClosed as closed:
                    charge_point.connection_lost(monotonic(), closed.outcome)
        finally:
            try:
                charge_point.abandon()
            finally:
                if self._own_transfers is not None:
                    self._own_transfers.abandon_all()
                link.close(1001, CUT_OFF, wait_s=0)
                link.dispose()

    def _take_in(self) -> None:
        charge_point, link = self.charge_point, self._link
        if charge_point.finished or charge_point.effects:
            return
        received = link.wait(charge_point.next_due, expects_answer=charge_point.expects_answer)
        now = monotonic()
        if type(received) is Text:
            charge_point.frame_received(received.data, now)
        elif received is not None:
            if isinstance(received, Binary):
                charge_point.binary_received(now)
            else:
                charge_point.pong_received(now)
        if link.mailbox.notes:
            self._read_notes(now)
        if charge_point.next_due <= now:
            charge_point.time_passed(now)

    def _read_notes(self, now: float) -> None:
        notes = self._link.mailbox.notes
        while notes:
            notes.pop(0)(now)

    def _let(self, do: Callable[[ChargePoint, str], None], name: str, now: float) -> None:
        self.charge_point.now = now
        do(self.charge_point, name)

    def _stop(self, now: float) -> None:
        self.charge_point.stop(now, self._farewell(self.charge_point))

    def _carry_out(self) -> None:
        charge_point, link = self.charge_point, self._link
        while charge_point.effects:
            effect = charge_point.effects.pop(0)
            if type(effect) is SendFrame:
                link.send(effect.frame)
            elif isinstance(effect, SendAnswer):
                if effect.frame is not None:
                    link.send(effect.frame)
                handling_s = monotonic() - effect.received_at
                self._observer.command_answered(effect.action, handling_s, effect.failure)
            elif isinstance(effect, OpenConnection):
                self._open()
            elif isinstance(effect, SendPing):
                link.ping()
            elif isinstance(effect, SendRaw):
                (link.send_binary if effect.binary else link.send)(effect.frame)
                self._observer.connection_event(RAW_FRAME, None, None)
            elif isinstance(effect, CloseConnection):
                link.close(effect.code, effect.outcome, resets=effect.resets)
                raise LinkClosed(effect.outcome)
            elif isinstance(effect, StartTransfer):
                self._station_transfers().start(effect.activity, effect.transfer)
            elif isinstance(effect, AbandonTransfer):
                self._station_transfers().abandon(effect.activity)
            else:
                self._misbehave(effect)

    def _misbehave(self, effect: Effect) -> None:
        """Begin or end a fault; stations that have none have another pump."""

    def _station_transfers(self) -> StationTransfers:
        # Most stations of most runs never transfer a file.
        if self._own_transfers is None:
            self._own_transfers = StationTransfers(
                self._transfers, self._observer, self._transfer_ended, self._shake_hands
            )
        return self._own_transfers

    def _shake_hands(self, handshake: Handshake) -> HandshakeOutcome:
        """Try a connection; called in a greenlet of its own."""
        station = self.charge_point.station
        return try_handshake(self._link.endpoint, station.identity, handshake, station.number)

    def _transfer_ended(self, activity: Activity, outcome: TransferOutcome) -> None:
        """Note what came of a transfer; called in its greenlet."""

        def tell(now: float) -> None:
            self.charge_point.transfer_ended(now, activity, outcome)

        self._link.mailbox.post(tell)

    def _open(self) -> None:
        charge_point = self.charge_point
        if self._stopping and not charge_point.station.leaving:
            # It is about to be told; what it says after that it has a reason for.
            charge_point.connection_failed(monotonic(), CUT_OFF)
            return
        try:
            station = charge_point.station
            anchor = self._link.open(
                station.identity, credentials_of(station, charge_point.epoch_s()), station.number
            )
        except ConnectError as error:
            charge_point.connection_failed(
                monotonic(), error.outcome, error.retry_after_s, error.fault
            )
        else:
            if anchor is not None:
                take_note_of_anchor(station, anchor)
            charge_point.connection_opened(monotonic())
