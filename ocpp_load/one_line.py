"""Text that somebody else has chosen, made fit for a line on a terminal or in a log."""

_STAND_IN = "\ufffd"


def in_one_line(text: str) -> str:
    """Return `text` with a stand-in for every character that breaks the line or has no shape."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _STAND_IN for each in text)
