"""A frame as people get to see it: without secrets, printable, and not longer than they read."""

import re
from dataclasses import dataclass

from ocpp_load.one_line import in_one_line
from ocpp_load.validation.redaction import message_without_secrets

SHOWN_BYTES = 2048
"""How much of a frame is shown, in bytes of UTF-8."""

# An escape that goes on after the cut, or the first of two that are one character.
_BROKEN_ESCAPE = re.compile(
    r"(?<!\\)(?:\\\\)*((?:\\u[dD][89abAB][0-9a-fA-F]{2})?(?:\\(?:u[0-9a-fA-F]{0,3})?)?)\Z"
)

_LONGEST_ESCAPE = len(r"\ud83d\ude00")


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """The text of a frame; it had `size_bytes`, and where `is_cut` its end is missing here."""

    text: str
    size_bytes: int
    is_cut: bool = False


def shown_frame(frame: bytes) -> ShownFrame:
    """Return what of a frame may be shown; never raises."""
    text = in_one_line(message_without_secrets(frame.decode(errors="replace")))
    cut = _cut(text)
    return ShownFrame(cut, len(frame), len(cut) < len(text))


def _cut(text: str) -> str:
    """Return the beginning of a text, never with half an escape or half a character at its end."""
    encoded = text.encode()
    if len(encoded) <= SHOWN_BYTES:
        return text
    begin = encoded[:SHOWN_BYTES].decode(errors="ignore")
    if "\\" not in begin[-_LONGEST_ESCAPE:]:
        return begin
    half = _BROKEN_ESCAPE.search(begin)
    return begin if half is None else begin[: half.start(1)]
