"""Text that differs from station to station: `CP{n:06d}`.

`n`, the number of the station in the fleet, is the only field, and its format can do nothing
but decide digits: text of a user's never reaches `str.format` with anything else in it.
"""

import re
from dataclasses import dataclass

from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.wording import quoted

# A pattern that is too long for a fleet of this size is found before the run, not at station 10.
LARGEST_NUMBER = 999_999

_PLAIN_OR_FIELD = re.compile(r"(?:[^{}]|\{\{|\}\}|\{n(?::0?[0-9]{0,2}[dxX]?)?\})*")
_BROKEN = re.compile(r"\{[^{}]*\}?|\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text with any number of `{n}`, which may carry a format: `{n:06d}`, `{n:x}`.

    `{{` and `}}` stand for the braces themselves.
    """

    text: str

    def format(self, n: int) -> str:
        """Return the text for station number `n`."""
        return self.text.format(n=n)


def parse_pattern(text: str) -> Pattern:
    """Return `text` as a pattern.

    Raises `ValueError` with what is wrong and what is allowed.
    """
    good = _PLAIN_OR_FIELD.match(text)
    end = good.end() if good else 0
    if end == len(text):
        return Pattern(text)
    broken = _BROKEN.match(text, end)
    shown = quoted(broken[0] if broken else text)
    raise ValueError(
        f"{shown} has no meaning here; allowed: {{n}}, the station's number, also with a format"
        " such as {n:06d} or {n:x}; {{ and }} for braces"
    )


def read_pattern(value: Value) -> Pattern:
    """Read a pattern of any length."""
    text = value.line()
    try:
        return parse_pattern(text)
    except ValueError as error:
        value.reject(str(error))
        return Pattern("")


def read_ci_string_pattern(value: Value, max_length: int) -> Pattern:
    """Read a pattern that gives every station text for a field of OCPP's type CiString."""
    pattern = read_pattern(value)
    value.check_ci_string(pattern.format(LARGEST_NUMBER), max_length)
    return pattern
