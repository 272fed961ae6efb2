"""The WebSocket connection of one station, on picows.

From frame to message and from answer to frame; what an answer says is the answerer's business.
The path of a Call is kept short: no task, no queue, and a timer only where an answer is held back.
"""

import asyncio
import struct
from collections.abc import Callable
from socket import SO_LINGER, SOL_SOCKET

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from ocpp_load.central_system.answer_record import AnswerRecord, Note
from ocpp_load.central_system.answerer import Answerer
from ocpp_load.central_system.closing import finish_closing, start_closing
from ocpp_load.central_system.faults.detour import Departure, Detour
from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.in_force import FaultsInForce
from ocpp_load.central_system.faults.kinds import FaultKind
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
_LINGER_NOT = struct.pack("ii", 1, 0)  # socket(7): what is left is thrown away, and RST is sent
_OUR_PROTOCOL_CLOSES = frozenset(
    {WSCloseCode.PROTOCOL_ERROR, WSCloseCode.INVALID_TEXT, WSCloseCode.MESSAGE_TOO_BIG}
)


class Reception:
    """What the connections of one central system share."""

    __slots__ = (
        "answerer",
        "answers",
        "detour",
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
        detour: Detour,
        faults: FaultsInForce,
        statistics: Statistics,
        station: Callable[[str], Station],
        run_errand: Callable[[str, str, Payload], None],
        now: Callable[[], float],
        max_message_bytes: int,
        answers: AnswerRecord | None = None,
    ) -> None:
        self.answerer = answerer
        self.answers = answers
        self.detour = detour
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
        self.identity = identity
        self.silenced_by: Fault | None = None
        self._mutings = 0
        self._holds_back = False
        self._unsent: list[tuple[bytes, Note | None]] = []
        self._pauses = 0
        self._held_back = 0
        self._reception = reception
        self._faults = reception.faults
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
        self._station = station = self._reception.station(self.identity)
        if station.connection is not None:
            self._reception.statistics.connections_duplicate += 1
            station.commands.connection_lost()
            station.connection.give_way()
        station.connection = self
        self.silenced_by = self._faults.draw((FaultKind.SILENT,), self.identity)
        if self.silenced_by is not None:
            self.fall_silent()
        if self._faults.has(FaultKind.STALL):
            self.hold_back()

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
            self._station.disconnected_at = asyncio.get_running_loop().time()
            self._station.commands.connection_lost()

    def pause_writing(self) -> None:
        """Read no more from a station that does not read what it gets."""
        self._pause()

    def resume_writing(self) -> None:
        """Read again: the station has caught up."""
        self._resume()

    def fall_silent(self) -> None:
        """Read nothing and send nothing, until as many times `speak_again` was called."""
        self._mutings += 1
        self._pause()

    def speak_again(self) -> None:
        """Go on where it was."""
        self._mutings -= 1
        self._send_unsent()
        self._resume()

    def hold_back(self) -> None:
        """Read on, and send nothing until `let_go` is called."""
        self._holds_back = True

    def let_go(self) -> None:
        """Send what was held back, and go on."""
        self._holds_back = False
        self._send_unsent()

    def restart_service(self) -> None:
        """Close with code 1012."""
        self.close(WSCloseCode.SERVICE_RESTART, "the service restarts")

    def cut(self) -> None:
        """End without a close frame, by a reset where the system allows it."""
        socket = self._transport.underlying_transport.get_extra_info("socket")
        if socket is not None:
            socket.setsockopt(SOL_SOCKET, SO_LINGER, _LINGER_NOT)
        self._transport.disconnect(False)

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

    def _pause(self) -> None:
        self._pauses += 1
        socket = self._transport.underlying_transport
        if self._pauses == 1 and not socket.is_closing():
            socket.pause_reading()

    def _resume(self) -> None:
        self._pauses -= 1
        socket = self._transport.underlying_transport
        if not self._pauses and not socket.is_closing():
            socket.resume_reading()

    def _send_unsent(self) -> None:
        if not self._mutings and not self._holds_back:
            unsent, self._unsent = self._unsent, []
            for text, note in unsent:
                self._send(text, note)

    def _send(self, text: bytes, note: Note | None = None) -> None:
        if self._mutings or self._holds_back:
            self._unsent.append((text, note))
        else:
            self._transport.send(_TEXT, text)
            if note is not None:
                note()

    def _receive(self, text: bytes) -> None:
        if self._transport.is_close_frame_sent:
            return
        message = parse(text)
        if type(message) is Call:
            if self._faults.touch_calls:
                self._take_detour(message)
                return
            station = self._station
            boots = station.boots
            self._transport.send(_TEXT, self._answer(station, message, self._now()))
            if station.boots != boots:
                station.boots_answered = station.boots
            if station.errands:
                self._run_errands()
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

    def _take_detour(self, call: Call) -> None:
        records = self._reception.answers
        note = None if records is None else records.call_read(self.identity, call.action)
        departure = self._reception.detour.departure(
            self._station, call, self._now(), is_answering=self._held_back > 0
        )
        self._leave(departure, call.action, note)

    def _leave(
        self, departure: Departure, action: str | None = None, note: Note | None = None
    ) -> None:
        # The Call has been dealt with; latency holds back no more than the answer, so that the
        # books are written in the order in which Calls came.
        delay_s = self._faults.delay_s(self.identity, action) if departure.messages else None
        if delay_s is None:
            self._send_all(departure, note)
        else:
            self._held_back += 1
            asyncio.get_running_loop().call_later(delay_s, self._send_late, departure, note)

    def _send_late(self, departure: Departure, note: Note | None) -> None:
        self._held_back -= 1
        self._send_all(departure, note)

    def _send_all(self, departure: Departure, note: Note | None) -> None:
        for text in departure.messages:
            self._send(text, note)
            note = None  # of a second copy nothing is to be learnt
        # What leaves over a connection that has given way reaches nobody.
        if departure.answers_boot is not None and self._station.connection is self:
            self._station.boots_answered = departure.answers_boot
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
            self._leave(Departure((serialise_call_error(violation.answer),)))
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
