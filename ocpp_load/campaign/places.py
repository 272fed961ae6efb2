"""Which process of a run is which: each has a place of its own among those that have stations."""

from collections.abc import Sequence


def place_among(index: int, indexes: Sequence[int] | None) -> tuple[int, int]:
    """Return the place of the worker with that index, and how many have stations.

    `indexes` are those that were there at the start; None where nobody told. No two workers have
    the same place, whenever they came: one that came late has a place beyond the others.
    """
    known = indexes or (index,)
    return known.index(index) if index in known else len(known) + index, len(known)
