"""The `faults` of a scenario or of a group: a list of what is wrong with some of the stations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ocpp_load.model.misbehaviour import FaultKind, StationFault
from ocpp_load.scenario.distribution import read_distribution
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.node import MappingNode, ScalarNode
from ocpp_load.scenario.percentage import read_percentage
from ocpp_load.scenario.quirks import read_clock_offset
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.wording import as_word, did_you_mean

_COMMON = ("name", "share")
_TIMES = ("only_by_event", "after", "every", "for")
_LARGEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The keys of one kind of fault beside `name` and `share`."""

    keys: tuple[str, ...] = _TIMES
    required: tuple[str, ...] = ()
    ends_by_itself: bool = False


_GRAMMARS: Mapping[FaultKind, _Grammar] = {
    FaultKind.CLOSE_WITHOUT_HANDSHAKE: _Grammar(
        ("only_by_event", "after", "every", "reset"), ends_by_itself=True
    ),
    FaultKind.FLAPPING: _Grammar((*_TIMES, "stays", "reset"), ("stays",)),
    FaultKind.HALF_OPEN: _Grammar(ends_by_itself=True),
    FaultKind.NO_PONG: _Grammar(),
    FaultKind.SLOW_READING: _Grammar((*_TIMES, "bytes_per_second"), ("bytes_per_second",)),
    FaultKind.TRICKLED_FRAMES: _Grammar((*_TIMES, "bytes", "pause", "fragmented"), ("bytes",)),
    FaultKind.MESSAGES_TWICE: _Grammar((*_TIMES, "probability")),
    FaultKind.OUT_OF_ORDER: _Grammar((*_TIMES, "probability", "at_most")),
    FaultKind.CLOCK_OFF: _Grammar((*_TIMES, "by"), ("by",)),
    FaultKind.DUPLICATE_IDENTITY: _Grammar(()),
}

_positive_bytes = partial(Value.integer, minimum=1, maximum=_LARGEST_BYTES, stand_in=1)

_FIELDS: Mapping[str, tuple[str, Callable[[Value], Any]]] = {
    "name": ("name", Value.line),
    "share": ("share", read_percentage),
    "only_by_event": ("by_event", Value.flag),
    "after": ("after", read_distribution),
    "every": ("every", read_distribution),
    "for": ("lasts", read_distribution),
    "stays": ("stays", read_distribution),
    "reset": ("resets", Value.flag),
    "bytes_per_second": ("bytes_per_second", _positive_bytes),
    "bytes": ("piece_bytes", _positive_bytes),
    "pause": ("pause_s", read_duration),
    "fragmented": ("fragmented", Value.flag),
    "probability": ("probability", read_percentage),
    "at_most": ("at_most_s", read_duration),
    "by": ("off_by_s", read_clock_offset),
}

_DEFAULTS: Mapping[FaultKind, Mapping[str, Any]] = {
    FaultKind.TRICKLED_FRAMES: {"pause_s": 0.01},
    FaultKind.OUT_OF_ORDER: {"at_most_s": 1.0},
}


def read_faults(value: Value) -> tuple[StationFault, ...]:
    """Read a list of faults, in which the wrong ones are left out; names are unique in it."""
    faults: list[StationFault] = []
    for item in value.items():
        fault = _read(item)
        if fault is None:
            continue
        if any(other.name == fault.name for other in faults):
            item.reject(f"a second fault called {as_word(fault.name)}; give each a name of its own")
        faults.append(fault)
    return tuple(faults)


def _read(value: Value) -> StationFault | None:
    match value.node:
        case ScalarNode(value=str(), text=name) as written:
            # A bare name is a fault without options; it stands where its options would.
            empty = ScalarNode(written.line, written.column, None, "")
            options = Value(empty, name, value.mistakes)
        case MappingNode(entries=[(written, _)]):
            [(_, options)] = value.entries()
            name = written.text
        case MappingNode(entries=[(first, _), (second, _), *_]):
            value.reject(
                f"{as_word(first.text)} and {as_word(second.text)} share a dash; begin each"
                " fault with its own, and indent the options of a fault below its name",
                at=second,
            )
            return None
        case _:
            value.reject(f"{value.shown} is not a fault; allowed: {', '.join(FaultKind)}")
            return None
    if name not in set(FaultKind):
        value.reject(
            f"unknown fault {as_word(name)}{did_you_mean(name, list(FaultKind))}", at=written
        )
        return None
    return _read_options(FaultKind(name), options)


def _read_options(kind: FaultKind, value: Value) -> StationFault:
    grammar = _GRAMMARS[kind]
    section = value.section((*_COMMON, *grammar.keys), grammar.required)
    given: dict[str, Any] = {"name": kind.value, **_DEFAULTS.get(kind, {})}
    for key, (field, read) in _FIELDS.items():
        given[field] = section.read(key, read, given.get(field))
    _check_times(kind, grammar, section, value)
    return StationFault(kind, **{field: each for field, each in given.items() if each is not None})


def _check_times(kind: FaultKind, grammar: _Grammar, section: Section, value: Value) -> None:
    if "every" in section and "for" not in section and not grammar.ends_by_itself:
        value.reject("with every it needs for as well: how long it lasts each time")
    begins_at = {"after", "every", "only_by_event"}
    if kind is FaultKind.CLOSE_WITHOUT_HANDSHAKE and not any(key in section for key in begins_at):
        value.reject("needs after or every: when the connection ends; or only_by_event")
