"""What garbage collections look through while a fleet grows."""

import ast
import gc
import subprocess
import sys
from pathlib import Path

import pytest

import ocpp_load
from ocpp_load.locust_glue.standstill import Settlement

ROOMS_OF_A_STATION = (
    *("charge_point", "handlers", "messages", "metrics", "model", "ocppj", "runtime"),
    *("scenario", "transport", "validation"),
)


class Fleet:
    """As many have come as a test says."""

    def __init__(self):
        self.have_come = 0

    def __call__(self):
        return self.have_come


@pytest.fixture
def fleet():
    fleet = Fleet()
    settlement = Settlement(fleet)
    settlement.begin()
    yield fleet
    settlement.end()
    gc.unfreeze()


def passed_over_after(generation):
    """Return how many objects more are passed over after a collection."""
    before = gc.get_freeze_count()
    gc.collect(generation)
    return gc.get_freeze_count() - before


def test_who_came_is_passed_over_after_the_next_full_collection(fleet):
    fleet.have_come = 100
    assert passed_over_after(2) > 0


def test_a_partial_collection_settles_nobody(fleet):
    fleet.have_come = 100
    assert passed_over_after(1) <= 0


def test_where_nobody_has_come_collections_are_as_ever(fleet):
    fleet.have_come = 100
    gc.collect()
    newcomers = [[number] for number in range(1000)]
    assert passed_over_after(2) <= 0
    fleet.have_come = 101
    assert passed_over_after(2) >= len(newcomers)


def test_after_its_end_collections_are_left_alone():
    gc.collect()  # Python 3.12 has the first pass over what is immortal
    settlement = Settlement(lambda: 100)
    settlement.begin()
    settlement.end()
    assert passed_over_after(2) <= 0


def imported_late(path):
    """Return the modules that a file imports within its functions."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in (node for function in functions for node in ast.walk(function)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            package = Path(ocpp_load.__file__).parents[1]
            modules = {name for name in names if is_module(package, name)}
            yield from modules or {node.module}


def is_module(package, name):
    path = package / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").exists()


def test_what_a_station_would_import_in_mid_run_is_there_before_the_first():
    code = "import sys; from ocpp_load.locust_glue.standstill import get_it_over as get; get()"
    command = [sys.executable, "-c", f"{code}; print(*sys.modules)"]
    there = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    package = Path(ocpp_load.__file__).parent
    late = {
        module
        for room in ROOMS_OF_A_STATION
        for path in (package / room).rglob("*.py")
        for module in imported_late(path)
    }
    assert "ocpp_load.transport.transfer.by_ftp" in late
    assert late <= there
