"""`fault`: something breaks (OCPP 1.6 sections 4.9 and 7.6)."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps, session_time
from ocpp_load.charge_point.activities import suffer
from ocpp_load.messages.v16.enums import ChargePointErrorCode, Reason
from ocpp_load.model import ConnectorError
from ocpp_load.scenario.connector import ConnectorNumber, connector_of
from ocpp_load.scenario.distribution import Distribution, read_distribution
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of

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
    connector: ConnectorNumber
    error_code: ChargePointErrorCode | Late[ChargePointErrorCode]
    info: str | Late[str] | None
    vendor_id: str | Late[str] | None
    vendor_error_code: str | Late[str] | None
    for_: Distribution | Late[Distribution] | None
    ends_transaction: bool | Late[bool]
    reason: Reason | Late[Reason]

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(_OPTIONS)
        return cls(
            connector=steps.connector_or_station_in(options),
            error_code=options.read(
                "error_code", late(read_fault_code), ChargePointErrorCode.OTHER_ERROR
            ),
            info=options.read("info", late(_ci_string_50), None),
            vendor_id=options.read("vendor_id", late(_ci_string_255), None),
            vendor_error_code=options.read("vendor_error_code", late(_ci_string_50), None),
            for_=options.read("for", late(read_distribution), None),
            ends_transaction=options.read("ends_transaction", late(Value.flag), True),
            reason=options.read("reason", late(_reason), Reason.OTHER),
        )

    def run(self, script: Script) -> Steps[None]:
        """Break down, and wait until it is mended."""
        connector = connector_of(self.connector, script)
        error = ConnectorError(
            value_of(self.error_code, script),
            value_of(self.info, script),
            value_of(self.vendor_id, script),
            value_of(self.vendor_error_code, script),
        )
        duration = value_of(self.for_, script)
        seconds = None if duration is None else session_time(script.charge_point, duration)
        reason = value_of(self.reason, script) if value_of(self.ends_transaction, script) else None
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


_ci_string_50 = partial(Value.ci_string, max_length=50)
_ci_string_255 = partial(Value.ci_string, max_length=255)


def read_fault_code(value: Value) -> ChargePointErrorCode:
    """Read an error that keeps a connector from charging."""
    return ChargePointErrorCode(value.choice(FaultCode))


def _reason(value: Value) -> Reason:
    return Reason(value.choice(FaultReason))
