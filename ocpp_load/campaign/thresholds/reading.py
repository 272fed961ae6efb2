"""The `thresholds` of a campaign, read and checked.

An entry is a text, or a mapping with that text and more. As YAML takes `healthy: p95 < 2 s` for
a mapping with one key, that is read as the text it looks like.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from ocpp_load.campaign.thresholds.diagnosis import Misread
from ocpp_load.campaign.thresholds.grammar import LONGEST
from ocpp_load.campaign.thresholds.naming import Naming
from ocpp_load.campaign.thresholds.parsing import Part, parse
from ocpp_load.campaign.thresholds.threshold import FleetFigure, Scope, Threshold
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.node import MappingNode, ScalarNode
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.wording import quoted

ABORTS_AFTER_S = 10.0
"""How long a threshold that aborts the run has to be broken, unless it says so itself."""

MOST = 100

_THAT = "that"
_KEYS = (_THAT, "name", "from", "abort", "for", "after")
_OF_ABORT = ("for", "after")


def read_thresholds(
    value: Value,
    groups: Collection[str],
    events: Collection[str],
    actions: Collection[str] = (),
) -> tuple[Threshold, ...]:
    """Read a list of thresholds; the wrong ones are left out.

    `groups` and `events` are the names of the campaign, `actions` those that its scenarios send
    or answer and that OCPP does not know.
    """
    items = value.items()
    if len(items) > MOST:
        value.reject(f"has {len(items)} entries; allowed: up to {MOST}")
        return ()
    reader = _Reader(groups, events, actions)
    return tuple(filter(None, [reader.read(item) for item in items]))


@dataclass(frozen=True, slots=True)
class _Written:
    """The text of a threshold, in one piece or two, and where each of them stands."""

    text: str
    pieces: tuple[tuple[int, ScalarNode], ...]

    def at(self, offset: int) -> ScalarNode:
        """Return a node that stands where the character behind `offset` does."""
        start, node = next(piece for piece in reversed(self.pieces) if piece[0] <= offset)
        column = node.column + node.indent + min(offset - start, len(node.text))
        return replace(node, column=column, indent=0)


@dataclass(frozen=True, slots=True)
class _Reader:
    groups: Collection[str]
    events: Collection[str]
    actions: Collection[str]

    def read(self, value: Value) -> Threshold | None:
        if isinstance(value.node, MappingNode) and _is_full(value.node):
            return self._read_full(value, value.section(_KEYS, required=(_THAT,)))
        return self._read_text(value)

    def _read_text(self, value: Value) -> Threshold | None:
        written = _written(value)
        if written is None:
            return None
        if len(written.text) > LONGEST:
            value.reject(f"has {len(written.text)} characters; allowed: up to {LONGEST}")
            return None
        told: list[Misread] = []
        threshold = None
        try:
            naming = Naming(self.groups, self.events, self.actions, told.append)
            threshold = naming.threshold(written.text, parse(written.text))
        except Misread as error:
            told.append(error)
        for misread in told:
            value.reject(misread.problem, at=written.at(misread.offset))
        return None if told else threshold

    def _read_full(self, value: Value, options: Section) -> Threshold | None:
        threshold = options.read(_THAT, self._read_text, None)
        name = options.read("name", Value.line, None)
        event = options.read("from", self._read_event, None)
        aborts = options.read("abort", Value.flag, False)
        for_s = options.read("for", read_duration, ABORTS_AFTER_S)
        after_s = options.read("after", read_duration, 0.0)
        for key in _OF_ABORT:
            if key in options and not aborts:
                value.reject(f"{key} is for a threshold that aborts the run; add abort: true")
        if threshold is None:
            return None
        if event is not None:
            threshold = _since(threshold, event, value)
        return replace(threshold, name=name, abort=aborts, for_s=for_s, after_s=after_s)

    def _read_event(self, value: Value) -> str:
        def tell(misread: Misread) -> None:
            value.reject(misread.problem)

        return Naming(self.groups, self.events, (), tell).event(Part(value.line(), 0))


def _is_full(node: MappingNode) -> bool:
    return len(node.entries) != 1 or node.entries[0][0].text in _KEYS


def _since(threshold: Threshold, event: str, value: Value) -> Threshold:
    figure = threshold.figure
    if figure.scope.event is not None:
        value.reject(f"both from and {quoted(threshold.text)} say of what time")
    elif isinstance(figure, FleetFigure):
        value.reject(f"{figure.counted} is counted for the whole run only; leave from out")
    return replace(
        threshold,
        text=f"{threshold.text}, from {event}",
        figure=replace(figure, scope=Scope(figure.scope.group, since=event)),
    )


def _written(value: Value) -> _Written | None:
    match value.node:
        case MappingNode(entries=((scope, ScalarNode(value=str(claim)) as node),)):
            begins = len(scope.text) + 2
            return _Written(f"{scope.text}: {claim}", ((0, scope), (begins, node)))
        case ScalarNode(value=str(text)) as node if text:
            return _Written(text, ((0, node),)) if value.line() else None
    example = "write for example BootNotification p99 < 2 s"
    value.reject(f"{value.shown} is not a threshold; {example}")
    return None
