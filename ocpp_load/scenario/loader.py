"""Scenario files: found by name, read, and checked to the last line.

A scenario that comes out of here has no mistake in it that this package knows of.
"""

from functools import partial
from pathlib import Path

from ocpp_load.errors import ScenarioError
from ocpp_load.resources import SCENARIOS
from ocpp_load.scenario import library
from ocpp_load.scenario.answers import read_answers
from ocpp_load.scenario.document import parse_document, read_source
from ocpp_load.scenario.feeders.feeder import Data
from ocpp_load.scenario.feeders.reading import define_feeders, read_data
from ocpp_load.scenario.misbehaviour import read_faults
from ocpp_load.scenario.model import Scenario
from ocpp_load.scenario.node import MappingNode, Node
from ocpp_load.scenario.reader import MistakeList, Value
from ocpp_load.scenario.script import NAMES
from ocpp_load.scenario.station import read_station
from ocpp_load.scenario.step import ANY_NUMBER, StepReader
from ocpp_load.scenario.steps import STEPS
from ocpp_load.scenario.steps_file import is_steps_file, read_steps_file
from ocpp_load.scenario.template import is_template, template_section
from ocpp_load.scenario.time_scale import AS_THE_CLOCK, read_time_scale

_OCPP_VERSIONS = ("1.6",)
_REQUIRED = ("name", "ocpp", "station", "steps")
_KEYS = (*_REQUIRED, "description", "time_scale", "data", "answers", "faults")
_OF_A_CAMPAIGN = {"groups", "load"}
_LONGEST_NAME = 100


def load_scenario(path: Path, template: Path | None = None, data: Data | None = None) -> Scenario:
    """Return the scenario of a file, with a station of that `template` where one is given.

    Feeders of `data` replace those of the file that have the same names.

    Raises `ScenarioError` with every mistake of the file, in the order of its lines, and with
    those of the station template that it uses.
    """
    mistakes = MistakeList(str(path))
    source = read_source(path, mistakes.found)
    if source is None:
        raise ScenarioError(mistakes.found)
    return parse_scenario(source, str(path), template, data)


def parse_scenario(
    source: bytes, file: str, template: Path | None = None, data: Data | None = None
) -> Scenario:
    """Return the scenario that `source` spells; `file` is what mistakes call it.

    Raises `ScenarioError` with every mistake, in the order of the lines.
    """
    mistakes = MistakeList(file)
    root = parse_document(source, file, mistakes.found)
    scenario = None if root is None else _read_scenario(Value(root, "", mistakes), template, data)
    if scenario is None or mistakes.found:
        # An alias shows the same mistake at every place it is used in.
        raise ScenarioError(sorted(set(mistakes.found)))
    return scenario


def check_file(path: Path) -> Scenario | None:
    """Check a scenario, a file of steps or a station template; return it where it is a scenario.

    Raises `ScenarioError` with every mistake.
    """
    mistakes = MistakeList(str(path))
    source = read_source(path, mistakes.found)
    if source is None:
        raise ScenarioError(mistakes.found)
    root = parse_document(source, str(path), mistakes.found)
    scenario = None
    if root is not None:
        value = Value(root, "", mistakes)
        if is_template(root):
            if (section := template_section(value)) is not None:
                read_station(section)
        elif is_steps_file(root):
            read_steps_file(value, StepReader(STEPS, ANY_NUMBER, files=(path.resolve(),)))
            mistakes.names.reject_unknown(NAMES)
        else:
            scenario = _read_scenario(value, None)
    if mistakes.found:
        raise ScenarioError(sorted(set(mistakes.found)))
    return scenario


def find_scenario(name_or_path: str) -> Path:
    """Return the file of a scenario: of one that ships, by its name, or any, by its path.

    Raises `UserInputError` with the names there are.
    """
    return library.find(name_or_path, "scenario", SCENARIOS)


def scenario_names() -> list[str]:
    """Return the names of the scenarios that ship, in alphabetical order."""
    return library.names_in(SCENARIOS)


def _read_scenario(
    root: Value, template: Path | None, data_of_campaign: Data | None = None
) -> Scenario | None:
    if root.is_empty:
        root.reject(f"the file is empty; a scenario has the keys {', '.join(_REQUIRED)}")
        return None
    if (kind := _other_kind(root.node)) is not None:
        root.reject(f"this is no scenario, but {kind}")
        return None
    section = root.section(_KEYS, required=_REQUIRED)
    name = section.read("name", read_name, "")
    description = section.read("description", Value.text, None)
    ocpp = section.read("ocpp", read_ocpp, "")
    folder = Path(root.mistakes.file).parent
    own_data = section.read("data", partial(read_data, folder=folder), {})
    data = {**own_data, **(data_of_campaign or {})}
    define_feeders(data, root.mistakes)
    read = partial(read_station, folder=folder, template=template, data=data)
    station = section.read("station", read, None)
    step_reader = StepReader(
        STEPS,
        station.connectors if station else ANY_NUMBER,
        has_ev=station is None or station.electrical.ev is not None,
    )
    steps = section.read("steps", step_reader.read_list, ())
    time_scale = section.read("time_scale", read_time_scale, AS_THE_CLOCK)
    answers = section.read("answers", read_answers, ())
    faults = section.read("faults", read_faults, ())
    names = root.mistakes.names
    names.reject_unknown(NAMES)
    if station is None:
        return None
    return Scenario(
        name,
        description,
        ocpp,
        station,
        steps,
        time_scale,
        names.asks_journal,
        data,
        answers=answers,
        needs_operator=names.asks_operator,
        faults=faults,
    )


def _other_kind(root: Node) -> str | None:
    """Return what a file is that is plainly no scenario, and how it is used."""
    if is_steps_file(root):
        return "a file of steps; a scenario has it done by `use`"
    keys = {key.text for key, _ in root.entries} if isinstance(root, MappingNode) else set()
    return "a campaign; it runs by --campaign" if keys >= _OF_A_CAMPAIGN else None


def read_name(value: Value) -> str:
    """Read what the web UI, the progress and the report call a scenario or a campaign."""
    name = value.line()
    if len(name) > _LONGEST_NAME:
        value.reject(f"has {len(name)} characters; allowed: up to {_LONGEST_NAME}")
    return name


def read_ocpp(value: Value) -> str:
    """Read a version of OCPP that stations can speak."""
    version = value.text()
    if version and version not in _OCPP_VERSIONS:
        allowed = ", ".join(f'"{version}"' for version in _OCPP_VERSIONS)
        value.reject(f"{value.shown} is not allowed; allowed: {allowed}")
    return version
