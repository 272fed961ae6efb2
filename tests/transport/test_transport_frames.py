"""What a link makes of the frames it gets, and how it ends."""

import struct

import pytest
from support.scripted_server import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Peer,
    frame,
)

from ocpp_load.ocppj import ViolationKind, parse
from ocpp_load.transport import Binary, LinkClosed, Pong, Text

SIZES = [0, 1, 125, 126, 127, 65_535, 65_536, 300_000]


@pytest.mark.parametrize("size", SIZES)
def test_a_text_of_any_size_is_read(connect, size):
    link, peer = connect()
    peer.send_frame(TEXT, b"x" * size)
    assert link.receive() == Text(b"x" * size)


@pytest.mark.parametrize("size", SIZES)
def test_a_text_of_any_size_is_sent_masked(connect, size):
    link, peer = connect()
    data = bytes(range(256)) * (size // 256 + 1)
    link.send(data[:size])
    assert peer.read_frame() == (TEXT, data[:size])


def test_every_frame_has_a_mask_of_its_own(connect):
    link, peer = connect()
    for _ in range(10):
        link.send(bytes(100))
    masked = {peer._read(106)[2:] for _ in range(10)}
    assert len(masked) == 10


def test_several_frames_in_one_segment_are_read_one_by_one(connect):
    link, peer = connect()
    peer.send(frame(TEXT, b"1") + frame(PONG) + frame(TEXT, b"2") + frame(BINARY, b"3"))
    assert [link.receive() for _ in range(4)] == [Text(b"1"), Pong(), Text(b"2"), Binary()]


def test_a_fragmented_message_is_put_together_around_a_ping(connect):
    link, peer = connect()
    peer.send(
        frame(TEXT, b"frag", final=0)
        + frame(CONTINUATION, b"", final=0)
        + frame(PING, b"alive?")
        + frame(CONTINUATION, b"mented")
        + frame(TEXT, b"next")
    )
    assert [link.receive() for _ in range(3)] == [Pong(), Text(b"fragmented"), Text(b"next")]
    assert peer.read_frame() == (PONG, b"alive?")


def test_a_fragmented_binary_is_one_binary(connect):
    link, peer = connect()
    peer.send(frame(BINARY, b"frag", final=0) + frame(CONTINUATION, b"mented") + frame(TEXT))
    assert [link.receive() for _ in range(2)] == [Binary(), Text(b"")]


@pytest.mark.parametrize("data", [b"", b"alive?", bytes(125)])
def test_a_ping_is_answered_with_its_data_and_reported(connect, data):
    link, peer = connect()
    peer.send_frame(PING, data)
    assert link.receive() == Pong()
    assert peer.read_frame() == (PONG, data)


def test_a_pong_is_reported(connect):
    link, peer = connect()
    link.ping()
    assert peer.read_frame() == (PING, b"")
    peer.send_frame(PONG)
    assert link.receive() == Pong()


@pytest.mark.parametrize("data", [b"\xff\xfe", b'["\xc3', b"\xed\xa0\x80"])
def test_text_that_is_not_utf8_is_passed_on_for_the_core_to_count(connect, data):
    link, peer = connect()
    peer.send_frame(TEXT, data)
    received = link.receive()
    assert received == Text(data)
    assert parse(received.data).kind is ViolationKind.NOT_JSON


@pytest.mark.parametrize(
    ("data", "outcome", "answer"),
    [
        (b"", "closed by peer", 1000),
        (struct.pack("!H", 1000), "closed by peer (1000)", 1000),
        (struct.pack("!H", 1001) + b"restart", "closed by peer (1001)", 1001),
        (struct.pack("!H", 1012), "closed by peer (1012)", 1012),
        (struct.pack("!H", 3000) + b"\xff", "closed by peer (3000)", 3000),
        (struct.pack("!H", 4999) + bytes(123), "closed by peer (4999)", 4999),
    ],
)
def test_a_close_frame_of_the_peer_is_answered_and_its_code_named(connect, data, outcome, answer):
    link, peer = connect()
    peer.send_frame(CLOSE, data)
    assert link.end() == outcome
    assert peer.read_close_code() == answer
    assert peer.read_to_the_end() == b""
    assert link.observer.names[-1] == f"connected: {outcome}"
    assert not link.is_open


def test_what_came_before_the_close_frame_is_read_first(connect):
    link, peer = connect()
    peer.send(frame(TEXT, b"last words") + frame(CLOSE))
    assert link.receive() == Text(b"last words")
    assert link.end() == "closed by peer"


@pytest.mark.parametrize("messages_sent", [1, 2, 3])
def test_a_close_frame_is_found_though_sending_fails(connect, messages_sent):
    link, peer = connect()
    peer.send(frame(TEXT, b"last words") + frame(CLOSE, struct.pack("!H", 1001)))
    peer.close()
    for _ in range(messages_sent):
        link.send(b"too late")
    assert link.receive() == Text(b"last words")
    assert link.end() == "closed by peer (1001)"


@pytest.mark.parametrize("sent", [b"", b"\x81", b"\x81\x05", b"\x81\x05abc", b"\x81\x7e\x01"])
@pytest.mark.parametrize(
    ("hang_up", "outcome"),
    [(Peer.close, "closed without close frame"), (Peer.reset, "connection reset")],
)
def test_a_connection_that_is_cut_anywhere_says_how(connect, sent, hang_up, outcome):
    link, peer = connect()
    peer.send(sent)
    link.mailbox.post("read what is there")
    assert link.wait(0.0) is None
    hang_up(peer)
    link.mailbox.notes.clear()
    assert link.end() == outcome
    assert link.observer.names[-1] == f"connected: {outcome}"


@pytest.mark.parametrize(
    "sent",
    [
        frame(TEXT, b"", reserved=4),
        frame(TEXT, b"", reserved=2),
        frame(PING, b"", reserved=1),
        *(frame(opcode) for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)),
        b"\x81\x85keysxxxxx",
        frame(CONTINUATION, b"of nothing"),
        frame(TEXT, b"a", final=0) + frame(TEXT, b"b"),
        frame(TEXT, b"a", final=0) + frame(BINARY, b"b", final=0),
        frame(PING, b"", final=0),
        frame(CLOSE, b"", final=0),
        frame(PONG, bytes(126)),
        frame(PING, bytes(126)),
        frame(CLOSE, bytes(126)),
        frame(CLOSE, b"\x03"),
        *(frame(CLOSE, struct.pack("!H", code)) for code in (0, 999, 1004, 1005, 1006, 1015, 5000)),
    ],
)
def test_what_no_server_may_send_ends_the_link_with_1002(connect, sent):
    link, peer = connect()
    peer.send(frame(TEXT, b"good") + sent)
    assert link.receive() == Text(b"good")
    with pytest.raises(LinkClosed, match="WebSocket protocol error"):
        link.receive()
    assert peer.read_close_code() == 1002
    assert link.observer.names[-1] == "connected: WebSocket protocol error"


def test_a_broken_header_is_refused_before_its_data_has_come(connect):
    link, peer = connect()
    peer.send(frame(3, bytes(100_000))[:10])
    assert link.end() == "WebSocket protocol error"


@pytest.mark.parametrize(
    "sent",
    [
        frame(TEXT, bytes(2001)),
        frame(BINARY, bytes(2001)),
        b"\x81\x7f" + struct.pack("!Q", 2001),
        b"\x81\x7f" + struct.pack("!Q", 1 << 40),
        b"\x81\x7f" + struct.pack("!Q", (1 << 64) - 1),
        frame(TEXT, bytes(2000), final=0) + frame(CONTINUATION, b"x"),
        frame(TEXT, bytes(1000), final=0) + frame(CONTINUATION, bytes(500), final=0) * 3,
        frame(TEXT, b"", final=0) + frame(CONTINUATION, b"x", final=0) * 2001,
    ],
    ids=[
        "text",
        "binary",
        "announced",
        "announced, large",
        "announced, largest",
        "last fragment",
        "fragments",
        "many fragments",
    ],
)
def test_a_message_beyond_the_limit_ends_the_link_with_1009(connect, sent):
    link, peer = connect(max_message_bytes=2000)
    peer.send(sent)
    assert link.end() == "message too big"
    assert peer.read_close_code() == 1009
    assert link.observer.names[-1] == "connected: message too big"


@pytest.mark.parametrize(
    "sent",
    [
        frame(TEXT, bytes(2000)),
        frame(TEXT, bytes(1000), final=0) + frame(CONTINUATION, bytes(1000)),
        frame(TEXT, b"", final=0) + frame(CONTINUATION, b"\0", final=0) * 2000 + frame(0),
    ],
    ids=["whole", "in two", "in bytes"],
)
def test_a_message_at_the_limit_is_read(connect, sent):
    link, peer = connect(max_message_bytes=2000)
    peer.send(sent)
    assert link.receive() == Text(bytes(2000))


def test_a_closed_link_sends_nothing(connect):
    link, peer = connect()
    peer.send_frame(CLOSE)
    link.end()
    for send in (lambda: link.send(b"x"), link.ping):
        with pytest.raises(LinkClosed):
            send()
    assert link.observer.names.count("connected: closed by peer") == 1
