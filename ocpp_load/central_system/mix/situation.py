"""What a recipe for a command looks at, and what it makes. Values; nothing is decided here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from ocpp_load.central_system.authority import Authority
from ocpp_load.central_system.books.transaction import Transaction
from ocpp_load.central_system.station import Station
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.ocppj import Payload, format_timestamp

_APP = "APP-01"


@dataclass(frozen=True, slots=True)
class FileServer:
    """Where stations upload to and download from: the URL of a directory, with a slash at its end.

    `firmware` is the image that lies there as `firmware.bin`.
    """

    url: str
    firmware: bytes

    @property
    def firmware_url(self) -> str:
        return f"{self.url}firmware.bin"


@dataclass(frozen=True, slots=True)
class Situation:
    """One station whose turn it is, at `now` (seconds since the epoch).

    `transactions` are the open ones of this station, `numbers` gives ids that are new to the
    whole fleet, `may_disrupt` tells whether the station may be taken out of service,
    `is_followed_up` whether an earlier command to it has something yet to come.
    """

    station: Station
    random: Random
    now: float
    transactions: tuple[Transaction, ...]
    numbers: Iterator[int]
    authority: Authority
    files: FileServer | None = None
    may_disrupt: bool = True
    is_followed_up: bool = False

    def timestamp(self, in_s: float = 0.0) -> str:
        """Return the moment that is `in_s` seconds ahead, as OCPP writes it."""
        return format_timestamp(self.now + in_s)

    def id_tag(self) -> str:
        """Return a card that charges at this station; that of an app where none has been seen."""
        return self.random.choice(self.station.id_tags or [_APP])

    @property
    def connectors(self) -> list[int]:
        """Return the connectors there are, the station itself (0) left out."""
        # A station that has not told of its connectors yet has one at the least.
        return sorted(number for number in self.station.connectors if number > 0) or [1]

    @property
    def idle_connectors(self) -> list[int]:
        """Return the connectors without a transaction."""
        busy = {transaction.connector_id for transaction in self.transactions}
        return [number for number in self.connectors if number not in busy]

    @property
    def free_connectors(self) -> list[int]:
        """Return the connectors that are Available and not reserved."""
        reservations = self.station.holdings.reservations.values()
        reserved = {reservation.connector_id for reservation in reservations}
        return [
            number
            for number in self.idle_connectors
            if (connector := self.station.connectors.get(number)) is not None
            and connector.status == ChargePointStatus.AVAILABLE
            and number not in reserved
        ]


@dataclass(frozen=True, slots=True)
class Planned:
    """A command for one station.

    `then` follows unless the station refuses it. One that `disrupts` takes the station out of
    service for a while.
    """

    action: str
    payload: Payload
    then: "FollowUp | None" = None
    disrupts: bool = False


Recipe = Callable[[Situation], Planned | None]
"""Makes a command that suits the situation; None where there is none."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is due `after_s` seconds later; its recipe sees the station as it is then."""

    after_s: float
    recipe: Recipe
