"""Rules by which a station answers otherwise than its handlers would.

The first rule that applies to a command decides; a command to which none applies is answered as
ever. Values, and the choice among them. What is random comes from the station's own source.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Protocol

from ocpp_load.errors import OcppLoadError
from ocpp_load.ocppj import Call, Payload

if TYPE_CHECKING:
    from ocpp_load.charge_point.charge_point import ChargePoint


class Delay(Protocol):
    """How long an answer waits."""

    def draw(self, rng: Random) -> float:
        """Return seconds, 0 or more."""


@dataclass(frozen=True, slots=True)
class GivenError:
    """A CallError as a rule has it; the code may be one that OCPP-J does not know."""

    code: str
    description: str = ""
    details: Payload = field(default_factory=dict)


GivenAnswer = Callable[["ChargePoint", Call], Payload | GivenError]
"""What a rule has a station answer. May raise `OcppLoadError`."""

FrameText = Callable[["ChargePoint", Call], str]
"""What a rule has a station send as it is. May raise `OcppLoadError`."""


def every_command(_charge_point: "ChargePoint", _command: Call) -> bool:
    """Apply whatever the command says."""
    return True


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """How commands of an action, or of any where it is None, are answered.

    A rule applies where `applies` says so, to a `share` of such commands, to each station's first
    `times` of them. `delay` goes before all else. What is answered is what `gives` says, or
    what the handler does; the handler is asked, and its effects follow, where the rule
    `carries_out` the command. Of `silence`, `malformed` (None but for text that goes out in
    place of the answer; the first half of the answer's frame where the text is None) and
    `wrong_message_id` at most the first that is set counts.
    """

    action: str | None = None
    applies: Callable[["ChargePoint", Call], bool] = every_command
    share: float = 1.0
    times: int | None = None
    delay: Delay | None = None
    gives: GivenAnswer | None = None
    carries_out: bool = True
    silence: bool = False
    wrong_message_id: bool = False
    malformed: bool = False
    malformed_text: FrameText | None = None


class RuleChoice:
    """Which rule a station's next command falls under; keeps count of the limited ones."""

    __slots__ = ("_used",)

    def __init__(self) -> None:
        self._used: dict[int, int] = {}

    def rule_for(
        self, command: Call, rules: Sequence[AnswerRule], charge_point: "ChargePoint"
    ) -> AnswerRule | None:
        """Return the first rule that applies, and count it; None where there is none."""
        for index, rule in enumerate(rules):
            if rule.action not in (None, command.action):
                continue
            used = self._used.get(index, 0)
            if rule.times is not None and used >= rule.times:
                continue
            if self._applies(rule, command, charge_point):
                self._used[index] = used + 1
                return rule
        return None

    def _applies(self, rule: AnswerRule, command: Call, charge_point: "ChargePoint") -> bool:
        try:
            applies = rule.applies(charge_point, command)
        except OcppLoadError as error:
            charge_point.observer.own_fault(f"answers: {command.action}", error)
            return False
        return applies and (rule.share >= 1.0 or charge_point.random.random() < rule.share)
