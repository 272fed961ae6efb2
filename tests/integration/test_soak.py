"""A run in a process leaves nothing over there: no station, greenlet, timer, socket or file.

Section 4 of the specification for what the stations do meanwhile: sessions, commands, reconnects.
"""

from pathlib import Path

import pytest

from benchmarks.left_over import count, more_than
from benchmarks.soak import growth, soak

MINUTE_S = 60

QUICK = """\
name: quick
ocpp: "1.6"
station: {vendor: v, model: m, connectors: 1, power: 22 kW}
steps:
  - connect
  - boot
  - repeat:
      steps:
        - plug_in
        - authorize
        - start_transaction
        - charge: {for: 500 ms}
        - stop_transaction
        - unplug
        - disconnect
        - connect
"""


def test_nothing_is_left_over_of_sessions_reconnects_and_commands(tmp_path):
    scenario = tmp_path / "quick.yaml"
    scenario.write_text(QUICK, encoding="utf-8")
    outcome = soak(tmp_path, 20, 4, scenario)
    assert outcome["problems"] == []
    assert outcome["transactions"] > 0
    assert outcome["commands"] > 0
    assert outcome["connections"] > 20


def test_what_is_left_over_is_told_by_its_kind():
    before = count()
    with Path(__file__).open(encoding="utf-8"):
        assert more_than(before)["file"] == 1
    assert "file" not in more_than(before)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ([80, 90, 99, 100], None),  # too short to tell
        ([80, 90, 99, 100, 101], 0.01),
        ([80, 90, 99, 100, 150, 103], 0.03),
        ([80, 90, 99, 100, 100, 99], -0.01),
    ],
)
def test_growth_is_that_of_the_last_minute_over_the_fourth(minutes, expected):
    resident = [value for value in minutes for _ in range(MINUTE_S)]
    assert growth(resident) == (None if expected is None else pytest.approx(expected))
