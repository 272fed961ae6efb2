"""A terminal as far as a live table needs one."""

import re

_TOKENS = re.compile(r"\x1b\[[?\d;]*[A-Za-z]|\r|\n|[^\x1b\r\n]+")
_ERASE_LINE = "\x1b[2K"


def screen(written):
    """Return what stands on a terminal after all of this, as rows; empty ones are left out."""
    rows, row = [""], 0
    for token in _TOKENS.findall(written):
        if token == "\n":
            row += 1
            rows += [""] * (row + 1 - len(rows))
        elif token == _ERASE_LINE:
            rows[row] = ""
        elif token.startswith("\x1b") and token.endswith("A"):
            row -= int(token[2:-1] or 1)
        elif not token.startswith(("\x1b", "\r")):
            rows[row] += token
    return [row for row in rows if row]
