"""Sending to peers that are slow to read, or do not read at all."""

from socket import SO_RCVBUF, SOL_SOCKET
from time import monotonic

import gevent
import pytest
from support.link_harness import FAR_S
from support.scripted_server import TEXT, Peer

from ocpp_load.transport import LinkClosed

LARGE = bytes(10_000_000)
"""More than the buffers of both ends take."""


def test_a_message_larger_than_all_buffers_arrives_whole(connect):
    link, peer = connect()
    reader = gevent.spawn(peer.read_frame)
    link.send(LARGE)
    assert reader.get() == (TEXT, LARGE)


def test_a_peer_that_reads_nothing_is_given_up_and_named(connect):
    link, _ = connect(send_timeout_s=0.05)
    with pytest.raises(LinkClosed, match="peer reads nothing"):
        link.send(LARGE)
    assert not link.is_open
    assert link.observer.names[-1] == "connected: peer reads nothing"


def test_a_peer_that_reads_nothing_is_given_up_after_many_small_messages(connect):
    link, _ = connect(send_timeout_s=0.05)

    def send_for_ever():
        while True:
            link.send(bytes(50_000))

    with pytest.raises(LinkClosed, match="peer reads nothing"):
        send_for_ever()


def test_a_peer_that_reads_slowly_has_time_as_long_as_it_reads_on(connect):
    link, peer = connect(send_timeout_s=1.0)
    peer.socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 65536)
    began_at = monotonic()

    def read_slowly():
        while monotonic() < began_at + 1.2:
            peer.socket.recv(65536)
            gevent.sleep(0.05)
        return peer.read_to_the_end()

    reader = gevent.spawn(read_slowly)
    link.send(LARGE)
    assert monotonic() > began_at + 1.0
    link.close(1000, "closed by us", wait_s=0)
    reader.get()


def test_others_run_while_a_station_waits_for_a_peer_to_read(connect):
    link, peer = connect(send_timeout_s=FAR_S)
    sending = gevent.spawn(link.send, LARGE)
    gevent.sleep(0)
    assert not sending.dead
    assert peer.read_frame() == (TEXT, LARGE)
    sending.get()


@pytest.mark.parametrize(
    ("hang_up", "outcome"),
    [(Peer.close, "closed without close frame"), (Peer.reset, "connection reset")],
)
def test_a_peer_that_hangs_up_while_it_is_sent_to_ends_the_link(connect, hang_up, outcome):
    link, peer = connect()
    sending = gevent.spawn(link.send, LARGE)
    gevent.sleep(0)
    hang_up(peer)
    try:
        sending.get()
        ended = link.end()
    except LinkClosed as closed:
        ended = closed.outcome
    # A server that hangs up on what it has not read resets the connection.
    assert ended in (outcome, "connection reset")
    assert not link.is_open


def test_who_is_killed_while_sending_leaves_the_link_to_be_closed(connect):
    link, peer = connect()
    sending = gevent.spawn(link.send, LARGE)
    gevent.sleep(0)
    sending.kill()
    link.close(1001, "cut off", wait_s=0)
    assert len(peer.read_to_the_end()) < len(LARGE)
    assert link.observer.names[-1] == "connected: cut off"
