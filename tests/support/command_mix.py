"""Stations and situations for the mix of commands, and a sender that answers as it is told."""

import asyncio
from itertools import count
from random import Random
from typing import Any

from support.central_system_peers import RecordingConnection

from ocpp_load.central_system.authority import Authority
from ocpp_load.central_system.books.transaction import Transaction
from ocpp_load.central_system.books.transactions import Transactions
from ocpp_load.central_system.commands import CommandError
from ocpp_load.central_system.mix.situation import FileServer, Situation
from ocpp_load.central_system.station import ConnectorStatus, Station
from ocpp_load.central_system.tally import CommandTally
from ocpp_load.messages.v16.enums import RegistrationStatus
from ocpp_load.ocppj import CallError, CallResult
from ocpp_load.validation import PayloadValidator, SchemaStore

NOW_S = 1_795_398_812.5
VALIDATOR = PayloadValidator(SchemaStore("1.6"))
AUTHORITY = Authority(NOW_S)
FILES = FileServer("ftp://ocpp:ocpp@127.0.0.1:2121/", b"firmware" * 64)


def a_station(identity: str = "CP1", *, is_ready: bool = True, **statuses: str) -> Station:
    """Return a station whose connectors have these statuses: `a_station(c1="Available")`."""
    station = Station(identity)
    if is_ready:
        make_ready(station)
    for name, status in statuses.items():
        station.connectors[int(name[1:])] = ConnectorStatus(status, "NoError")
    return station


def make_ready(station: Station) -> None:
    """Connect a station, and have it boot."""
    station.connection = RecordingConnection()
    station.calls_received += 1
    boot(station)
    station.registration = RegistrationStatus.ACCEPTED


def boot(station: Station) -> None:
    """Have a station boot, and get its answer."""
    station.boots += 1
    station.boots_answered = station.boots


def a_situation(
    station: Station, *, seed: Any = 1, charging: tuple[int, ...] = (), **details: Any
) -> Situation:
    """Return the situation of a station with transactions on the connectors `charging`."""
    fields: dict[str, Any] = {
        "random": Random(seed),
        "now": NOW_S,
        "transactions": tuple(a_transaction(station, number) for number in charging),
        "numbers": count(1),
        "authority": AUTHORITY,
        "files": FILES,
    }
    return Situation(station=station, **(fields | details))


def a_transaction(station: Station, connector_id: int) -> Transaction:
    return Transactions().start(station.identity, connector_id, "TAG1", 0, "2026-11-23T01:00:00Z")


class Answering:
    """Sends nothing: keeps what it is given and answers from `answers`, by action.

    An answer is the status, a CallError or a CommandError; None never comes.
    """

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.sent: list[tuple[str, str, dict[str, Any]]] = []

    @property
    def actions(self) -> list[str]:
        return [action for _, action, _ in self.sent]

    @property
    def identities(self) -> list[str]:
        return [identity for identity, _, _ in self.sent]

    async def __call__(
        self, identity: str, action: str, payload: dict[str, Any], *, tally: CommandTally
    ) -> CallResult | CallError:
        self.sent.append((identity, action, payload))
        tally.sent += 1
        answer = self.answers.get(action, "Accepted")
        if answer is None:
            await asyncio.get_running_loop().create_future()
        if isinstance(answer, CommandError):
            tally.failed(answer)
            raise answer
        if not isinstance(answer, CallError):
            answer = CallResult("1", {"status": answer})
        tally.answered(answer, fits=True)
        return answer
