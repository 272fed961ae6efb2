"""`suspend`: no energy flows for a while, by the EV or by the station (OCPP 1.6 section 4.9)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps, session_time
from ocpp_load.charge_point.activities import suspend
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.scenario.connector import ConnectorNumber, connector_of
from ocpp_load.scenario.distribution import NO_TIME, Distribution, read_distribution
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of


class Suspender(StrEnum):
    """Who lets no energy flow."""

    EV = "EV"
    EVSE = "EVSE"


_STATUSES = {
    Suspender.EV: ChargePointStatus.SUSPENDED_EV,
    Suspender.EVSE: ChargePointStatus.SUSPENDED_EVSE,
}


@dataclass(frozen=True, slots=True)
class Suspend:
    """Let the EV take nothing, or the station offer nothing, `for_` so long; then it goes on."""

    name: ClassVar[str] = "suspend"
    for_: Distribution | Late[Distribution]
    connector: ConnectorNumber
    by: Suspender | Late[Suspender] = Suspender.EV

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("for", "by", "connector"), required=("for",))
        return cls(
            for_=options.read("for", late(read_distribution), NO_TIME),
            connector=steps.connector_in(options),
            by=options.read("by", late(_by), Suspender.EV),
        )

    def run(self, script: Script) -> Steps[None]:
        """Suspend charging, where a transaction runs."""
        seconds = session_time(script.charge_point, value_of(self.for_, script))
        connector = connector_of(self.connector, script)
        status = _STATUSES[value_of(self.by, script)]
        if connector.transaction is None:
            script.tell_passed_over("no transaction runs")
        yield from suspend(script.charge_point, connector, status, seconds)


def _by(value: Value) -> Suspender:
    return value.choice(Suspender)
