"""A station is woken for what concerns it, and none starves another."""

import socket
from time import monotonic

import gevent
import pytest
from support.link_harness import FAR_S
from support.scripted_server import BINARY, CLOSE, CONTINUATION, TEXT, frame

from ocpp_load.transport import Binary, LinkClosed, Text
from ocpp_load.transport.buffered_socket import BufferedSocket


class LateMailbox:
    """A mailbox whose wait ends with the time; what comes meanwhile the hub has not seen."""

    def __init__(self, on_wait, *, is_known):
        self.notes = []
        self.is_known_to_be_readable = is_known
        self._on_wait = on_wait

    def watch(self, descriptor):
        """There is no hub here."""

    def wait(self, until):
        self._on_wait()
        while monotonic() < until:
            """The loop is late."""

    def pass_hub(self):
        """There is nobody else."""


def flood(peer, raw):
    """Let the peer send without end; return the greenlet that does."""

    def send_on():
        while True:
            peer.send(raw)

    return gevent.spawn(send_on)


@pytest.fixture
def counter():
    """Return a greenlet's count of how often it has run."""
    counts = [0]

    def count():
        while True:
            counts[0] += 1
            gevent.sleep(0)

    greenlet = gevent.spawn(count)
    yield counts
    greenlet.kill()


def test_a_wait_without_anything_to_come_ends_at_its_time(connect):
    link, _ = connect()
    until = monotonic() + 0.02
    while monotonic() < until:
        assert link.wait(until) is None


def test_a_link_that_is_closed_waits_as_well(link_to):
    link = link_to(1)
    until = monotonic() + 0.02
    while monotonic() < until:
        assert link.wait(until) is None


@pytest.mark.parametrize("is_open", [True, False])
def test_a_note_ends_a_wait(connect, is_open):
    link, peer = connect()
    if not is_open:
        peer.send_frame(CLOSE)
        link.end()
    waiting = gevent.spawn(link.wait, monotonic() + FAR_S)
    gevent.sleep(0)
    link.mailbox.post("note")
    assert waiting.get() is None
    assert link.wait(monotonic() + FAR_S) is None
    assert link.mailbox.notes == ["note"]


def test_frames_cut_into_single_bytes_are_put_together_between_timers(connect):
    link, peer = connect()
    raw = frame(TEXT, b"a" * 130) + frame(TEXT, b"b", final=0) + frame(CONTINUATION, b"c" * 5)
    received, timers = [], 0
    for byte in raw:
        peer.send(bytes((byte,)))
        if (message := link.wait(0.0)) is None:
            timers += 1
        else:
            received.append(message)
    while len(received) < 2:
        if (message := link.wait(0.0)) is not None:
            received.append(message)
    assert received == [Text(b"a" * 130), Text(b"bccccc")]
    assert timers > 100


def test_a_frame_cut_anywhere_survives_a_timer_and_a_note(connect):
    link, peer = connect()
    raw = frame(TEXT, b"x" * 200)
    for cut in range(1, len(raw)):
        peer.send(raw[:cut])
        assert link.wait(monotonic() + 0.0001) is None
        link.mailbox.post("note")
        assert link.wait(monotonic() + FAR_S) is None
        link.mailbox.notes.clear()
        peer.send(raw[cut:])
        assert link.receive() == Text(b"x" * 200)


def test_frames_at_hand_are_given_out_though_a_timer_is_due(connect):
    link, peer = connect()
    peer.send(b"".join(frame(TEXT, str(number).encode()) for number in range(10)))
    assert link.receive() == Text(b"0")
    given_out = [link.wait(0.0) for _ in range(20)]
    assert [int(text.data) for text in given_out if text is not None] == list(range(1, 10))


def test_a_peer_is_heard_though_a_timer_is_always_due(connect):
    link, peer = connect()
    for number in range(5):
        peer.send_frame(TEXT, str(number).encode())
        while (received := link.wait(0.0)) is None:
            pass
        assert received == Text(str(number).encode())


def test_the_end_is_noticed_though_a_timer_is_always_due(connect):
    link, peer = connect()
    peer.close()

    def wait_for_ever():
        while True:
            link.wait(0.0)

    with pytest.raises(LinkClosed, match="closed without close frame"):
        wait_for_ever()


@pytest.mark.parametrize(
    ("expects_answer", "is_known", "is_found"),
    [(True, False, True), (False, False, False), (False, True, True)],
)
def test_what_comes_as_the_time_does_is_looked_for_where_it_may_be_an_answer(
    expects_answer, is_known, is_found
):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        mailbox = LateMailbox(lambda: theirs.send(b"answer"), is_known=is_known)
        buffered = BufferedSocket(ours, mailbox, send_timeout_s=1.0)
        buffered.expects_answer = expects_answer
        buffered.until = monotonic() + 0.01
        assert buffered.wait() is is_found
        # It is there for the next call: the time has come, and then what has come is read.
        assert is_found or not buffered.wait()
        assert buffered.recv(6) == b"answer"


def test_a_timer_that_is_always_due_does_not_starve_others(connect, counter):
    link, _ = connect()
    for _ in range(100):
        assert link.wait(0.0) is None
    assert counter[0] >= 100


def test_a_flood_of_frames_does_not_starve_others(connect, counter):
    link, peer = connect()
    sender = flood(peer, frame(TEXT, bytes(1000)) * 100)
    link.receive()
    counter[0] = 0
    for _ in range(500):
        link.receive()
    sender.kill()
    assert counter[0] >= 10


@pytest.mark.parametrize("raw", [frame(TEXT), frame(TEXT, b"x"), frame(TEXT, b"x" * 130)])
def test_a_station_takes_two_frames_and_the_others_have_their_turn(connect, counter, raw):
    link, peer = connect()
    peer.send(raw * 100)
    link.receive()
    counter[0] = 0
    for _ in range(99):
        link.receive()
    assert counter[0] >= 99 // 5  # an empty frame is read in one piece


def test_a_note_is_heard_in_the_midst_of_frames_at_hand(connect):
    link, peer = connect()
    peer.send(frame(TEXT) * 100)
    link.receive()
    link.mailbox.post("note")
    assert None in [link.wait(monotonic() + FAR_S) for _ in range(10)]


@pytest.mark.parametrize(
    "raw",
    [
        frame(CONTINUATION, b"", final=0) * 10_000,
        frame(CONTINUATION, b"x", final=0) * 1_000,
    ],
    ids=["empty fragments", "fragments"],
)
def test_a_timer_is_served_in_a_flood_that_never_becomes_a_message(connect, raw):
    link, peer = connect(max_message_bytes=1 << 40)
    peer.send(frame(BINARY, b"", final=0))
    sender = flood(peer, raw)
    for _ in range(3):
        assert link.wait(monotonic() + 0.01) is None
    sender.kill()


def test_messages_of_many_links_are_not_mixed_up(serve, link_to):
    server = serve()
    links = [link_to(server) for _ in range(50)]
    openers = [gevent.spawn(link.open, f"CP{n}") for n, link in enumerate(links)]
    gevent.joinall(openers, raise_error=True)
    for _ in links:
        peer = server.next_peer()
        identity = peer.request_target.rpartition("/")[2].encode()
        peer.send(frame(BINARY) + frame(TEXT, identity))
    for number, link in enumerate(links):
        assert link.receive() == Binary()
        assert link.receive() == Text(f"CP{number}".encode())


def test_who_is_killed_in_a_wait_leaves_the_link_to_be_closed(connect):
    link, peer = connect()
    waiting = gevent.spawn(link.wait, monotonic() + FAR_S)
    gevent.sleep(0)
    waiting.kill()
    assert link.is_open
    link.close(1001, "cut off", wait_s=0)
    assert peer.read_close_code() == 1001
