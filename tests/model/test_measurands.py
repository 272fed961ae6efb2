"""What the meters measure (OCPP 1.6 sections 7.31 and 9.1.17, errata 3.13 section 3.14.3)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.simulation import a_station

from ocpp_load.messages.v16.enums import Measurand
from ocpp_load.model.configuration.measurands import inlet_readings, members, readings
from ocpp_load.model.electrical.electrical import (
    USUAL_ELECTRICAL,
    USUAL_MEASURANDS,
    Electrical,
    SupplyType,
)
from ocpp_load.model.electrical.measured_value import MEASURED_VALUES

AC = USUAL_ELECTRICAL
DC = Electrical(SupplyType.DC, 400.0, measurands=USUAL_MEASURANDS[SupplyType.DC])
ALWAYS = set(USUAL_MEASURANDS[SupplyType.AC]) & set(USUAL_MEASURANDS[SupplyType.DC])


def known(electrical, phases=3):
    return members(a_station(phases=phases, electrical=electrical).type)


@pytest.mark.parametrize(
    ("text", "phases", "taken"),
    [
        ("Energy.Active.Import.Register", 3, [("Energy.Active.Import.Register", None)]),
        ("Power.Active.Import", 1, [("Power.Active.Import", None)]),
        ("Voltage", 3, [("Voltage", "L1-N"), ("Voltage", "L2-N"), ("Voltage", "L3-N")]),
        ("Voltage", 1, [("Voltage", "L1-N")]),
        ("Voltage.L1", 3, [("Voltage", "L1")]),
        ("Voltage.L3-L1", 3, [("Voltage", "L3-L1")]),
        ("Voltage.L1-L2", 1, []),
        ("Current.Import.L3, Current.Import.L1", 3, [("Current.Import", p) for p in ("L3", "L1")]),
        (
            "Current.Import.L2,Current.Import",
            3,
            [("Current.Import", p) for p in ("L2", "L1", "L3")],
        ),
        ("SoC,Power.Active.Import", 3, [("Power.Active.Import", None)]),
        ("", 3, []),
    ],
)
def test_a_list_asks_for_readings(text, phases, taken):
    assert list(readings(text, AC, phases)) == taken


def test_direct_current_has_no_phases_and_no_reactive_power_but_an_ev_that_tells_its_charge():
    text = "Current.Import,Voltage,SoC,RPM,Frequency,Power.Factor,Power.Reactive.Import"
    assert list(readings(text, DC, 3)) == [
        ("Current.Import", None),
        ("Voltage", None),
        ("SoC", None),
        ("RPM", None),
    ]


@pytest.mark.parametrize(
    ("electrical", "phases", "member", "is_known"),
    [
        (AC, 3, "SoC", False),
        (AC, 3, "Current.Import.L3", True),
        (AC, 1, "Current.Import.L2", False),
        (DC, 3, "SoC", True),
        (DC, 3, "Current.Import.L1", False),
        (DC, 3, "Frequency", False),
        (replace(DC, main_meter=True), 3, "Frequency", True),
        (replace(DC, main_meter=True), 3, "Current.Import.L1", True),
        (replace(AC, measurands=frozenset({Measurand.SOC})), 3, "SoC", True),
        (replace(AC, measurands=frozenset({Measurand.SOC})), 3, "Voltage", False),
    ],
)
def test_the_station_type_decides_what_it_can_measure(electrical, phases, member, is_known):
    assert (member in known(electrical, phases)) == is_known


def test_the_inlet_is_ac_whatever_the_connectors_deliver():
    assert list(inlet_readings("Voltage,SoC,Frequency", 1)) == [
        ("Voltage", "L1-N"),
        ("Frequency", None),
    ]


def test_every_measurand_of_the_book_is_measured_by_some_station_and_can_be_shown():
    assert set(MEASURED_VALUES) == set(Measurand)
    assert USUAL_MEASURANDS[SupplyType.AC] | USUAL_MEASURANDS[SupplyType.DC] == set(Measurand)
    assert Measurand.ENERGY_ACTIVE_IMPORT_REGISTER in ALWAYS


@given(st.lists(st.sampled_from(sorted(known(AC)))), st.sampled_from([1, 3]))
def test_no_value_is_read_twice_and_none_on_a_phase_that_is_not_there(asked, phases):
    taken = readings(",".join(asked), AC, phases)
    assert len(set(taken)) == len(taken)
    if phases == 1:
        assert {phase for _, phase in taken} <= {None, "L1", "L1-N"}
