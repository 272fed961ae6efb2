"""The `events` of a campaign, read and checked.

An event has a time and exactly one action; the table of actions is all that knows their options.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial

from ocpp_load.campaign.events.actions import ChangeFault, Disconnect, Do, PowerCut, Reboot, Restore
from ocpp_load.campaign.events.event import EVERYBODY, Action, Event
from ocpp_load.charge_point.activities.connection import NO_CLOSE_FRAME
from ocpp_load.duration import format_duration
from ocpp_load.scenario.distribution import NO_TIME, read_distribution
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.node import MappingNode, ScalarNode, SequenceNode
from ocpp_load.scenario.percentage import read_percentage
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.steps.disconnect import read_close_code
from ocpp_load.scenario.steps.operator import Operator
from ocpp_load.scenario.wording import as_word, did_you_mean

_ALL = "all"
_WHOM = ("share", "over")
_OF_EVERY_EVENT = ("name", "at", "every", "groups")
_TAKEN_NAMES = ("connection lost",)


@dataclass(frozen=True, slots=True)
class Context:
    """What events are read in: groups and what is wrong with them, steps, and when all ends.

    Names that are `taken` are those of what is an event, and not one of the list.
    """

    groups: Collection[str]
    faults: Collection[str]
    steps: StepReader
    end_s: float
    taken: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class _Strike:
    """What is read of an action: what it does, to what share, spread over what time."""

    action: Action
    share: float = EVERYBODY
    over_s: float = 0.0
    is_once: bool = False


def read_events(value: Value, context: Context) -> tuple[Event, ...]:
    """Read a list of events, in which the wrong ones are left out."""
    events: dict[str, Event] = {}
    for item in value.items():
        event = _read_event(item, context, events)
        if event is not None:
            events[event.name] = event
    return tuple(events.values())


def _read_event(value: Value, context: Context, others: Collection[str]) -> Event | None:
    options = value.section((*_OF_EVERY_EVENT, *ACTIONS))
    if not isinstance(value.node, MappingNode) and not value.is_empty:
        return None
    words = [word for word in ACTIONS if word in options]
    if len(words) != 1:
        value.reject(f"needs exactly one of {', '.join(ACTIONS)}")
    if "at" not in options and "every" not in options:
        value.reject("needs a time: at, or every")
    strike = None
    for word in words:
        strike = options.read(word, partial(ACTIONS[word], context=context), None)
    every_s = options.read("every", _read_interval, None)
    at_s = options.read("at", lambda given: _read_time(given, context.end_s), every_s or 0.0)
    taken = (*_TAKEN_NAMES, *context.taken)
    name = options.read("name", lambda given: _read_name(given, others, taken), "")
    groups = options.read("groups", lambda given: _read_groups(given, context.groups), None)
    if strike is None:
        return None
    name = name or _name_for(strike.action.word, others)
    return Event(
        name,
        at_s,
        strike.action,
        every_s,
        groups,
        strike.share,
        strike.over_s,
        strike.is_once,
    )


def _read_time(value: Value, end_s: float) -> float:
    at_s = read_duration(value)
    if at_s >= end_s:
        value.reject(
            f"{format_duration(at_s)} is not before the end of the load, at"
            f" {format_duration(end_s)}"
        )
    return at_s


def _read_interval(value: Value) -> float:
    every_s = read_duration(value)
    if every_s <= 0:
        value.reject(f"{value.shown} is not allowed; allowed: more than 0 s")
        return 1.0
    return every_s


def _read_name(value: Value, others: Collection[str], taken: Collection[str]) -> str:
    name = value.line()
    if name in others:
        value.reject(f"another event is called {as_word(name)}")
    elif name in taken:
        value.reject(f"{as_word(name)} is what reports call something else")
    return name


def _name_for(word: str, others: Collection[str]) -> str:
    name, number = word, 1
    while name in others:
        number += 1
        name = f"{word} {number}"
    return name


def _read_groups(value: Value, known: Collection[str]) -> tuple[str, ...]:
    named = [value] if _is_short(value) else value.items()
    for each in named:
        name = each.text()
        if name and name not in known:
            each.reject(f"there is no group {as_word(name)}{did_you_mean(name, known)}")
    return tuple(each.text() for each in named)


def _read_share(value: Value) -> float:
    if isinstance(value.node, ScalarNode) and value.node.value == _ALL:
        return EVERYBODY
    return read_percentage(value)


def _is_short(value: Value) -> bool:
    """Tell whether nothing but a share is given."""
    return isinstance(value.node, ScalarNode) and not value.is_empty


def _strike(options: Section, action: Action) -> _Strike:
    return _Strike(
        action,
        options.read("share", _read_share, EVERYBODY),
        options.read("over", read_duration, 0.0),
    )


def _read_disconnect(value: Value, context: Context) -> _Strike:  # noqa: ARG001
    if _is_short(value):
        return _Strike(Disconnect(), _read_share(value))
    options = value.section((*_WHOM, "for", "code"))
    for_ = options.read("for", read_distribution, None)
    code = options.read("code", read_close_code, NO_CLOSE_FRAME)
    return _strike(options, Disconnect(for_, code))


def _read_restore(value: Value, context: Context) -> _Strike:  # noqa: ARG001
    if _is_short(value):
        return _Strike(Restore(), _read_share(value))
    return _strike(value.section(_WHOM), Restore())


def _read_reboot(value: Value, context: Context) -> _Strike:  # noqa: ARG001
    if _is_short(value):
        return _Strike(Reboot(), _read_share(value))
    return _strike(value.section(_WHOM), Reboot())


def _read_power_cut(value: Value, context: Context) -> _Strike:  # noqa: ARG001
    options = value.section((*_WHOM, "for"), required=("for",))
    return _strike(options, PowerCut(options.read("for", read_distribution, NO_TIME)))


def _read_do(value: Value, context: Context) -> _Strike:
    if isinstance(value.node, SequenceNode):
        return _Strike(Do(context.steps.read_list(value)))
    options = value.section((*_WHOM, "steps"), required=("steps",))
    return _strike(options, Do(options.read("steps", context.steps.read_list, ())))


def _read_operator(value: Value, context: Context) -> _Strike:
    if not isinstance(value.node, MappingNode):
        return _Strike(Do((Operator.parse(value, context.steps),), Operator.name))
    own = tuple(entry for entry in value.node.entries if entry[0].text in _WHOM)
    rest = tuple(entry for entry in value.node.entries if entry[0].text not in _WHOM)
    step = Operator.parse(replace(value, node=replace(value.node, entries=rest)), context.steps)
    whom = replace(value, node=replace(value.node, entries=own)).section(_WHOM)
    return _strike(whom, Do((step,), Operator.name))


def _read_request(value: Value, context: Context) -> _Strike:
    return _Strike(Do((Operator.parse(value, context.steps),), "request"), is_once=True)


def _read_fault(value: Value, context: Context, *, begins: bool) -> _Strike:
    read = partial(_read_fault_name, known=context.faults)
    if not isinstance(value.node, MappingNode):
        return _Strike(ChangeFault(read(value), begins))
    options = value.section((*_WHOM, "fault"), required=("fault",))
    return _strike(options, ChangeFault(options.read("fault", read, ""), begins))


def _read_fault_name(value: Value, known: Collection[str]) -> str:
    name = value.text()
    if name and name not in known:
        value.reject(f"no group has a fault {as_word(name)}{did_you_mean(name, known)}")
    return name


ACTIONS: Mapping[str, Callable[..., _Strike]] = {
    Disconnect.word: _read_disconnect,
    Restore.word: _read_restore,
    Reboot.word: _read_reboot,
    PowerCut.word: _read_power_cut,
    "begin": partial(_read_fault, begins=True),
    "end": partial(_read_fault, begins=False),
    "do": _read_do,
    "operator": _read_operator,
    "request": _read_request,
}
