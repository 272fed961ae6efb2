"""Scenario files: found by name, read, and checked to the last line.

A scenario that comes out of here has no mistake in it that this package knows of.
"""

import os
import sys
from difflib import get_close_matches
from pathlib import Path

from ocpp_load.errors import ScenarioError, UserInputError
from ocpp_load.resources import SCENARIOS
from ocpp_load.scenario.document import parse_document, read_source
from ocpp_load.scenario.model import Scenario
from ocpp_load.scenario.reader import MistakeList, Value
from ocpp_load.scenario.station import read_station
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.steps import STEPS
from ocpp_load.scenario.wording import quoted

_OCPP_VERSIONS = ("1.6",)
_REQUIRED = ("name", "ocpp", "station", "steps")
_KEYS = (*_REQUIRED, "description")
_LONGEST_NAME = 100
_SUFFIXES = (".yaml", ".yml")


def load_scenario(path: Path) -> Scenario:
    """Return the scenario of a file.

    Raises `ScenarioError` with every mistake of the file, in the order of its lines.
    """
    mistakes = MistakeList(str(path))
    source = read_source(path, mistakes.found)
    if source is None:
        raise ScenarioError(mistakes.found)
    return parse_scenario(source, str(path))


def parse_scenario(source: bytes, file: str) -> Scenario:
    """Return the scenario that `source` spells; `file` is what mistakes call it.

    Raises `ScenarioError` with every mistake, in the order of the lines.
    """
    mistakes = MistakeList(file)
    root = parse_document(source, file, mistakes.found)
    scenario = None if root is None else _read_scenario(Value(root, "", mistakes))
    if scenario is None or mistakes.found:
        # An alias shows the same mistake at every place it is used in.
        raise ScenarioError(sorted(set(mistakes.found)))
    return scenario


def find_scenario(name_or_path: str) -> Path:
    """Return the file of a scenario: of one that ships, by its name, or any, by its path.

    Raises `UserInputError` with the names there are.
    """
    path = Path(name_or_path)
    is_path = "/" in name_or_path or os.sep in name_or_path or path.suffix in _SUFFIXES
    if is_path and _is_file(path):
        return path
    name = name_or_path.removesuffix(".yaml")
    names = scenario_names()
    if name in names:
        return SCENARIOS / f"{name}.yaml"
    near = get_close_matches(path.stem[:100], names, n=1)
    question = f"; did you mean {near[0]}?" if near else ";"
    there_is_no = "there is no file" if is_path else "there is no scenario"
    raise UserInputError(
        f"{there_is_no} {quoted(name_or_path)}{question}"
        f" give the path of a file, or one of: {', '.join(names)}"
    )


def scenario_names() -> list[str]:
    """Return the names of the scenarios that ship, in alphabetical order."""
    return sorted(path.stem for path in SCENARIOS.glob("*.yaml") if path.is_file())


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # such as a name that is too long for the file system
        return False


def _read_scenario(root: Value) -> Scenario | None:
    if root.is_empty:
        root.reject(f"the file is empty; a scenario has the keys {', '.join(_REQUIRED)}")
        return None
    section = root.section(_KEYS, required=_REQUIRED)
    name = section.read("name", _name, "")
    description = section.read("description", Value.text, None)
    ocpp = section.read("ocpp", _ocpp, "")
    station = section.read("station", read_station, None)
    step_reader = StepReader(STEPS, station.connectors if station else sys.maxsize)
    steps = section.read("steps", step_reader.read_list, ())
    return Scenario(name, description, ocpp, station, steps) if station else None


def _name(value: Value) -> str:
    name = value.line()
    if len(name) > _LONGEST_NAME:
        value.reject(f"has {len(name)} characters; allowed: up to {_LONGEST_NAME}")
    return name


def _ocpp(value: Value) -> str:
    version = value.text()
    if version and version not in _OCPP_VERSIONS:
        allowed = ", ".join(f'"{version}"' for version in _OCPP_VERSIONS)
        value.reject(f"{value.shown} is not allowed; allowed: {allowed}")
    return version
