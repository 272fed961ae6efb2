"""ClearCache (OCPP 1.6 section 5.4 with errata 3.23)."""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.enums import ClearCacheStatus
from ocpp_load.model import Station

_REJECTED = {"status": ClearCacheStatus.REJECTED}


@handles(Action.CLEAR_CACHE, profile=FeatureProfile.CORE, switched_off=_REJECTED)
def on_clear_cache(station: Station, _command: Command) -> Reply:
    """Empty the cache; a station whose cache is switched off answers as one without."""
    if not station.configuration.boolean("AuthorizationCacheEnabled"):
        return Reply(_REJECTED)
    station.authorization_cache.clear()
    return Reply({"status": ClearCacheStatus.ACCEPTED})
