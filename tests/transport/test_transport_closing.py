"""Saying good-bye."""

import gevent
import pytest
from support.link_harness import FAR_S
from support.scripted_server import CLOSE, PING, TEXT, frame

from ocpp_load.transport import LinkClosed


@pytest.fixture
def closing(connect):
    """Return what begins to close a link: `link, peer, greenlet = closing(wait_s)`."""

    def begin(wait_s=FAR_S):
        link, peer = connect()
        greenlet = gevent.spawn(link.close, 1000, "closed by us", wait_s)
        assert peer.read_close_code() == 1000
        return link, peer, greenlet

    return begin


def test_a_close_frame_is_sent_and_the_peer_hangs_up_first(closing):
    link, peer, greenlet = closing()
    peer.send_frame(CLOSE, b"\x03\xe8")
    gevent.sleep(0.01)
    assert not greenlet.dead
    peer.close()
    greenlet.get()
    assert not link.is_open
    assert link.observer.names[-1] == "connected: closed by us"
    assert link.observer.duration_s("connected") > 0


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        frame(TEXT, b"an answer") + frame(PING) + frame(CLOSE),
        frame(3),
        frame(TEXT, bytes(2_000_000)),
        frame(TEXT, b"cut")[:3],
    ],
    ids=["nothing", "frames", "protocol error", "message too big", "half a frame"],
)
def test_whatever_the_peer_says_then_the_link_ends_as_it_was_meant_to(closing, sent):
    link, peer, greenlet = closing()
    sender = gevent.spawn(peer.send, sent)
    sender.join(0.01)
    peer.socket.shutdown(1)
    greenlet.get()
    assert link.observer.names[-1] == "connected: closed by us"


def test_a_peer_that_does_not_hang_up_is_not_waited_for_long(closing):
    link, peer, greenlet = closing(wait_s=0.05)
    greenlet.get()
    assert link.observer.names[-1] == "connected: closed by us"
    assert peer.read_to_the_end() == b""


def test_a_peer_that_floods_is_not_waited_for_long(closing):
    _, peer, greenlet = closing(wait_s=0.05)

    def flood():
        while True:
            peer.send(frame(TEXT, bytes(100)) * 1000)

    sender = gevent.spawn(flood)
    greenlet.get()
    sender.kill()


def test_a_note_that_comes_meanwhile_is_kept_for_later(closing):
    link, peer, greenlet = closing()
    link.mailbox.post("note")
    gevent.sleep(0.01)
    assert not greenlet.dead
    peer.close()
    greenlet.get()
    assert link.mailbox.notes == ["note"]


def test_without_a_wait_nobody_else_runs(connect):
    link, peer = connect()
    ran = []
    gevent.spawn(ran.append, "other")
    link.close(1001, "cut off", wait_s=0)
    assert ran == []
    gevent.sleep(0)
    assert peer.read_close_code() == 1001


def test_who_is_killed_while_closing_has_closed(closing):
    link, peer, greenlet = closing()
    greenlet.kill()
    assert not link.is_open
    assert link.observer.names.count("connected: closed by us") == 1
    assert peer.read_to_the_end() == b""


def test_a_link_is_closed_once(connect):
    link, _ = connect()
    for outcome in ("first", "second"):
        link.close(1000, outcome, wait_s=0)
    assert link.observer.names[3:] == ["connected: first"]


def test_a_link_that_was_never_open_closes_without_a_word(link_to):
    link = link_to(1)
    link.close(1000, "closed by us")
    assert link.observer.names == []


def test_a_link_is_closed_although_the_peer_is_gone(connect):
    link, peer = connect()
    peer.reset()
    link.close(1000, "closed by us")
    assert link.observer.names[-1] == "connected: closed by us"


def test_dispose_hangs_up_without_a_word_and_may_be_repeated(connect):
    link, peer = connect()
    link.dispose()
    link.dispose()
    assert peer.read_to_the_end() == b""
    assert link.observer.names[-1] == "connect"
    with pytest.raises(LinkClosed):
        link.send(b"x")


def test_a_power_cut_says_nothing(connect):
    link, peer = connect()
    link.close(1006, "closed by us")
    assert not link.is_open
    assert link.observer.names[-1] == "connected: closed by us"
    assert peer.read_to_the_end() == b""
