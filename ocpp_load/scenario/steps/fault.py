"""`fault`: something breaks (OCPP 1.6 sections 4.9 and 7.6)."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps, session_time
from ocpp_load.charge_point.activities import suffer
from ocpp_load.messages.v16.enums import ChargePointErrorCode, Reason
from ocpp_load.model import ConnectorError
from ocpp_load.scenario.distribution import Distribution, read_distribution
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader

# OCPP 1.6 4.9: EVCommunicationError is a warning and never comes with Faulted.
_WARNINGS = {ChargePointErrorCode.NO_ERROR, ChargePointErrorCode.EV_COMMUNICATION_ERROR}
FaultCode = StrEnum(  # type: ignore[misc]  # mypy knows the functional form from literals only
    "FaultCode", {each.name: each.value for each in ChargePointErrorCode if each not in _WARNINGS}
)


class FaultReason(StrEnum):
    """Why a transaction ends that a fault ends."""

    EMERGENCY_STOP = Reason.EMERGENCY_STOP.value
    OTHER = Reason.OTHER.value
    POWER_LOSS = Reason.POWER_LOSS.value


@dataclass(frozen=True, slots=True)
class Fault:
    """Let `connector` be Faulted, and be mended after a while; without `for`, never.

    `connector` 0 is the station with all its connectors, None the session's connector. A
    transaction ends for `reason`; without `ends_transaction` it goes on once the fault is mended.
    """

    name: ClassVar[str] = "fault"
    connector: int | None
    error_code: ChargePointErrorCode
    info: str | None
    vendor_id: str | None
    vendor_error_code: str | None
    for_: Distribution | None
    ends_transaction: bool
    reason: Reason

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(_OPTIONS)
        return cls(
            connector=options.read(
                "connector", steps.connector_or_station, steps.session_connector
            ),
            error_code=options.read("error_code", _code, ChargePointErrorCode.OTHER_ERROR),
            info=options.read("info", partial(Value.ci_string, max_length=50), None),
            vendor_id=options.read("vendor_id", partial(Value.ci_string, max_length=255), None),
            vendor_error_code=options.read(
                "vendor_error_code", partial(Value.ci_string, max_length=50), None
            ),
            for_=options.read("for", read_distribution, None),
            ends_transaction=options.read("ends_transaction", Value.flag, True),
            reason=options.read("reason", _reason, Reason.OTHER),
        )

    def run(self, script: Script) -> Steps[None]:
        """Break down, and wait until it is mended."""
        connector = script.station.connector(self.connector)
        error = ConnectorError(self.error_code, self.info, self.vendor_id, self.vendor_error_code)
        seconds = None if self.for_ is None else session_time(script.charge_point, self.for_)
        reason = self.reason if self.ends_transaction else None
        yield from suffer(script.charge_point, connector, error, seconds, reason)


_OPTIONS = (
    "connector",
    "error_code",
    "info",
    "vendor_id",
    "vendor_error_code",
    "for",
    "ends_transaction",
    "reason",
)


def _code(value: Value) -> ChargePointErrorCode:
    return ChargePointErrorCode(value.choice(FaultCode))


def _reason(value: Value) -> Reason:
    return Reason(value.choice(FaultReason))
