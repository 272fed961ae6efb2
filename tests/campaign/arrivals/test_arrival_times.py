"""When drivers come: the schedule of an open model, dealt out to processes."""

from itertools import islice, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.campaign.arrivals.process import arrival_times
from ocpp_load.campaign.arrivals.profile import DAY_S, Profile, of_a_day, steady
from ocpp_load.scenario.feeders.supply import Share

WHOLE = Share()
HOUR_S = 3600.0


def until(profile, end_s, share=WHOLE, seed=1):
    return list(takewhile(lambda at: at < end_s, arrival_times(profile, share, seed)))


def test_a_constant_rate_brings_drivers_in_equal_steps():
    times = islice(arrival_times(steady(0.5, is_random=False), WHOLE, 1), 4)
    assert list(times) == [2.0, 4.0, 6.0, 8.0]


@given(st.integers(1, 9))
def test_processes_deal_regular_drivers_out_among_them(processes):
    profile = steady(2.0, is_random=False)
    shares = [until(profile, 50, Share(index, processes)) for index in range(processes)]
    assert sorted(at for times in shares for at in times) == pytest.approx(until(profile, 50))


@given(st.integers(0, 1000))
def test_random_drivers_of_all_processes_come_at_the_whole_rate(seed):
    profile = steady(1.0, is_random=True)
    counts = [len(until(profile, 1000, Share(index, 4), seed)) for index in range(4)]
    assert 800 < sum(counts) < 1200
    assert len(set(map(tuple, (until(profile, 60, Share(i, 4), seed) for i in range(4))))) > 1


def test_the_seed_repeats_random_drivers():
    profile = steady(1.0, is_random=True)
    assert until(profile, 60, seed=5) == until(profile, 60, seed=5) != until(profile, 60, seed=6)


def test_a_process_that_came_late_has_no_drivers():
    assert until(steady(1.0, is_random=False), 60, Share(None, 2)) == []


def regular(profile):
    """Return the profile without its randomness, which a test could not count."""
    return Profile(profile.rates, profile.period_s)


def test_a_days_profile_brings_as_many_drivers_as_each_of_its_hours_says():
    profile = regular(of_a_day([(0, 10 / HOUR_S), (6 * HOUR_S, 0.0), (7 * HOUR_S, 100 / HOUR_S)]))
    times = until(profile, 2 * DAY_S)
    per_hour = [sum(int(at // HOUR_S) == hour for at in times) for hour in range(48)]
    assert per_hour[6] == per_hour[30] == 0
    for hour in (0, 5, 24, 29):
        assert per_hour[hour] == pytest.approx(10, abs=1)
    for hour in (7, 23, 31, 47):
        assert per_hour[hour] == pytest.approx(100, abs=1)


def test_before_the_first_time_of_a_day_the_last_rate_holds():
    profile = of_a_day([(6 * HOUR_S, 1.0), (18 * HOUR_S, 2.0)])
    assert profile.rates == ((0.0, 2.0), (6 * HOUR_S, 1.0), (18 * HOUR_S, 2.0))


def test_a_faster_day_brings_the_same_drivers_sooner():
    day = [(0.0, 0.01), (43_200.0, 0.02)]
    slow, fast = (
        list(islice(arrival_times(regular(of_a_day(day, scale)), WHOLE, 1), 2000))
        for scale in (1, 60)
    )
    assert slow[-1] > DAY_S
    assert [at * 60 for at in fast] == pytest.approx(slow)


@given(st.integers(0, 86_399))
def test_a_run_may_begin_at_any_time_of_the_day(starts_at_s):
    day = [(0.0, 1.0), (HOUR_S, 2.0), (20 * HOUR_S, 3.0)]
    profile = of_a_day(day, starts_at_s=starts_at_s)

    def rate_at(rates, at_s):
        return [rate for start, rate in rates if start <= at_s][-1]

    assert profile.rates[0][0] == 0.0
    for later_s in range(0, int(DAY_S), 3599):
        expected = rate_at(day, (starts_at_s + later_s) % DAY_S)
        assert rate_at(profile.rates, later_s) == expected
