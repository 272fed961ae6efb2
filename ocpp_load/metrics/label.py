"""Names that a peer may have chosen, made fit to be kept and shown.

Action names and error codes come off the wire: they can be megabytes long or carry terminal
escapes. They are cleaned here, once, where they enter the statistics, so that no report
has to think of it again; only what a format itself gives a meaning to (HTML) is left to it.
"""

from ocpp_load.one_line import in_one_line

MAX_LABEL_LENGTH = 100

_EMPTY = "(empty)"


def as_label(text: str) -> str:
    """Return `text` as one printable line of at most 100 characters; never empty."""
    label = in_one_line(text[:MAX_LABEL_LENGTH])
    if len(text) > MAX_LABEL_LENGTH:
        label = f"{label[:-1]}…"
    return str(label.strip()) or _EMPTY
