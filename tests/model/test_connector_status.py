"""The table of section 4.9, held against its drawing in the specification."""

import pytest

from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model import TRANSITIONS, Connector, IllegalStatusChange

STATUSES = [
    "Available",
    "Preparing",
    "Charging",
    "SuspendedEV",
    "SuspendedEVSE",
    "Finishing",
    "Reserved",
    "Unavailable",
    "Faulted",
]

# OCPP 1.6 edition 2 section 4.9 (B6: errata 3.20); a row per old status, x where it may change.
TABLE = """
    . x x x x . x x x
    x . x x x x . . x
    x . . x x x . x x
    x . x . x x . x x
    x . x x . x . x x
    x x . . . . . x x
    x x . . . . . x x
    x x x x x . . . x
    x x x x x x x x .
"""

CHANGES = [
    (old, new, mark == "x")
    for old, row in zip(STATUSES, TABLE.strip().splitlines(), strict=True)
    for new, mark in zip(STATUSES, row.split(), strict=True)
]


@pytest.mark.parametrize(("old", "new", "allowed"), CHANGES)
def test_a_status_changes_as_the_table_says(old, new, allowed):
    connector = Connector(1)
    connector.status = ChargePointStatus(old)
    if old == new:
        assert connector.change_status(ChargePointStatus(new)) is False
    elif allowed:
        assert connector.change_status(ChargePointStatus(new)) is True
        assert connector.status == new
    else:
        with pytest.raises(IllegalStatusChange, match=f"from {old} to {new}"):
            connector.change_status(ChargePointStatus(new))
        assert connector.status == old


def test_every_status_has_a_row():
    assert TRANSITIONS.keys() == set(ChargePointStatus)
