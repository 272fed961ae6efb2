"""One command to many stations, some at a time: what comes of it, in numbers."""

import asyncio
from contextlib import suppress
from random import Random

from ocpp_load.central_system.command_request import BroadcastRequest
from ocpp_load.central_system.commands import CommandError
from ocpp_load.central_system.server import CentralSystem
from ocpp_load.central_system.tally import CommandTally

_AT_A_TIME = 256


async def broadcast(
    central_system: CentralSystem, request: BroadcastRequest, random: Random
) -> CommandTally:
    """Send the command to the stations of the request and return when all is decided.

    A named station that is not connected is counted as such; of however few stations a share is
    one at the least.
    """
    identities = _drawn(central_system, request, random)
    tally = CommandTally()
    turns = asyncio.Semaphore(_AT_A_TIME)
    command = request.command

    async def send(identity: str) -> None:
        async with turns:
            with suppress(CommandError):  # counted
                await central_system.command(
                    identity, command.action, command.payload, command.timeout_s, tally
                )

    await asyncio.gather(*(send(identity) for identity in identities))
    return tally


def _drawn(central_system: CentralSystem, request: BroadcastRequest, random: Random) -> list[str]:
    if request.stations is None:
        identities = [
            identity
            for identity, station in central_system.stations.items()
            if station.connection is not None
        ]
    else:
        identities = list(request.stations)
    if request.share == 1 or not identities:
        return identities
    return random.sample(identities, max(1, round(request.share * len(identities))))
