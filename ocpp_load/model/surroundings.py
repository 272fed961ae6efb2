"""What a scenario decides in place of people, locks, boot loaders and firmware images.

Values only. Randomness is the station's own and passed in.
"""

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import ClassVar, Protocol


class Duration(Protocol):
    """How long something takes, each time that it happens."""

    @property
    def varies(self) -> bool:
        """Tell whether anything is drawn."""

    def draw(self, rng: Random, /) -> float:
        """Return seconds, 0 or more."""


@dataclass(frozen=True, slots=True)
class Between:
    """Anything from `low_s` to `high_s`, all equally likely."""

    low_s: float
    high_s: float
    varies: ClassVar[bool] = True

    def draw(self, rng: Random, /) -> float:
        return rng.uniform(self.low_s, self.high_s)


class Lock(StrEnum):
    """What comes of an attempt to unlock a connector, or that there is no lock."""

    UNLOCKS = "unlocks"
    FAILS = "fails"
    NONE = "none"


class FirmwareOutcome(StrEnum):
    """Where a firmware update ends."""

    INSTALLED = "installed"
    DOWNLOAD_FAILED = "download_failed"
    INSTALLATION_FAILED = "installation_failed"


@dataclass(frozen=True, slots=True)
class RemoteDriver:
    """The driver of a transaction that the central system starts, at a connector without a cable.

    Without `plugs_in_after` nobody comes.
    """

    plugs_in_after: Duration | None = Between(1.0, 2.0)
    charges_for: Duration = Between(60.0, 300.0)
    unplugs_after: Duration = Between(1.0, 5.0)


@dataclass(frozen=True, slots=True)
class Firmware:
    """How an update goes. Without `downloads` nothing is fetched and `download_s` passes instead."""

    downloads: bool = True
    download_s: float = 10.0
    installation_s: float = 10.0
    outcome: FirmwareOutcome = FirmwareOutcome.INSTALLED


@dataclass(frozen=True, slots=True)
class DataTransferAnswer:
    """The answer to DataTransfer of a vendor; without a `message_id`, to all of its messages."""

    vendor_id: str
    message_id: str | None = None
    status: str = "Accepted"
    data: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All of it, for one scenario. `reset_failures` is how many attempts fail in a row."""

    lock: Lock = Lock.UNLOCKS
    reset_takes: Duration = Between(5.0, 5.0)
    reset_failures: int = 0
    remote_driver: RemoteDriver = RemoteDriver()
    firmware: Firmware = Firmware()
    data_transfers: tuple[DataTransferAnswer, ...] = ()


USUAL_SURROUNDINGS = Surroundings()
