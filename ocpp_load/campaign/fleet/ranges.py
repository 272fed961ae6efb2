"""Numbers that lie side by side, as messages carry them: the first, and how many."""

from collections.abc import Iterable, Iterator, Sequence

Ranges = Sequence[Sequence[int]]
"""Pairs of a first number and a count."""


def ranges_of(numbers: Iterable[int]) -> list[list[int]]:
    """Return ascending numbers as ranges."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][0] + ranges[-1][1]:
            ranges[-1][1] += 1
        else:
            ranges.append([number, 1])
    return ranges


def numbers_of(ranges: Ranges) -> Iterator[int]:
    """Yield the numbers of ranges."""
    for first, count in ranges:
        yield from range(first, first + count)


def count_of(ranges: Ranges) -> int:
    """Return how many numbers they are."""
    return sum(count for _, count in ranges)
