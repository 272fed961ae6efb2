"""Giving up, from another greenlet, a connection that is only being opened."""

import socket as blocking_socket
from contextlib import ExitStack

import gevent
import pytest
from support.link_harness import FAR_S
from support.scripted_server import TEXT, Peer

from ocpp_load.transport import ConnectError, TlsOptions


def abandoned(link, stands_still):
    """Open, abandon once that stands still, and return whether nothing was said of it."""
    opening = gevent.spawn(link.open, "CP1")
    while not stands_still():
        gevent.sleep(0.001)
    link.abandon_opening()
    with pytest.raises(ConnectError):
        opening.get()
    assert not link.is_open
    return [name for name in link.observer.names if name.startswith("connect")] == []


def has_connected(link):
    return lambda: "tcp connect" in link.observer.names


@pytest.fixture
def full_port():
    """Return a port that lets nobody in: its queue of unaccepted connections is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(blocking_socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            waiting = stack.enter_context(blocking_socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@pytest.fixture
def silent_dns(monkeypatch):
    """Return the look-ups that never come back."""
    asked = []

    def getaddrinfo(host, *_, **__):
        asked.append(host)
        gevent.sleep(FAR_S)

    monkeypatch.setattr("gevent.socket.getaddrinfo", getaddrinfo)
    return asked


def test_while_the_name_is_resolved(link_to, silent_dns):
    assert abandoned(link_to(1, host="central.invalid"), lambda: silent_dns)


def test_while_another_station_resolves_the_name(link_to, silent_dns):
    first = link_to(1, host="central.invalid")
    resolving = gevent.spawn(first.open, "CP1")
    second = link_to(first._endpoint)
    assert abandoned(second, lambda: second._opener is not None)
    assert len(silent_dns) == 1
    resolving.kill()


def test_while_tcp_connects(link_to, full_port):
    link = link_to(full_port)
    assert abandoned(link, lambda: link._endpoint.dialer._addresses)


def test_while_tls_shakes_hands(serve, link_to):
    link = link_to(serve(Peer.read_to_the_end), tls=TlsOptions(insecure=True))
    assert abandoned(link, has_connected(link))
    assert link.observer.names == ["tcp connect"]


def test_while_the_upgrade_is_awaited(serve, link_to):
    server = serve(Peer.read_to_the_end)
    link = link_to(server)
    assert abandoned(link, has_connected(link))
    assert link.observer.names == ["tcp connect"]
    server.next_peer()


def test_nothing_happens_to_who_has_opened_already(serve, link_to):
    server = serve()
    link = link_to(server)
    opening = gevent.spawn(link.open, "CP1")
    while not link.is_open:
        gevent.sleep(0.001)
    link.abandon_opening()
    opening.get()
    server.next_peer().send_frame(TEXT, b"still here")
    assert link.receive().data == b"still here"


def test_a_link_that_was_abandoned_can_be_opened_again(serve, link_to):
    silent = [True]

    def script(peer):
        if silent:
            silent.clear()
            peer.read_to_the_end()
        else:
            peer.upgrade()

    link = link_to(serve(script))
    assert abandoned(link, has_connected(link))
    link.open("CP1")
    assert link.is_open


def test_a_note_does_not_disturb_an_upgrade(serve, link_to):
    go_on = gevent.event.Event()

    def script(peer):
        peer.read_request()
        go_on.wait()
        peer._received = peer.request + b"\r\n\r\n"
        peer.upgrade()

    link = link_to(serve(script))
    opening = gevent.spawn(link.open, "CP1")
    gevent.sleep(0.01)
    link.mailbox.post("note")
    gevent.sleep(0.01)
    go_on.set()
    opening.get()
    assert link.is_open
    assert link.wait(0.0) is None
    assert link.mailbox.notes == ["note"]
