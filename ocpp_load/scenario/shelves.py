"""What ships with the project, by kind: the files there are to run, to use and to start from."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ocpp_load.errors import UserInputError
from ocpp_load.resources import SCENARIOS
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.library import names_in
from ocpp_load.scenario.node import MappingNode, ScalarNode
from ocpp_load.scenario.wording import quoted

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
    return named(name, (SCENARIOS,)) or shipped_case(name)


def shipped_case(name: str) -> Path | None:
    """Return the file of the certification case of that name, or of that number, `TC_013`.

    Raises `UserInputError` where several cases have the number.
    """
    files = cases_named(name)
    if len(files) > 1:
        names = ", ".join(file.stem for file in files)
        raise UserInputError(f"{quoted(name)} is several cases; name one of them: {names}")
    return files[0] if files else None


def cases_named(word: str) -> list[Path]:
    """Return the files of the certification cases of that name, or whose name begins with it."""
    lower = word.lower()
    return [
        CERTIFICATION / f"{name}.yaml"
        for name in names_in(CERTIFICATION)
        if name == lower or name.startswith(f"{lower}_")
    ]


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
