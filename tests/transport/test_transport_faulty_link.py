"""What the peer sees of a station with faults: each on a real socket, against scripted bytes."""

from random import Random
from time import monotonic

import gevent
import pytest
from support.link_harness import FAR_S, LinkUnderTest, RecordingConnectionObserver, endpoint_at
from support.scripted_server import PING, TEXT, frame

from ocpp_load.model.misbehaviour import FaultKind, Misbehaviour, StationFault
from ocpp_load.transport import FaultyLink, LinkClosed, Text
from ocpp_load.transport.framing import client_fragments

CALL = b'[2,"1","Heartbeat",{}]'
ANSWER = b'[3,"1",{}]'


class FaultyLinkUnderTest(FaultyLink):
    """A faulty link with its observer and what is wrong at hand."""

    receive = LinkUnderTest.receive
    end = LinkUnderTest.end

    def __init__(self, endpoint):
        self.observer = RecordingConnectionObserver()
        self.wrong = Misbehaviour()
        super().__init__(endpoint, self.observer, self.wrong, Random(1))

    def has(self, kind, **fields):
        self.wrong.active.append(StationFault(kind, kind.value, **fields))


@pytest.fixture
def connect(serve):
    links = []

    def make(*args, **options):
        server = serve()
        link = FaultyLinkUnderTest(endpoint_at(server, **options))
        links.append(link)
        link.open("CP1")
        return link, server.next_peer()

    yield make
    for link in links:
        link.dispose()


def texts(peer, count):
    return [peer.read_frame()[1] for _ in range(count)]


def test_without_a_fault_it_is_a_link_as_any_other(connect):
    link, peer = connect()
    link.send(CALL)
    assert texts(peer, 1) == [CALL]
    peer.send(frame(PING, b"x") + frame(TEXT, b"y"))
    link.receive()
    assert link.receive() == Text(b"y")
    assert peer.read_frame() == (10, b"x")


def test_a_call_is_sent_twice_and_an_answer_once(connect):
    link, peer = connect()
    link.has(FaultKind.MESSAGES_TWICE)
    link.send(CALL)
    link.send(ANSWER)
    assert texts(peer, 3) == [CALL, CALL, ANSWER]
    assert link.wrong.copies == 1


def test_about_as_many_calls_are_sent_twice_as_the_probability_says(connect):
    link, _ = connect()
    link.has(FaultKind.MESSAGES_TWICE, probability=0.3)
    for _ in range(200):
        link.send(CALL)
    assert link.wrong.copies == pytest.approx(60, abs=20)


def test_frames_leave_in_pairs_whose_second_goes_first(connect):
    link, peer = connect()
    link.has(FaultKind.OUT_OF_ORDER, at_most_s=FAR_S)
    for data in (b"1", b"2", b"3", b"4"):
        link.send(data)
    assert texts(peer, 4) == [b"2", b"1", b"4", b"3"]


def test_a_frame_that_none_follows_leaves_at_its_time(connect):
    link, peer = connect()
    link.has(FaultKind.OUT_OF_ORDER, at_most_s=0.01)
    link.send(b"1")
    assert link.wait(monotonic() + FAR_S) is None
    assert link.wait(monotonic()) is None
    assert peer.read_frame() == (TEXT, b"1")


def test_a_frame_that_is_held_back_goes_with_its_connection(connect):
    link, _ = connect()
    link.has(FaultKind.OUT_OF_ORDER, at_most_s=0.0)
    link.send(b"1")
    link.close(1006, "closed by the fault flapping")
    assert link.wait(monotonic()) is None
    with pytest.raises(LinkClosed):
        link.send(b"2")


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_frame_leaves_in_pieces_and_arrives_whole(connect, size):
    link, peer = connect()
    link.has(FaultKind.TRICKLED_FRAMES, piece_bytes=size, pause_s=0.0)
    link.send(CALL)
    assert texts(peer, 1) == [CALL]


def test_pieces_leave_one_after_the_other(connect):
    link, peer = connect()
    link.has(FaultKind.TRICKLED_FRAMES, piece_bytes=4, pause_s=FAR_S)
    sending = gevent.spawn(link.send, CALL)
    assert len(peer.socket.recv(100)) == 4
    assert not sending.ready()
    sending.kill()


def test_a_note_lets_the_rest_of_a_frame_leave_at_once(connect):
    link, peer = connect()
    link.has(FaultKind.TRICKLED_FRAMES, piece_bytes=1, pause_s=FAR_S)
    link.mailbox.notes.append("stop")
    link.send(CALL)
    assert texts(peer, 1) == [CALL]
    link.mailbox.notes.clear()


def test_a_note_that_comes_in_the_middle_of_a_frame_lets_the_rest_leave_at_once(connect):
    link, peer = connect()
    link.has(FaultKind.TRICKLED_FRAMES, piece_bytes=4, pause_s=FAR_S)
    sending = gevent.spawn(link.send, CALL)
    first = peer.socket.recv(100)
    link.mailbox.post("stop")
    sending.get()
    assert len(first + peer.socket.recv(100)) == len(CALL) + 6
    link.mailbox.notes.clear()


def test_who_is_killed_in_the_middle_of_a_frame_ends_it_before_the_close_frame(connect):
    link, peer = connect()
    link.has(FaultKind.TRICKLED_FRAMES, piece_bytes=10, pause_s=FAR_S)
    sending = gevent.spawn(link.send, CALL)
    gevent.idle()
    sending.kill()
    link.close(1001, "killed", wait_s=0)
    assert texts(peer, 1) == [CALL]
    assert peer.read_frame() == (8, b"\x03\xe9")


def test_who_reads_along_is_told_of_a_text_when_it_has_left_and_as_often(connect):
    link, peer = connect()
    told = []
    link.on_text = told.append
    link.has(FaultKind.MESSAGES_TWICE)
    link.has(FaultKind.OUT_OF_ORDER, at_most_s=FAR_S)
    link.send(ANSWER)
    assert told == []
    link.send(CALL)
    assert told == [CALL, CALL, ANSWER] == texts(peer, 3)


def test_a_frame_leaves_in_fragments(connect):
    link, peer = connect()
    link.has(FaultKind.TRICKLED_FRAMES, piece_bytes=8, pause_s=0.0, fragmented=True)
    link.send(CALL)
    raw = b""
    while len(raw) < 3 * 6 + len(CALL):
        raw += peer.socket.recv(100)
    assert (raw[0], raw[14], raw[28]) == (TEXT, 0, 0x80)
    assert (raw[1], raw[15], raw[29]) == (0x88, 0x88, 0x86)


def test_an_empty_message_is_one_fragment():
    assert len(client_fragments(b"", 5)) == 1


def test_nothing_more_leaves_to_a_peer_that_has_hung_up(connect):
    link, peer = connect()
    link.has(FaultKind.TRICKLED_FRAMES, piece_bytes=1, pause_s=0.0)
    peer.reset()
    link.end()
    with pytest.raises(LinkClosed):
        link.send(CALL)


def test_pings_are_not_answered(connect):
    link, peer = connect()
    link.has(FaultKind.NO_PONG)
    peer.send(frame(PING) + frame(TEXT, b"x"))
    link.receive()
    assert link.receive() == Text(b"x")
    link.send(CALL)
    assert peer.read_frame() == (TEXT, CALL)


def test_a_slow_reader_takes_no_more_than_its_rate_in_one_go(connect):
    link, peer = connect()
    link.has(FaultKind.SLOW_READING, bytes_per_second=1000)
    peer.send(frame(TEXT, b"x" * 150))
    begun_at = monotonic()
    assert link.receive() == Text(b"x" * 150)
    assert monotonic() - begun_at >= 0.05  # a floor, and no ceiling: two reads, 0.1 s apart


def test_what_a_slow_reader_leaves_makes_the_peer_wait(connect):
    link, peer = connect()
    link.has(FaultKind.SLOW_READING, bytes_per_second=10)
    link.wait(monotonic())
    assert link.wait(monotonic() + 0.01) is None
    peer.socket.settimeout(0.05)
    with pytest.raises(TimeoutError):
        peer.socket.sendall(frame(TEXT, bytes(16 << 20)))


def test_a_slow_reader_that_has_recovered_reads_as_ever(connect):
    link, peer = connect(max_message_bytes=1 << 24)
    link.has(FaultKind.SLOW_READING, bytes_per_second=10)
    peer.send_frame(TEXT, b"a")
    assert link.receive() == Text(b"a")
    link.wrong.active.clear()
    sending = gevent.spawn(peer.send_frame, TEXT, bytes(1 << 20))
    assert link.receive() == Text(bytes(1 << 20))
    sending.get()


def test_a_timer_and_a_note_are_heard_while_a_slow_reader_waits(connect):
    link, peer = connect()
    link.has(FaultKind.SLOW_READING, bytes_per_second=1)
    peer.send(frame(TEXT, b"x"))
    assert link.wait(monotonic() + 0.01) is None
    link.mailbox.post("note")
    assert link.wait(monotonic() + FAR_S) is None
    link.mailbox.notes.clear()


def test_who_holds_still_leaves_what_comes_where_it_is(connect):
    link, peer = connect()
    peer.send_frame(TEXT, b"x")
    assert link.hold_still(monotonic() + 0.01)
    assert link.receive() == Text(b"x")


@pytest.mark.parametrize("hang_up", [lambda peer: peer.close(), lambda peer: peer.reset()])
def test_who_holds_still_notices_that_the_peer_has_given_up(connect, hang_up):
    link, peer = connect()
    peer.send_frame(TEXT, b"x")
    hang_up(peer)
    while link.hold_still(monotonic() + 0.001):
        pass
    assert link.is_open


@pytest.mark.parametrize(("resets", "end"), [(False, EOFError), (True, ConnectionResetError)])
def test_a_connection_ends_with_a_fin_or_a_reset(connect, resets, end):
    link, peer = connect()
    link.close(1006, "closed by the fault flapping", resets=resets)
    with pytest.raises(end):
        peer.read_frame()
    assert link.observer.names[-1] == "connected: closed by the fault flapping"
