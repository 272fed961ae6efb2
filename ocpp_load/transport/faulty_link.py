"""The link of a station with faults: what leaves leaves wrongly, what comes is left lying.

Stations without faults have the plain `Link`, which knows nothing of all this.
"""

from collections.abc import Callable, Iterable
from math import inf
from random import Random
from time import monotonic
from typing import Any

import gevent

from ocpp_load.model.misbehaviour import FaultKind, Misbehaviour, StationFault
from ocpp_load.transport.buffered_socket import BufferedSocket
from ocpp_load.transport.framing import client_fragments, compressed_frame
from ocpp_load.transport.link import ConnectionObserver, Endpoint, Link, Received
from ocpp_load.transport.slow_socket import SlowSocket

_CALL = b"[2,"
_LOOK_S = 1.0


class FaultyLink(Link):
    """A link whose station has what is `wrong` with it at each moment."""

    __slots__ = ("_held", "_random", "_release_at", "_wrong", "on_text")

    def __init__(
        self, endpoint: Endpoint, observer: ConnectionObserver, wrong: Misbehaviour, random: Random
    ) -> None:
        """Look into `wrong`, which others change, whenever something is sent or read."""
        super().__init__(endpoint, observer)
        self.on_text: Callable[[bytes], None] | None = None
        """Called with each text message that has left: twice where it has done so twice."""
        self._wrong = wrong
        self._random = random
        self._held: bytes | None = None
        self._release_at = inf

    def send(self, frame: bytes) -> None:
        """Send a text frame, now or after the next one, once or twice; raise `LinkClosed`."""
        fault = self._drawn(FaultKind.OUT_OF_ORDER)
        if self._held is None and fault is not None and self.is_open:
            self._held = frame
            self._release_at = monotonic() + fault.at_most_s
        else:
            self._send_text(frame)
            self._release()

    def wait(self, until: float, *, expects_answer: bool = True) -> Received | None:
        """Return what comes in, as ever; a frame that is held back leaves at its time."""
        if self._release_at > until:
            return super().wait(until, expects_answer=expects_answer)
        if self._release_at <= monotonic():
            self._release()
        return super().wait(min(until, self._release_at), expects_answer=expects_answer)

    def hold_still(self, until: float) -> bool:
        """Neither read nor write for a second, or up to `until` or a note.

        Return whether the peer still stands by the connection.
        """
        self.mailbox.rest(min(until, monotonic() + _LOOK_S))
        return self._socket is not None and not self._socket.is_ended_by_peer

    def _release(self) -> None:
        held, self._held = self._held, None
        self._release_at = inf
        if held is not None:
            self._send_text(held)

    def _send_text(self, frame: bytes) -> None:
        self._send_once(frame)
        if frame.startswith(_CALL) and self._drawn(FaultKind.MESSAGES_TWICE):
            self._wrong.copies += 1
            self._send_once(frame)

    def _send_once(self, frame: bytes) -> None:
        fault = self._wrong.of(FaultKind.TRICKLED_FRAMES)
        if fault is None or not fault.fragmented:
            super().send(frame)
        else:
            compression = self._text_frame is compressed_frame
            pieces = client_fragments(frame, fault.piece_bytes, compression=compression)
            self._trickle(pieces, fault)
        if self.on_text is not None:
            self.on_text(frame)

    def _send(self, frame: bytes) -> bool:
        fault = self._wrong.of(FaultKind.TRICKLED_FRAMES)
        if fault is None or fault.fragmented:
            return super()._send(frame)
        size = fault.piece_bytes
        return self._trickle((frame[at : at + size] for at in range(0, len(frame), size)), fault)

    def _trickle(self, pieces: Iterable[bytes], fault: StationFault) -> bool:
        """Send the pieces with pauses between them; return False where the peer has closed."""
        is_first, left = True, iter(pieces)
        for piece in left:
            # A note may be that the run is over: the rest of the frame then leaves at once.
            if not is_first and not self.mailbox.notes:
                try:
                    self.mailbox.rest(monotonic() + fault.pause_s)
                except gevent.GreenletExit:
                    # A close frame would be taken for a part of the one that it comes into.
                    if self._socket is not None:
                        self._socket.send_at_once(b"".join([piece, *left]))
                    raise
            is_first = False
            if not super()._send(piece):
                return False
        return True

    def _answer_ping(self, data: bytes) -> None:
        if self._wrong.of(FaultKind.NO_PONG) is None:
            super()._answer_ping(data)

    def _buffered(self, connected: Any, send_timeout_s: float) -> BufferedSocket:
        return SlowSocket(connected, self.mailbox, send_timeout_s, self._wrong)

    def _drop(self) -> None:
        self._held, self._release_at = None, inf
        super()._drop()

    def _drawn(self, kind: FaultKind) -> StationFault | None:
        fault = self._wrong.of(kind)
        return fault if fault is not None and self._random.random() < fault.probability else None
