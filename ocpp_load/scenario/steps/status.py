"""`status`: a StatusNotification that the author asks for (OCPP 1.6 section 4.9)."""

from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import notify_status
from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus
from ocpp_load.model import NO_ERROR, ConnectorError
from ocpp_load.scenario.connector import ConnectorNumber, connector_of
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of

# OCPP 1.6 4.9: for connector 0 only a limited set is applicable.
_OF_THE_STATION = (
    None,
    ChargePointStatus.AVAILABLE,
    ChargePointStatus.UNAVAILABLE,
    ChargePointStatus.FAULTED,
)

_ci_string_50 = partial(Value.ci_string, max_length=50)
_ci_string_255 = partial(Value.ci_string, max_length=255)


@dataclass(frozen=True, slots=True)
class Status:
    """Send a StatusNotification.

    `connector` 0 is the station itself, None the session's connector. With `status` the author
    makes something up, and the connector stays as it is. Without one its own status is sent, and an
    `error_code` is a warning that it keeps until the next one; NoError takes it back.
    """

    name: ClassVar[str] = "status"
    connector: ConnectorNumber
    status: ChargePointStatus | Late[ChargePointStatus] | None
    error_code: ChargePointErrorCode | Late[ChargePointErrorCode] | None
    info: str | Late[str] | None
    vendor_id: str | Late[str] | None
    vendor_error_code: str | Late[str] | None

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(
            ("connector", "status", "error_code", "info", "vendor_id", "vendor_error_code")
        )
        step = cls(
            connector=steps.connector_or_station_in(options),
            status=options.read("status", late(_status), None),
            error_code=options.read("error_code", late(_error_code), None),
            info=options.read("info", late(_ci_string_50), None),
            vendor_id=options.read("vendor_id", late(_ci_string_255), None),
            vendor_error_code=options.read("vendor_error_code", late(_ci_string_50), None),
        )
        if (
            step.connector == 0
            and not isinstance(step.status, Late)
            and step.status not in _OF_THE_STATION
        ):
            value.reject(_not_of_the_station(step.status))
        return step

    def run(self, script: Script) -> Steps[None]:
        """Send it. Raises `StepError`."""
        connector = connector_of(self.connector, script)
        status = value_of(self.status, script)
        if connector.id == 0 and status not in _OF_THE_STATION:
            # Where neither is late it is found in the file.
            late_one = next(one for one in (self.connector, self.status) if isinstance(one, Late))
            raise late_one.placed.error(_not_of_the_station(status))
        error = self._error(connector.error, script)
        if status is None and self.error_code is not None:
            connector.warning = error
        yield from notify_status(script.charge_point, connector, status=status, error=error)

    def _error(self, present: ConnectorError, script: Script) -> ConnectorError:
        code = value_of(self.error_code, script)
        error = present if code is None else ConnectorError(code)
        error = replace(
            error,
            info=value_of(self.info, script) or error.info,
            vendor_id=value_of(self.vendor_id, script) or error.vendor_id,
            vendor_error_code=value_of(self.vendor_error_code, script) or error.vendor_error_code,
        )
        return NO_ERROR if error == NO_ERROR else error


def _not_of_the_station(status: ChargePointStatus | None) -> str:
    allowed = ", ".join(filter(None, _OF_THE_STATION))
    return f"connector 0 is the station and cannot be {status}; allowed: {allowed}"


def _status(value: Value) -> ChargePointStatus:
    return value.choice(ChargePointStatus)


def _error_code(value: Value) -> ChargePointErrorCode:
    return value.choice(ChargePointErrorCode)
