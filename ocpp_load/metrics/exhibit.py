"""One exchange that is kept for people to look up: with its frames, and when it was by the clock.

It is made fit to be shown when somebody asks for it, and not when it is kept: while a central
system becomes slower and slower each of its answers is one of the slowest.
"""

from functools import lru_cache
from typing import Any

from ocpp_load.charge_point.exchange import Exchange, Matter
from ocpp_load.metrics.label import as_label
from ocpp_load.validation.redaction import text_without_secrets
from ocpp_load.validation.shown_frame import SHOWN_BYTES, shown_frame

# Of a longer frame little is shown: it is not worth its memory until then.
_RAW_BYTES = 2 * SHOWN_BYTES


class Exhibit:
    """An exchange as it is kept: printable, and from `told` on without what cannot be shown.

    `sent_s` and `ended_s` are seconds since the epoch; `round_trip_s` and `from_intent_s` are those
    of a Call that was answered. `outcome` is None where nothing went wrong.
    """

    __slots__ = (
        "_epoch_offset_s",
        "_exchange",
        "_told",
        "ended_s",
        "from_intent_s",
        "group",
        "matter",
        "message_id",
        "name",
        "outcome",
        "round_trip_s",
        "sent_s",
        "station",
    )

    def __init__(
        self,
        exchange: Exchange,
        epoch_offset_s: float = 0.0,
        group: str | None = None,
    ) -> None:
        """Keep an exchange; `epoch_offset_s` makes its times seconds since the epoch.

        `group` is that of the station where there are several.
        """
        self._exchange: Exchange | None = exchange
        self._epoch_offset_s = epoch_offset_s
        self._told: dict[str, Any] = {}
        self.matter = exchange.matter
        self.name = fit_to_show(exchange.name)
        self.outcome = None if exchange.outcome is None else fit_to_show(exchange.outcome)
        self.station = as_label(exchange.station)
        self.group = group
        # Those of Calls are our own.
        is_own = exchange.message_id is None or exchange.matter is Matter.CALL
        self.message_id = exchange.message_id if is_own else fit_to_show(exchange.message_id or "")
        self.sent_s = self._by_the_clock(exchange.sent_at)
        self.ended_s = exchange.ended_at + epoch_offset_s
        self.round_trip_s = exchange.round_trip_s
        self.from_intent_s = exchange.from_intent_s
        if len(exchange.sent or b"") + len(exchange.received or b"") > _RAW_BYTES:
            self.told()

    @property
    def order(self) -> tuple[float, str, str]:
        """Return what puts exhibits of all processes in one order: when they were over, first."""
        return self.ended_s, self.station, self.message_id or ""

    def told(self) -> dict[str, Any]:
        """Return what may be told of it, as values for JSON and msgpack.

        Times, `_s`, are seconds since the epoch, but for the two that are durations; of a frame
        there are the text, its size in bytes and whether it is cut.
        """
        if self._exchange is not None:
            self._told, self._exchange = self._tell(self._exchange), None
        return self._told

    def _tell(self, exchange: Exchange) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in _TOLD}
        told["matter"] = self.matter.value
        told["intended_s"] = self._by_the_clock(exchange.intended_at)
        told["received_s"] = self._by_the_clock(exchange.received_at)
        told["sent"] = _frame(exchange.sent)
        told["received"] = _frame(exchange.received)
        return told

    def _by_the_clock(self, at: float | None) -> float | None:
        return None if at is None else at + self._epoch_offset_s


class Retold(Exhibit):
    """What another process has `told` of an exhibit."""

    __slots__ = ()

    def __init__(self, told: dict[str, Any]) -> None:
        self._exchange, self._told = None, told
        for name in _TOLD:
            setattr(self, name, told[name])
        self.matter = Matter(told["matter"])


_TOLD = (
    *("name", "outcome", "station", "group", "message_id"),
    *("sent_s", "ended_s", "round_trip_s", "from_intent_s"),
)


def fit_to_show(text: str) -> str:
    """Return what a peer may have chosen as a label, which holds no secret."""
    return _label_to_show(as_label(text))


@lru_cache(maxsize=256)
def _label_to_show(label: str) -> str:
    return as_label(text_without_secrets(label))


def _frame(frame: bytes | None) -> list[Any] | None:
    if frame is None:
        return None
    shown = shown_frame(frame)
    return [shown.text, shown.size_bytes, shown.is_cut]
