"""What the meters measure (OCPP 1.6 section 9.1.17, errata 3.13 section 3.14.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.model.configuration.measurands import members, readings


@pytest.mark.parametrize(
    ("text", "phases", "taken"),
    [
        ("Energy.Active.Import.Register", 3, [("Energy.Active.Import.Register", None)]),
        ("Power.Active.Import", 1, [("Power.Active.Import", None)]),
        ("Voltage", 3, [("Voltage", "L1-N"), ("Voltage", "L2-N"), ("Voltage", "L3-N")]),
        ("Voltage", 1, [("Voltage", "L1-N")]),
        ("Voltage.L1", 3, [("Voltage", "L1")]),
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
    assert list(readings(text, phases)) == taken


@given(st.lists(st.sampled_from(sorted(members(3)))), st.sampled_from([1, 3]))
def test_no_value_is_read_twice_and_none_on_a_phase_that_is_not_there(asked, phases):
    taken = readings(",".join(asked), phases)
    assert len(set(taken)) == len(taken)
    if phases == 1:
        assert {phase for _, phase in taken} <= {None, "L1", "L1-N"}
