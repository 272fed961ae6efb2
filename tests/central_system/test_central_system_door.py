import asyncio
import contextlib
import socket

import pytest
from support.central_system_peers import run

from ocpp_load.central_system.door import Door, DoorState

OPEN, HELD, SHUT = DoorState.OPEN, DoorState.HELD, DoorState.SHUT


def has_ipv6():
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


class Hall:
    """Counts who comes in through a door."""

    def __init__(self):
        self.came_in = 0
        self.door = Door(self._serve)

    async def _serve(self, **where):
        return await asyncio.get_running_loop().create_server(self._come_in, **where)

    def _come_in(self):
        self.came_in += 1
        return asyncio.Protocol()


async def knock(host, port):
    """Connect; tell whether the kernel took the connection."""
    try:
        _, writer = await asyncio.open_connection(host, port)
    except ConnectionRefusedError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


HOSTS = ["127.0.0.1", pytest.param("::1", marks=pytest.mark.skipif(not has_ipv6(), reason="IPv6"))]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    "turns",
    [
        [OPEN],
        [HELD, OPEN],
        [SHUT, OPEN],
        [HELD, SHUT, OPEN],
        [SHUT, HELD, OPEN],
        [HELD, HELD, SHUT, SHUT, HELD, OPEN, OPEN, SHUT, OPEN],
    ],
    ids=" ".join,
)
def test_however_a_door_was_turned_it_is_as_it_was_turned_last(host, turns):
    async def scene():
        hall = Hall()
        port = await hall.door.open(host, 0)
        for state in turns:
            await hall.door.turn(state)
            assert await knock(host, port) is (state is not SHUT)
        came_in = hall.came_in
        assert await knock(host, port)
        while hall.came_in == came_in:
            await asyncio.sleep(0)
        hall.door.close()
        assert not await knock(host, port)

    run(scene())


def test_who_waits_at_a_held_door_comes_in_when_it_is_opened():
    async def scene():
        hall = Hall()
        port = await hall.door.open("127.0.0.1", 0)
        await hall.door.turn(HELD)
        with contextlib.ExitStack() as stack:
            for _ in range(300):
                stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            assert hall.came_in == 0
            await hall.door.turn(OPEN)
            while hall.came_in < 300:
                await asyncio.sleep(0)
        hall.door.close()

    run(scene())


def test_a_port_that_is_shut_is_nobody_elses():
    async def scene():
        hall = Hall()
        port = await hall.door.open("127.0.0.1", 0)
        await hall.door.turn(SHUT)
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
        hall.door.close()

    run(scene())
