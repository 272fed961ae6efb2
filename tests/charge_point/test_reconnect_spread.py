"""A fleet that lost its central system comes back spread, not in lockstep (errata 3.4).

A thousand stations lose their connection at one moment. When each of them tries again is held
against the distribution that the back-off was configured with, attempt by attempt.
"""

import pytest
from support.simulation import CONSEQUENCES, EPOCH_S, VALIDATOR, RecordingObserver, a_station

from ocpp_load.charge_point import BackOff, Behaviour, ChargePoint, OpenConnection
from ocpp_load.charge_point.activities import connect
from ocpp_load.handlers.v16 import make_registry

STATIONS = 1000
LOST_AT_S = 100.0
BACK_OFF = BackOff(minimum_s=10.0, factor=2.0, random_s=15.0, maximum_s=40.0)
# With 1,000 values that are uniform in truth, the distance exceeds this once in 10^8 fleets.
FARTHEST = 0.1
REGISTRY = make_registry(VALIDATOR)


def attempts_of(number, back_off, attempts, retry_after_s=None):
    """Return when one station tries again after the loss, in seconds after it or the last try."""
    behaviour = Behaviour(VALIDATOR, REGISTRY, back_off=back_off, consequences=CONSEQUENCES)
    station = ChargePoint(
        a_station(),
        behaviour,
        RecordingObserver(),
        seed=f"a seed:{number}",
        now=0.0,
        epoch_s=EPOCH_S,
    )
    station.spawn("script", connect(station))
    station.effects.clear()
    station.connection_opened(0.0)
    station.connection_lost(LOST_AT_S, "closed without close frame")
    waits, since = [], LOST_AT_S
    while len(waits) < attempts:
        station.effects.clear()
        now = station.next_due
        station.time_passed(now)
        if any(isinstance(effect, OpenConnection) for effect in station.effects):
            waits.append(now - since)
            since = now
            station.connection_failed(now, "HTTP 503", retry_after_s)
    return waits


def fleet(back_off=BACK_OFF, attempts=4, retry_after_s=None):
    """Return the waits of all stations: one list for each attempt."""
    stations = (attempts_of(n, back_off, attempts, retry_after_s) for n in range(1, STATIONS + 1))
    return list(zip(*stations, strict=True))


def distance_to_uniform(values, low, high):
    """Return the Kolmogorov-Smirnov distance of `values` to the uniform distribution."""
    share = [(min(max(value, low), high) - low) / (high - low) for value in sorted(values)]
    count = len(share)
    return max(max(x - i / count, (i + 1) / count - x) for i, x in enumerate(share))


@pytest.fixture(scope="module")
def waits():
    return fleet()


@pytest.mark.parametrize(("attempt", "base_s"), [(0, 10.0), (1, 20.0), (2, 40.0), (3, 40.0)])
def test_each_attempt_is_spread_as_the_back_off_is_configured(waits, attempt, base_s):
    spread = waits[attempt]
    assert all(base_s <= wait <= base_s + 15.0 for wait in spread)
    assert len(set(spread)) == STATIONS
    assert distance_to_uniform(spread, base_s, base_s + 15.0) < FARTHEST


def test_no_second_sees_more_of_the_fleet_than_its_share(waits):
    seconds = [int(wait) for wait in waits[0]]
    assert max(map(seconds.count, set(seconds))) < 2 * STATIONS / 15


def test_stations_draw_anew_for_each_attempt(waits):
    first = [wait - 10.0 for wait in waits[0]]
    second = [wait - 20.0 for wait in waits[1]]
    differences = [(b - a) / 15.0 for a, b in zip(first, second, strict=True)]
    # The difference of two uniform values that know nothing of each other is triangular.
    within_half = sum(abs(difference) < 0.5 for difference in differences) / STATIONS
    assert 0.65 < within_half < 0.85


def test_a_fleet_that_is_told_when_to_come_back_comes_back_spread():
    waits = fleet(attempts=2, retry_after_s=120.0)
    assert all(120.0 <= wait <= 135.0 for wait in waits[1])
    assert distance_to_uniform(waits[1], 120.0, 135.0) < FARTHEST


@pytest.mark.parametrize(
    "other",
    [
        BackOff(minimum_s=10.0, factor=2.0, random_s=0.0, maximum_s=40.0),
        BackOff(minimum_s=10.0, factor=2.0, random_s=7.5, maximum_s=40.0),
        BackOff(minimum_s=12.0, factor=2.0, random_s=15.0, maximum_s=40.0),
    ],
    ids=["lockstep", "half the random part", "another minimum"],
)
def test_the_measure_tells_a_fleet_that_comes_back_otherwise(other):
    [first] = fleet(other, attempts=1)
    assert distance_to_uniform(first, 10.0, 25.0) > FARTHEST
