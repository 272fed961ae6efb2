"""The transactions of all stations: numbering, retries, open and ended ones.

Pure. Ended transactions are kept up to a number, so that a run of days does not fill memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ocpp_load.ocppj import Payload

_ENDED_KEPT = 10_000

_StartKey = tuple[str, int, str, int, str]


@dataclass(slots=True)
class Transaction:
    """One transaction as the station told it; energy in Wh, timestamps as they were on the wire."""

    transaction_id: int
    identity: str
    connector_id: int
    id_tag: str
    meter_start: int
    started_at: str
    reservation_id: int | None = None
    meter_stop: int | None = None
    stopped_at: str | None = None
    reason: str | None = None

    @property
    def start_key(self) -> _StartKey:
        return (
            self.identity,
            self.connector_id,
            self.id_tag,
            self.meter_start,
            self.started_at,
        )

    def as_json(self) -> Payload:
        """Return it as the control interface shows it."""
        return {
            "transactionId": self.transaction_id,
            "identity": self.identity,
            "connectorId": self.connector_id,
            "idTag": self.id_tag,
            "meterStart": self.meter_start,
            "startedAt": self.started_at,
            "reservationId": self.reservation_id,
            "meterStop": self.meter_stop,
            "stoppedAt": self.stopped_at,
            "reason": self.reason,
        }


class Transactions:
    """Hands out transaction ids, counting from 1, and keeps what became of each."""

    __slots__ = ("_by_start", "_ended", "_ended_kept", "_open", "_open_of", "started", "stopped")

    def __init__(self, ended_kept: int = _ENDED_KEPT) -> None:
        self._open: dict[int, Transaction] = {}
        self._open_of: dict[str, dict[int, Transaction]] = {}
        self._ended: dict[int, Transaction] = {}
        self._by_start: dict[_StartKey, Transaction] = {}
        self._ended_kept = ended_kept
        self.started = 0
        self.stopped = 0

    @property
    def open(self) -> Iterable[Transaction]:
        """Return those that were not stopped, oldest first."""
        return self._open.values()

    def open_of(self, identity: str) -> tuple[Transaction, ...]:
        """Return those of one station that were not stopped, oldest first."""
        return tuple(self._open_of.get(identity, {}).values())

    @property
    def ended(self) -> Iterable[Transaction]:
        """Return those that were stopped, as far as they are kept."""
        return self._ended.values()

    def start(
        self,
        identity: str,
        connector_id: int,
        id_tag: str,
        meter_start: int,
        started_at: str,
        reservation_id: int | None = None,
    ) -> Transaction:
        """Return the new transaction, or the one that the same start began before.

        OCPP 1.6 section 3.7: a station that had no answer sends its StartTransaction again.
        """
        transaction = Transaction(
            self.started + 1,
            identity,
            connector_id,
            id_tag,
            meter_start,
            started_at,
            reservation_id,
        )
        known = self._by_start.get(transaction.start_key)
        if known is not None:
            return known
        self.started += 1
        self._by_start[transaction.start_key] = transaction
        self._open[transaction.transaction_id] = transaction
        self._open_of.setdefault(identity, {})[transaction.transaction_id] = transaction
        return transaction

    def stop(
        self,
        identity: str,
        transaction_id: int,
        meter_stop: int,
        stopped_at: str,
        reason: str | None = None,
    ) -> bool:
        """End a transaction of this station; False where it has none of that id.

        A stop that is sent again changes nothing.
        """
        transaction = self._open.get(transaction_id) or self._ended.get(transaction_id)
        if transaction is None or transaction.identity != identity:
            return False
        if transaction.stopped_at is None:
            self._end(transaction, meter_stop, stopped_at, reason)
        return True

    def _end(
        self, transaction: Transaction, meter_stop: int, stopped_at: str, reason: str | None
    ) -> None:
        transaction.meter_stop = meter_stop
        transaction.stopped_at = stopped_at
        transaction.reason = reason
        del self._open[transaction.transaction_id]
        open_here = self._open_of[transaction.identity]
        del open_here[transaction.transaction_id]
        if not open_here:
            del self._open_of[transaction.identity]
        self._ended[transaction.transaction_id] = transaction
        self.stopped += 1
        if len(self._ended) > self._ended_kept:
            oldest = self._ended.pop(next(iter(self._ended)))
            del self._by_start[oldest.start_key]
