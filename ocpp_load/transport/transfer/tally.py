"""What passes through a transfer: counted, digested and not kept."""

import hashlib

import gevent

from ocpp_load.charge_point.activity import Transferred
from ocpp_load.transport.transfer.outcome import TOO_BIG, TransferError

BLOCK_BYTES = 64 * 1024
"""How much is sent or read at once: some 0.1 ms of work, then it is another station's turn."""


class Tally:
    """Size and SHA-256 of a file that comes by in blocks."""

    __slots__ = ("_digest", "_most_bytes", "_size_bytes")

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._size_bytes = 0
        self._digest = hashlib.sha256()

    def take(self, block: bytes | memoryview) -> None:
        """Count a block; raise `TransferError` where the file is too big.

        Passes the hub once: a peer that is always ready would starve all other stations.
        """
        self._size_bytes += len(block)
        if self._size_bytes > self._most_bytes:
            raise TransferError(TOO_BIG)
        self._digest.update(block)
        gevent.sleep(0)

    def transferred(self) -> Transferred:
        """Return what has come by."""
        return Transferred(self._size_bytes, self._digest.digest())
