"""What the meters of a station measure, and how a list of measurands asks for it.

A member of such a list is a measurand, which stands for all phases that it is measured on
(OCPP 1.6 errata 3.13, section 3.14.3), or one with a phase, such as `Current.Import.L1`
(section 9.1.17).
"""

from collections.abc import Mapping
from functools import lru_cache

from ocpp_load.messages.v16.enums import Measurand, Phase

Reading = tuple[Measurand, Phase | None]
"""One value to take; without a phase it is that of the whole connection."""

_LINES = (Phase.L1, Phase.L2, Phase.L3)
_LINES_TO_NEUTRAL = (Phase.L1_N, Phase.L2_N, Phase.L3_N)

_WHOLE = (Measurand.ENERGY_ACTIVE_IMPORT_REGISTER, Measurand.POWER_ACTIVE_IMPORT)
_BY_PHASE = {Measurand.CURRENT_IMPORT: _LINES, Measurand.VOLTAGE: _LINES_TO_NEUTRAL}
_ALSO_CALLED = {Measurand.VOLTAGE: _LINES}  # the book's own example is Voltage.L1


@lru_cache
def members(phases: int) -> Mapping[str, tuple[Reading, ...]]:
    """Return what may stand in a list of measurands, and what each member stands for."""
    known: dict[str, tuple[Reading, ...]] = {
        measurand.value: ((measurand, None),) for measurand in _WHOLE
    }
    for measurand, measured_on in _BY_PHASE.items():
        known[measurand.value] = tuple((measurand, phase) for phase in measured_on[:phases])
        for phase in (*measured_on[:phases], *_ALSO_CALLED.get(measurand, ())[:phases]):
            known[f"{measurand}.{phase}"] = ((measurand, phase),)
    return known


@lru_cache
def readings(measurands: str, phases: int) -> tuple[Reading, ...]:
    """Return what a comma-separated list asks for, each once; what is not measured is left out."""
    known = members(phases)
    return tuple(
        dict.fromkeys(
            reading for member in measurands.split(",") for reading in known.get(member.strip(), ())
        )
    )
