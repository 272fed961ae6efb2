"""The file transfers of one station: each a greenlet of its own, which ends with the station.

What comes of one is handed to the station's pump; nothing is raised there. One that is
abandoned, or cut off by the end of the run, is neither a success nor a failure.
"""

from collections.abc import Callable
from time import monotonic
from typing import Protocol

import gevent

from ocpp_load.charge_point import Activity, TransferFailure, Transferred, Upload
from ocpp_load.charge_point.activity import Transfer
from ocpp_load.transport import ConnectionObserver, TransferError, Transfers

UPLOAD = "upload"
DOWNLOAD = "download"
OWN_FAULT = "fault of ocpp_load"

Outcome = Transferred | TransferFailure


class TransferObserver(ConnectionObserver, Protocol):
    """Who is told what became of transfers: events of connections, named upload and download."""

    def own_fault(self, where: str, error: BaseException | str, /) -> None:
        """Report a fault of this program."""


class StationTransfers:
    """Carries out the transfers of one station.

    `report` is called in the greenlet of the transfer with what came of it.
    """

    __slots__ = ("_observer", "_report", "_running", "_transfers")

    def __init__(
        self,
        transfers: Transfers,
        observer: TransferObserver,
        report: Callable[[Activity, Outcome], None],
    ) -> None:
        self._transfers = transfers
        self._observer = observer
        self._report = report
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
        name = UPLOAD if isinstance(transfer, Upload) else DOWNLOAD
        with self._transfers.turn():
            started_at = monotonic()
            outcome = self._outcome_of(name, transfer)
            ended_at = monotonic()
        if self._running.pop(activity, None) is None:
            return  # abandoned at the last moment
        if isinstance(outcome, Transferred):
            self._observer.connection_event(name, ended_at - started_at, None)
        else:
            self._observer.connection_event(name, None, outcome.reason)
        self._report(activity, outcome)

    def _outcome_of(self, name: str, transfer: Transfer) -> Outcome:
        try:
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
