"""`charge`: energy flows to the EV (OCPP 1.6 section 3.6)."""

import re
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps, session_time
from ocpp_load.charge_point.activities import ChargeTarget, charge
from ocpp_load.scenario.connector import ConnectorNumber, connector_of
from ocpp_load.scenario.distribution import Distribution, read_distribution
from ocpp_load.scenario.node import MappingNode
from ocpp_load.scenario.percentage import PERCENTAGE
from ocpp_load.scenario.quantity import ENERGY
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of

_FULL = ChargeTarget(soc=1.0)
_NONE = ChargeTarget()
_SOC = re.compile(PERCENTAGE)


@dataclass(frozen=True, slots=True)
class Charge:
    """Charge at `connector` for a duration or until a target; None is the session's connector.

    With both, whichever comes first.
    """

    name: ClassVar[str] = "charge"
    for_: Distribution | Late[Distribution] | None
    connector: ConnectorNumber
    until: ChargeTarget | Late[ChargeTarget] = _NONE

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("for", "until", "connector"))
        step = cls(
            for_=options.read("for", late(read_distribution), None),
            connector=steps.connector_in(options),
            until=options.read("until", late(partial(_read_target, steps=steps)), _NONE),
        )
        is_section = value.is_empty or isinstance(value.node, MappingNode)
        if is_section and "for" not in options and "until" not in options:
            value.reject("needs for, until, or both: how long the driver charges")
        return step

    def run(self, script: Script) -> Steps[None]:
        """Charge, where a transaction runs and its driver is not refused."""
        duration = value_of(self.for_, script)
        seconds = inf if duration is None else session_time(script.charge_point, duration)
        target = value_of(self.until, script)
        connector = connector_of(self.connector, script)
        if connector.transaction is None:
            script.tell_passed_over("no transaction runs")
        if not connector.used_remotely:
            yield from charge(script.charge_point, connector, seconds, target)


def _read_target(value: Value, steps: StepReader) -> ChargeTarget:
    """Read `full`, a state of charge such as `80 %`, or an energy such as `20 kWh`."""
    written = value.text_or_number()
    soc = _SOC.fullmatch(written) if isinstance(written, str) else None
    if written == "full" or soc is not None:
        if not steps.has_ev:
            value.reject(f"{value.shown} needs the key ev of the station: no EV has a battery")
        return _FULL if soc is None else ChargeTarget(soc=float(soc[1]) / 100)
    if isinstance(written, str) and written.endswith("Wh") and ENERGY.parse(written) is not None:
        return ChargeTarget(energy_wh=ENERGY.read(value))
    if value.number() is not None:
        value.reject(f'{value.shown} has no unit; write for example 20 kWh, or "${{kwh}} kWh"')
    else:
        value.reject(f"{value.shown} is not allowed; allowed: full, 80 %, 20 kWh and the like")
    return _NONE
