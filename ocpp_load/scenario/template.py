"""Station templates: what a type of station is, in a file of its own, for any scenario to use.

The file is a station section without the scenario around it. What a scenario says of its station
goes over it, key by key; a mistake in either bears the name of its own file.
"""

from dataclasses import replace
from pathlib import Path

from ocpp_load.errors import UserInputError
from ocpp_load.resources import SCENARIOS
from ocpp_load.scenario import library
from ocpp_load.scenario.document import parse_document, read_source
from ocpp_load.scenario.node import MappingNode, Node
from ocpp_load.scenario.reader import MistakeList, Value
from ocpp_load.scenario.wording import as_word

TEMPLATES = SCENARIOS / "stations"
REQUIRED = ("vendor", "model")

_OF_A_SCENARIO = ("name", "description", "ocpp", "data", "station", "steps", "time_scale")
HARDWARE = frozenset(
    {
        "template",
        "vendor",
        "model",
        "serial_number",
        "firmware_version",
        "connectors",
        "power",
        "phases",
        "supply",
        "voltage",
        "frequency",
        "power_factor",
        "main_meter",
        "measurands",
        "signed_data",
        "feature_profiles",
        "switched_off",
        "max_message_size",
        "stored_messages",
        "stored_messages_first",
        "lock",
        "quirks",
    }
)
"""What a station is built of: a template that is chosen at the start decides it alone."""


def template_names() -> list[str]:
    """Return the names of the templates that ship, in alphabetical order."""
    return library.names_in(TEMPLATES)


def find_template(name_or_path: str, folder: Path | None = None) -> Path:
    """Return the file of a template: of one that ships, by its name, or any, by its path.

    Raises `UserInputError` with the names there are.
    """
    return library.find(name_or_path, "station template", TEMPLATES, folder)


def read_template(path: Path, mistakes: MistakeList) -> Value | None:
    """Return the section in a template's file; None where there is none to read."""
    found = mistakes.of(str(path))
    source = read_source(path, found.found)
    root = None if source is None else parse_document(source, str(path), found.found)
    return None if root is None else template_section(Value(root, "", found))


def template_section(value: Value) -> Value | None:
    """Return the section that a template's root is, without what does not belong into it."""
    if not isinstance(value.node, MappingNode):
        value.reject(f"{value.shown} is no station template; allowed: the keys of a station")
        return None
    for key, _ in value.node.entries:
        if key.text in _OF_A_SCENARIO:
            value.reject(f"{as_word(key.text)} belongs to a scenario, not to a template", at=key)
        elif key.text == "template":
            value.reject("a template has no template of its own", at=key)
    kept = _without(value.node, {*_OF_A_SCENARIO, "template"})
    present = {key.text for key, _ in kept.entries}
    for missing in (key for key in REQUIRED if key not in present):
        value.reject(f"the key {missing} is missing; required: {', '.join(REQUIRED)}")
    return replace(value, node=kept)


def is_template(root: Node) -> bool:
    """Tell whether the root of a file is a station's section rather than a scenario."""
    if not isinstance(root, MappingNode):
        return False
    keys = {key.text for key, _ in root.entries}
    return "station" not in keys and not keys.isdisjoint(REQUIRED)


def over_template(value: Value, folder: Path, chosen: Path | None) -> Value | None:
    """Return a scenario's station section with its template beneath.

    `folder` is where paths begin. A template that was `chosen` at the start of the run replaces the
    one that the section names, and with it the hardware that the section describes: the station is
    that of the template. None stands for a template that cannot be found.
    """
    assert isinstance(value.node, MappingNode)  # noqa: S101
    if chosen is not None:
        own = replace(value, node=_without(value.node, HARDWARE))
        return replace(own, beneath=read_template(chosen, value.mistakes))
    named = next((each for key, each in value.entries() if key.text == "template"), None)
    if named is None:
        return value
    name = named.text()
    if not name:
        return None
    try:
        file = find_template(name, folder)
    except UserInputError as error:
        named.reject(str(error))
        return None
    beneath = read_template(file, value.mistakes)
    return None if beneath is None else replace(value, beneath=beneath)


def _without(node: MappingNode, keys: set[str] | frozenset[str]) -> MappingNode:
    return replace(node, entries=tuple(e for e in node.entries if e[0].text not in keys))
