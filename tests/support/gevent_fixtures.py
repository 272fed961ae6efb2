"""Fixtures of tests that run greenlets and sockets: import them in a conftest.py.

The tests are not monkey-patched: what blocks the hub, blocks the test, and the guard ends it.
"""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gevent
import pytest
from support.link_harness import LinkUnderTest, endpoint_at
from support.scripted_server import Peer, ScriptedServer

from ocpp_load.transport import Endpoint

GUARD_S = 30.0
LOOKS = 200


def open_descriptors() -> set[str]:
    """Return the open file descriptors of this process."""
    return {entry.name for entry in Path("/proc/self/fd").iterdir()}


def live_greenlets() -> list[gevent.Greenlet]:
    """Return the greenlets that have not come to their end."""
    gc.collect()
    return [
        each for each in gc.get_objects() if isinstance(each, gevent.Greenlet) and not each.dead
    ]


def _left() -> tuple[int, int, int]:
    gevent.sleep(0)  # who was killed just now ends
    gevent.idle()  # the loop goes round once, and gives back what was closed
    return len(live_greenlets()), len(open_descriptors()), gevent.get_hub().loop.activecnt


@pytest.fixture(scope="module")
def warm_hub() -> None:
    """Let gevent make what it makes once, its thread pool, its resolver, and leave out the past.

    Looking for what a test leaves is quick among its own objects.
    """
    gevent.get_hub().threadpool.apply(int)
    gevent.socket.getaddrinfo("127.0.0.1", 80)
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_is_left(warm_hub: None) -> Iterator[None]:
    """Guard a test against hanging, and see that greenlets, sockets and watchers are gone."""
    with gevent.Timeout(GUARD_S):
        before = _left()
        yield
        after = _left()
        for _ in range(LOOKS):
            if after == before:
                break
            gevent.sleep(0.01)  # servers have threads of their own, and close when they come to it
            after = _left()
        assert after == before, f"greenlets, descriptors, watchers: {after}, before {before}"


@pytest.fixture
def serve() -> Iterator[Callable[..., ScriptedServer]]:
    """Return what starts a server: `serve(script)`."""
    servers: list[ScriptedServer] = []

    def start(script: Callable[[Peer], object] = Peer.upgrade, **options: Any) -> ScriptedServer:
        servers.append(ScriptedServer(script, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def link_to() -> Iterator[Callable[..., LinkUnderTest]]:
    """Return what makes a link: `link_to(server, **endpoint_options)` or `link_to(endpoint)`."""
    links: list[LinkUnderTest] = []

    def make(where: Any, **options: Any) -> LinkUnderTest:
        endpoint = where if isinstance(where, Endpoint) else endpoint_at(where, **options)
        links.append(LinkUnderTest(endpoint))
        return links[-1]

    yield make
    for link in links:
        link.dispose()


@pytest.fixture
def connect(
    serve: Callable[..., ScriptedServer], link_to: Callable[..., LinkUnderTest]
) -> Callable[..., tuple[LinkUnderTest, Peer]]:
    """Return what makes an open link and its peer: `link, peer = connect(**endpoint_options)`."""

    def make(**options: Any) -> tuple[LinkUnderTest, Peer]:
        server = serve()
        link = link_to(server, **options)
        link.open("CP1")
        return link, server.next_peer()

    return make
