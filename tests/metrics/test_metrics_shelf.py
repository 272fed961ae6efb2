"""A slice that was sealed is what it was; nobody sees from outside which ones are."""

from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.metrics import Direction
from ocpp_load.metrics.scale import COARSE, FINE, HIGHEST_US
from ocpp_load.metrics.shelf import SealedSlice, Shelf
from ocpp_load.metrics.slices import Slice

KEYS = st.tuples(
    st.sampled_from(Direction), st.sampled_from(["Heartbeat", "connect", 'odd "name"\\', "Zähler"])
)
# How many latencies at which places: few, and so many that they are not in a dict any more.
LATENCIES = st.one_of(
    st.dictionaries(
        st.integers(1, COARSE.place(HIGHEST_US)),
        st.sampled_from([1, 2, 255, 256, 65_536, 2**40]),
        max_size=4,
    ),
    st.builds(range, st.integers(1, 300), st.integers(300, 900)).map(
        lambda places: dict.fromkeys(places, 1)
    ),
)
LINES = st.dictionaries(KEYS, st.tuples(st.integers(0, 2**40), LATENCIES, LATENCIES), max_size=3)
NAMES = st.sampled_from(["connected", "charging", "process 0"])
FIGURES = st.floats(allow_nan=False, allow_infinity=False)
SLICES = st.tuples(
    LINES,
    st.dictionaries(NAMES, st.integers(0, 2**40), max_size=2),
    st.dictionaries(NAMES, st.dictionaries(NAMES, FIGURES, max_size=2), max_size=2),
)


def slice_of(contents):
    one = Slice()
    lines, fleet, health = contents
    one.fleet = dict(fleet)
    one.health = {process: dict(figures) for process, figures in health.items()}
    for key, (count, latencies, from_intents) in lines.items():
        line = one.lines[key]
        line.count, line.failures = count, count // 2
        line.latency.take_delta(list(latencies), list(latencies.values()))
        line.from_intent.take_delta(list(from_intents), list(from_intents.values()))
    return one


@given(SLICES, st.integers(0, 1000))
def test_a_sealed_slice_opens_to_what_it_was(contents, revision):
    one = slice_of(contents)
    one.revision = revision
    before = one.to_delta(0)
    opened = SealedSlice(one).opened()
    assert opened.to_delta(0) == before
    assert list(opened.lines) == list(one.lines)
    assert opened.revision == revision


@given(SLICES, SLICES)
def test_what_is_told_late_is_counted_in_a_sealed_slice_as_in_an_open_one(first, late):
    one = slice_of(first)
    one.add(slice_of(late))
    shelf = Shelf()
    shelf.open(7).add(slice_of(first))
    while shelf.seal(0):
        pass
    assert isinstance(shelf.get(7), SealedSlice)
    shelf.open(7).add(slice_of(late))
    while shelf.seal(0):
        pass
    assert shelf.get(7).opened().to_delta(0) == one.to_delta(0)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.integers(0, 5), st.integers(1, 5_000_000)),
            st.integers(0, 3),
        ),
        max_size=60,
    )
)
def test_slices_are_the_same_however_many_of_them_are_sealed_and_when(events):
    """An event is a latency at a place, or one piece of sealing that leaves so many open."""
    shelf, told = Shelf(), {}
    for event in events:
        if isinstance(event, int):
            shelf.seal(event)
            continue
        place, us = event
        line = shelf.open(place).lines[Direction.CALL, "Heartbeat"]
        line.count += 1
        line.latency.take([FINE.place(us)])
        told.setdefault(place, []).append(us)
    assert list(shelf) == sorted(told)
    for place, latencies in told.items():
        expected = Slice().lines[Direction.CALL, "Heartbeat"]
        expected.latency.take([FINE.place(us) for us in latencies])
        line = shelf.get(place).opened().lines[Direction.CALL, "Heartbeat"]
        assert line.count == len(latencies)
        assert line.latency.to_delta() == expected.latency.to_delta()
        percentiles = (50, 99, 100)
        assert line.percentiles_ms(percentiles) == expected.percentiles_ms(percentiles)


def test_which_was_counted_in_last_is_sealed_last():
    shelf = Shelf()
    for place in (1, 2, 3, 1):
        shelf.open(place)
    while shelf.seal(1):
        pass
    assert [isinstance(shelf.get(place), Slice) for place in (1, 2, 3)] == [True, False, False]
