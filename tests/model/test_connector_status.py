"""The table of section 4.9, held against its drawing in the specification; and its page."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model import TRANSITIONS, Connector, IllegalStatusChange
from ocpp_load.model.connector_status import COLUMNS, OF_THE_STATION, ROWS, TABLE, transition

DOCS = Path(__file__).parents[2] / "docs"

# OCPP 1.6 edition 2 section 4.9 (B6: errata 3.20), as it stands there.
DRAWING = """
                1  2  3  4  5  6  7  8  9
A Available     .  A2 A3 A4 A5 .  A7 A8 A9
B Preparing     B1 .  B3 B4 B5 B6 .  .  B9
C Charging      C1 .  .  C4 C5 C6 .  C8 C9
D SuspendedEV   D1 .  D3 .  D5 D6 .  D8 D9
E SuspendedEVSE E1 .  E3 E4 .  E6 .  E8 E9
F Finishing     F1 F2 .  .  .  .  .  F8 F9
G Reserved      G1 G2 .  .  .  .  .  G8 G9
H Unavailable   H1 H2 H3 H4 H5 .  .  .  H9
I Faulted       I1 I2 I3 I4 I5 I6 I7 I8 .
"""

_COLUMN_ROW, *_ROWS = (line.split() for line in DRAWING.strip().splitlines())
STATUSES = [row[1] for row in _ROWS]
CHANGES = [
    (old, new, cell) for _, old, *cells in _ROWS for new, cell in zip(STATUSES, cells, strict=True)
]


@pytest.mark.parametrize(("old", "new", "cell"), CHANGES)
def test_a_status_changes_as_the_table_says(old, new, cell):
    connector = Connector(1)
    connector.status = ChargePointStatus(old)
    if old == new:
        assert connector.change_status(ChargePointStatus(new)) is False
    elif cell == ".":
        with pytest.raises(IllegalStatusChange, match=f"from {old} to {new}"):
            connector.change_status(ChargePointStatus(new))
        assert connector.status == old
    else:
        assert connector.change_status(ChargePointStatus(new)) is True
        assert connector.status == new
        assert transition(ChargePointStatus(old), ChargePointStatus(new)).name == cell


def test_every_cell_has_the_name_that_it_has_in_the_specification():
    assert [cell.name for cell in TABLE] == [cell for _, _, cell in CHANGES if cell != "."]
    assert all(cell.meaning for cell in TABLE)


def test_rows_and_columns_are_the_nine_statuses_in_the_same_order():
    assert list(ROWS.values()) == list(COLUMNS.values()) == STATUSES
    assert list(COLUMNS) == _COLUMN_ROW
    assert TRANSITIONS.keys() == set(ChargePointStatus)


def test_connector_0_is_available_unavailable_or_faulted():
    assert {*OF_THE_STATION} == {"Available", "Unavailable", "Faulted"}


def test_the_page_is_what_the_table_gives():
    spec = spec_from_file_location("connector_status_page", DOCS / "connector_status_page.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text(encoding="utf-8") == module.page()
    assert all(f"| {cell.name} |" in module.page() for cell in TABLE)
