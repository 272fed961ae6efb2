"""`expect_call`: a command that the central system is to send."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Pause, Steps
from ocpp_load.charge_point.journal import ReceivedCommand
from ocpp_load.duration import format_duration
from ocpp_load.scenario import verdict
from ocpp_load.scenario.condition import Condition, read_condition
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.local_names import knowing, naming
from ocpp_load.scenario.node import SequenceNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.saving import Saved, read_save, save, save_nothing
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of

_WITHIN_S = 30.0
_MOST = 1000
_NAMES = ("payload", "answer", "error")


@dataclass(frozen=True, slots=True)
class ExpectCall:
    """Wait until `count` commands of `action` have come for which all of `where` holds.

    Those count that came since the step before this one began, and that no other step has taken.
    What is saved is of the last of them.
    """

    name: ClassVar[str] = "expect_call"
    only_waits: ClassVar[bool] = True
    action: str
    within: float | Late[float] = _WITHIN_S
    where: tuple[Condition, ...] = ()
    count: int = 1
    save: tuple[Saved, ...] = ()
    name_: str | None = None
    clause: str | None = None
    required: bool = False

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the options of the step."""
        value.mistakes.names.asks_journal = True
        keys = ("action", "within", "where", "count", "save", *verdict.OPTIONS)
        options = value.section(keys, required=("action",), usual="action")
        return cls(
            action=options.read("action", Value.text, ""),
            within=options.read("within", late(read_duration), _WITHIN_S),
            where=options.read("where", read_where, ()),
            count=options.read("count", lambda value: value.integer(minimum=1, maximum=_MOST), 1),
            save=options.read("save", lambda value: read_save(knowing(value, *_NAMES)), ()),
            name_=verdict.read_name(options),
            clause=verdict.read_clause(options),
            required=verdict.read_required(options),
        )

    def run(self, script: Script) -> Steps[None]:
        """Wait for them, and tell whether they came. Raises `ScriptEnd`, `StepError`."""
        charge_point, mark = script.charge_point, script.mark
        within_s = value_of(self.within, script)
        given_up_at = charge_point.now + within_s
        taken = self._take(script, mark, self.count)
        while len(taken) < self.count and charge_point.now < given_up_at:
            yield Pause(given_up_at - charge_point.now, or_woken_by=script.journal)
            taken += self._take(script, mark, self.count - len(taken))
        failure = None
        if len(taken) < self.count:
            failure = self._failure(script, mark, len(taken), within_s)
        if taken:
            save(self.save, script, **_values(taken[-1]))
        else:
            save_nothing(self.save, script)
        verdict.tell(
            script,
            failure,
            self.name_ or f"{self.name} {self.action}",
            self.clause,
            required=self.required,
        )

    def _take(self, script: Script, mark: int, most: int) -> list[ReceivedCommand]:
        """Take commands out of the journal, up to so many."""
        taken: list[ReceivedCommand] = []
        for command in self._candidates(script, mark):
            if len(taken) < most and self._unmet(script, command) is None:
                command.taken = True
                taken.append(command)
        return taken

    def _candidates(self, script: Script, mark: int) -> list[ReceivedCommand]:
        return [
            command
            for command in script.journal.commands
            if command.number > mark and command.action == self.action and not command.taken
        ]

    def _unmet(self, script: Script, command: ReceivedCommand) -> Condition | None:
        """Return the first condition that does not hold for a command."""
        with naming(script, **_values(command)):
            return next((each for each in self.where if not each.holds(script)), None)

    def _failure(self, script: Script, mark: int, taken: int, within_s: float) -> str:
        within = f"within {format_duration(within_s)}"
        for command in self._candidates(script, mark):
            if (unmet := self._unmet(script, command)) is not None:
                return f"{self.action} came, but not so that {unmet.text}"
        if self.count > 1:
            return f"{taken} of {self.count} {self.action} {within}"
        return f"no {self.action} {within}"


def read_where(value: Value) -> tuple[Condition, ...]:
    """Read one condition on a command, or a list of them."""
    known = knowing(value, *_NAMES)
    if isinstance(value.node, SequenceNode):
        return tuple(map(read_condition, known.items()))
    return (read_condition(known),)


def _values(command: ReceivedCommand) -> dict[str, object]:
    return {"payload": command.payload, "answer": command.answer, "error": command.error}
