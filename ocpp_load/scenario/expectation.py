"""Checks: conditions with a name, whose outcome is counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from ocpp_load.charge_point import Pause, Steps
from ocpp_load.duration import format_duration
from ocpp_load.scenario.condition import NEVER, Condition, read_condition
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.expression import ExpressionError
from ocpp_load.scenario.node import MappingNode, SequenceNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.script_end import ScriptEnd
from ocpp_load.scenario.substitution import Late, late, value_of

OPTIONS = ("that", "name", "clause", "within", "required")
_LONGEST_NAME = 200
_POLL_S = 0.2
_FALSE = "does not hold"


@dataclass(frozen=True, slots=True)
class Expectation:
    """A condition that is to hold, at the latest after so many seconds of the clock.

    `name` is what statistics and reports call it, with the `clause` of the specification that it
    comes from. Where one that is `required` fails, the station does nothing more of its script.
    """

    name: str
    condition: Condition
    within_s: float | Late[float] = 0.0
    required: bool = False
    clause: str | None = None

    @property
    def title(self) -> str:
        """Return its name with its clause."""
        return titled(self.name, self.clause)

    def check(self, script: Script, after: str | None = None) -> Steps[None]:
        """Wait for it as long as it takes, and tell how it turned out. Raises `ScriptEnd`.

        Where it fails, what went wrong before, `after` which it was checked, is told first.
        """
        charge_point = script.charge_point
        within_s = value_of(self.within_s, script)
        given_up_at = charge_point.now + within_s
        # Values and answers come without a sign to wake by; commands have one.
        while (failure := self._failure(script)) and charge_point.now < given_up_at:
            pause_s = min(_POLL_S, given_up_at - charge_point.now)
            yield Pause(pause_s, or_woken_by=charge_point.journal)
        found = self.condition.found(script) if failure == _FALSE else None
        if failure is not None and within_s:
            failure = f"{failure} within {format_duration(within_s)}"
        if found is not None:
            failure = f"{failure}, {found}"
        if failure is not None and after is not None:
            failure = f"{after}: {failure}"
        charge_point.assessment.check(self.title, failure)
        if failure is not None and self.required:
            raise ScriptEnd

    def _failure(self, script: Script) -> str | None:
        """Return why it does not hold; the same text for equal reasons."""
        try:
            return None if self.condition.value(script) else _FALSE
        except ExpressionError as error:
            return error.problem


def titled(name: str, clause: str | None) -> str:
    """Return what statistics and reports call a check with that name and clause."""
    return name if clause is None else f"{name} ({clause})"


def check_all(
    expectations: Iterable[Expectation], script: Script, after: str | None = None
) -> Steps[None]:
    """Check one after the other; what is required and fails ends the script after the last one.

    Where one fails, what went wrong before, `after` which they are checked, is told first.
    """
    over = False
    for expectation in expectations:
        try:
            yield from expectation.check(script, after)
        except ScriptEnd:
            over = True
    if over:
        raise ScriptEnd


def read_expectations(value: Value) -> tuple[Expectation, ...]:
    """Read a condition, its options, a list of either, or a mapping of them by their names."""
    match value.node:
        case SequenceNode():
            return tuple(map(read_expectation, value.items()))
        case MappingNode(entries=entries) if not any(key.text in OPTIONS for key, _ in entries):
            if not entries:
                value.reject("is empty; allowed: conditions by their names")
            return tuple(
                read_expectation(each, checked_name(Value(key, value.label, value.mistakes)))
                for key, each in value.entries()
            )
    return (read_expectation(value),)


def read_expectation(value: Value, name: str | None = None) -> Expectation:
    """Read a condition, or its options; `name` where one is given already."""
    if not isinstance(value.node, MappingNode):
        condition = read_condition(value)
        return Expectation(name or condition.text, condition)
    allowed = OPTIONS if name is None else tuple(key for key in OPTIONS if key != "name")
    options = value.section(allowed, required=("that",))
    condition = options.read("that", read_condition, NEVER)
    return Expectation(
        options.read("name", checked_name, name or condition.text),
        condition,
        within_s=options.read("within", late(read_duration), 0.0),
        required=options.read("required", Value.flag, False),
        clause=options.read("clause", checked_name, None),
    )


def checked_name(value: Value) -> str:
    """Read what statistics and reports call a check, or a part of that."""
    name = value.line()
    if len(name) > _LONGEST_NAME:
        value.reject(f"has {len(name)} characters; allowed: up to {_LONGEST_NAME}")
    return name
