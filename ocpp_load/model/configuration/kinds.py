"""What values a configuration key takes (OCPP 1.6 chapter 9).

A kind turns the text of a ChangeConfiguration.req or of a scenario into its standard spelling,
or into None where the key does not take it. Values are of CiString500Type: their case does not
matter, and what a kind knows the words of comes back as the specification spells it.
Some kinds depend on the station or on another key; they are told the station's `Values`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ocpp_load.model.station import StationType

_LARGEST = 2**31 - 1
_INTEGER = re.compile(r"[0-9]+")
_HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_ROTATION = re.compile(r"([0-9]+)\.([A-Za-z]+)")
_ROTATIONS = ("NotApplicable", "Unknown", "RST", "RTS", "SRT", "STR", "TRS", "TSR")


class Values(Protocol):
    """The station whose key it is: its type, and the values in force."""

    type: "StationType"

    def integer(self, key: str, /) -> int:
        """Return the value of an integer key."""


class Kind(Protocol):
    """What a key takes."""

    def standard(self, text: str, values: Values, /) -> str | None:
        """Return `text` in its standard spelling, or None where the key does not take it."""

    def allowed(self, values: Values, /) -> str:
        """Return what the key takes, for a message to a person."""


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number, which no key of OCPP lets be negative."""

    minimum: int = 0
    maximum: int = _LARGEST

    def standard(self, text: str, _values: Values, /) -> str | None:
        """Return the number without leading zeros."""
        if not _INTEGER.fullmatch(text) or not self.minimum <= int(text) <= self.maximum:
            return None
        return str(int(text))

    def allowed(self, _values: Values, /) -> str:
        """Return the range."""
        if self.maximum == _LARGEST:
            return f"whole numbers from {self.minimum}"
        return f"whole numbers, {self.minimum} to {self.maximum}"


@dataclass(frozen=True, slots=True)
class Boolean:
    """`true` or `false`."""

    def standard(self, text: str, _values: Values, /) -> str | None:
        """Return the word in lower case."""
        return text.lower() if text.lower() in ("true", "false") else None

    def allowed(self, _values: Values, /) -> str:
        """Return the two words."""
        return "true, false"


@dataclass(frozen=True, slots=True)
class Text:
    """Any text, as it is."""

    max_length: int = 500

    def standard(self, text: str, _values: Values, /) -> str | None:
        """Return the text, unless it is too long."""
        return text if len(text) <= self.max_length else None

    def allowed(self, _values: Values, /) -> str:
        """Return the length."""
        return f"text of at most {self.max_length} characters"


@dataclass(frozen=True, slots=True)
class Hexadecimal:
    """Bytes, as hexadecimal digits."""

    min_bytes: int
    max_bytes: int

    def standard(self, text: str, _values: Values, /) -> str | None:
        """Return the digits as they are: a password is nobody's to respell."""
        whole_bytes = len(text) // 2 if _HEXADECIMAL.fullmatch(text) else 0
        return text if self.min_bytes <= whole_bytes <= self.max_bytes else None

    def allowed(self, _values: Values, /) -> str:
        """Return the lengths."""
        return f"{self.min_bytes} to {self.max_bytes} bytes, each as two hexadecimal digits"


@dataclass(frozen=True, slots=True)
class CommaSeparatedList:
    """Members that the station's type allows, each once, and no more of them than another key says.

    An empty list is one too (errata 3.13, section 3.14.5).
    """

    members: Callable[["StationType"], Iterable[str]]
    max_length_key: str | None = None

    def standard(self, text: str, values: Values, /) -> str | None:
        """Return the members as OCPP spells them, with nothing but commas between them."""
        spelled = {member.lower(): member for member in self.members(values.type)}
        given = _split(text)
        if not all(member.lower() in spelled for member in given):
            return None
        return _joined((spelled[member.lower()] for member in given), self.max_length_key, values)

    def allowed(self, values: Values, /) -> str:
        """Return the members there are."""
        key = self.max_length_key
        at_most = "" if key is None else f"at most {values.integer(key)} of "
        return f"a comma-separated list of {at_most}{', '.join(self.members(values.type))}"


@dataclass(frozen=True, slots=True)
class PhaseRotations:
    """Connectors and how their phases are wired, such as `0.RST,1.RTS` (section 9.1.7)."""

    max_length_key: str

    def standard(self, text: str, values: Values, /) -> str | None:
        """Return the pairs as OCPP spells them; no connector has two."""
        wired: dict[int, str] = {}
        for member in _split(text):
            pair = _ROTATION.fullmatch(member)
            rotation = pair and _ROTATION_BY_LOWER_CASE.get(pair[2].lower())
            if not pair or not rotation or int(pair[1]) > values.type.connectors:
                return None
            if wired.setdefault(int(pair[1]), rotation) != rotation:
                return None
        pairs = (f"{connector}.{rotation}" for connector, rotation in wired.items())
        return _joined(pairs, self.max_length_key, values)

    def allowed(self, values: Values, /) -> str:
        """Return how a pair is written."""
        return (
            "a comma-separated list such as 0.RST,1.RST of at most"
            f" {values.integer(self.max_length_key)} of the connectors 0 to"
            f" {values.type.connectors}, each with one of {', '.join(_ROTATIONS)}"
        )


_ROTATION_BY_LOWER_CASE: Mapping[str, str] = {name.lower(): name for name in _ROTATIONS}


def _split(text: str) -> list[str]:
    return [member.strip() for member in text.split(",")] if text.strip() else []


def _joined(members: Iterable[str], max_length_key: str | None, values: Values) -> str | None:
    unique = list(dict.fromkeys(members))
    # Section 5.3: a list may have a [KeyName]MaxLength.
    if max_length_key is not None and len(unique) > values.integer(max_length_key):
        return None
    return ",".join(unique)
