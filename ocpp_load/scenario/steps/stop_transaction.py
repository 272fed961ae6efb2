"""`stop_transaction`: a transaction ends (OCPP 1.6 section 4.10)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import stop_transaction, stop_with_card
from ocpp_load.messages.v16.enums import Reason
from ocpp_load.scenario.connector import ConnectorNumber, connector_of
from ocpp_load.scenario.id_tag import IdTag, id_tag_of, read_late_id_tag
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of


@dataclass(frozen=True, slots=True)
class StopTransaction:
    """Stop the session's transaction on `connector`; None is the session's connector.

    Without a `reason` none is sent, which means Local (OCPP 1.6 section 4.10). `id_tag` is the card
    that is presented for it; without one it is the card that the transaction was started with.
    """

    name: ClassVar[str] = "stop_transaction"
    connector: ConnectorNumber
    reason: Reason | Late[Reason] | None
    id_tag: IdTag = None

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("connector", "reason", "id_tag"), usual="connector")
        connector = steps.connector_in(options)
        number = None if isinstance(connector, Late) else connector or 1
        return cls(
            connector,
            reason=options.read("reason", late(_reason), None),
            id_tag=options.read("id_tag", lambda tag: read_late_id_tag(tag, number), None),
        )

    def run(self, script: Script) -> Steps[None]:
        """Stop it, where one runs that is not another driver's."""
        connector = connector_of(self.connector, script)
        reason = value_of(self.reason, script)
        if connector.transaction is None:
            script.tell_passed_over("no transaction runs")
        if self.id_tag is not None:
            id_tag = id_tag_of(self.id_tag, script)
            yield from stop_with_card(script.charge_point, connector, id_tag, reason)
        elif not connector.used_remotely:
            yield from stop_transaction(script.charge_point, connector, reason)


def _reason(value: Value) -> Reason:
    return value.choice(Reason)
