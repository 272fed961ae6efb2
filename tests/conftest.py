"""What holds for the whole suite."""

import os
import sys

import pytest
from support.browser import browser, chromium

__all__ = ["browser", "chromium"]


def pytest_configure() -> None:
    """Have runs that tests start warn of a busy generator: tests share their machine."""
    os.environ.setdefault("OCPP_LOAD_ON_SATURATION", "warn")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that look at pages first, side by side.

    So one worker does them, with one browser, before anybody is idle enough to take some away.
    """
    items.sort(key=lambda item: "chromium" not in getattr(item, "fixturenames", ()))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Name the module that imports Locust.

    Locust patches the process that it is imported by, and the suite with it: half a minute later
    a test that has nothing to do with it waits for ever. Tests of it start processes.
    """
    if "locust" in sys.modules:
        pytest.exit(f"{report.nodeid} imports Locust; start a process for that", returncode=1)
