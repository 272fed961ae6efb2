"""What the meters of a station measure, and how a list of measurands asks for it.

A member of such a list is a measurand, which stands for all phases that it is measured on
(OCPP 1.6 errata 3.13, section 3.14.3), or one with a phase, such as `Current.Import.L1`
(section 9.1.17). What no meter of the station measures is no member: a list with it is
Rejected (section 3.14.4).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from ocpp_load.messages.v16.enums import Measurand, Phase
from ocpp_load.model.electrical.electrical import USUAL_MEASURANDS, Electrical, SupplyType

if TYPE_CHECKING:
    from ocpp_load.model.station import StationType

Reading = tuple[Measurand, Phase | None]
"""One value to take; without a phase it is that of the whole connection."""

_LINES = (Phase.L1, Phase.L2, Phase.L3)
_LINES_TO_NEUTRAL = (Phase.L1_N, Phase.L2_N, Phase.L3_N)
_LINES_TO_LINES = (Phase.L1_L2, Phase.L2_L3, Phase.L3_L1)

_BY_PHASE = {
    Measurand.CURRENT_EXPORT: _LINES,
    Measurand.CURRENT_IMPORT: _LINES,
    Measurand.VOLTAGE: _LINES_TO_NEUTRAL,
}
_ALSO_CALLED = {Measurand.VOLTAGE: _LINES}  # the book's own example is Voltage.L1
_OF_THE_INLET = USUAL_MEASURANDS[SupplyType.AC] - {Measurand.TEMPERATURE}


def members(type_: "StationType") -> Mapping[str, tuple[Reading, ...]]:
    """Return what may stand in a list of measurands, and what each member stands for."""
    electrical = type_.electrical
    at_connectors = _members(electrical.measurands, 0 if electrical.is_dc else type_.phases)
    if not electrical.main_meter:
        return at_connectors
    return {**_members(_OF_THE_INLET, type_.phases), **at_connectors}


def readings(measurands: str, electrical: Electrical, phases: int) -> tuple[Reading, ...]:
    """Return what a comma-separated list asks of a connector's meter, each value once.

    What it does not measure is left out.
    """
    known = _members(electrical.measurands, 0 if electrical.is_dc else phases)
    return _readings(measurands, known)


def inlet_readings(measurands: str, phases: int) -> tuple[Reading, ...]:
    """Return what a comma-separated list asks of the main meter, each value once."""
    return _readings(measurands, _members(_OF_THE_INLET, phases))


@lru_cache
def _members(measured: frozenset[Measurand], phases: int) -> Mapping[str, tuple[Reading, ...]]:
    """Return the members for a connection of some phases; 0 is direct current."""
    known: dict[str, tuple[Reading, ...]] = {}
    for measurand in (each for each in Measurand if each in measured):
        measured_on = _BY_PHASE.get(measurand, ())[:phases]
        known[measurand.value] = tuple((measurand, phase) for phase in measured_on) or (
            (measurand, None),
        )
        others = _ALSO_CALLED.get(measurand, ())[:phases]
        if measurand is Measurand.VOLTAGE and phases == len(_LINES_TO_LINES):
            others = (*others, *_LINES_TO_LINES)
        for phase in (*measured_on, *others):
            known[f"{measurand}.{phase}"] = ((measurand, phase),)
    return known


def _readings(measurands: str, known: Mapping[str, tuple[Reading, ...]]) -> tuple[Reading, ...]:
    return tuple(
        dict.fromkeys(
            reading for member in measurands.split(",") for reading in known.get(member.strip(), ())
        )
    )
