"""What one station exchanges beside OCPP: each a greenlet of its own, which ends with the station.

Files, what its operator asks of the central system by HTTP, and connections that are only tried.

What comes of one is handed to the station's pump; nothing is raised there. One that is
abandoned, or cut off by the end of the run, is neither a success nor a failure.
"""

from collections.abc import Callable
from contextlib import nullcontext
from time import monotonic
from typing import Protocol

import gevent

from ocpp_load.charge_point import (
    Activity,
    Download,
    Handshake,
    HandshakeOutcome,
    HttpRequest,
    HttpResponse,
    TransferFailure,
    Upload,
)
from ocpp_load.charge_point.activity import Transfer, TransferOutcome
from ocpp_load.transport import ConnectionObserver, TransferError, Transfers

UPLOAD = "upload"
DOWNLOAD = "download"
OPERATOR = "operator"
HANDSHAKE = "handshake"
OWN_FAULT = "fault of ocpp_load"

_NAMES: dict[type, str] = {
    Upload: UPLOAD,
    Download: DOWNLOAD,
    HttpRequest: OPERATOR,
    Handshake: HANDSHAKE,
}
_AT_ONCE = (OPERATOR, HANDSHAKE)


class TransferObserver(ConnectionObserver, Protocol):
    """Who is told what became of them: events of connections: upload, download, operator, handshake."""

    def own_fault(self, where: str, error: BaseException | str, /) -> None:
        """Report a fault of this program."""


class StationTransfers:
    """Carries out the transfers of one station.

    `report` is called in the greenlet of the transfer with what came of it; `shake_hands` carries
    out a handshake.
    """

    __slots__ = ("_observer", "_report", "_running", "_shake_hands", "_transfers")

    def __init__(
        self,
        transfers: Transfers,
        observer: TransferObserver,
        report: Callable[[Activity, TransferOutcome], None],
        shake_hands: Callable[[Handshake], HandshakeOutcome],
    ) -> None:
        self._transfers = transfers
        self._observer = observer
        self._report = report
        self._shake_hands = shake_hands
        self._running: dict[Activity, gevent.Greenlet[..., None]] = {}

    def start(self, activity: Activity, transfer: Transfer) -> None:
        """Begin what `activity` waits for."""
        self._running[activity] = gevent.spawn(self._run, activity, transfer)

    def abandon(self, activity: Activity) -> None:
        """End the transfer of an activity, if it still runs; never sleeps."""
        greenlet = self._running.pop(activity, None)
        if greenlet is not None:
            greenlet.kill(block=False)

    def abandon_all(self) -> None:
        """End every transfer; never sleeps."""
        for activity in list(self._running):
            self.abandon(activity)

    def _run(self, activity: Activity, transfer: Transfer) -> None:
        name = _NAMES[type(transfer)]
        # These are short, and late enough where the central system is slow.
        with nullcontext() if name in _AT_ONCE else self._transfers.turn():
            started_at = monotonic()
            outcome = self._outcome_of(name, transfer)
            ended_at = monotonic()
        if self._running.pop(activity, None) is None:
            return  # abandoned at the last moment
        failure = _failure(outcome)
        duration_s = None if isinstance(outcome, TransferFailure) else ended_at - started_at
        self._observer.connection_event(name, duration_s, failure)
        self._report(activity, outcome)

    def _outcome_of(self, name: str, transfer: Transfer) -> TransferOutcome:
        try:
            if isinstance(transfer, HttpRequest):
                return self._transfers.ask(transfer)
            if isinstance(transfer, Handshake):
                return self._shake_hands(transfer)
            if isinstance(transfer, Upload):
                return self._transfers.upload(
                    transfer.location, transfer.file_name, transfer.content
                )
            return self._transfers.download(transfer.location)
        except TransferError as error:
            return TransferFailure(error.reason)
        except Exception as error:  # noqa: BLE001 - as in the actor's dispatch: the station lives
            self._observer.own_fault(name, error)
            return TransferFailure(OWN_FAULT)


def _failure(outcome: TransferOutcome) -> str | None:
    if isinstance(outcome, HttpResponse):
        return None if outcome.is_success else f"HTTP {outcome.status}"
    if isinstance(outcome, HandshakeOutcome):
        return outcome.failure
    return outcome.reason if isinstance(outcome, TransferFailure) else None
