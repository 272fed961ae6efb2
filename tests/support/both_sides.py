"""Our stations and our central system in one process, under a simulated clock.

The central system's own answerer, books and quirks answer the Calls of `Simulation`s; nothing
goes over a socket.
"""

from typing import Any

from support.simulation import EPOCH_S, SILENCE, VALIDATOR, ErrorAnswer, Message, Simulation

from ocpp_load.central_system.answerer import Answerer
from ocpp_load.central_system.books import Books
from ocpp_load.central_system.books.irregularities import Irregularity
from ocpp_load.central_system.faults.detour import Detour
from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.in_force import FaultsInForce
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.quirks import parse_quirks
from ocpp_load.central_system.responders import RESPONDERS
from ocpp_load.central_system.station import Station as KnownStation
from ocpp_load.model import Station, StationType
from ocpp_load.ocppj import Call, CallError, parse


class CommandInFlight:
    """In place of a station's command queue: one command is out, and its answer does not come."""

    is_outstanding = True


class CentralSystemOfSimulations:
    """One central system with these quirks; stations `join` it."""

    def __init__(self, *quirks: str, **options: Any) -> None:
        self.quirks = parse_quirks(quirks)
        self.books = Books(CentralSystemOptions(quirks=self.quirks, **options))
        self.faults = FaultsInForce()
        self.stations: dict[str, KnownStation] = {}
        self._detour = Detour(
            Answerer(self.books, VALIDATOR), self.faults, self.quirks.one_message_at_a_time
        )

    @property
    def irregular(self) -> dict[str, int]:
        """Return how many transaction messages came as they should not."""
        return {
            kind.value: count
            for kind in Irregularity
            if (count := self.books.transactions.irregularities.count(kind))
        }

    def join(
        self,
        identity: str = "CP1",
        id_tag: str = "TAG1",
        configuration: dict[str, str] | None = None,
        **behaviour: Any,
    ) -> Simulation:
        """Return a station of two connectors that this central system answers."""
        kind = StationType(
            vendor="ocpp_load",
            model="AC-22",
            connectors=2,
            power_w=22_000.0,
            configuration=configuration or {},
        )
        known = self.stations[identity] = KnownStation(identity)

        def answer(message: Message) -> Any:
            return self._answer(known, message)

        return Simulation(
            dict.fromkeys(RESPONDERS, answer),
            station=Station(kind, 1, identity, id_tag),
            **behaviour,
        )

    def order(self, fault: Fault) -> int:
        """Let a fault be in force; return what ends it."""
        return self.faults.begin(fault)

    def forget_everything_but_transactions(self, identity: str) -> None:
        """Do to a station what a restart of the central system does."""
        known = self.stations[identity]
        known.connectors.clear()
        known.boots = 0

    def _answer(self, known: KnownStation, message: Message) -> Any:
        call = Call(message.message_id, message.action, message.payload)
        departure = self._detour.departure(known, call, EPOCH_S + message.at, is_answering=False)
        texts = departure.messages
        if not texts:
            return SILENCE
        answer = parse(texts[0])
        return ErrorAnswer(answer.code) if isinstance(answer, CallError) else answer.payload
