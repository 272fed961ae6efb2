"""Signs on a terminal that knows ASCII only."""

import io

import pytest
from rich.cells import cell_len

from ocpp_load.cli.transcript import SIGNS
from ocpp_load.metrics import Direction
from ocpp_load.report.printable import printable_on

COLUMN_SIGNS = [*(direction.arrow for direction in Direction), *SIGNS]


def on(encoding, text):
    return printable_on(text, io.TextIOWrapper(io.BytesIO(), encoding=encoding))


@pytest.mark.parametrize("sign", COLUMN_SIGNS)
def test_each_sign_of_a_column_has_a_stand_in_of_its_width(sign):
    told = on("ascii", sign)
    assert told != "?"
    assert cell_len(told) == cell_len(sign)


@pytest.mark.parametrize("signs", [[direction.arrow for direction in Direction], SIGNS])
def test_stand_ins_can_be_told_apart(signs):
    assert len({on("ascii", sign) for sign in signs}) == len(set(signs))


def test_what_the_encoding_has_stays_as_it_is():
    assert on("utf-8", "→ Café · …") == "→ Café · …"
    assert on("latin-1", "→ Café · …") == "> Café · ..."
    assert on("ascii", "→ Café ✓✗") == "> Caf? +x"
