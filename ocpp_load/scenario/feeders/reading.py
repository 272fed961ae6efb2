"""The section `data` of a scenario or a campaign, read and checked, with the files that it names."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ocpp_load.scenario.feeders.csv_file import CsvError, check_delimiter, load_csv
from ocpp_load.scenario.feeders.feeder import Data, Feeder, Order, Use, UsedUp
from ocpp_load.scenario.feeders.source import ListRows, PatternRows, Source
from ocpp_load.scenario.names import Names
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode
from ocpp_load.scenario.pattern import Pattern, read_pattern
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.variable import define_variable

_SOURCES = ("csv", "list", "pattern")
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "csv": ("delimiter",),
    "list": (),
    "pattern": ("first", "rows"),
}
_KEYS = ("csv", "delimiter", "list", "pattern", "first", "rows", "use", "order", "used_up")


def read_data(value: Value, folder: Path) -> Data:
    """Read feeders by their names; paths begin at `folder`. What is wrong is left out."""
    data = {}
    for key, given in value.entries():
        name = define_variable(key, value)
        feeder = _read_feeder(given, name, folder)
        if feeder is not None:
            data[name] = feeder
        # Even one that is wrong is there: whoever names it makes no mistake.
        value.mistakes.names.define_feeder(name, feeder.source.columns if feeder else ())
    return data


def define_feeders(data: Data, names: Names) -> None:
    """Let the expressions of a file name feeders, of its own or of those that it is run with."""
    for name, feeder in data.items():
        names.define_feeder(name, feeder.source.columns)


def _read_feeder(value: Value, name: str, folder: Path) -> Feeder | None:
    section = value.section(_KEYS, required=("use",))
    given = [kind for kind in _SOURCES if kind in section]
    if len(given) != 1:
        if isinstance(value.node, MappingNode):
            value.reject(f"needs exactly one of {', '.join(_SOURCES)}")
        return None
    [kind] = given
    for other, options in _OPTIONS.items():
        for option in options:
            if other != kind and option in section:
                section.read(option, partial(_misplaced, other=other), None)
    source = _read_source(section, kind, folder)
    use = section.read("use", partial(Value.choice, allowed=Use), Use.ONCE)
    order = section.read("order", partial(Value.choice, allowed=Order), Order.IN_TURN)
    if source is not None and source.size is None and order is Order.RANDOM:
        value.reject("a pattern needs rows, how many there are, for a random order")
    if use is Use.SHARED and "used_up" in section:
        value.reject("rows that are shared are never used up; leave used_up out")
    used_up = section.read("used_up", partial(Value.choice, allowed=UsedUp), UsedUp.STOP)
    if source is None:
        return None
    key = f"{value.mistakes.file}:{value.node.line}:{value.node.column}:{name}"
    return Feeder(name, key, source, use, order, used_up)


def _read_source(section: Section, kind: str, folder: Path) -> Source | None:
    if kind == "csv":
        delimiter = section.read("delimiter", _delimiter, ",")
        return section.read("csv", partial(_csv, folder=folder, delimiter=delimiter), None)
    if kind == "list":
        return section.read("list", _list, None)
    return PatternRows(
        section.read("pattern", read_pattern, Pattern("")),
        section.read("first", partial(Value.integer, minimum=0), 1),
        section.read("rows", partial(Value.integer, minimum=1, maximum=100_000_000), None),
    )


def _csv(value: Value, folder: Path, delimiter: str) -> Source | None:
    name = value.line()
    if not name:
        return None
    try:
        return load_csv(folder / name, delimiter)
    except CsvError as error:
        value.mistakes.found += error.mistakes
        return None


def _delimiter(value: Value) -> str:
    try:
        return check_delimiter(value.text() or ",")
    except ValueError as error:
        value.reject(str(error))
        return ","


def _list(value: Value) -> Source | None:
    items = value.items()
    rows = tuple(_row(item) for item in items)
    columns = [tuple(row) if isinstance(row, dict) else None for row in rows]
    for item, own in zip(items, columns, strict=True):
        if (own is None) != (columns[0] is None) or set(own or ()) != set(columns[0] or ()):
            item.reject(
                "is not like the first entry; allowed: values, or mappings with the same keys"
            )
    return ListRows(rows) if rows else None


def _row(value: Value) -> Any:
    if isinstance(value.node, MappingNode) and value.node.entries:
        return {key.text: _cell(each, each.node) for key, each in value.entries()}
    return _cell(value, value.node)


def _cell(value: Value, node: Node) -> Any:
    if isinstance(node, ScalarNode) and node.value is not None:
        return node.value
    value.reject(f"{value.shown} is not allowed; allowed: text, a number, true or false")
    return ""


def _misplaced(value: Value, other: str) -> None:
    value.reject(f"belongs to {other}")
