"""GetConfiguration and ChangeConfiguration (OCPP 1.6 sections 5.8 and 5.3)."""

from collections.abc import Iterable

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import ApplyConfiguration, ReportSecurityEvent
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Refusal, Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.enums import ConfigurationStatus
from ocpp_load.messages.v16.security_enums import SecurityEvent
from ocpp_load.model import Change, Configuration, ConfigurationKey, Station
from ocpp_load.model.configuration.security_profile import SECURITY_PROFILE, may_change_to
from ocpp_load.ocppj import ErrorCode, Payload

_STATUS = {
    Change.REFUSED: ConfigurationStatus.REJECTED,
    Change.UNCHANGED: ConfigurationStatus.ACCEPTED,
    Change.IN_FORCE: ConfigurationStatus.ACCEPTED,
    Change.PENDING: ConfigurationStatus.REBOOT_REQUIRED,
}
_SECURITY_PARAMETERS = (SECURITY_PROFILE, "AuthorizationKey")


@handles(Action.GET_CONFIGURATION, profile=FeatureProfile.CORE)
def on_get_configuration(station: Station, command: Command) -> Reply | Refusal:
    """Tell the values in force: of all readable keys, or of those asked for.

    What the station lacks or hides is unknown. A key comes back once, as the specification
    spells it. Section 5.8 lets a station limit the request and knows no status for one that is
    too long: it is refused as a breach of how often a field may occur.
    """
    configuration = station.configuration
    asked = command.payload.get("key")
    if not asked:
        return Reply(_values(configuration, configuration.readable()))
    limit = configuration.integer("GetConfigurationMaxKeys")
    if len(asked) > limit:
        return Refusal(
            ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
            f"{len(asked)} keys in one request; GetConfigurationMaxKeys is {limit}",
        )
    known: dict[str, ConfigurationKey] = {}
    unknown: dict[str, None] = {}
    for name in asked:
        key = configuration.find(name)
        if key is None or not key.is_readable:
            unknown[name] = None
        else:
            known[key.name] = key
    payload = _values(configuration, known.values())
    if unknown:
        payload["unknownKey"] = list(unknown)
    return Reply(payload)


@handles(
    Action.CHANGE_CONFIGURATION,
    profile=FeatureProfile.CORE,
    switched_off={"status": ConfigurationStatus.NOT_SUPPORTED},
)
def on_change_configuration(station: Station, command: Command) -> Reply:
    """Change a value, if the station has the key and the key takes the value."""
    value = command.payload["value"]
    key = station.configuration.find(command.payload["key"])
    if key is None:
        return Reply({"status": ConfigurationStatus.NOT_SUPPORTED})
    if key.name == SECURITY_PROFILE and not _takes_security_profile(station, key, value, command):
        return Reply({"status": ConfigurationStatus.REJECTED})
    profile = station.configuration.integer(SECURITY_PROFILE)
    change = station.configuration.change(key, value)
    if change is not Change.IN_FORCE:
        return Reply({"status": _STATUS[change]})
    effects: list[ApplyConfiguration | ReportSecurityEvent] = [ApplyConfiguration(key.name)]
    if key.name == SECURITY_PROFILE:
        station.access.raise_from(profile)
    if key.name in _SECURITY_PARAMETERS:
        # Security whitepaper, A01.FR.11 and 12: logged, without the value.
        event = SecurityEvent.RECONFIGURATION_OF_SECURITY_PARAMETERS
        effects.append(ReportSecurityEvent(event, f"{key.name} changed"))
    return Reply({"status": _STATUS[change]}, effects)


def _takes_security_profile(
    station: Station, key: ConfigurationKey, value: str, command: Command
) -> bool:
    profile = key.kind.standard(value, station.configuration)
    return profile is not None and may_change_to(station, int(profile), command.epoch_s)


def _values(configuration: Configuration, keys: Iterable[ConfigurationKey]) -> Payload:
    told = [_value(configuration, key) for key in keys]
    return {"configurationKey": told} if told else {}


def _value(configuration: Configuration, key: ConfigurationKey) -> Payload:
    is_fixed = not key.can_be_changed(configuration.type)
    told: Payload = {"key": configuration.spelled(key), "readonly": is_fixed}
    value = configuration[key.name]
    # Section 7.29: no value where the key is known but not set. An empty list is a value.
    if value or key.is_list:
        told["value"] = value
    return told
