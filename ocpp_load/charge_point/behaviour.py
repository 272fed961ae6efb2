"""What all stations of a run have in common in how they behave. Values only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocpp_load.charge_point.activity import Steps
from ocpp_load.charge_point.answer_rules import AnswerRule
from ocpp_load.charge_point.back_off import BackOff
from ocpp_load.charge_point.operator import Operator
from ocpp_load.handlers import HandlerRegistry
from ocpp_load.validation import PayloadValidator


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Rules, schemas, handlers, waits.

    `consequences` says which activity a handler's effect starts, by the effect's type: a
    function of the charge point and the effect, and of the flow where one begins with it. `answers`
    are rules that come before the handlers. `operator` knows how a button is pressed at the
    central system, where anything does. `tell_step`, where there is somebody to be told, is called
    with the name of each step of the script that begins.
    """

    validator: PayloadValidator
    registry: HandlerRegistry
    call_timeout_s: float = 30.0
    boot_retry_s: float = 30.0
    back_off: BackOff = field(default_factory=BackOff)
    consequences: Mapping[type, Callable[..., Steps[Any]]] = field(default_factory=dict)
    answers: tuple[AnswerRule, ...] = ()
    operator: Operator | None = None
    tell_step: Callable[[str], None] | None = None
