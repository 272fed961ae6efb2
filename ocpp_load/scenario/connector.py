"""The option `connector` of a step: a number, or an expression that gives one."""

from ocpp_load.model import Connector
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.substitution import Late, value_of

ConnectorNumber = int | Late[int] | None
"""None is the session's connector."""


def connector_of(number: ConnectorNumber, script: Script) -> Connector:
    """Return the connector that a step names, or the one of its session. Raises `StepError`."""
    given = value_of(number, script)
    return script.station.connector(script.connector_id if given is None else given)
