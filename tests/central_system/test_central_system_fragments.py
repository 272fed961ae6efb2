import pytest
from picows import WSCloseCode, WSMsgType, WSProtocolError

from ocpp_load.central_system.fragments import Fragments

TEXT, BINARY, CONTINUATION = WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION


def test_a_message_in_parts_is_put_together():
    fragments = Fragments(100)
    assert fragments.feed(TEXT, b"[2,", False) is None
    assert fragments.feed(CONTINUATION, b'"a",', False) is None
    assert fragments.feed(CONTINUATION, b'"B",{}]', True) == (TEXT, b'[2,"a","B",{}]')


def test_a_message_in_one_part_is_complete_at_once():
    assert Fragments(100).feed(BINARY, b"\x00", True) == (BINARY, b"\x00")


def test_one_message_leaves_nothing_behind_for_the_next():
    fragments = Fragments(100)
    for _ in range(2):
        fragments.feed(TEXT, b"a", False)
        assert fragments.feed(CONTINUATION, b"b", True) == (TEXT, b"ab")


def test_the_size_of_the_whole_message_is_limited():
    fragments = Fragments(4)
    assert fragments.feed(TEXT, b"12", False) is None
    assert fragments.feed(CONTINUATION, b"34", False) is None
    with pytest.raises(WSProtocolError) as refused:
        fragments.feed(CONTINUATION, b"5", True)
    assert refused.value.code == WSCloseCode.MESSAGE_TOO_BIG


def test_a_continuation_of_nothing_is_refused():
    with pytest.raises(WSProtocolError) as refused:
        Fragments(100).feed(CONTINUATION, b"a", True)
    assert refused.value.code == WSCloseCode.PROTOCOL_ERROR


def test_a_message_within_a_message_is_refused():
    fragments = Fragments(100)
    fragments.feed(TEXT, b"a", False)
    with pytest.raises(WSProtocolError) as refused:
        fragments.feed(TEXT, b"b", True)
    assert refused.value.code == WSCloseCode.PROTOCOL_ERROR
