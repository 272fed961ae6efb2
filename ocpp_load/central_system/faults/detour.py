"""The way of a Call while a fault, a quirk or a mutant concerns Calls; otherwise none goes it."""

from dataclasses import dataclass

from ocpp_load.central_system.answerer import Answerer
from ocpp_load.central_system.faults.in_force import FaultsInForce
from ocpp_load.central_system.faults.kinds import SPOILING, UNDEALT, FaultKind
from ocpp_load.central_system.faults.spoiling import spoil
from ocpp_load.central_system.mutants.in_force import MutantsInForce
from ocpp_load.central_system.quirks import Overlap
from ocpp_load.central_system.station import Station
from ocpp_load.ocppj import Call, ErrorCode


@dataclass(frozen=True, slots=True)
class Departure:
    """What leaves for a Call, at once or late.

    `answers_boot` is which of the station's boots it answers, as a station understands it; None
    where it answers none.
    """

    messages: tuple[bytes, ...] = ()
    answers_boot: int | None = None


class Detour:
    """From a Call to what leaves for it: an answer, something else, or nothing."""

    def __init__(
        self,
        answerer: Answerer,
        faults: FaultsInForce,
        overlap: Overlap | None = None,
        mutants: MutantsInForce | None = None,
    ) -> None:
        self._answerer = answerer
        self._faults = faults
        self._overlap = overlap
        self._mutants = MutantsInForce() if mutants is None else mutants

    def departure(
        self, station: Station, call: Call, now: float, *, is_answering: bool
    ) -> Departure:
        """Return what leaves for a Call.

        `is_answering` tells that the answer to another Call of the station is still held back.
        """
        if self._overlap is not None and (is_answering or station.commands.is_outstanding):
            if self._overlap is Overlap.DROP:
                return Departure()
            return self._failure(call, ErrorCode.GENERIC_ERROR, "another message is in flight")
        fault = self._faults.draw(UNDEALT, station.identity, call.action)
        if fault is not None:
            if fault.kind is FaultKind.IGNORE:
                return Departure()
            return self._failure(call, fault.code, "a fault that was ordered")
        boots = station.boots
        answer = self._answerer.answer(station, call, now)
        if self._mutants:
            mutated = self._mutants.answer(station.identity, call, answer)
            if mutated is None:
                return Departure()
            answer = mutated
        fault = self._faults.draw(SPOILING, station.identity, call.action)
        messages = (answer,) if fault is None else spoil(fault.kind, answer)
        answers_boot = station.boots != boots and answer in messages
        return Departure(messages, station.boots if answers_boot else None)

    def _failure(self, call: Call, code: ErrorCode, description: str) -> Departure:
        return Departure((self._answerer.fail(call, code, description),))
