"""What the books take in of transactions: one entry for each message that came.

Values, and their form in the journal. Energy in Wh, timestamps as they were on the wire. No I/O.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import AuthorizationStatus
from ocpp_load.ocppj import Payload

StartKey = tuple[str, int, str, int, str]
"""What makes a StartTransaction.req the same one: station, connector, id tag, meter, time."""

_PERIODIC = "Sample.Periodic"  # OCPP 1.6 section 7.33: what a context is that is not given


@dataclass(frozen=True, slots=True)
class StartEntry:
    """A StartTransaction.req, and the answer it got."""

    identity: str
    transaction_id: int
    connector_id: int
    id_tag: str
    meter_start: int
    timestamp: str
    reservation_id: int | None = None
    status: str = AuthorizationStatus.ACCEPTED.value

    @property
    def key(self) -> StartKey:
        return (
            self.identity,
            self.connector_id,
            self.id_tag,
            self.meter_start,
            self.timestamp,
        )

    def as_json(self) -> Payload:
        return {
            "action": Action.START_TRANSACTION.value,
            "identity": self.identity,
            "transactionId": self.transaction_id,
            "connectorId": self.connector_id,
            "idTag": self.id_tag,
            "meterStart": self.meter_start,
            "timestamp": self.timestamp,
            "reservationId": self.reservation_id,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class StopEntry:
    """A StopTransaction.req."""

    identity: str
    transaction_id: int
    meter_stop: int
    timestamp: str
    reason: str | None = None

    def as_json(self) -> Payload:
        return {
            "action": Action.STOP_TRANSACTION.value,
            "identity": self.identity,
            "transactionId": self.transaction_id,
            "meterStop": self.meter_stop,
            "timestamp": self.timestamp,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class MeterValuesEntry:
    """A MeterValues.req of a transaction: for each of its values, when and in which context."""

    identity: str
    transaction_id: int
    connector_id: int
    samples: tuple[tuple[str, str], ...]

    @property
    def timestamp(self) -> str:
        """Return when the first value was taken; nothing where there is none."""
        return self.samples[0][0] if self.samples else ""

    def as_json(self) -> Payload:
        return {
            "action": Action.METER_VALUES.value,
            "identity": self.identity,
            "transactionId": self.transaction_id,
            "connectorId": self.connector_id,
            "samples": self.samples,
        }


Entry = StartEntry | StopEntry | MeterValuesEntry


def meter_values_entry(identity: str, payload: Payload) -> MeterValuesEntry:
    """Return the entry of a MeterValues.req that has a transactionId."""
    return MeterValuesEntry(
        identity,
        payload["transactionId"],
        payload["connectorId"],
        tuple(
            (value["timestamp"], value["sampledValue"][0].get("context", _PERIODIC))
            for value in payload["meterValue"]
        ),
    )


def read_entry(record: Any) -> Entry:
    """Return the entry that a record of the journal holds. Raises `ValueError`."""
    try:
        fields = dict(record)
        make = _READERS[fields.pop("action")]
        return make(fields)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("is no record of a transaction message") from error


def _read_start(fields: Payload) -> StartEntry:
    return StartEntry(
        fields["identity"],
        fields["transactionId"],
        fields["connectorId"],
        fields["idTag"],
        fields["meterStart"],
        fields["timestamp"],
        fields["reservationId"],
        fields["status"],
    )


def _read_stop(fields: Payload) -> StopEntry:
    return StopEntry(
        fields["identity"],
        fields["transactionId"],
        fields["meterStop"],
        fields["timestamp"],
        fields["reason"],
    )


def _read_meter_values(fields: Payload) -> MeterValuesEntry:
    return MeterValuesEntry(
        fields["identity"],
        fields["transactionId"],
        fields["connectorId"],
        tuple((timestamp, context) for timestamp, context in fields["samples"]),
    )


_READERS: Final[Mapping[str, Callable[[Payload], Entry]]] = {
    Action.START_TRANSACTION.value: _read_start,
    Action.STOP_TRANSACTION.value: _read_stop,
    Action.METER_VALUES.value: _read_meter_values,
}
