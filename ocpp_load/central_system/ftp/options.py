"""What the FTP server is told to be. Values only."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class FtpFault(StrEnum):
    """What the FTP server does wrong, each time."""

    NONE = "none"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - the name of a fault
    """Nobody is let in."""
    DISK_FULL = "disk-full"
    """No upload is taken: reply 552. Downloads work."""
    HANG = "hang"
    """A transfer is accepted on the control connection, and never answered."""
    DROP = "drop"
    """Control and data connection are cut in the middle of a transfer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FtpOptions:
    """Options of the FTP server; port 0 means a free one, `root` None a temporary directory."""

    port: int = 0
    root: Path | None = None
    user: str = "ocpp"
    password: str = "ocpp"  # noqa: S105 - of a server for tests, and told to everybody
    fault: FtpFault = FtpFault.NONE
