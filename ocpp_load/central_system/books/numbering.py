"""Transaction ids: one sequence for all stations, or one for each of them. Pure."""


class Numbering:
    """Counts from 1.

    `per_station` makes ids unique in one station only, as some central systems do: OCPP 1.6
    section 4.8 calls the id unique and leaves open among what.
    """

    __slots__ = ("_last", "_per_station")

    def __init__(self, *, per_station: bool = False) -> None:
        self._per_station = per_station
        self._last: dict[str, int] = {}

    def next(self, identity: str) -> int:
        """Return the next id for a transaction of this station; it is taken once it is `used`."""
        return self._last.get(self._sequence(identity), 0) + 1

    def used(self, identity: str, transaction_id: int) -> None:
        """Take note of an id that a transaction of this station has."""
        sequence = self._sequence(identity)
        self._last[sequence] = max(self._last.get(sequence, 0), transaction_id)

    def _sequence(self, identity: str) -> str:
        return identity if self._per_station else ""
