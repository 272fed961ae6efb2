"""Transaction messages that the central system is yet to acknowledge (OCPP 1.6 section 3.7).

Kept in non-volatile memory: a restart loses none of them. No clock and no wire: callers pass
the time in and say what became of an attempt.
"""

from collections.abc import Callable, Iterator
from itertools import count

import orjson

from ocpp_load.messages.v16.actions import Action
from ocpp_load.model.transaction import Transaction
from ocpp_load.ocppj import Payload


class TransactionMessage:
    """StartTransaction, StopTransaction, or MeterValues of a transaction.

    `number` counts the messages of a station in the order in which they came about. The payload
    lacks the transaction's id, which may arrive after the message was stored. `then` is
    called once with the answer, or with None when the message has been given up.
    """

    __slots__ = (
        "_payload",
        "action",
        "attempts",
        "is_acknowledged",
        "is_settled",
        "number",
        "retry_at",
        "stored_at",
        "then",
        "transaction",
    )

    def __init__(
        self,
        action: Action,
        payload: Payload,
        transaction: Transaction,
        *,
        stored_at: float,
        then: Callable[[Payload | None], None] | None = None,
    ) -> None:
        self.action = action
        self._payload: Payload | bytes = payload
        self.transaction = transaction
        self.stored_at = stored_at
        self.then = then
        self.number = 0
        self.attempts = 0
        """Attempts that the central system has failed to process (section 3.7.1)."""
        self.retry_at = stored_at
        self.is_settled = False
        """Acknowledged, or given up."""
        self.is_acknowledged = False

    @property
    def may_be_thinned_out(self) -> bool:
        """Tell whether a station without memory can do without it: never the begin and the end."""
        return self.action is Action.METER_VALUES

    def pack(self) -> None:
        """Take less memory: MeterValues as objects take ten times as much as in JSON."""
        if not isinstance(self._payload, bytes):
            # A copy: orjson's own bytes keep the kilobytes that they were written in.
            self._payload = bytes(memoryview(orjson.dumps(self._payload)))

    def complete(self) -> Payload:
        """Return the payload to send: with the id that the transaction has by now (errata 3.18)."""
        packed = self._payload
        payload: Payload = orjson.loads(packed) if isinstance(packed, bytes) else packed
        if self.action is Action.START_TRANSACTION:
            return payload
        completed = payload.copy()
        completed["transactionId"] = self.transaction.id
        return completed


class TransactionMessages:
    """The messages of one station, first in first out; at most `capacity` with MeterValues in them."""

    __slots__ = ("_last_acknowledged", "_numbers", "_stored", "capacity")

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._stored: list[TransactionMessage] = []
        self._numbers = count(1)
        self._last_acknowledged = 0

    def __len__(self) -> int:
        return len(self._stored)

    def __iter__(self) -> Iterator[TransactionMessage]:
        return iter(self._stored)

    @property
    def first(self) -> TransactionMessage | None:
        """Return the message that is to be delivered next."""
        return self._stored[0] if self._stored else None

    @property
    def is_held_up(self) -> bool:
        """Tell whether the first one has failed already, so that all have to wait."""
        return bool(self._stored) and self._stored[0].attempts > 0

    def store(self, message: TransactionMessage) -> list[TransactionMessage]:
        """Take in a message; return what had to go for it.

        A full memory is thinned out: every second MeterValues goes (errata 3.14 has the values of
        begin and end kept, which StopTransaction carries).
        """
        message.number = next(self._numbers)
        if self._stored:
            message.pack()  # it has to wait
        self._stored.append(message)
        if len(self._stored) <= self.capacity:
            return []
        # The first one may be on its way.
        intermediate = [one for one in self._stored[1:-1] if one.may_be_thinned_out]
        gone = intermediate[::2]
        for one in gone:
            one.is_settled = True
        self._stored = [one for one in self._stored if not one.is_settled]
        return gone

    def acknowledge(self, message: TransactionMessage) -> bool:
        """Let go of a delivered message; return whether nothing younger was acknowledged before.

        It may have been given up already.
        """
        if not message.is_settled:
            self._settle(message)
        message.is_acknowledged = True
        in_order = message.number > self._last_acknowledged
        self._last_acknowledged = max(self._last_acknowledged, message.number)
        return in_order

    def give_up(self, message: TransactionMessage) -> None:
        """Let go of a message that the central system has failed to process too often."""
        self._settle(message)

    def _settle(self, message: TransactionMessage) -> None:
        message.is_settled = True
        self._stored.remove(message)
