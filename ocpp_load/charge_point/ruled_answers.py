"""The answer to a command that falls under a rule of its own.

What is deliberately odd has a line of its own in the statistics, and is no failure there.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ocpp_load.charge_point.answer_rules import AnswerRule, GivenError
from ocpp_load.charge_point.answering import Answer
from ocpp_load.charge_point.effects import SendAnswer
from ocpp_load.errors import OcppLoadError
from ocpp_load.ocppj import Call, CallError, serialise_call_error, serialise_call_result

if TYPE_CHECKING:
    from ocpp_load.charge_point.charge_point import ChargePoint

Ordinary = Callable[[Call], Answer]


def answer_under(
    rule: AnswerRule,
    command: Call,
    charge_point: "ChargePoint",
    ordinary: Ordinary,
    received_at: float,
) -> Answer:
    """Return the answer to a command of `received_at`; `ordinary` deals with one as ever.

    A rule that cannot be followed is a fault of the scenario, and the answer the ordinary one.
    """
    addressed = command
    if rule.wrong_message_id:
        addressed = replace(command, message_id=f"{charge_point.random.getrandbits(128):032x}")
    try:
        given = _given(rule, addressed, charge_point)
        text = rule.malformed_text and rule.malformed_text(charge_point, command).encode()
    except (OcppLoadError, TypeError) as error:  # the latter for what JSON has no form for
        charge_point.observer.own_fault(f"answers: {command.action}", error)
        answer = ordinary(command)
    else:
        answer = _spoiled(rule, command.action, _said(rule, addressed, given, ordinary), text)
    return answer._replace(outgoing=answer.outgoing._replace(received_at=received_at))


def _given(rule: AnswerRule, command: Call, charge_point: "ChargePoint") -> Answer | None:
    """Return the answer that the rule has in place of the handler's."""
    if rule.gives is None:
        return None
    given, action = rule.gives(charge_point, command), command.action
    if isinstance(given, GivenError):
        error = CallError(command.message_id, given.code, given.description, given.details)
        outgoing = SendAnswer(serialise_call_error(error), f"{action} ({given.code})", 0.0, None)
        return Answer(outgoing, None, given.code, ())
    frame = serialise_call_result(command.message_id, given)
    return Answer(SendAnswer(frame, action, 0.0, None), given, None, ())


def _said(rule: AnswerRule, command: Call, given: Answer | None, ordinary: Ordinary) -> Answer:
    """Return what would be answered if nothing went wrong with it on its way."""
    if not rule.carries_out:
        return given or Answer(SendAnswer(None, command.action, 0.0, None), None, None, ())
    carried_out = ordinary(command)
    return carried_out if given is None else given._replace(effects=carried_out.effects)


def _spoiled(rule: AnswerRule, action: str, said: Answer, text: bytes | None) -> Answer:
    """Return what becomes of an answer, under the name that statistics have for that."""
    outgoing = said.outgoing
    frame = outgoing.frame
    if rule.silence or frame is None:
        return Answer(
            SendAnswer(None, f"{action} (no answer)", 0.0, None), None, None, said.effects
        )
    if rule.malformed:
        spoiled = frame[: len(frame) // 2] if text is None else text
        outgoing = SendAnswer(spoiled, f"{action} (malformed)", 0.0, None)
        return Answer(outgoing, None, None, said.effects)
    if rule.wrong_message_id:
        name = f"{action} (wrong message id)"
        return said._replace(outgoing=outgoing._replace(action=name, failure=None))
    if rule.delay is not None and outgoing.action == action:
        return said._replace(outgoing=outgoing._replace(action=f"{action} (delayed)"))
    return said
