"""`send_raw`: text that is no OCPP at all."""

import re
from base64 import b64decode
from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Pause, Steps
from ocpp_load.charge_point.activity import Condition, Until
from ocpp_load.duration import format_duration
from ocpp_load.scenario import verdict
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.json_value import JsonValue
from ocpp_load.scenario.plain_text import plain_text, read_plain_text
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_CONTENT = ("text", "binary")


@dataclass(frozen=True, slots=True)
class SendRaw:
    """Send `text` as a text frame, or `binary` as a binary one, as it is.

    With `expect_close`, the seconds in which the central system is to close the connection for it.
    """

    name: ClassVar[str] = "send_raw"
    text: JsonValue | None = None
    binary: bytes | None = None
    expect_close: float | Late[float] | None = None
    name_: str | None = None
    clause: str | None = None
    required: bool = False

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the options of the step."""
        options = value.section((*_CONTENT, "expect_close", *verdict.OPTIONS))
        if sum(key in options for key in _CONTENT) != 1:
            value.reject("needs exactly one of text, binary")
        if "expect_close" in options:
            value.mistakes.names.asks_journal = True
        elif any(key in options for key in verdict.OPTIONS):
            value.reject("checks nothing without expect_close")
        return cls(
            text=options.read("text", read_plain_text, None),
            binary=options.read("binary", _bytes, None),
            expect_close=options.read("expect_close", late(read_duration), None),
            name_=verdict.read_name(options),
            clause=verdict.read_clause(options),
            required=verdict.read_required(options),
        )

    def run(self, script: Script) -> Steps[None]:
        """Send it as soon as there is a connection. Raises `ScriptEnd`, `StepError`."""
        yield Until(Condition.CONNECTED)
        if self.text is None:
            script.charge_point.send_raw(self.binary or b"", binary=True)
        else:
            script.charge_point.send_raw(plain_text(self.text, script).encode())
        if self.expect_close is not None:
            yield from self._await_close(script, value_of(self.expect_close, script))

    def _await_close(self, script: Script, within_s: float) -> Steps[None]:
        charge_point = script.charge_point
        given_up_at = charge_point.now + within_s
        while charge_point.connected and charge_point.now < given_up_at:
            yield Pause(given_up_at - charge_point.now, or_woken_by=script.journal)
        failure = None
        if charge_point.connected:
            failure = f"the connection stood after {format_duration(within_s)}"
        name = self.name_ or "the connection is closed"
        verdict.tell(script, failure, name, self.clause, required=self.required)


def _bytes(value: Value) -> bytes:
    text = value.text()
    if not _BASE64.fullmatch(text):
        value.reject(f"{value.shown} is not base64")
        return b""
    return b64decode(text)
