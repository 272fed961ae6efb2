"""Frames put together from pieces of any size, read at any pace."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scripted_server import CONTINUATION, PONG, frame
from websocket import WebSocketTimeoutException, frame_buffer

from ocpp_load.transport.framing import MessageReader, client_frame, close_code, close_frame


class Trickle:
    """A stream that comes in pieces of the given sizes; some reads find nothing."""

    def __init__(self, data, sizes):
        self._data = data
        self._sizes = sizes
        self._reads = 0

    def recv(self, size):
        piece = self._sizes[self._reads % len(self._sizes)]
        self._reads += 1
        if piece is None or not self._data:
            raise WebSocketTimeoutException
        taken, self._data = self._data[: min(size, piece)], self._data[min(size, piece) :]
        return taken


MESSAGES = st.lists(
    st.tuples(st.sampled_from((1, 2)), st.lists(st.binary(max_size=200), min_size=1, max_size=4)),
    max_size=6,
)
PIECES = st.lists(st.one_of(st.none(), st.integers(1, 300)), min_size=1, max_size=20).filter(any)


def fragmented(opcode, fragments):
    last = len(fragments) - 1
    return b"".join(
        frame(CONTINUATION if index else opcode, data, final=int(index == last))
        + frame(PONG) * (index < last)
        for index, data in enumerate(fragments)
    )


@given(messages=MESSAGES, pieces=PIECES)
def test_whatever_the_pieces_the_messages_are_whole(messages, pieces):
    stream = Trickle(b"".join(fragmented(*message) for message in messages), pieces)
    reader = MessageReader(stream.recv, 1000)
    received = []
    while len(received) < len(messages):
        try:
            opcode, data = reader.receive()
        except WebSocketTimeoutException:
            continue
        if opcode != PONG:
            received.append((opcode, data))
    assert received == [(opcode, b"".join(fragments)) for opcode, fragments in messages]


def test_a_message_in_tiny_pieces_takes_no_more_memory_than_its_bytes():
    stream = Trickle(frame(1, bytes(60_000))[:-1], [2])
    reader = MessageReader(stream.recv, 60_000)
    before = sys.getallocatedblocks()
    with pytest.raises(WebSocketTimeoutException):
        reader.receive()
    assert sys.getallocatedblocks() - before < 100


@given(opcode=st.sampled_from((1, 2, 8, 9, 10)), data=st.binary(max_size=70_000))
def test_websocket_client_reads_what_is_framed_here(opcode, data):
    data = data[:125] if opcode >= 8 else data
    if opcode == 8:
        data = b"\x03\xe8" + data[:100]
    stream = Trickle(client_frame(opcode, data), [1 << 20])
    read = frame_buffer(stream.recv, skip_utf8_validation=True).recv_frame()
    assert (read.fin, read.opcode, read.data, bool(read.mask_value)) == (1, opcode, data, True)


@pytest.mark.parametrize("code", [1000, 1002, 1009, 4999])
def test_a_close_frame_carries_its_code(code):
    stream = Trickle(close_frame(code), [1000])
    read = frame_buffer(stream.recv, skip_utf8_validation=True).recv_frame()
    assert close_code(read.data) == code
