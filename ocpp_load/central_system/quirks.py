"""What real central systems were seen to do that a station has to live with.

Values and their names; whoever is concerned acts on them. Each was met in the field, and none of
them is told beforehand by anything in OCPP.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

LINGERING_S = 0.2
"""For how long a connection that was closed still counts as open."""


class Overlap(StrEnum):
    """What becomes of a Call that comes while another message is in flight."""

    ERROR = "error"
    """It gets a CallError."""
    DROP = "drop"
    """It gets no answer."""


class Lingering(StrEnum):
    """What becomes of an upgrade while the connection before still counts as open."""

    CONFLICT = "409"
    FORBIDDEN = "403"
    CLOSE = "close"
    """It is taken, and closed at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """The quirks of one central system; none unless told.

    `ids_per_station`: the first transaction of every station is number 1.
    `concurrent_tx`: an id tag that charges elsewhere is answered with ConcurrentTx.
    `status_before_start`: a StartTransaction gets a CallError while no StatusNotification of its
    connector has come to this process.
    `one_message_at_a_time`: while a command is unanswered, or the answer to a Call is held back,
    no Call is taken.
    `lingering_connection`: a station that comes back within a fifth of a second is sent away.
    """

    ids_per_station: bool = False
    concurrent_tx: bool = False
    status_before_start: bool = False
    one_message_at_a_time: Overlap | None = None
    lingering_connection: Lingering | None = None


_FLAGS: Final = {
    "ids-per-station": "ids_per_station",
    "concurrent-tx": "concurrent_tx",
    "status-before-start": "status_before_start",
}
_CHOICES: Final[dict[str, tuple[str, type[Overlap] | type[Lingering]]]] = {
    "one-message-at-a-time": ("one_message_at_a_time", Overlap),
    "lingering-connection": ("lingering_connection", Lingering),
}
QUIRK_NAMES: Final = (*_FLAGS, *_CHOICES)


def parse_quirks(texts: Iterable[str]) -> Quirks:
    """Read `ids-per-station`, `one-message-at-a-time=drop` and the like.

    A choice that is not made is the first there is. Raises `ValueError` with what is wrong.
    """
    given: dict[str, Any] = {}
    for text in texts:
        name, equals, choice = text.partition("=")
        if name in _FLAGS and not equals:
            given[_FLAGS[name]] = True
        elif name in _CHOICES:
            field, choices = _CHOICES[name]
            given[field] = _chosen(name, choice, choices, is_given=equals == "=")
        elif name in _FLAGS:
            raise ValueError(f"{name} takes no value")
        else:
            raise ValueError(f"{name!r} is none of {', '.join(QUIRK_NAMES)}")
    return Quirks(**given)


def _chosen(
    name: str, text: str, choices: type[Overlap] | type[Lingering], *, is_given: bool
) -> Overlap | Lingering:
    members: list[Overlap | Lingering] = list(choices)
    if not is_given:
        return members[0]
    for member in members:
        if member.value == text:
            return member
    raise ValueError(f"{name} is one of {', '.join(members)}, not {text!r}")
