"""What ships with the project, by kind: the files there are to run, to use and to start from."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ocpp_load.resources import SCENARIOS
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.library import names_in
from ocpp_load.scenario.node import MappingNode, ScalarNode

CERTIFICATION = SCENARIOS / "certification"
CAMPAIGNS = SCENARIOS / "campaigns"

SHELVES = {
    "scenarios": SCENARIOS,
    "templates": SCENARIOS / "stations",
    "steps": SCENARIOS / "steps",
    "campaigns": CAMPAIGNS,
    "certification": CERTIFICATION,
}
"""Directories by the kind of what lies in them."""

_SCHEMA_COMMENT = "yaml-language-server"


@dataclass(frozen=True, slots=True)
class Item:
    """A file that ships. `description` is its own, or the first sentence of its comment."""

    kind: str
    name: str
    description: str
    path: Path


def shipped_items() -> list[Item]:
    """Return everything that ships, by kind and name."""
    return [
        Item(kind, name, describe(shelf / f"{name}.yaml"), shelf / f"{name}.yaml")
        for kind, shelf in SHELVES.items()
        for name in names_in(shelf)
    ]


def named(name: str, shelves: Iterable[Path] = tuple(SHELVES.values())) -> Path | None:
    """Return the file that ships under that name, of whichever kind."""
    return next((shelf / f"{name}.yaml" for shelf in shelves if name in names_in(shelf)), None)


def shipped_scenario(name: str) -> Path | None:
    """Return the file of the scenario or the certification case that ships under that name."""
    return named(name, (SCENARIOS, CERTIFICATION))


def describe(path: Path) -> str:
    """Return what a file says it is, in one line; empty where it says nothing."""
    source = path.read_bytes()
    root = parse_document(source, str(path), [])
    if isinstance(root, MappingNode):
        for key, node in root.entries:
            if key.text == "description" and isinstance(node, ScalarNode):
                return " ".join(node.text.split())
    return _opening_sentence(source.decode("utf-8-sig", "replace"))


def _opening_sentence(text: str) -> str:
    comment: list[str] = []
    for line in text.splitlines():
        words = line.removeprefix("#").strip()
        if not line.startswith("#"):
            if comment or words:
                break
        elif words and not words.startswith(_SCHEMA_COMMENT):
            comment.append(words)
        elif comment:
            break
    paragraph = " ".join(comment)
    return f"{paragraph.split('. ')[0].rstrip('.:')}." if paragraph else ""
