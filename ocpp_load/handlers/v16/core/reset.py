"""Reset (OCPP 1.6 section 5.14)."""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import Restart
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.enums import ResetStatus, ResetType
from ocpp_load.model import Station


@handles(Action.RESET, profile=FeatureProfile.CORE)
def on_reset(station: Station, command: Command) -> Reply:
    """Restart after the answer; Rejected while the station is about to restart or leave."""
    if station.restarting or station.leaving:
        return Reply({"status": ResetStatus.REJECTED})
    hard = command.payload["type"] == ResetType.HARD
    return Reply({"status": ResetStatus.ACCEPTED}, [Restart(hard)])
