"""Rows of feeders that do not fit where they are used, and files that two feeders read.

Works on scenarios that have been read, each row put in place of the feeder. What depends on more
than the row is seen in the run alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, cast

from ocpp_load.errors import Mistake
from ocpp_load.scenario.expression import Expression, parse_expression
from ocpp_load.scenario.feeders.feeder import Data, Feeder, Use, UsedUp
from ocpp_load.scenario.feeders.source import CsvRows
from ocpp_load.scenario.functions import PLAIN
from ocpp_load.scenario.model import Scenario
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.steps import Take
from ocpp_load.scenario.substitution import Late, PlacedText, StepError

MOST_ROWS = 100_000
_MOST_TOLD = 20


def odd_rows(scenarios: Iterable[Scenario]) -> list[Mistake]:
    """Return what is odd about the feeders of scenarios that run together, and about their rows."""
    scenarios = tuple(scenarios)
    used = (one.data[name] for one in scenarios for name in one.data if name in feeders_of(one))
    found = dict.fromkeys(_read_twice(used))
    unfit: dict[tuple[str, str], Mistake] = {}
    for scenario in scenarios:
        for mistake in _unfit(scenario):
            # A row that is too long as an id tag is so wherever that stands.
            unfit.setdefault((mistake.file, mistake.problem), mistake)
            if len(unfit) == _MOST_TOLD:
                return [*found, *unfit.values()]
    return [*found, *unfit.values()]


def feeders_of(scenario: Scenario) -> set[str]:
    """Return the names of the feeders that a scenario asks for, and of whatever else it names."""
    names: set[str] = set()
    for part in _parts_of((scenario.station, scenario.steps), Expression, Take):
        names |= set(part.feeders) if isinstance(part, Take) else part.names
    return names


def _parts_of(value: Any, *kinds: type[Any]) -> Iterator[Any]:
    """Yield the values of these kinds that a part of a scenario is made of."""
    if isinstance(value, kinds):
        yield value
        return
    inner: Iterable[Any] = ()
    if isinstance(value, Mapping):
        inner = value.values()
    elif isinstance(value, list | tuple):
        inner = value
    elif is_dataclass(value) and not isinstance(value, type):
        inner = (getattr(value, field.name) for field in fields(value))
    for each in inner:
        yield from _parts_of(each, *kinds)


def _unfit(scenario: Scenario) -> Iterator[Mistake]:
    texts: dict[tuple[str, int, int], Late[Any] | PlacedText] = {}
    for given in _parts_of(scenario.steps, Late, PlacedText):
        placed = given.placed if isinstance(given, Late) else given
        texts[placed.file, placed.line, placed.column] = given
    for given in texts.values():
        placed = given.placed if isinstance(given, Late) else given
        feeder = _only_feeder(placed, scenario.data)
        if feeder is None:
            continue
        source = feeder.source
        for index in islice(source.telling, MOST_ROWS):
            # What goes by a row alone asks nothing of a station.
            script = Script(cast("Any", None), {feeder.name: source.row(index)})
            try:
                given.value(script) if isinstance(given, Late) else given.fill(script)
            except StepError as error:
                mistake = error.mistake
                if not isinstance(source, CsvRows):
                    place = f" ({feeder.name}, {source.place(index)})"
                    mistake = replace(mistake, problem=mistake.problem + place)
                yield mistake


def _only_feeder(placed: PlacedText, data: Data) -> Feeder | None:
    """Return the feeder whose row is all that a text depends on, if there is one."""
    expressions: list[Expression] = list(placed.text.expressions)
    names = set().union(*(each.names for each in expressions))
    if len(names) != 1:
        return None
    try:
        for each in expressions:
            parse_expression(each.text, PLAIN)
    except ValueError:  # it asks the station
        return None
    return data.get(names.pop())


def _read_twice(feeders: Iterable[Feeder]) -> Iterator[Mistake]:
    first: dict[Path, Feeder] = {}
    for feeder in feeders:
        source = feeder.source
        if not isinstance(source, CsvRows) or feeder.use is Use.SHARED:
            continue
        if feeder.used_up is UsedUp.START_OVER:
            continue
        other = first.setdefault(Path(source.file).resolve(), feeder)
        if other.key != feeder.key:
            _, line, column, _ = feeder.key.rsplit(":", 3)
            yield Mistake(
                feeder.file,
                int(line),
                int(column),
                f"{feeder.name}: {other.place} reads {source.file} as well, and each row may be used"
                " by both; define one feeder for both, in a campaign in its own data",
            )
