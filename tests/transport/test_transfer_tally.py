"""What passes through a transfer is counted and digested, and others get their turn."""

import hashlib

import gevent
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.charge_point import Transferred
from ocpp_load.transport import TransferError
from ocpp_load.transport.transfer.tally import Tally


@given(st.lists(st.binary(max_size=50)))
def test_size_and_digest_are_those_of_all_blocks_together(blocks):
    tally = Tally(10_000)
    for block in blocks:
        tally.take(block)
    content = b"".join(blocks)
    assert tally.transferred() == Transferred(len(content), hashlib.sha256(content).digest())


def test_the_block_that_is_one_byte_too_long_is_refused():
    tally = Tally(10)
    tally.take(b"x" * 10)
    with pytest.raises(TransferError, match="file too big"):
        tally.take(b"x")


def test_every_block_gives_another_greenlet_a_turn():
    turns = []

    def count():
        while True:
            turns.append(None)
            gevent.sleep(0)

    counter = gevent.spawn(count)
    tally = Tally(10)
    for number in range(1, 6):
        tally.take(b"x")
        assert len(turns) >= number
    counter.kill()
