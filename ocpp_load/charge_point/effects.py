"""What goes out of a charge point: the things that the runtime carries out for it, in order."""

from dataclasses import dataclass
from typing import NamedTuple

from ocpp_load.charge_point.activity import Activity, Transfer
from ocpp_load.model.misbehaviour import StationFault

GOOD_BYE = "closed by us"
"""What statistics call the orderly end of a connection."""

CLOSED_BY_FAULT = "closed by the fault "
"""What they call an end that one of the station's own faults has made; its kind follows."""


@dataclass(frozen=True, slots=True)
class OpenConnection:
    """Connect; answered by `connected` or `connection_failed`."""


@dataclass(slots=True)
class SendFrame:
    """Send a frame: a Call, or the CallError to what was no proper message.

    Not frozen, which takes a third of the time to make: there is one for every Call.
    """

    frame: bytes


class SendAnswer(NamedTuple):
    """Send the answer to a command that was read at `received_at`.

    `failure` names the CallError code, or is None for a CallResult. Where `frame` is None nothing
    is sent: the station keeps silent on purpose. `action` is what the statistics call it. A tuple,
    which takes a third of the time to make: there is one for every command.
    """

    frame: bytes | None
    action: str
    received_at: float
    failure: str | None


@dataclass(frozen=True, slots=True)
class SendRaw:
    """Send text, or bytes as a binary frame, that nobody has looked at; not answered."""

    frame: bytes
    binary: bool = False


@dataclass(frozen=True, slots=True)
class SendPing:
    """Send a WebSocket ping; its pong is reported by `pong_received`."""


@dataclass(frozen=True, slots=True)
class CloseConnection:
    """Close with this WebSocket close code; answered by `connection_lost`.

    `outcome` is what statistics call it where it is not the orderly end that was asked for.
    Where there is no close frame, the connection may end by a TCP reset.
    """

    code: int
    outcome: str
    resets: bool = False


@dataclass(frozen=True, slots=True)
class StartTransfer:
    """Exchange a file, or ask by HTTP, in the background; answered by `transfer_ended`."""

    activity: Activity
    transfer: Transfer


@dataclass(frozen=True, slots=True)
class AbandonTransfer:
    """End the transfer of an activity that no longer wants it; not answered."""

    activity: Activity


@dataclass(frozen=True, slots=True)
class BeginFault:
    """Have this fault from now on; not answered."""

    fault: StationFault


@dataclass(frozen=True, slots=True)
class EndFault:
    """Have it no longer; not answered."""

    fault: StationFault


@dataclass(frozen=True, slots=True)
class HoldStill:
    """Do nothing at all for a time, or until the peer gives up or the activity `because_of` ends.

    Answered by `moving_again`.
    """

    seconds: float
    because_of: str


FaultEffect = BeginFault | EndFault | HoldStill
"""What concerns a fault and no connection: it outlives the loss of one."""

Effect = (
    OpenConnection
    | SendFrame
    | SendAnswer
    | SendRaw
    | SendPing
    | CloseConnection
    | StartTransfer
    | AbandonTransfer
    | FaultEffect
)
