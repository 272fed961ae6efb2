"""From a command for a station, known by its identity, to its answer.

Whoever sends it - the control interface, the mix, the central system itself - it is counted here,
and what it has changed in the station is noted here.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from ocpp_load.central_system.commands import (
    DEFAULT_TIMEOUT_S,
    CommandDeniedError,
    CommandError,
    NotConnectedError,
)
from ocpp_load.central_system.desk import Desk
from ocpp_load.central_system.mutants.in_force import MutantsInForce
from ocpp_load.central_system.mutants.mutant import Fate
from ocpp_load.central_system.station import Station
from ocpp_load.central_system.statistics import Statistics
from ocpp_load.central_system.tally import CommandTally
from ocpp_load.ocppj import CallError, CallResult, Payload
from ocpp_load.validation import PayloadValidator

_PRETENDED = {"status": "Accepted"}
"""What is told of a command that a mutant keeps back: whoever gave it is none the wiser."""


class Dispatch:
    """Sends commands to the stations of one central system."""

    def __init__(
        self,
        stations: Mapping[str, Station],
        statistics: Statistics,
        validator: PayloadValidator,
        mutants: MutantsInForce,
        desk: Desk,
    ) -> None:
        self._mutants = mutants
        self._desk = desk
        self._stations = stations
        self._statistics = statistics
        self._validator = validator

    async def command(
        self,
        identity: str,
        action: str,
        payload: Payload,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        tally: CommandTally | None = None,
    ) -> CallResult | CallError:
        """Send a command to a station and return its answer; count it in `tally` as well.

        The payload is sent as it is, unless a mutant has another. Raises `CommandError` where no
        answer comes.
        """
        fate = None
        if self._mutants:
            payload, fate = self._mutants.command(identity, action, payload)
        if fate is Fate.NEVER:
            return CallResult("", _PRETENDED)
        if self._desk.knows(action):
            answer: CallResult | CallError = CallResult(
                "", self._desk.carry_out(identity, action, payload)
            )
        else:
            answer = await self._send(identity, action, payload, timeout_s, tally, fate)
        if fate is Fate.DENIED:
            raise CommandDeniedError(action)
        return answer

    async def errand(self, identity: str, action: str, payload: Payload) -> None:
        """Send a command whose answer is of no further interest; it is counted all the same."""
        with suppress(CommandError):
            await self.command(identity, action, payload)

    async def _send(
        self,
        identity: str,
        action: str,
        payload: Payload,
        timeout_s: float,
        tally: CommandTally | None,
        fate: Fate | None,
    ) -> CallResult | CallError:
        own = self._statistics.commands_by_action[action]
        tallies = (own,) if tally is None else (own, tally)
        try:
            answer = await self._call(identity, action, payload, timeout_s, tallies)
        except CommandError as error:
            for each in tallies:
                each.failed(error)
            raise
        if fate is Fate.TWICE:
            with suppress(CommandError):
                await self._call(identity, action, payload, timeout_s, tallies)
        fits = self._take_note(self._stations[identity], action, payload, answer)
        for each in tallies:
            each.answered(answer, fits=fits)
        return answer

    async def _call(
        self,
        identity: str,
        action: str,
        payload: Payload,
        timeout_s: float,
        tallies: Sequence[CommandTally],
    ) -> CallResult | CallError:
        station = self._stations.get(identity)
        if station is None or station.connection is None:
            raise NotConnectedError(identity)
        for tally in tallies:
            tally.sent += 1
        outcomes = self._statistics.commands
        try:
            answer = await station.commands.call(action, payload, timeout_s)
        except CommandError as error:
            outcomes[error.outcome] += 1
            raise
        outcomes["result" if isinstance(answer, CallResult) else "error"] += 1
        return answer

    def _take_note(
        self, station: Station, action: str, payload: Payload, answer: CallResult | CallError
    ) -> bool:
        """Have the station's holdings follow the answer; tell whether it fits its schema."""
        if isinstance(answer, CallError):
            return True
        violation = self._validator.check_response(action, answer.payload)
        if violation is not None:
            name = f"{action} (answer): {violation.reason}"
            self._statistics.payload_violations[name] += 1
            return False
        # Whoever sends a command without validation may send anything.
        if self._validator.check_request(action, payload) is None:
            station.holdings.command_was_answered(action, payload, answer.payload)
        return True
