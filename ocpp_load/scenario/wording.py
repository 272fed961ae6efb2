"""How messages show what an author wrote, and what else they could have written.

Whatever the text, a message stays on one line and is not swamped by it.
"""

import re
from collections.abc import Collection
from difflib import get_close_matches

from ocpp_load.one_line import LONGEST_SHOWN, quoted, shortened

__all__ = ["as_word", "did_you_mean", "nearest", "quoted", "shortened"]

_SHOWN_AS_IT_IS = re.compile(rf"[\w.-]{{1,{LONGEST_SHOWN}}}")


def as_word(text: str) -> str:
    """Return a key or a name as a message shows it: in quotes only where it needs them."""
    return text if _SHOWN_AS_IT_IS.fullmatch(text) else quoted(text)


def nearest(word: str, allowed: Collection[str]) -> str | None:
    """Return the right word that a wrong one is likely to stand for, if there is one."""
    by_lower_case = {name.lower(): name for name in allowed}
    near = get_close_matches(shortened(word).lower(), by_lower_case, n=1)
    return by_lower_case[near[0]] if near else None


def did_you_mean(word: str, allowed: Collection[str]) -> str:
    """Return what follows the name of a wrong word: the nearest right one, and all of them."""
    if not allowed:
        return "; allowed: none"
    near = nearest(word, allowed)
    question = f"; did you mean {near}?" if near else ";"
    return f"{question} allowed: {', '.join(allowed)}"
