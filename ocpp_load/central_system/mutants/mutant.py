"""One mutant, as somebody wrote it. A value; nothing happens here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import Any, Final

from ocpp_load.ocppj import ErrorCode, Payload

MISSING: Final = object()
"""What a field has that is not there."""

_LONGEST_INDEX = 9  # Python makes no number of thousands of digits

Path = tuple[str, ...]
"""The way to a field: keys, and the indices of lists as text."""


class Side(StrEnum):
    """Which rule is broken: what is answered or commanded, who is let in, or how TLS is spoken."""

    ANSWER = "answer"
    COMMAND = "command"
    UPGRADE = "upgrade"
    TLS = "tls"


class Fate(StrEnum):
    """What becomes of the whole message, or of the upgrade, where it is not sent as edited."""

    ERROR = "error"
    SILENCE = "silence"
    NEVER = "never"
    TWICE = "twice"
    DENIED = "denied"
    ADMIT = "admit"
    REFUSE = "refuse"


class WrongCertificate(StrEnum):
    """What is wrong with a certificate that is no good."""

    UNTRUSTED = "untrusted"
    EXPIRED = "expired"
    OTHER_HOST = "other-host"


@dataclass(frozen=True, slots=True)
class Edit:
    """A field that gets another value, or is left out where that is `MISSING`."""

    path: Path
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A rule that is broken, for the stations whose identities fit; none stand for all.

    One of TLS stands for all: nobody knows yet which station it is. `subprotocol` is what an upgrade
    is answered with, "" for nothing; `certificate` and `ciphers` are what TLS is spoken with.
    It concerns messages of `action` whose request has all the values of `conditions`, and of
    those the one that is `occurrence` in a station, counted from 1; None is every one.
    """

    text: str
    side: Side
    action: str = ""
    occurrence: int | None = None
    conditions: tuple[Edit, ...] = ()
    edits: tuple[Edit, ...] = ()
    fate: Fate | None = None
    code: ErrorCode = ErrorCode.GENERIC_ERROR
    status: HTTPStatus = HTTPStatus.FORBIDDEN
    subprotocol: str | None = None
    certificate: WrongCertificate | None = None
    ciphers: str | None = None
    stations: tuple[str, ...] = ()

    def concerns(self, identity: str) -> bool:
        """Tell whether this station may meet it."""
        return not self.stations or any(fnmatchcase(identity, name) for name in self.stations)

    def fits(self, action: str, request: Payload) -> bool:
        """Tell whether it is about such a message."""
        return action == self.action and all(
            value_at(request, condition.path) == condition.value for condition in self.conditions
        )

    def as_json(self) -> Payload:
        """Return what the control interface shows."""
        return {"mutant": self.text, "stations": list(self.stations) or "all"}


def value_at(payload: Any, path: Path) -> Any:
    """Return what stands there; `MISSING` where there is no such place."""
    for key in path:
        if isinstance(payload, Mapping):
            payload = payload.get(key, MISSING)
        elif isinstance(payload, list) and (index := index_in(payload, key)) is not None:
            payload = payload[index]
        else:
            return MISSING
    return payload


def index_in(items: list[Any], key: str) -> int | None:
    """Return the index that `key` is in a list; None where it is none, or beyond the end."""
    if not key.isdecimal() or len(key) > _LONGEST_INDEX or int(key) >= len(items):
        return None
    return int(key)
