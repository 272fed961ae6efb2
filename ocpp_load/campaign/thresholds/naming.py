"""What the words of a threshold stand for: groups, events and actions that there are.

Every wrong name is told, with where it stands and what there is.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from ocpp_load.campaign.thresholds.diagnosis import Misread
from ocpp_load.campaign.thresholds.grammar import LINKS, OTHER_PHRASES
from ocpp_load.campaign.thresholds.parsing import (
    BackText,
    EarlierText,
    FigureText,
    LimitText,
    Part,
)
from ocpp_load.campaign.thresholds.threshold import (
    BackWithin,
    Comparison,
    ConnectionFailures,
    Figure,
    FleetCount,
    FleetFigure,
    LineFigure,
    Scope,
    Statistic,
    Threshold,
    Unit,
)
from ocpp_load.charge_point.absence import CONNECTION_LOST
from ocpp_load.charge_point.flow_names import FLOW_NAMES
from ocpp_load.duration import parse_duration
from ocpp_load.messages.v16.actions import Action, Sender
from ocpp_load.scenario.wording import as_word, did_you_mean, nearest

_AFTER, _BEFORE, _BACK_AFTER, _BEGAN = "after ", "before ", "back after ", " began"
_TO = " to "
_CONNECTION = "connection"
_SECONDS_IN = {"s": 1.0, "min": 60.0, "h": 3600.0}
_DIRECTIONS = {
    "calls": "call",
    "commands": "command",
    "links": "link",
    "link": "link",
    "flows": "flow",
    "flow": "flow",
}
_OTHER_SIDE = {
    "call": (Sender.CENTRAL_SYSTEM, "the central system sends", "commands"),
    "command": (Sender.CHARGE_POINT, "the station sends", "calls"),
}


@dataclass(frozen=True, slots=True)
class Naming:
    """The names there are. `actions` are those of scenarios that OCPP does not know."""

    groups: Collection[str]
    events: Collection[str]
    actions: Collection[str]
    tell: Callable[[Misread], None]
    """Is told of every name that there is not."""

    def threshold(self, text: str, parts: LimitText | BackText) -> Threshold:
        """Return the threshold that `parts` are; what is wrong with it is told."""
        if isinstance(parts, BackText):
            scope = self._scope_of(parts.scope, in_recovery=True)
            figure = BackWithin(self._duration(parts.within), scope)
            share = _percent(parts.share)
            return Threshold(text, figure, Comparison.AT_LEAST, share, Unit.SHARE)
        figure_text, reference = parts.figure, None
        measured, unit = self._figure(figure_text), figure_text.unit
        limit = float(parts.limit.text) if parts.reference is not None else 0.0
        if parts.reference is None:
            limit, unit = self._limit(parts.limit, unit)
        elif isinstance(parts.reference, EarlierText):
            reference = self._earlier(measured, parts.reference.event)
        else:
            reference = self._figure(parts.reference)
            if parts.reference.unit is not unit:
                last, mine = parts.reference.statistic, figure_text.statistic.text
                self.tell(Misread(last.offset, f"{last.text} is no measure of {mine}"))
        return Threshold(text, measured, Comparison(parts.comparison), limit, unit, reference)

    def event(self, name: Part) -> str:
        """Return the name of an event that divides the figures."""
        plain = name.text.removesuffix(_BEGAN).rstrip()
        for known in (name.text, plain):
            if known in self.events:
                return known
        if plain == CONNECTION_LOST:
            problem = (
                "connection lost divides no figures; what can be said of it is how many are back:"
                " after connection lost: 95 % back within 60 s"
            )
            self.tell(Misread(name.offset, problem))
            return plain
        problem = f"there is no event {as_word(plain)}{did_you_mean(plain, self.events)}"
        self.tell(Misread(name.offset, problem))
        return plain

    def _earlier(self, figure: Figure, event: Part) -> Figure:
        if isinstance(figure, FleetFigure):
            self.tell(Misread(event.offset, "the fleet is counted for the whole run only"))
        if figure.scope.event is not None:
            self.tell(Misread(event.offset, "the figure has a time of its own already"))
        return replace(figure, scope=Scope(figure.scope.group, before=self.event(event)))

    def _figure(self, text: FigureText) -> Figure:
        words = " ".join(text.statistic.text.split())
        words = OTHER_PHRASES.get(words, words)
        scope = self._scope_of(text.scope)
        if words in list(FleetCount):
            if text.scope is not None:
                self.tell(Misread(text.scope.offset, f"{words} is counted of the whole fleet only"))
            return FleetFigure(FleetCount(words))
        if words == "checks failed":
            return LineFigure("check", None, Statistic.FAILURES, scope=scope)
        if words == "failures" and text.subject is not None and text.subject.text == _CONNECTION:
            return ConnectionFailures(scope)
        direction, name = self._subject(text.subject)
        if text.from_intent and direction != "call":
            self.tell(Misread(text.statistic.offset, "only calls have a latency from their intent"))
        if words.startswith("p") and words not in list(Statistic):
            statistic, percentile = Statistic.PERCENTILE, float(words[1:])
        else:
            statistic, percentile = Statistic(words), 0.0
        return LineFigure(direction, name, statistic, percentile, text.from_intent, scope)

    def _subject(self, subject: Part | None) -> tuple[str, str | None]:
        if subject is None:
            return "call", None
        words = subject.text.split()
        if words[0] == "all" and words[-1] in _DIRECTIONS:
            words = words[1:]
        direction = _DIRECTIONS.get(words[0])
        name = " ".join(words if direction is None else words[1:])
        at = Part(name, subject.offset + len(subject.text) - len(name))
        if not name and direction is not None:
            return direction, None
        if name.startswith(_BACK_AFTER):
            self._struck_by(Part(name.removeprefix(_BACK_AFTER), at.offset + len(_BACK_AFTER)))
            return "link", name
        if direction == "flow" or (direction is None and _TO in name):
            if name not in FLOW_NAMES:
                near = nearest(name, FLOW_NAMES)
                question = f"; did you mean {near}?" if near else ""
                self.tell(Misread(at.offset, f"there is no flow {as_word(name)}{question}"))
            return "flow", name
        if direction == "link" or (direction is None and name in LINKS):
            if name not in LINKS:
                problem = f"there is no {as_word(name)} of a connection{did_you_mean(name, LINKS)}"
                self.tell(Misread(at.offset, problem))
            return "link", name
        self._check_action(at, direction or "call")
        return direction or "call", name

    def _check_action(self, name: Part, direction: str) -> None:
        if name.text in self.actions:
            return
        wrong_sender, who, word = _OTHER_SIDE[direction]
        senders = {action.value: action.sender for action in Action}
        sender = senders.get(name.text)
        if sender is None:
            known = [*(one for one in senders if senders[one] is not wrong_sender), *self.actions]
            near = nearest(name.text, known)
            question = f"; did you mean {near}?" if near else ""
            problem = f"no {direction} is called {as_word(name.text)}{question}"
            self.tell(Misread(name.offset, problem))
        elif sender is wrong_sender:
            problem = f"{name.text} is what {who}; write {word} {name.text}"
            self.tell(Misread(name.offset, problem))

    def _scope_of(self, scope: Part | None, *, in_recovery: bool = False) -> Scope:
        if scope is None:
            return Scope()
        if scope.text in self.groups:
            return Scope(scope.text)
        group, when = None, scope
        for known in self.groups:
            rest = scope.text.removeprefix(f"{known} ")
            if rest != scope.text and rest.startswith((_AFTER, _BEFORE)):
                group, when = known, Part(rest, scope.offset + len(known) + 1)
        word = next((one for one in (_AFTER, _BEFORE) if when.text.startswith(one)), None)
        if word is None:
            known_groups = did_you_mean(scope.text, self.groups)
            problem = f"there is no group {as_word(scope.text)}{known_groups}"
            self.tell(Misread(scope.offset, f"{problem}; or after EVENT, before EVENT"))
            return Scope()
        name = Part(when.text.removeprefix(word), when.offset + len(word))
        if in_recovery:
            if word == _BEFORE:
                self.tell(Misread(when.offset, "nobody is back before an event; write after"))
            return Scope(group, since=self._struck_by(name))
        if word == _AFTER:
            return Scope(group, since=self.event(name))
        return Scope(group, before=self.event(name))

    def _struck_by(self, name: Part) -> str:
        """Return the name of an event that stations come back after."""
        return CONNECTION_LOST if name.text == CONNECTION_LOST else self.event(name)

    def _limit(self, limit: Part, unit: Unit) -> tuple[float, Unit]:
        text = limit.text
        if unit is Unit.SECONDS:
            return self._duration(limit), unit
        if unit is Unit.PER_SECOND:
            times, _, per = text.partition("/")
            return float(times) / _SECONDS_IN[per.strip()], unit
        if text.endswith("%"):
            return _percent(text), unit
        return float(text), Unit.COUNT

    def _duration(self, text: Part) -> float:
        try:
            return parse_duration(text.text)
        except ValueError as error:
            self.tell(Misread(text.offset, str(error)))
            return 0.0


def _percent(text: str) -> float:
    # By way of decimals: 99.9 % is what 999 of 1,000 are, and not a little more.
    return float(Decimal(text.removesuffix("%").rstrip()) / 100)
