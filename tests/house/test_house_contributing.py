"""CONTRIBUTING.md sends nobody to a place that is not there."""

import re

import pytest
from support.house import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
FOLDERS = ("ocpp_load/", "tests/", "schemas/", "benchmarks/", ".github/")
PATHS = sorted(
    {
        path
        for path in re.findall(r"(?<=[ `(])(?:[\w.]+/)+[\w.]*(?=[` )])", TEXT)
        if path.startswith(FOLDERS)
    }
)
NAMES = re.findall(r"`([\w.]+)(?:\(\))?`\s+(?:in|of)\s+`([\w./]+\.py)`", TEXT)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_named_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("name", "path"), NAMES)
def test_a_name_stands_in_the_file_that_it_is_said_to_be_in(name, path):
    text = (ROOT / path).read_text("utf-8")
    assert re.search(rf"^(?:class |def )?{name}\b", text, re.MULTILINE)


def test_the_walk_through_a_handler_was_read():
    assert len(PATHS) > 10
    assert {name for name, _ in NAMES} >= {"Action", "MODULES", "CONSEQUENCES"}
