"""What the program can say: the texts of its sources, with `…` for what is put in at run time."""

import re
from functools import cache

from support.pages import ROOT

_DOCSTRING = re.compile(r'[rf]?"""(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL)
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_CONTINUED = re.compile(r'(?<=[^\\(,=])"\s*\n\s*[rf]*"')
_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_WITHIN = re.compile(r"'([^'\\\n]+)'")
_PUT_IN = re.compile(r"(?<!\{)\{[^{}]*\}(?!\})")


@cache
def texts_of_the_program() -> str:
    """Return every text of the sources, one in a line; texts that follow each other are one."""
    return "\n".join(_texts())


def pieces_of(message: str) -> list[str]:
    """Return what of a message is always the same: what stands between `…`, without signs around."""
    pieces = (piece.strip(" ,;:()") for piece in message.split("…"))
    return [piece for piece in pieces if re.search(r"[A-Za-z]{2}", piece)]


def _texts() -> list[str]:
    found = []
    for file in sorted(ROOT.glob("ocpp_load/**/*.py")):
        source = _COMMENT.sub("", _DOCSTRING.sub("", file.read_text("utf-8")))
        for text in _LITERAL.findall(_CONTINUED.sub("", source)):
            plain = text.replace('\\"', '"')
            found += [plain, _PUT_IN.sub("…", plain), *_WITHIN.findall(plain)]
    return found
