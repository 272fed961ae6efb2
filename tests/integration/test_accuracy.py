"""What the accuracy benchmark takes for the truth, and when a figure is right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.truth import by_the_book, is_within, percentiles, recorded
from ocpp_load.central_system.latency import FixedLatency, parse_latency

MS = 1000


def answer(station, read_ms, written_ms, action="Heartbeat"):
    return {
        "station": station,
        "action": action,
        "readUs": [at * MS for at in read_ms],
        "writtenUs": [at * MS for at in written_ms],
    }


def test_the_record_tells_what_each_call_took_from_its_sending_and_from_when_it_was_due():
    times = recorded(
        [
            answer("CP1", [500, 600, 2600, 2620], [520, 2600, 2620, 2640]),
            answer("CP2", [1053, 1150], [1073, 1170]),  # the second was the quicker one
            answer("CP1", [0], [9], action="BootNotification"),
        ],
        "Heartbeat",
        0.1,
    )
    assert times.round_trip == [20, 2000, 20, 20, 20, 20]
    assert times.from_intent == [20, 2000, 1920, 1840, 23, 20]


def test_by_the_book_every_call_takes_what_was_ordered():
    times = by_the_book(FixedLatency(0.02), stations=4, every_s=0.2, seconds=10, stall_s=0)
    assert len(times.round_trip) == 4 * 50
    assert times.round_trip == pytest.approx([20] * 200)
    assert times.from_intent == pytest.approx([20] * 200)


def test_by_the_book_a_stall_hides_in_the_round_trip_and_shows_from_the_intent():
    times = by_the_book(FixedLatency(0.02), stations=100, every_s=0.1, seconds=30, stall_s=2)
    hidden, shown = percentiles(times.round_trip), percentiles(times.from_intent)
    assert hidden["p99_ms"] == pytest.approx(20)
    assert shown["p99_ms"] > 1500
    assert hidden["max_ms"] == pytest.approx(shown["max_ms"], abs=20)
    assert sum(one > 20.1 for one in times.round_trip) == 100  # one of each station


def test_by_the_book_the_share_of_a_bimodal_latency_is_what_was_ordered():
    latency = parse_latency("bimodal:0.8,20ms,100ms")
    times = by_the_book(latency, stations=50, every_s=0.2, seconds=20, stall_s=0)
    fast = sum(one < 60 for one in times.round_trip)
    assert fast / len(times.round_trip) == pytest.approx(0.8, abs=0.03)


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_percentiles_are_of_the_nearest_rank(values):
    found = percentiles(values)
    assert found["max_ms"] == max(values)
    assert sum(one <= found["p90_ms"] for one in values) >= 0.9 * len(values)
    assert set(found.values()) <= set(values)


@pytest.mark.parametrize(
    ("reported", "injected", "right"),
    [(21, 20, True), (21.01, 20, False), (19, 20, True), (102, 100, True), (102.1, 100, False)],
)
def test_a_figure_is_right_within_2_per_cent_or_1_ms(reported, injected, right):
    assert is_within(reported, injected) is right
