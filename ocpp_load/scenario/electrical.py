"""The electrical keys of the `station` section: the supply, the EVs that come, the meters."""

from ocpp_load.messages.v16.enums import Measurand
from ocpp_load.model.electrical.electrical import (
    USUAL_ELECTRICAL,
    USUAL_MEASURANDS,
    USUAL_VOLTAGE_V,
    Electrical,
    SupplyType,
)
from ocpp_load.model.electrical.vehicle import VehicleType
from ocpp_load.scenario.node import MappingNode, SequenceNode
from ocpp_load.scenario.percentage import read_percentage
from ocpp_load.scenario.quantity import ENERGY, POWER, VOLTAGE
from ocpp_load.scenario.reader import Section, Value

KEYS = (
    "supply",
    "voltage",
    "frequency",
    "power_factor",
    "ev",
    "main_meter",
    "measurands",
    "signed_data",
)
_FREQUENCIES_HZ = (50, 60)
_EV_PHASES = (1, 2, 3)
_ENERGY = Measurand.ENERGY_ACTIVE_IMPORT_REGISTER
_Socs = tuple[float, float]


def read_electrical(section: Section) -> Electrical:
    """Read those of the keys that are there; the others follow from the supply."""
    usual = USUAL_ELECTRICAL
    supply = section.read("supply", _supply, usual.supply)
    return Electrical(
        supply=supply,
        voltage_v=section.read("voltage", VOLTAGE.read, USUAL_VOLTAGE_V[supply]),
        power_factor=section.read("power_factor", _power_factor, usual.power_factor),
        frequency_hz=section.read("frequency", _frequency, usual.frequency_hz),
        ev=section.read("ev", _ev, None),
        main_meter=section.read("main_meter", Value.flag, False),
        measurands=section.read("measurands", _measurands, USUAL_MEASURANDS[supply]),
        signed_data=section.read("signed_data", _signed_data, ()),
    )


def _supply(value: Value) -> SupplyType:
    return value.choice(SupplyType)


def _power_factor(value: Value) -> float:
    number = value.number()
    if number is None or not 0 < number <= 1:
        value.reject(f"{value.shown} is not allowed; allowed: numbers above 0, up to 1")
        return 1.0
    return float(number)


def _frequency(value: Value) -> float:
    return float(_one_of(value, _FREQUENCIES_HZ))


def _ev(value: Value) -> VehicleType | None:
    """Read what the EVs are; an empty value takes away those of a template."""
    if value.is_empty:
        return None
    keys = ("battery", "soc", "max_power", "phases", "tapers_from")
    section = value.section(keys, required=("battery",))
    usual = VehicleType(battery_wh=0.0)
    lowest, highest = section.read("soc", _socs, (usual.lowest_soc, usual.highest_soc))
    return VehicleType(
        battery_wh=section.read("battery", ENERGY.read, 0.0),
        lowest_soc=lowest,
        highest_soc=highest,
        max_power_w=section.read("max_power", POWER.read, None),
        phases=section.read("phases", lambda each: _one_of(each, _EV_PHASES), usual.phases),
        tapers_from=section.read("tapers_from", read_percentage, usual.tapers_from),
    )


def _socs(value: Value) -> _Socs:
    """Read a state of charge, or `uniform` with two of them."""
    if not isinstance(value.node, MappingNode):
        soc = read_percentage(value)
        return soc, soc
    return (
        value.alone().section(("uniform",), required=("uniform",)).read("uniform", _range, (0, 0))
    )


def _range(value: Value) -> _Socs:
    if not isinstance(value.node, SequenceNode) or len(value.node.items) != 2:
        value.reject("needs a list of two percentages, for example [10 %, 60 %]")
        return 0.0, 0.0
    lowest, highest = (read_percentage(bound) for bound in value.items())
    if lowest > highest:
        value.reject("is the wrong way round; write the lower percentage first")
    return lowest, highest


def _measurands(value: Value) -> frozenset[Measurand]:
    return frozenset(item.choice(Measurand) for item in value.items())


def _signed_data(value: Value) -> tuple[tuple[Measurand, str], ...]:
    """Read what is signed: text for the energy register, or by measurand."""
    if not isinstance(value.node, MappingNode):
        return ((_ENERGY, value.line()),)
    return tuple(
        (Value(key, value.label, value.mistakes).choice(Measurand), text.line())
        for key, text in value.alone().entries()
    )


def _one_of(value: Value, allowed: tuple[int, ...]) -> int:
    number = value.number()
    if number in allowed:
        return int(number)
    value.reject(f"{value.shown} is not allowed; allowed: {', '.join(map(str, allowed))}")
    return allowed[0]
