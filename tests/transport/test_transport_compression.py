"""Compressed messages (RFC 7692), offered and agreed, or not."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scripted_server import CONTINUATION, PING, TEXT, frame
from websocket import WebSocketProtocolException

from ocpp_load.transport import ConnectError, LinkClosed, Text
from ocpp_load.transport.compression import OFFER, compressed, decompressed, is_acceptable

AGREED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
RSV1 = 4


@pytest.fixture
def compressing(serve, link_to):
    """An open link that has agreed on compression, and its peer."""

    def make(**options):
        server = serve(lambda peer: peer.upgrade(Sec_WebSocket_Extensions=AGREED))
        link = link_to(server, compression=True, **options)
        link.open("CP1")
        return link, server.next_peer()

    return make


@given(data=st.binary(max_size=5000))
def test_what_was_compressed_is_what_it_was(data):
    assert decompressed(compressed(data), 5000) == data


def test_a_message_is_offered_to_be_compressed_only_where_that_is_wanted(connect, compressing):
    _, peer = connect()
    assert "sec-websocket-extensions" not in peer.request_headers
    _, peer = compressing()
    assert peer.request_headers["sec-websocket-extensions"] == OFFER


def test_compressed_messages_go_both_ways(compressing):
    link, peer = compressing()
    text = b'[3,"1",{"currentTime":"2026-11-23T01:53:32.120Z"}]' * 10
    peer.send_frame(TEXT, compressed(text), reserved=RSV1)
    assert link.receive() == Text(text)
    link.send(text)
    first, second = peer._read(2)
    assert first == 0xC0 | TEXT
    assert second & 0x7F < len(text)
    key, masked = peer._read(4), peer._read(second & 0x7F)
    assert decompressed(bytes(b ^ key[i % 4] for i, b in enumerate(masked)), 5000) == text


def test_a_peer_need_not_compress_every_message(compressing):
    link, peer = compressing()
    peer.send_frame(TEXT, b"plain")
    assert link.receive() == Text(b"plain")


def test_a_compressed_message_in_fragments_is_put_together_first(compressing):
    link, peer = compressing()
    data = compressed(b"fragmented")
    peer.send(
        frame(TEXT, data[:4], final=0, reserved=RSV1)
        + frame(PING)
        + frame(CONTINUATION, data[4:])
        + frame(TEXT, b"plain", final=0)
        + frame(CONTINUATION, b" again")
    )
    received = [link.receive() for _ in range(3)]
    assert [message for message in received if isinstance(message, Text)] == [
        Text(b"fragmented"),
        Text(b"plain again"),
    ]


def test_a_short_message_that_grows_beyond_the_limit_is_too_big(compressing):
    link, peer = compressing(max_message_bytes=10_000)
    bomb = compressed(bytes(5_000_000))
    assert len(bomb) < 10_000
    peer.send_frame(TEXT, bomb, reserved=RSV1)
    assert link.end() == "message too big"
    assert peer.read_close_code() == 1009


@pytest.mark.parametrize(
    ("opcode", "data", "reserved"),
    [
        (TEXT, b"\xff\xff not deflate", RSV1),
        (PING, b"", RSV1),
        (CONTINUATION, b"", RSV1),
        (TEXT, b"", RSV1 | 2),
    ],
)
def test_what_breaks_the_extension_is_a_protocol_error(compressing, opcode, data, reserved):
    link, peer = compressing()
    peer.send_frame(opcode, data, reserved=reserved)
    assert link.end() == "WebSocket protocol error"
    assert peer.read_close_code() == 1002


def test_a_compressed_message_without_an_agreement_is_a_protocol_error(connect):
    link, peer = connect(compression=True)
    peer.send_frame(TEXT, compressed(b"x"), reserved=RSV1)
    with pytest.raises(LinkClosed, match="WebSocket protocol error"):
        link.receive()


@pytest.mark.parametrize(
    ("extensions", "offered", "acceptable"),
    [
        ("", False, True),
        ("", True, True),
        (AGREED, True, True),
        ("permessage-deflate; server_no_context_takeover", True, True),
        ("Permessage-Deflate;Server_No_Context_Takeover;server_max_window_bits=12", True, True),
        (AGREED, False, False),
        ("permessage-deflate", True, False),
        ("permessage-deflate; server_no_context_takeover; client_max_window_bits=9", True, False),
        ("x-webkit-deflate-frame", True, False),
        (f"{AGREED}, other", True, False),
    ],
)
def test_an_answer_is_acceptable_within_the_offer(extensions, offered, acceptable):
    assert is_acceptable(extensions, offered=offered) is acceptable


def test_an_extension_that_was_not_offered_ends_the_connection(serve, link_to):
    server = serve(lambda peer: peer.upgrade(Sec_WebSocket_Extensions=AGREED))
    link = link_to(server)
    with pytest.raises(ConnectError, match="extension that was not offered"):
        link.open("CP1")
    assert server.next_peer().read_close_code() == 1010


def test_what_is_not_compressed_data_is_told_as_such():
    with pytest.raises(WebSocketProtocolException):
        decompressed(b"\xff\xff\xff", 100)


def test_the_standard_library_reads_what_is_sent():
    raw = zlib.decompressobj(wbits=-15)
    assert raw.decompress(compressed(b"text") + b"\x00\x00\xff\xff") == b"text"
