"""What StopTransaction tells of the whole transaction: its `transactionData` (section 3.16).

MeterValue elements in the order in which they were sampled, and no more of them than a
station has memory for (errata 3.91): where it runs out, every second one goes, but never
the values of the begin and the end.
"""

from ocpp_load.ocppj import Payload


class TransactionData:
    """The samples of one transaction; `capacity` counts those of its begin and its end too."""

    __slots__ = ("_begin", "_capacity", "_intermediate")

    def __init__(self, begin: Payload, capacity: int) -> None:
        self._begin = begin
        self._capacity = capacity
        self._intermediate: list[Payload] = []

    def add(self, meter_value: Payload) -> None:
        """Keep a sample that was taken between begin and end."""
        self._intermediate.append(meter_value)
        room = max(0, self._capacity - 2)
        while len(self._intermediate) > room:
            # Errata 3.91: the 1st, the 3rd, the 5th go, so that what stays spans the transaction.
            self._intermediate = self._intermediate[1::2]

    def complete(self, end: Payload) -> list[Payload]:
        """Return all of it, with the values of the end."""
        return [self._begin, *self._intermediate, end]
