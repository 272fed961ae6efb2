"""What holds for the whole suite."""

import sys

import pytest


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Name the module that imports Locust.

    Locust patches the process that it is imported by, and the suite with it: half a minute later
    a test that has nothing to do with it waits for ever. Tests of it start processes.
    """
    if "locust" in sys.modules:
        pytest.exit(f"{report.nodeid} imports Locust; start a process for that", returncode=1)
