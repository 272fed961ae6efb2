"""The examples of docs/thresholds.md are thresholds."""

import re
from pathlib import Path

import pytest

from ocpp_load.campaign.thresholds import read_thresholds
from ocpp_load.campaign.thresholds.grammar import LINKS
from ocpp_load.campaign.thresholds.threshold import FleetCount
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.node import MappingNode
from ocpp_load.scenario.reader import MistakeList, Value

PAGE = (Path(__file__).parents[2] / "docs" / "thresholds.md").read_text("utf-8")
GROUPS = ("healthy", "flapping stations")
EVENTS = ("outage", "flapping")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
ROWS = re.findall(r"^\| `([^`]+)` \|", PAGE.partition("## Of whom")[0], re.MULTILINE)


def mistakes_in(source):
    """Return what is wrong with a YAML mapping whose one key is `thresholds`."""
    mistakes = MistakeList("thresholds.md")
    root = parse_document(source.encode(), "thresholds.md", mistakes.found)
    assert isinstance(root, MappingNode)
    ((_, node),) = root.entries
    thresholds = read_thresholds(Value(node, "", mistakes), GROUPS, EVENTS)
    assert thresholds or mistakes.found
    return mistakes.found


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_can_be_read(block):
    assert mistakes_in(block) == []


@pytest.mark.parametrize("example", ROWS)
def test_every_example_of_the_table_can_be_read(example):
    assert mistakes_in(f"thresholds:\n  - {example}\n") == []


def test_the_page_has_them_all():
    assert len(BLOCKS) == 5
    assert len(ROWS) == 19
    words = {word for count in FleetCount for word in count.split()}
    assert all(f"{word}" in PAGE for word in words)
    assert all(link in PAGE for link in LINKS if link != "disconnect")
