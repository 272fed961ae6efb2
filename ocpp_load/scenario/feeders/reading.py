"""The section `data` of a scenario or a campaign, read and checked, with the files that it names."""

import os
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ocpp_load.scenario.feeders.csv_file import CsvError, check_delimiter, load_csv
from ocpp_load.scenario.feeders.feeder import Data, Feeder, Order, Use, UsedUp
from ocpp_load.scenario.feeders.source import CsvRows, ListRows, PatternRows, Source
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode
from ocpp_load.scenario.pattern import Pattern, read_pattern
from ocpp_load.scenario.reader import MistakeList, Section, Value
from ocpp_load.scenario.variable import define_variable
from ocpp_load.scenario.wording import nearest, quoted

_SOURCES = ("csv", "list", "pattern")
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "csv": ("delimiter",),
    "list": (),
    "pattern": ("first", "rows"),
}
_DELIMITERS = {";": '";"', "\t": "tab", "|": '"|"', ",": '","'}
_COLUMN = re.compile(r" *[\w-]+ *")
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
        names = value.mistakes.names
        if feeder is None:
            names.define_feeder(name, ())
        else:
            names.define_feeder(name, feeder.source.columns, _origin(feeder, value.mistakes.file))
    return data


def define_feeders(data: Data, mistakes: MistakeList) -> None:
    """Let the expressions of a file name feeders, of its own or of those that it is run with."""
    for name, feeder in data.items():
        origin = _origin(feeder, mistakes.file)
        mistakes.names.define_feeder(name, feeder.source.columns, origin)


def _origin(feeder: Feeder, file: str) -> str:
    """Return where the columns of a feeder come from, as a message in `file` says it."""
    source = feeder.source
    header = [f"the first line of {source.file}"] if isinstance(source, CsvRows) else []
    elsewhere = [f"by {feeder.place}"] if feeder.file != file else []
    return ", ".join((*header, *elsewhere))


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
    file = folder / name
    try:
        rows = load_csv(file, delimiter)
    except CsvError as error:
        if error.is_missing:
            near = nearest(file.name, _files_in(file.parent))
            question = f"; did you mean {near}?" if near else ";"
            value.reject(f"there is no file {file}{question} a path begins where this file lies")
        else:
            value.mistakes.found += error.mistakes
        return None
    if (better := _delimiter_of(rows.columns)) is not None:
        value.reject(f"the first line of {file} is {quoted(rows.columns[0])}; write {better}")
        return None
    return rows


def _files_in(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - names are all that is wanted
    except OSError:
        return []


def _delimiter_of(columns: tuple[str, ...]) -> str | None:
    """Return the option that makes several columns of the one that a file seems to have."""
    for delimiter, written in _DELIMITERS.items():
        names = columns[0].split(delimiter)
        if len(columns) == 1 and len(names) > 1 and all(map(_COLUMN.fullmatch, names)):
            return f"delimiter: {written}"
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
