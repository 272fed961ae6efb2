"""Ctrl-C while stations run in this process: left to Python it surfaces in whatever the hub does."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def on_press(react: Callable[[int], None]) -> Iterator[list[int]]:
    """Have `react` called with the number of each press; yield a list with one entry for each.

    It is called in the hub, and must not wait.
    """
    presses: list[int] = []

    def press(number: int, _frame: Any) -> None:
        presses.append(number)
        react(len(presses))

    before = signal.signal(signal.SIGINT, press)
    try:
        yield presses
    finally:
        signal.signal(signal.SIGINT, before)
