"""Counts by place are what a dict would have, in whichever form they are kept."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.metrics.counts import FEW, Counts

# A run of neighbours is long enough to leave the dict; many at once outgrow a narrow counter.
PLACES = st.one_of(
    st.lists(st.integers(0, 23_220), max_size=5),
    st.builds(range, st.integers(0, 1000), st.integers(0, 4000), st.integers(1, 20)),
)
PORTIONS = st.lists(st.tuples(PLACES, st.sampled_from([1, 2, 65_534, 65_536, 2**40])), max_size=4)


def counted(portions):
    """Return the same twice: counted here, and in a dict."""
    counts, reference = Counts(), Counter()
    for places, times in portions:
        if times == 1:
            counts.count(places)
            reference.update(places)
        else:
            own = sorted(set(places))
            counts.count_many(own, [times] * len(own))
            reference.update(dict.fromkeys(own, times))
    return counts, reference


def told(counts):
    return dict(counts.items()), len(counts), counts.total()


def known(reference):
    return dict(reference), len(reference), reference.total()


@given(PORTIONS)
def test_counts_are_what_was_counted(portions):
    counts, reference = counted(portions)
    assert told(counts) == known(reference)
    assert list(counts.items()) == sorted(reference.items())
    assert counts.total_up_to(700) == sum(many for place, many in reference.items() if place <= 700)


@given(PORTIONS, PORTIONS)
def test_counts_that_are_added_stay_as_they_are(first, second):
    whole, reference = counted(first)
    other, other_reference = counted(second)
    copied = whole.copy()
    whole.add(other)
    assert told(whole) == known(reference + other_reference)
    assert told(other) == known(other_reference)
    assert told(copied) == known(reference)


@given(PORTIONS)
def test_to_read_counts_in_between_changes_nothing(portions):
    counts, whole = Counts(), Counter()
    for portion in portions:
        part, reference = counted([portion])
        counts.add(part)
        whole += reference
        assert told(counts) == known(whole)


def test_many_places_are_no_longer_in_a_dict():
    counts = Counts()
    counts.count(range(FEW))
    assert counts.few is not None
    counts.count([FEW])
    assert counts.few is None
    assert dict(counts.items()) == dict.fromkeys(range(FEW + 1), 1)
