"""What goes out of a charge point: the things that the runtime carries out for it, in order."""

from dataclasses import dataclass

from ocpp_load.charge_point.activity import Activity, Transfer

GOOD_BYE = "closed by us"
"""What statistics call the orderly end of a connection."""


@dataclass(frozen=True, slots=True)
class OpenConnection:
    """Connect; answered by `connected` or `connection_failed`."""


@dataclass(frozen=True, slots=True)
class SendFrame:
    """Send a frame: a Call, or the CallError to what was no proper message."""

    frame: bytes


@dataclass(frozen=True, slots=True)
class SendAnswer:
    """Send the answer to a command that was read at `received_at`.

    `failure` names the CallError code, or is None for a CallResult.
    """

    frame: bytes
    action: str
    received_at: float
    failure: str | None


@dataclass(frozen=True, slots=True)
class SendPing:
    """Send a WebSocket ping; its pong is reported by `pong_received`."""


@dataclass(frozen=True, slots=True)
class CloseConnection:
    """Close with this WebSocket close code; answered by `connection_lost`.

    `outcome` is what statistics call it where it is not the orderly end that was asked for.
    """

    code: int
    outcome: str


@dataclass(frozen=True, slots=True)
class StartTransfer:
    """Send or fetch a file in the background; answered by `transfer_ended` with `activity`."""

    activity: Activity
    transfer: Transfer


@dataclass(frozen=True, slots=True)
class AbandonTransfer:
    """End the transfer of an activity that no longer wants it; not answered."""

    activity: Activity


Effect = (
    OpenConnection
    | SendFrame
    | SendAnswer
    | SendPing
    | CloseConnection
    | StartTransfer
    | AbandonTransfer
)
