"""Users, spawn rate and run time, wherever they are given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.errors import OptionError
from ocpp_load.settings.load import as_run_time, as_spawn_rate, as_users


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("90", 90.0),
        ("30s", 30.0),
        ("5m", 300.0),
        ("2h", 7200.0),
        ("1h30m", 5400.0),
        ("3h30m10s", 12_610.0),
        ("5 min", 300.0),
        ("500 ms", 0.5),
        (60, 60.0),
    ],
)
def test_a_run_time_is_written_as_locust_or_as_scenarios_have_it(given, seconds):
    assert as_run_time("--run-time", given) == seconds


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))
def test_hours_minutes_and_seconds_add_up(hours, minutes, seconds):
    text = f"{hours}h{minutes}m{seconds}s"
    assert as_run_time("--run-time", text) == hours * 3600 + minutes * 60 + seconds


@pytest.mark.parametrize("given", ["", "0", "0s", "-5s", "5 m", "x", "nan", "9999h", "1m1h"])
def test_a_time_that_a_run_cannot_take_is_refused(given):
    with pytest.raises(OptionError, match=r"^--run-time: .*write for example 30s, 5m or 1h30m"):
        as_run_time("--run-time", given)


@pytest.mark.parametrize("given", ["0", "-3", "x", "1.5", ""])
def test_there_is_at_least_one_charge_point(given):
    assert as_users("--users", "3") == 3
    with pytest.raises(OptionError, match=r"^--users: .*write for example 100"):
        as_users("--users", given)


@pytest.mark.parametrize("given", ["0", "-2", "x", "inf", "nan", ""])
def test_charge_points_start_at_some_rate(given):
    assert as_spawn_rate("--spawn-rate", "0.5") == 0.5
    with pytest.raises(OptionError, match=r"^--spawn-rate: .*per second; write for example 20"):
        as_spawn_rate("--spawn-rate", given)
