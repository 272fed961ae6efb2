"""The WebSocket connection of one station, on picows.

From frame to message and from answer to frame; what an answer says is the answerer's business.
The path of a Call is kept short: no task, no queue, and one timer only where latency is injected.
"""

import asyncio
from collections.abc import Callable

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from ocpp_load.central_system.answerer import Answerer
from ocpp_load.central_system.closing import finish_closing, start_closing
from ocpp_load.central_system.faults import Faults
from ocpp_load.central_system.fragments import Fragments
from ocpp_load.central_system.station import Station
from ocpp_load.central_system.statistics import WEBSOCKET_VIOLATION, Statistics
from ocpp_load.ocppj import (
    Call,
    CallError,
    CallResult,
    FrameViolation,
    LateAnswer,
    OutgoingCall,
    Payload,
    ViolationKind,
    parse,
    serialise_call,
    serialise_call_error,
)

_TEXT = WSMsgType.TEXT
_OUR_PROTOCOL_CLOSES = frozenset(
    {WSCloseCode.PROTOCOL_ERROR, WSCloseCode.INVALID_TEXT, WSCloseCode.MESSAGE_TOO_BIG}
)


class Reception:
    """What the connections of one central system share."""

    __slots__ = (
        "answerer",
        "faults",
        "max_message_bytes",
        "now",
        "open",
        "run_errand",
        "station",
        "statistics",
    )

    def __init__(
        self,
        *,
        answerer: Answerer,
        faults: Faults,
        statistics: Statistics,
        station: Callable[[str], Station],
        run_errand: Callable[[str, str, Payload], None],
        now: Callable[[], float],
        max_message_bytes: int,
    ) -> None:
        self.answerer = answerer
        self.faults = faults
        self.statistics = statistics
        self.station = station
        self.run_errand = run_errand
        self.now = now
        self.max_message_bytes = max_message_bytes
        self.open: set[StationConnection] = set()


class StationConnection(WSListener):
    """One connection, from the upgrade to the close."""

    _station: Station
    _transport: WSTransport

    def __init__(self, identity: str, reception: Reception) -> None:
        self._identity = identity
        self._reception = reception
        self._now = reception.now
        self._answer = reception.answerer.answer
        self._fragments: Fragments | None = None

    async def wait_closed(self) -> None:
        """Wait until the socket is gone."""
        await self._transport.wait_disconnected()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self._reception.statistics.connection_opened()
        self._reception.open.add(self)
        self._station = station = self._reception.station(self._identity)
        if station.connection is not None:
            station.commands.connection_lost()
            station.connection.give_way()
        station.connection = self

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind is _TEXT and frame.fin and self._fragments is None:
            self._receive(frame.get_payload_as_bytes())
        elif kind is WSMsgType.CLOSE:
            finish_closing(transport, frame)
        elif kind is not WSMsgType.PONG:
            self._receive_fragment(kind, frame)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._reception.open.discard(self)
        statistics = self._reception.statistics
        statistics.connection_closed()
        closed = transport.close_handshake
        if closed and closed.sent and closed.sent.code in _OUR_PROTOCOL_CLOSES:
            statistics.violations[WEBSOCKET_VIOLATION] += 1
        if self._station.connection is self:
            self._station.connection = None
            self._station.commands.connection_lost()

    def pause_writing(self) -> None:
        """Read no more from a station that does not read what it gets."""
        socket = self._transport.underlying_transport
        if not socket.is_closing():
            socket.pause_reading()

    def resume_writing(self) -> None:
        """Read again: the station has caught up."""
        socket = self._transport.underlying_transport
        if not socket.is_closing():
            socket.resume_reading()

    def send_call(self, call: OutgoingCall) -> None:
        """Send a command to the station."""
        self._reception.statistics.calls_sent[call.action] += 1
        self._send(serialise_call(call.message_id, call.action, call.payload))

    def give_way(self) -> None:
        """Close: another connection of the same station has come."""
        self.close(WSCloseCode.POLICY_VIOLATION, "another connection of this identity")

    def close(self, code: WSCloseCode, reason: str) -> None:
        """Close with a close frame; nothing that comes in afterwards counts."""
        start_closing(self._transport, code, reason)

    def _send(self, text: bytes) -> None:
        self._transport.send(_TEXT, text)

    def _receive(self, text: bytes) -> None:
        if self._transport.is_close_frame_sent:
            return
        message = parse(text)
        if type(message) is Call:
            self._send_answer(self._answer(self._station, message, self._now()))
        elif isinstance(message, FrameViolation):
            self._on_violation(message)
        elif isinstance(message, CallResult | CallError):
            self._on_answer(message)

    def _receive_fragment(self, kind: WSMsgType, frame: WSFrame) -> None:
        if self._fragments is None:
            self._fragments = Fragments(self._reception.max_message_bytes)
        complete = self._fragments.feed(kind, frame.get_payload_as_bytes(), frame.fin)
        if complete is None:
            return
        self._fragments = None
        kind, payload = complete
        if kind is _TEXT:
            self._receive(payload)
        else:
            self._reception.statistics.violations[ViolationKind.NOT_TEXT] += 1

    def _send_answer(self, answer: bytes) -> None:
        # The Call has been dealt with; latency holds back no more than the answer, so that the
        # books are written in the order in which Calls came.
        faults = self._reception.faults
        if faults.delays_answers:
            asyncio.get_running_loop().call_later(faults.delay_s(), self._send_late_answer, answer)
            return
        self._transport.send(_TEXT, answer)
        if self._station.errands:
            self._run_errands()

    def _send_late_answer(self, answer: bytes) -> None:
        self._send(answer)
        self._run_errands()

    def _run_errands(self) -> None:
        station = self._station
        errands, station.errands = station.errands, []
        for action, payload in errands:
            self._reception.run_errand(station.identity, action, payload)

    def _on_violation(self, violation: FrameViolation) -> None:
        self._reception.statistics.violations[violation.kind] += 1
        if violation.answer is not None:
            self._reception.statistics.call_errors_sent[violation.answer.code] += 1
            self._send_answer(serialise_call_error(violation.answer))
        if violation.answers_message_id is not None:
            self._station.commands.answered_improperly(violation.answers_message_id, violation.kind)

    def _on_answer(self, answer: CallResult | CallError) -> None:
        call = self._station.commands.answered(answer)
        if isinstance(call, ViolationKind):
            self._reception.statistics.violations[call] += 1
        elif isinstance(call, LateAnswer):
            self._reception.statistics.commands["answered late"] += 1
        elif isinstance(answer, CallResult):
            # Now, and not when the waiter wakes: what was triggered may be in the next frame.
            self._station.command_was_answered(call.action, call.payload, answer.payload)
