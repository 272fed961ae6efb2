"""SampledValues of a list of measurands (OCPP 1.6 sections 7.31 and 7.43), as a meter shows them.

What follows from the power alone is made once for all stations that draw it: most of them charge
steadily, and sample every few seconds. So a SampledValue is never changed once it is made.
"""

from collections.abc import Sequence
from functools import lru_cache

from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.enums import Location, Measurand, Phase, ReadingContext, ValueFormat
from ocpp_load.model.configuration.measurands import inlet_readings, readings
from ocpp_load.model.electrical.electrical import Electrical
from ocpp_load.model.electrical.measured_value import MEASURED_VALUES, Show
from ocpp_load.model.electrical.operating_point import ConnectorPoint, InletPoint, Steady
from ocpp_load.ocppj import Payload

_STEADY_KEPT = 256
"""Powers of which the values are kept; an EV that tapers off has another at every sample."""

_Value = tuple[Payload, Phase | None, Show]
"""A SampledValue but for what it shows, with what shows it."""


class OutletValues:
    """What a list of measurands shows at the connectors of one kind of station."""

    __slots__ = ("_moving", "_steady", "_values")

    def __init__(self, values: Sequence[_Value], moving: Sequence[int]) -> None:
        """`moving` are the places of `values` that show more than what follows from the power."""
        self._values = values
        self._moving = [(place, *values[place]) for place in moving]
        self._steady: dict[Steady, list[Payload | None]] = {}

    def shown(self, point: ConnectorPoint) -> list[Payload]:
        """Return what is shown at a moment."""
        key = point.steady
        steady = self._steady.get(key)
        if steady is None:
            steady = self._keep(key, point)
        taken = steady.copy()
        for place, template, phase, show in self._moving:
            value = show(point, phase)
            if value is not None:
                taken[place] = sampled = template.copy()
                sampled["value"] = value
        return [one for one in taken if one is not None]

    def _keep(self, key: Steady, point: ConnectorPoint) -> list[Payload | None]:
        if len(self._steady) >= _STEADY_KEPT:
            self._steady.clear()
        moving = {place for place, *_ in self._moving}
        steady = self._steady[key] = [
            None if place in moving else _shown(value, point)
            for place, value in enumerate(self._values)
        ]
        return steady


@lru_cache
def outlet_values(
    measurands: str,
    electrical: Electrical,
    phases: int,
    power_w: float,  # noqa: ARG001 - the load of a connector is the share of it that is drawn
    context: ReadingContext,
) -> OutletValues:
    """Return what shows a comma-separated list at connectors of that kind, `power_w` at the most."""
    signed_data = dict(electrical.signed_data)
    values: list[_Value] = []
    moving: list[int] = []
    for measurand, phase in readings(measurands, electrical, phases):
        if MEASURED_VALUES[measurand].moves:
            moving.append(len(values))
        # Outlet is the default; it is told where there is something to confuse it with.
        here = Location.OUTLET if electrical.main_meter else None
        value = _value(measurand, phase, context, here)
        values.append(value)
        text = signed_data.pop(measurand, None)
        if text is not None:
            values.append(_signed(value, text))
    return OutletValues(values, moving)


def inlet_values(
    measurands: str, phases: int, context: ReadingContext, point: InletPoint
) -> list[Payload]:
    """Return what a comma-separated list shows where the station draws from the grid."""
    shown = (_shown(value, point) for value in _of_inlet(measurands, phases, context))
    return [sampled for sampled in shown if sampled is not None]


@lru_cache
def _of_inlet(measurands: str, phases: int, context: ReadingContext) -> Sequence[_Value]:
    return [
        _value(measurand, phase, context, Location.INLET)
        for measurand, phase in inlet_readings(measurands, phases)
    ]


def _shown(value: _Value, point: ConnectorPoint | InletPoint) -> Payload | None:
    template, phase, show = value
    text = show(point, phase)
    return None if text is None else {**template, "value": text}


def _value(
    measurand: Measurand, phase: Phase | None, context: ReadingContext, here: Location | None
) -> _Value:
    measured = MEASURED_VALUES[measurand]
    sampled = core.sampled_value(
        value="",
        context=context,
        measurand=measurand,
        phase=phase,
        location=measured.location or here,
        unit=measured.unit,
    )
    return sampled, phase, measured.show


def _signed(value: _Value, text: str) -> _Value:
    sampled, phase, _ = value
    return {**sampled, "format": ValueFormat.SIGNED_DATA}, phase, lambda _point, _phase: text
