"""`stop_transaction`: a transaction ends (OCPP 1.6 section 4.10)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import ChargePoint, Steps
from ocpp_load.charge_point.activities import stop_transaction
from ocpp_load.messages.v16.enums import Reason
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class StopTransaction:
    """Stop the transaction on `connector`; None is the session's connector.

    Without a `reason` none is sent, which means Local (OCPP 1.6 section 4.10).
    """

    name: ClassVar[str] = "stop_transaction"
    connector: int | None
    reason: Reason | None

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("connector", "reason"))
        return cls(
            connector=options.read("connector", steps.connector, None),
            reason=options.read("reason", _reason, None),
        )

    def run(self, station: ChargePoint) -> Steps[None]:
        """Stop it, where one runs."""
        connector = station.station.connector(self.connector)
        yield from stop_transaction(station, connector, self.reason)


def _reason(value: Value) -> Reason:
    return value.choice(Reason)
