"""Files of steps: what several scenarios have in common, with parameters.

The file has its steps, and the parameters that they name: those without a value have to be given
where the file is used. It sees feeders, but no variable from outside; so it can be checked alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ocpp_load.errors import UserInputError
from ocpp_load.resources import SCENARIOS
from ocpp_load.scenario import library
from ocpp_load.scenario.document import parse_document, read_source
from ocpp_load.scenario.json_value import JsonValue, read_json
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.step import Step, StepReader
from ocpp_load.scenario.variable import define_variable
from ocpp_load.scenario.wording import as_word, did_you_mean

SHELF = SCENARIOS / "steps"
KEYS = ("description", "parameters", "steps")

_OF_A_SCENARIO = {"name", "ocpp", "station"}
_MOST_FILES = 1000

Parameters = tuple[tuple[str, JsonValue], ...]


@dataclass(frozen=True, slots=True)
class StepsFile:
    """What a file has; a parameter is None where it has no default."""

    steps: tuple[Step, ...]
    parameters: tuple[tuple[str, JsonValue | None], ...]


def is_steps_file(root: Node) -> bool:
    """Tell whether the root of a file is that of a file of steps rather than of a scenario."""
    if not isinstance(root, MappingNode):
        return False
    keys = {key.text for key, _ in root.entries}
    return "steps" in keys and keys.isdisjoint(_OF_A_SCENARIO)


def read_steps_file(root: Value, steps: StepReader) -> StepsFile:
    """Read the root of such a file, whose names are its own."""
    section = root.section(KEYS, required=("steps",))
    section.read("description", Value.text, None)
    parameters = section.read("parameters", _read_defaults, ())
    return StepsFile(section.read("steps", steps.read_list, ()), parameters)


def read_used(value: Value, steps: StepReader) -> StepsFile | None:
    """Read the file that is named at `value`; its mistakes bear its own name.

    None where it cannot be found, or is being read already.
    """
    name = value.text()
    if not name:
        return None
    try:
        path = library.find(name, "file of steps", SHELF, Path(value.mistakes.file).parent)
    except UserInputError as error:
        value.reject(str(error))
        return None
    resolved = path.resolve()
    if resolved in steps.files:
        chain = [*steps.files[steps.files.index(resolved) :], resolved]
        value.reject(f"uses itself: {' → '.join(file.name for file in chain)}")
        return None
    found = value.mistakes.of(str(path))
    found.names = value.mistakes.names.inner()
    if not found.names.is_within(_MOST_FILES):
        value.reject(f"uses too many files, one within the other; allowed: {_MOST_FILES}")
        return None
    source = read_source(path, found.found)
    root = None if source is None else parse_document(source, str(path), found.found)
    if root is None:
        return None
    return read_steps_file(Value(root, "", found), replace(steps, files=(*steps.files, resolved)))


def read_parameters(
    value: Value,
    given: Iterable[tuple[ScalarNode, Value]],
    parameters: Sequence[tuple[str, JsonValue | None]],
) -> Parameters:
    """Return the defaults that hold where these are given, and note what is missing or too much."""
    names = [name for name, _ in parameters]
    present = set()
    for key, _ in given:
        present.add(key.text)
        if key.text not in names:
            value.reject(
                f"the file has no parameter {as_word(key.text)}{did_you_mean(key.text, names)}",
                at=key,
            )
    for name, default in parameters:
        if default is None and name not in present:
            value.reject(f"the parameter {name} is missing; give it below `with`")
    return tuple(
        (name, default)
        for name, default in parameters
        if default is not None and name not in present
    )


def _read_defaults(value: Value) -> tuple[tuple[str, JsonValue | None], ...]:
    return tuple(
        (define_variable(key, each), None if each.is_empty else read_json(each))
        for key, each in value.entries()
    )
