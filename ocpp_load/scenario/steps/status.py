"""`status`: a StatusNotification that the author asks for (OCPP 1.6 section 4.9)."""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Self

from ocpp_load.charge_point import ChargePoint, Steps
from ocpp_load.charge_point.activities import notify_status
from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.step import StepReader

# OCPP 1.6 4.9: for connector 0 only a limited set is applicable.
_OF_THE_STATION = (
    None,
    ChargePointStatus.AVAILABLE,
    ChargePointStatus.UNAVAILABLE,
    ChargePointStatus.FAULTED,
)

_ci_string_50 = partial(Value.ci_string, max_length=50)


@dataclass(frozen=True, slots=True)
class Status:
    """Send a StatusNotification.

    `connector` 0 is the station itself, None the session's connector. Without `status` the
    connector's own is sent.
    """

    name: ClassVar[str] = "status"
    connector: int | None
    status: ChargePointStatus | None
    error_code: ChargePointErrorCode
    info: str | None
    vendor_error_code: str | None

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("connector", "status", "error_code", "info", "vendor_error_code"))
        step = cls(
            connector=options.read("connector", steps.connector_or_station, None),
            status=options.read("status", _status, None),
            error_code=options.read("error_code", _error_code, ChargePointErrorCode.NO_ERROR),
            info=options.read("info", _ci_string_50, None),
            vendor_error_code=options.read("vendor_error_code", _ci_string_50, None),
        )
        if step.connector == 0 and step.status not in _OF_THE_STATION:
            value.reject(
                f"connector 0 is the station and cannot be {step.status};"
                f" allowed: {', '.join(filter(None, _OF_THE_STATION))}"
            )
        return step

    def run(self, station: ChargePoint) -> Steps[None]:
        """Send it; the connector itself stays as it is."""
        connector = station.station.connector(self.connector)
        yield from notify_status(
            station,
            connector,
            status=self.status,
            error_code=self.error_code,
            info=self.info,
            vendor_error_code=self.vendor_error_code,
        )


def _status(value: Value) -> ChargePointStatus:
    return value.choice(ChargePointStatus)


def _error_code(value: Value) -> ChargePointErrorCode:
    return value.choice(ChargePointErrorCode)
