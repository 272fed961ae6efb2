"""Which commands flows begin with, and what completes each: one table. Names only.

The messages of OCPP 1.6 and of its security extension that belong together.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ocpp_load.handlers import effects
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import MessageTrigger
from ocpp_load.ocppj import Payload

_ACCEPTED = "Accepted"  # and AcceptedCanceled, which is accepted as well

_COMPLETED_BY: Final[Mapping[type, Callable[[Any], str]]] = {
    effects.StartRemotely: lambda _: Action.START_TRANSACTION.value,
    effects.StopRemotely: lambda _: Action.STOP_TRANSACTION.value,
    effects.Restart: lambda _: "accepted",
    effects.SendRequested: lambda request: str(request.message),
    effects.RequestCertificate: lambda _: Action.SIGN_CERTIFICATE.value,
    effects.UploadLog: lambda _: "Uploaded",
    effects.UpdateFirmware: lambda _: "Installed",
}

_EXTENDED_TRIGGERS = (
    Action.BOOT_NOTIFICATION,
    Action.HEARTBEAT,
    Action.LOG_STATUS_NOTIFICATION,
    Action.METER_VALUES,
    Action.SIGN_CERTIFICATE,
    Action.SIGNED_FIRMWARE_STATUS_NOTIFICATION,
    Action.STATUS_NOTIFICATION,
)


def name_of(command: str, completed_by: str) -> str:
    """Return the line of statistics that a flow is counted in."""
    return f"{command} to {completed_by}"


FLOW_NAMES: Final = (
    name_of(Action.REMOTE_START_TRANSACTION, Action.START_TRANSACTION),
    name_of(Action.REMOTE_STOP_TRANSACTION, Action.STOP_TRANSACTION),
    name_of(Action.RESET, "accepted"),
    name_of(Action.GET_DIAGNOSTICS, "Uploaded"),
    name_of(Action.GET_LOG, "Uploaded"),
    name_of(Action.UPDATE_FIRMWARE, "Installed"),
    name_of(Action.SIGNED_UPDATE_FIRMWARE, "Installed"),
    *(name_of(Action.TRIGGER_MESSAGE, message) for message in MessageTrigger),
    *(name_of(Action.EXTENDED_TRIGGER_MESSAGE, message) for message in _EXTENDED_TRIGGERS),
)
"""What the flows are called that there can be."""


def completed_by(effect: object, answer: Payload | None) -> str | None:
    """Return what completes the flow that begins with such an effect; None where none does.

    None begins with a command that was not accepted, or that got no CallResult.
    """
    what = _COMPLETED_BY.get(type(effect))
    if what is None or answer is None:
        return None
    return what(effect) if str(answer.get("status", _ACCEPTED)).startswith(_ACCEPTED) else None
