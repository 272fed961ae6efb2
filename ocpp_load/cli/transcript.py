"""What passes between one station and its central system, for a person who looks on.

One line for each message, event, check and fault, in the order in which they come. A terminal gets
colours; no line has a password in it.
"""

import os
import time
from collections.abc import Callable, Mapping
from io import StringIO
from statistics import median
from typing import Any, TextIO

import orjson
from rich.console import Console
from rich.text import Text

from ocpp_load.cli.output import OutputError, tell
from ocpp_load.metrics.label import as_label
from ocpp_load.model import Transaction, TransactionFault
from ocpp_load.ocppj import Call, CallError, CallResult, parse
from ocpp_load.one_line import in_one_line
from ocpp_load.runtime.fault_observer import is_lost
from ocpp_load.runtime.witness import Witness
from ocpp_load.validation.redaction import (
    NOT_SHOWN,
    message_without_secrets,
    text_without_secrets,
    without_secrets,
)

SIGNS = ("→", "←", "↔", "·", "✓", "✗", "!")
"""What opens a line: sent, received, an event, a step, a check that passed or failed, a failure."""

_SENT, _RECEIVED, _EVENT, _STEP, _PASSED, _FAILED, _FAULT = SIGNS
_STYLES = {
    _SENT: "cyan",
    _RECEIVED: "green",
    _EVENT: "dim",
    _PASSED: "bold green",
    _FAILED: "bold red",
    _FAULT: "bold red",
    _STEP: "bold",
}
_BAD = "bold red"
_SHORT = 100
_BYTES_SHOWN = 64


class Transcript(Witness):
    """Prints what one station reports and what its link reads along, as it comes."""

    __slots__ = (
        "_clock",
        "_console",
        "_file",
        "_pending",
        "_round_trips_s",
        "_short",
        "_wall_clock",
        "obstacle",
        "when_obstructed",
    )

    def __init__(
        self,
        file: TextIO,
        *,
        short: bool = False,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        """Print to `file`; with `short`, payloads are cut after a hundred characters."""
        super().__init__()
        self.obstacle: OutputError | None = None
        """Why nobody is told any more."""
        self.when_obstructed: Callable[[], None] = lambda: None
        """Called once, when it turns out that nobody can be told."""
        self._file = file
        self._console = Console(
            file=StringIO(),  # what it prints is captured, and may not be what the file can take
            force_terminal=file.isatty() or None,
            color_system=None if os.environ.get("NO_COLOR") else "auto",
            highlight=False,
            emoji=False,
            markup=False,
        )
        self._short = short
        self._clock = clock
        self._wall_clock = wall_clock
        self._pending: dict[tuple[str, str], tuple[str, float]] = {}
        self._round_trips_s: list[float] = []

    def sent(self, frame: bytes) -> None:
        self._message(_SENT, _RECEIVED, frame)

    def received(self, frame: bytes) -> None:
        self._message(_RECEIVED, _SENT, frame)

    def _message(self, direction: str, other: str, frame: bytes) -> None:
        message = parse(frame)
        if isinstance(message, Call):
            self._pending[direction, message.message_id] = message.action, self._clock()
            self._print(direction, as_label(message.action), payload=_json(message.payload))
        elif isinstance(message, CallResult):
            action, took = self._asked(other, message.message_id)
            self._print(direction, f"{action} answered", took, _json(message.payload))
        elif isinstance(message, CallError):
            action, took = self._asked(other, message.message_id)
            what = f"{action} CallError {as_label(message.code)}"
            details = [text_without_secrets(message.description)] if message.description else []
            if message.details:
                details.append(_json(message.details))
            self._print(direction, what, took, " ".join(map(in_one_line, details)), style=_BAD)
        else:
            self._print(direction, message.kind.value, payload=_unread(frame), style=_BAD)

    def _asked(self, by: str, message_id: str) -> tuple[str, str]:
        """Return the action of the Call that is answered, and how long that took."""
        asked = self._pending.pop((by, message_id), None)
        if asked is None:
            return "(unknown)", ""
        action, at = asked
        took_s = self._clock() - at
        if by == _SENT:
            self._round_trips_s.append(took_s)
        return as_label(action), f"{took_s * 1000:.1f} ms"

    def call_failed(
        self, action: str, reason: str, round_trip_s: float | None, from_intent_s: float | None
    ) -> bool:
        self._print(_FAULT, f"{as_label(action)} failed", payload=as_label(reason), style=_BAD)
        return super().call_failed(action, reason, round_trip_s, from_intent_s)

    def late_answer(self, action: str) -> None:
        super().late_answer(action)
        self._print(_FAULT, f"{as_label(action)}: the answer came too late", style=_BAD)

    def violation(self, kind: str) -> bool:
        self._print(_FAULT, "violation of OCPP-J", payload=kind, style=_BAD)
        return super().violation(kind)

    def own_fault(self, where: str, error: BaseException | str) -> None:
        super().own_fault(where, error)
        self._print(
            _FAULT, "fault of ocpp_load or of the scenario", payload=self.own_faults[-1], style=_BAD
        )

    def check(self, name: str, failure: str | None, *, first: bool, first_failure: bool) -> None:
        super().check(name, failure, first=first, first_failure=first_failure)
        if failure is None:
            self._print(_PASSED, as_label(name))
        else:
            self._print(_FAILED, as_label(name), payload=in_one_line(failure), style=_BAD)

    def flow(self, name: str, seconds: float | None, failure: str | None = None) -> None:
        super().flow(name, seconds, failure)
        took = "" if seconds is None else f"{seconds * 1000:.1f} ms"
        self._print(_EVENT, name, took, failure or "", style=_BAD if failure else "")

    def connection_event(self, name: str, duration_s: float | None, failure: str | None) -> None:
        super().connection_event(name, duration_s, failure)
        if name == "connected":
            style = _BAD if failure and is_lost(failure) else ""
            self._print(_EVENT, f"disconnected: {failure}", style=style)
            return
        took = "" if duration_s is None else f"{duration_s * 1000:.1f} ms"
        self._print(_EVENT, name, took, failure or "", style=_BAD if failure else "")

    def transaction_fault(
        self, fault: TransactionFault, identity: str, transaction: Transaction, detail: str
    ) -> None:
        super().transaction_fault(fault, identity, transaction, detail)
        self._print(_FAULT, self.lost_transactions[-1], style=_BAD)

    def step(self, name: str) -> None:
        """Tell that a step begins."""
        self._print(_STEP, name)

    def say(self, text: str, style: str = "bold") -> None:
        """Print a line of text."""
        self._write(Text(text, style=style))

    def summarise(self, explanations: Mapping[str, str]) -> None:
        """Print what came of it all; `explanations` tells of payloads that broke their schema."""
        self.say("")
        self.say(self._calls_text())
        if self.checks:
            failed = len(self.failed_checks)
            self.say(f"{len(self.checks) - failed} of {len(self.checks)} checks passed")
        for failure in self._failures():
            self.say(f"  {_FAILED} {in_one_line(failure)}", _BAD)
        for kind, explanation in explanations.items():
            self.say(in_one_line(f"  {kind}: {explanation}"), "")

    @property
    def has_failed(self) -> bool:
        """Tell whether anything went wrong."""
        return bool(self._failures())

    def _calls_text(self) -> str:
        calls, failed = len(self.latencies_s), len(self.failed_calls)
        text = (
            f"{calls} calls answered" if not failed else f"{calls} calls answered, {failed} failed"
        )
        # What the lines above have told; in the station's own figures it is waited for their print.
        if not self._round_trips_s:
            return text
        p50_ms, max_ms = median(self._round_trips_s) * 1000, max(self._round_trips_s) * 1000
        return f"{text}; p50 {p50_ms:.1f} ms, max {max_ms:.1f} ms"

    def _failures(self) -> list[str]:
        """Return every kind of failure once."""
        told = [f"{check.name}: {check.failure}" for check in self.failed_checks]
        told += self.failed_calls
        told += self.failed_commands
        told += [f"violation of OCPP-J: {kind}" for kind in self.violations]
        told += self.own_faults + self.failed_connections + self.lost_transactions
        return list(dict.fromkeys(told))

    def _print(
        self, sign: str, what: str, took: str = "", payload: str = "", *, style: str = ""
    ) -> None:
        now = self._wall_clock()
        line = Text(time.strftime("%H:%M:%S", time.localtime(now)), style="dim")
        line.append(f".{int(now % 1 * 1000):03d}")
        line.append(f" {sign} ", style=_STYLES[sign])
        line.append(what, style=style or _STYLES[sign])
        if took:
            line.append(f" {took}", style="yellow")
        if payload:
            cut = self._short and len(payload) > _SHORT
            line.append(f" {payload[:_SHORT]}…" if cut else f" {payload}", style=style)
        self._write(line)

    def _write(self, line: Text) -> None:
        with self._console.capture() as captured:
            self._console.print(line, soft_wrap=True)
        try:
            tell(captured.get(), self._file)
        except (
            OutputError
        ) as error:  # it must not reach the station, which is in the middle of something
            self.obstacle = error
            self.when_obstructed()


def _unread(frame: bytes) -> str:
    """Return a frame that is no OCPP-J: as text, or else its size and its bytes in hex."""
    shown = message_without_secrets(frame.decode(errors="replace"))
    try:
        frame.decode()
    except UnicodeDecodeError:
        if NOT_SHOWN in shown:
            return NOT_SHOWN
        more = "…" if len(frame) > _BYTES_SHOWN else ""
        unit = "byte" if len(frame) == 1 else "bytes"
        return f"{len(frame)} {unit}: {frame[:_BYTES_SHOWN].hex(' ')}{more}"
    return in_one_line(shown)


def _json(payload: Any) -> str:
    return in_one_line(orjson.dumps(without_secrets(payload)).decode())
