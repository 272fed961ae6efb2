"""Text that somebody else has chosen, made fit for a line on a terminal or in a log."""

import json

LONGEST_SHOWN = 40
"""Characters of a text that a message shows; the message is not swamped by it."""

_STAND_IN = "\ufffd"


def in_one_line(text: str) -> str:
    """Return `text` with a stand-in for every character that breaks the line or has no shape."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _STAND_IN for each in text)


def quoted(text: str) -> str:
    """Return `text` in quotes, on one line, cut where it is long."""
    return json.dumps(shortened(text), ensure_ascii=not text.isprintable())


def shortened(text: str) -> str:
    """Return `text`, cut where it is long."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."
