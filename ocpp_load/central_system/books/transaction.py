"""One transaction, as far as the messages about it have told."""

from dataclasses import dataclass, field

from ocpp_load.central_system.books.entries import MeterValuesEntry, StartEntry, StopEntry
from ocpp_load.ocppj import Payload

_SAMPLES_KEPT = 8
"""A station repeats the message that it had no answer to: the last, or one not long before."""


@dataclass(slots=True)
class Transaction:
    """Its start, its meter values in number, and its stop once there is one."""

    begun: StartEntry
    ended: StopEntry | None = None
    meter_values: int = 0
    _samples: list[tuple[str, str]] = field(default_factory=list)

    @property
    def transaction_id(self) -> int:
        return self.begun.transaction_id

    @property
    def identity(self) -> str:
        return self.begun.identity

    @property
    def connector_id(self) -> int:
        return self.begun.connector_id

    @property
    def id_tag(self) -> str:
        return self.begun.id_tag

    @property
    def meter_stop(self) -> int | None:
        return self.ended.meter_stop if self.ended else None

    def has_samples_of(self, entry: MeterValuesEntry) -> bool:
        """Tell whether all values of the message came before, as far as they are kept."""
        return bool(entry.samples) and all(sample in self._samples for sample in entry.samples)

    def take_samples_of(self, entry: MeterValuesEntry) -> None:
        """Count a message, and keep in mind which values it had."""
        self.meter_values += 1
        self._samples += entry.samples
        del self._samples[:-_SAMPLES_KEPT]

    def as_json(self) -> Payload:
        """Return it as the control interface shows it."""
        begun, ended = self.begun, self.ended
        return {
            "transactionId": begun.transaction_id,
            "identity": begun.identity,
            "connectorId": begun.connector_id,
            "idTag": begun.id_tag,
            "idTagStatus": begun.status,
            "meterStart": begun.meter_start,
            "startedAt": begun.timestamp,
            "reservationId": begun.reservation_id,
            "meterValues": self.meter_values,
            "meterStop": ended.meter_stop if ended else None,
            "stoppedAt": ended.timestamp if ended else None,
            "reason": ended.reason if ended else None,
        }
