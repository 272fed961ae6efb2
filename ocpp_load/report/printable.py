"""Text for a stream whose encoding may not have all of its characters: a terminal that knows ASCII.

A table stays a table: what stands in a column has a stand-in of one character.
"""

import codecs
from typing import TextIO

_STAND_INS = str.maketrans(
    {
        "→": ">",
        "←": "<",
        "↔": "=",
        "⇒": "~",
        "✓": "+",
        "✗": "x",
        "·": "-",
        "─": "-",
        "…": "...",
    }
)
_ERRORS = "ocpp_load.stand_in"


def printable_on(text: str, file: TextIO) -> str:
    """Return `text` with what the encoding of `file` does not have in signs that it has.

    What has no stand-in, such as the letters of a name that a peer has chosen, is a `?`.
    """
    encoding = file.encoding or "utf-8"
    return text.encode(encoding, _ERRORS).decode(encoding)


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    known = missing.translate(_STAND_INS)
    return known.encode("ascii", "replace").decode("ascii"), error.end


codecs.register_error(_ERRORS, _stand_in)
