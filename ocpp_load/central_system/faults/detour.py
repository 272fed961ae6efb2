"""The way of a Call while a fault or a quirk concerns Calls; otherwise none goes this way."""

from ocpp_load.central_system.answerer import Answerer
from ocpp_load.central_system.faults.in_force import FaultsInForce
from ocpp_load.central_system.faults.kinds import SPOILING, UNDEALT, FaultKind
from ocpp_load.central_system.faults.spoiling import spoil
from ocpp_load.central_system.quirks import Overlap
from ocpp_load.central_system.station import Station
from ocpp_load.ocppj import Call, ErrorCode


class Detour:
    """From a Call to what leaves for it: an answer, something else, or nothing."""

    def __init__(
        self, answerer: Answerer, faults: FaultsInForce, overlap: Overlap | None = None
    ) -> None:
        self._answerer = answerer
        self._faults = faults
        self._overlap = overlap

    def messages(
        self, station: Station, call: Call, now: float, *, is_answering: bool
    ) -> tuple[bytes, ...]:
        """Return the messages that leave for a Call.

        `is_answering` tells that the answer to another Call of the station is still held back.
        """
        if self._overlap is not None and (is_answering or station.commands.is_outstanding):
            if self._overlap is Overlap.DROP:
                return ()
            return (
                self._answerer.fail(call, ErrorCode.GENERIC_ERROR, "another message is in flight"),
            )
        fault = self._faults.draw(UNDEALT, station.identity, call.action)
        if fault is not None:
            if fault.kind is FaultKind.IGNORE:
                return ()
            return (self._answerer.fail(call, fault.code, "a fault that was ordered"),)
        answer = self._answerer.answer(station, call, now)
        fault = self._faults.draw(SPOILING, station.identity, call.action)
        return (answer,) if fault is None else spoil(fault.kind, answer)
