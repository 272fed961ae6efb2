"""The transactions of all stations: numbering, repetitions, order, open and ended ones.

Every message becomes an entry; the journal, where there is one, has it before the books do, and
the books can be made again from its entries. Pure but for that. Ended transactions are kept up
to a number, so that a run of days does not fill memory.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from ocpp_load.central_system.books.entries import (
    Entry,
    MeterValuesEntry,
    StartEntry,
    StartKey,
    StopEntry,
)
from ocpp_load.central_system.books.irregularities import (
    Irregular,
    Irregularities,
    Irregularity,
)
from ocpp_load.central_system.books.numbering import Numbering
from ocpp_load.central_system.books.transaction import Transaction
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import AuthorizationStatus
from ocpp_load.ocppj import parse_timestamp

_ENDED_KEPT = 10_000
_ACCEPTED = AuthorizationStatus.ACCEPTED.value

_ACTIONS: dict[type[Entry], str] = {
    StartEntry: Action.START_TRANSACTION.value,
    StopEntry: Action.STOP_TRANSACTION.value,
    MeterValuesEntry: Action.METER_VALUES.value,
}

_Key = tuple[str, int]
_OuterT = TypeVar("_OuterT")
_InnerT = TypeVar("_InnerT")


def _forget(_entry: Entry) -> None:
    pass


class Transactions:
    """Hands out transaction ids and keeps what became of each.

    `write_down` is given each entry before it counts; what it raises leaves the books as they
    were.
    """

    __slots__ = (
        "_by_start",
        "_ended",
        "_ended_kept",
        "_last_at",
        "_numbering",
        "_open",
        "_open_of",
        "_open_with",
        "_write_down",
        "irregularities",
        "started",
        "stopped",
    )

    def __init__(
        self,
        numbering: Numbering | None = None,
        write_down: Callable[[Entry], None] = _forget,
        ended_kept: int = _ENDED_KEPT,
    ) -> None:
        self._numbering = numbering or Numbering()
        self._write_down = write_down
        self._open: dict[_Key, Transaction] = {}
        self._open_of: dict[str, dict[int, Transaction]] = {}
        self._open_with: dict[str, dict[_Key, Transaction]] = {}
        self._ended: dict[_Key, Transaction] = {}
        self._by_start: dict[StartKey, Transaction] = {}
        self._last_at: dict[str, float] = {}
        self._ended_kept = ended_kept
        self.irregularities = Irregularities()
        self.started = 0
        self.stopped = 0

    @property
    def open(self) -> Iterable[Transaction]:
        """Return those that were not stopped, oldest first."""
        return self._open.values()

    def open_of(self, identity: str) -> tuple[Transaction, ...]:
        """Return those of one station that were not stopped, oldest first."""
        return tuple(self._open_of.get(identity, {}).values())

    def open_with(self, id_tag: str) -> tuple[Transaction, ...]:
        """Return those that run on an id tag which was accepted, oldest first."""
        return tuple(self._open_with.get(id_tag.casefold(), {}).values())

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
        status: str = _ACCEPTED,
    ) -> Transaction:
        """Return the new transaction, or the one that the same start began before.

        OCPP 1.6 section 3.7.1: a station that had no answer sends its StartTransaction again.
        """
        key = (identity, connector_id, id_tag, meter_start, started_at)
        known = self._by_start.get(key)
        if known is not None:
            entry = known.begun
        else:
            number = self._numbering.next(identity)
            entry = StartEntry(
                identity,
                number,
                connector_id,
                id_tag,
                meter_start,
                started_at,
                reservation_id,
                status,
            )
        self._write_down(entry)
        return self._enter_start(entry)

    def stop(
        self,
        identity: str,
        transaction_id: int,
        meter_stop: int,
        stopped_at: str,
        reason: str | None = None,
    ) -> bool:
        """End a transaction of this station; False where it has none of that id.

        A stop that is sent again, and one that comes after another, change nothing.
        """
        entry = StopEntry(identity, transaction_id, meter_stop, stopped_at, reason)
        self._write_down(entry)
        return self._enter_stop(entry)

    def meter_values(self, entry: MeterValuesEntry) -> None:
        """Count a MeterValues.req of a transaction."""
        self._write_down(entry)
        self._enter_meter_values(entry)

    def enter(self, entry: Entry) -> None:
        """Take in an entry of the journal as the message it stands for was taken in."""
        match entry:
            case StartEntry():
                self._enter_start(entry)
            case StopEntry():
                self._enter_stop(entry)
            case MeterValuesEntry():
                self._enter_meter_values(entry)

    def _enter_start(self, entry: StartEntry) -> Transaction:
        known = self._by_start.get(entry.key)
        if known is not None:
            self._note(Irregularity.REPEATED, entry, "the same start came before")
            return known
        self._check_order(entry)
        self._numbering.used(entry.identity, entry.transaction_id)
        transaction = Transaction(entry)
        key = (entry.identity, entry.transaction_id)
        self._by_start[entry.key] = transaction
        self._open[key] = transaction
        self._open_of.setdefault(entry.identity, {})[entry.transaction_id] = transaction
        if entry.status == _ACCEPTED:
            self._open_with.setdefault(entry.id_tag.casefold(), {})[key] = transaction
        self.started += 1
        return transaction

    def _enter_stop(self, entry: StopEntry) -> bool:
        transaction = self._find(entry)
        if transaction is None:
            return False
        if transaction.ended is None:
            self._check_order(entry)
            self._end(transaction, entry)
        elif transaction.ended == entry:
            self._note(Irregularity.REPEATED, entry, "the same stop came before")
        else:
            self._note(Irregularity.OUT_OF_ORDER, entry, "comes after another stop")
        return True

    def _enter_meter_values(self, entry: MeterValuesEntry) -> None:
        transaction = self._find(entry)
        if transaction is None:
            return
        if transaction.has_samples_of(entry):
            self._note(Irregularity.REPEATED, entry, "the same values came before")
            return
        if transaction.ended is not None:
            self._note(Irregularity.OUT_OF_ORDER, entry, "comes after the stop")
        else:
            self._check_order(entry)
        transaction.take_samples_of(entry)

    def _find(self, entry: StopEntry | MeterValuesEntry) -> Transaction | None:
        key = (entry.identity, entry.transaction_id)
        transaction = self._open.get(key) or self._ended.get(key)
        if transaction is None:
            # Errata 3.18: the id of a transaction whose start was never answered.
            no_id = entry.transaction_id == -1
            self._note(
                Irregularity.UNKNOWN,
                entry,
                "the station has no id for it" if no_id else "no transaction of the station",
            )
        return transaction

    def _check_order(self, entry: Entry) -> None:
        try:
            at = parse_timestamp(entry.timestamp)
        except (ValueError, OverflowError):
            return  # a year that no clock has, or a payload that nobody checked
        last = self._last_at.get(entry.identity)
        if last is not None and at < last:
            self._note(
                Irregularity.OUT_OF_ORDER, entry, f"{last - at:.3f} s older than the one before"
            )
        else:
            self._last_at[entry.identity] = at

    def _note(self, kind: Irregularity, entry: Entry, problem: str) -> None:
        self.irregularities.note(
            kind,
            Irregular(
                _ACTIONS[type(entry)],
                entry.identity,
                entry.transaction_id,
                entry.timestamp,
                problem,
            ),
        )

    def _end(self, transaction: Transaction, entry: StopEntry) -> None:
        transaction.ended = entry
        key = (entry.identity, entry.transaction_id)
        del self._open[key]
        _remove(self._open_of, entry.identity, entry.transaction_id)
        if transaction.begun.status == _ACCEPTED:
            _remove(self._open_with, transaction.id_tag.casefold(), key)
        self._ended[key] = transaction
        self.stopped += 1
        if len(self._ended) > self._ended_kept:
            oldest = self._ended.pop(next(iter(self._ended)))
            del self._by_start[oldest.begun.key]


def _remove(
    index: dict[_OuterT, dict[_InnerT, Transaction]], outer: _OuterT, inner: _InnerT
) -> None:
    entries = index[outer]
    del entries[inner]
    if not entries:
        del index[outer]
