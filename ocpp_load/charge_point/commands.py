"""The commands of the central system to one station: answered, carried out, and noted.

The answer is sent first; what it causes are activities that start after it. No I/O and no clock.
"""

from typing import TYPE_CHECKING, Any

from ocpp_load.charge_point.activity import Pause, Steps
from ocpp_load.charge_point.answer_rules import AnswerRule, Delay, RuleChoice
from ocpp_load.charge_point.answering import Answer, answer_to, is_too_busy
from ocpp_load.charge_point.effects import SendAnswer
from ocpp_load.charge_point.exchange import exchange_of_command
from ocpp_load.charge_point.flow_names import completed_by
from ocpp_load.charge_point.journal import ReceivedCommand
from ocpp_load.charge_point.ruled_answers import answer_under
from ocpp_load.handlers.effects import RequestCertificate, SendRequested
from ocpp_load.ocppj import Call

if TYPE_CHECKING:
    from ocpp_load.charge_point.charge_point import ChargePoint


class Commands:
    """What a station makes of commands: what its handlers say, unless it has a rule of its own."""

    __slots__ = ("_choice", "_station")

    def __init__(self, station: "ChargePoint") -> None:
        self._station = station
        self._choice: RuleChoice | None = None

    def received(self, command: Call, received_bytes: int) -> None:
        """A command has come in."""
        station = self._station
        if station.behaviour.answers or station.journal is not None:
            self._received_with_rules(command, received_bytes)
        else:
            answer = self._ordinary(command)
            station.send_answer(answer.outgoing)
            if answer.outgoing.failure is not None:
                self._tell_refusal(command, answer.outgoing, answer.outgoing.failure)
            for effect in answer.effects:
                self._follow_up(command.action, effect, answer)

    def _received_with_rules(self, command: Call, received_bytes: int) -> None:
        """Take in what may fall under a rule, or is to be kept in the journal."""
        station = self._station
        rules, journal = station.behaviour.answers, station.journal
        note = None
        if journal is not None:
            note = journal.command_received(
                command.action, command.payload, station.now, received_bytes
            )
        if (rule := self._rule_for(command, rules)) is not None:
            self._follow(rule, command, note)
        else:
            self._give(command, self._ordinary(command), note)

    def _rule_for(self, command: Call, rules: tuple[AnswerRule, ...]) -> AnswerRule | None:
        if not rules:
            return None
        if self._choice is None:
            self._choice = RuleChoice()
        return self._choice.rule_for(command, rules, self._station)

    def _follow(self, rule: AnswerRule, command: Call, note: ReceivedCommand | None) -> None:
        station = self._station
        if rule.delay is None or is_too_busy(station.station, station.activities):
            self._give(command, self._ruled(rule, command, station.now), note)
            return
        station.spawn(
            f"answer to {command.action}", self._answer_later(rule, rule.delay, command, note)
        )
        if station.journal is not None:
            station.wake(station.journal)

    def _answer_later(
        self, rule: AnswerRule, delay: Delay, command: Call, note: ReceivedCommand | None
    ) -> Steps[None]:
        station = self._station
        received_at, connection = station.now, station.connections
        yield Pause(delay.draw(station.random))
        # Who asked is gone with the connection, and what was asked with them.
        if station.connected and station.connections == connection:
            self._give(command, self._ruled(rule, command, received_at), note)

    def _ordinary(self, command: Call) -> Answer:
        station = self._station
        return answer_to(
            command,
            station.station,
            station.behaviour,
            station.observer,
            activities=station.activities,
            epoch_s=station.epoch_s(),
            now=station.now,
        )

    def _ruled(self, rule: AnswerRule, command: Call, received_at: float) -> Answer:
        return answer_under(rule, command, self._station, self._ordinary, received_at)

    def _give(self, command: Call, answer: Answer, note: ReceivedCommand | None) -> None:
        """Send an answer; then do what follows of it, and tell who waits for commands."""
        station = self._station
        station.send_answer(answer.outgoing)
        if answer.outgoing.failure is not None:
            self._tell_refusal(command, answer.outgoing, answer.outgoing.failure)
        if note is not None:
            note.answered(answer.payload, answer.error)
        for effect in answer.effects:
            self._follow_up(command.action, effect, answer)
        if station.journal is not None:
            station.wake(station.journal)

    def _tell_refusal(self, command: Call, answer: SendAnswer, error: str) -> None:
        station = self._station
        identity, received_at = station.station.identity, answer.received_at
        station.observer.exchange(
            exchange_of_command(command, identity, error, received_at, station.now, answer.frame)
        )

    def _follow_up(self, action: str, effect: Any, answer: Answer) -> None:
        station = self._station
        start = station.behaviour.consequences.get(type(effect))
        try:
            activity = effect(station) if start is None else self._begin(action, effect, answer)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - as in dispatch: a user's handler
            station.observer.own_fault(f"effect of {action}", error)
        else:
            name = type(effect).__name__ if start else action
            asked_for = isinstance(effect, SendRequested | RequestCertificate)
            station.spawn(name, activity, asked_for=asked_for)

    def _begin(self, action: str, effect: Any, answer: Answer) -> Steps[Any]:
        """Return what an effect starts, with the flow that begins where the command was read."""
        station = self._station
        start = station.behaviour.consequences[type(effect)]
        end = completed_by(effect, answer.payload)
        if end is None:
            return start(station, effect)
        flow = station.flows.begin(action, end, answer.outgoing.received_at)
        return flow.follow(start(station, effect, flow))
