"""What holds for the whole suite."""

import gc
import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings
from support.browser import browser, chromium

__all__ = ["browser", "chromium"]

TESTS = Path(__file__).parent
WAITING = {"certification", "cli", "integration", "locust_glue"}
"""The folders whose tests start processes."""


def pytest_configure() -> None:
    """Have runs that tests start warn of a busy generator: tests share their machine."""
    os.environ.setdefault("OCPP_LOAD_ON_SATURATION", "warn")
    # Of hypothesis a test that takes longer than 200 ms has failed; nothing here is timed.
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")


def pytest_collection() -> None:
    """Let nobody look for garbage among tests that are about to be made: there is none."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage again, and leave the tests out of it: they stay until the end."""
    gc.enable()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that look at pages first, side by side, and deal the others out evenly.

    So one worker does the first, with one browser, before anybody is idle enough to take some
    away. Of the others some start processes, and mostly wait, and some compute: every stretch of
    the suite has its share of both, so that neither cores nor workers stand still.
    """
    seen: Counter[bool] = Counter()
    places = {}
    waits = [item.path.relative_to(TESTS).parts[0] in WAITING for item in items]
    whole = Counter(waits)
    for item, kind in zip(items, waits, strict=True):
        # Modules stay whole: they share what takes long to start.
        places.setdefault(item.path, seen[kind] / whole[kind])
        seen[kind] += 1
    items.sort(
        key=lambda item: (
            "chromium" not in getattr(item, "fixturenames", ()),
            places[item.path],
        )
    )


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Name the module that imports Locust.

    Locust patches the process that it is imported by, and the suite with it: half a minute later
    a test that has nothing to do with it waits for ever. Tests of it start processes.
    """
    if "locust" in sys.modules:
        pytest.exit(f"{report.nodeid} imports Locust; start a process for that", returncode=1)
