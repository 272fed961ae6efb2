"""What the steps of one station share while they run: the station, and what expressions may name.

A branch of a script begins with the variables that there are; what it sets stays its own.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from ocpp_load.charge_point import ChargePoint
from ocpp_load.charge_point.journal import Journal
from ocpp_load.model import Connector, Station
from ocpp_load.scenario.expression import Expression
from ocpp_load.scenario.feeders.supply import NOTHING, Supply
from ocpp_load.scenario.functions import function_of
from ocpp_load.scenario.id_tag import IdTag, id_tag_of


class Script:
    """One script of one station. `connector_id` is where its session takes place, if it is one.

    `id_tag` is the driver of the session: text, or what an author wrote; None is the station's own.

    A row of a feeder is drawn from `supply` when it is first named, and kept until it is taken anew.

    `mark` is how many commands had been received when the step before the present one began.
    """

    __slots__ = ("_variables", "charge_point", "connector_id", "id_tag", "mark", "supply")

    def __init__(
        self,
        charge_point: ChargePoint,
        variables: Mapping[str, Any] | None = None,
        connector_id: int | None = None,
        supply: Supply = NOTHING,
        id_tag: IdTag | str = None,
    ) -> None:
        self.charge_point = charge_point
        # Made when needed: many a station never sets any.
        self._variables: dict[str, Any] | None = dict(variables) if variables else None
        self.connector_id = connector_id
        self.supply = supply
        self.id_tag = id_tag
        self.mark = 0

    @property
    def variables(self) -> dict[str, Any]:
        """Return the variables by their names."""
        if self._variables is None:
            self._variables = {}
        return self._variables

    @property
    def station(self) -> Station:
        """Return the state of the station."""
        return self.charge_point.station

    @property
    def journal(self) -> Journal:
        """Return what was said; the station keeps that from the first question on."""
        if self.charge_point.journal is None:
            self.charge_point.journal = Journal()
        return self.charge_point.journal

    @property
    def commands_received(self) -> int:
        """Return how many commands the station has received, as far as that is counted."""
        journal = self.charge_point.journal
        return 0 if journal is None else journal.received

    def branch(self, connector_id: int | None = None, id_tag: IdTag = None) -> "Script":
        """Return a script that runs beside this one, at that connector and with that driver.

        Where they are not given, they are those of this one.
        """
        branch = Script(
            self.charge_point,
            self._variables,
            connector_id or self.connector_id,
            self.supply,
            id_tag or self.id_tag,
        )
        branch.mark = self.mark
        return branch

    def tell_passed_over(self, why: str) -> None:
        """Tell whoever looks on that the step does nothing, and why."""
        if (tell := self.charge_point.behaviour.tell_step) is not None:
            tell(f"passed over: {why}")

    def evaluate(self, expression: Expression) -> Any:
        """Return the value of an expression now. Raises `ExpressionError`."""
        value = expression.value(self.name, partial(function_of, self))
        return dict(value) if isinstance(value, _Configuration) else value

    def name(self, name: str) -> Any:
        """Return what an expression calls `name`. Raises `KeyError` where there is no such thing."""
        if self._variables and name in self._variables:
            return self._variables[name]
        if name in self.supply:
            return self.take(name)
        return NAMES[name](self)

    def take(self, feeder: str) -> Any:
        """Draw a row of a feeder, and return it.

        Raises `NoRowLeft`, and `KeyError` where there is no such feeder.
        """
        charge_point = self.charge_point
        row = self.supply.take(feeder, self.station.number, lambda: charge_point.random)
        self.variables[feeder] = row
        return row


def _station(script: Script) -> Mapping[str, Any]:
    charge_point, station = script.charge_point, script.station
    return {
        "identity": station.identity,
        "number": station.number,
        "id_tag": station.id_tag,
        "vendor": station.type.vendor,
        "model": station.type.model,
        "serial_number": station.type.serial_number,
        "firmware_version": station.firmware.version,
        "registration": station.registration.value,
        "connected": charge_point.connected,
        "online": charge_point.is_online,
    }


def _connector(script: Script, connector: Connector) -> Mapping[str, Any]:
    transaction = connector.transaction
    return {
        "id": connector.id,
        "status": str(connector.status),
        "plugged_in": connector.plugged_in,
        "reserved": connector.reserved,
        "charging": transaction is not None,
        "transaction": None if transaction is None else transaction.id,
        "meter_wh": connector.meter.energy_wh(script.charge_point.now),
    }


def _session(script: Script) -> Mapping[str, Any]:
    connector = script.station.connector(script.connector_id)
    return {"connector": connector.id, "id_tag": id_tag_of(None, script)}


class _Configuration(Mapping[str, str]):
    """The configuration keys that can be read, looked up when they are asked for."""

    __slots__ = ("_configuration",)

    def __init__(self, script: Script) -> None:
        self._configuration = script.station.configuration

    def __getitem__(self, name: str) -> str:
        key = self._configuration.find(name)
        if key is None or not key.is_readable:
            raise KeyError(name)
        return self._configuration[key.name]

    def __iter__(self) -> Iterator[str]:
        return map(self._configuration.spelled, self._configuration.readable())

    def __len__(self) -> int:
        return len(self._configuration.readable())


NAMES: Mapping[str, Callable[[Script], Any]] = {
    "n": lambda script: script.station.number,
    "station": _station,
    "connector": lambda script: _connector(script, script.station.connector(script.connector_id)),
    "connectors": lambda script: [_connector(script, each) for each in script.station.connectors],
    "configuration": _Configuration,
    "session": _session,
    # Copies: what a variable is set to is not to change with the next answer.
    "sent": lambda script: dict(script.journal.sent),
    "answers": lambda script: dict(script.journal.answers),
    "failures": lambda script: dict(script.journal.failures),
    "commands": lambda script: script.journal.last_commands,
    "env": lambda _: os.environ,
}
"""What every expression may name, beside variables."""
