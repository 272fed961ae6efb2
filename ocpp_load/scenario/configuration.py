"""The `configuration` of a scenario's station: its configuration keys and their values.

A standard key takes what a central system could give it, and read-only ones can be set here; what
the specification does not know is a key of the vendor's own and takes any text.
"""

from dataclasses import replace

from ocpp_load.model import Configuration, ConfigurationKey, StationType
from ocpp_load.model.configuration.keys import standard_key
from ocpp_load.scenario.node import ScalarNode
from ocpp_load.scenario.reader import MistakeList, Value

_FOLLOWS_FROM = {
    "NumberOfConnectors": "connectors",
    "SupportedFeatureProfiles": "feature_profiles",
}


def read_configuration(value: Value, type_: StationType, own: MistakeList) -> dict[str, str]:
    """Read the values by key, both as the specification spells them, for a station of `type_`.

    `own` is of the file that the station's section stands in. What another one has, a template,
    gives way to it, and goes with a feature profile that it takes away.
    """
    given: dict[str, tuple[Value, str]] = {}
    for node, setting in value.entries():
        _check_name(setting, node, value.label)
        key = standard_key(node.text)
        if key is not None:
            if key.profile not in type_.feature_profiles and setting.mistakes is not own:
                continue
            _check_key(setting, node, key, type_)
        name = key.name if key else node.text
        if name in given and given[name][0].mistakes is setting.mistakes:
            setting.reject(f"{name} stands above already; case makes no other key", at=node)
        text = _read_setting(setting)
        if text is not None:
            given[name] = setting, text
    values = {name: text for name, (_, text) in given.items()}
    # How long a list may be is the value of another key.
    configuration = Configuration(replace(type_, configuration=values))
    return {
        name: _standard(setting, text, standard_key(name), configuration)
        for name, (setting, text) in given.items()
    }


def _check_name(setting: Value, node: ScalarNode, label: str) -> None:
    # KeyValue: a key has at most 50 characters, its value 500 (OCPP 1.6 section 7.29).
    name = Value(node, label, setting.mistakes)
    if node.text:
        name.check_ci_string(node.text, 50)
    else:
        name.reject("a configuration key has no name")


def _check_key(setting: Value, node: ScalarNode, key: ConfigurationKey, type_: StationType) -> None:
    if key.derived:
        setting.reject(f"follows from {_FOLLOWS_FROM[key.name]}; leave it out", at=node)
    elif key.profile not in type_.feature_profiles:
        setting.reject(f"belongs to {key.profile}, which the station does not have", at=node)


def _read_setting(value: Value) -> str | None:
    match value.node:
        case ScalarNode(value=bool(flag)):
            text = "true" if flag else "false"
        case ScalarNode(value=str() | int() | float(), text=text):
            pass
        case _:
            value.reject(f"{value.shown} is not allowed; allowed: text, numbers, true, false")
            return None
    value.check_ci_string(text, 500)
    return text


def _standard(
    value: Value, text: str, key: ConfigurationKey | None, configuration: Configuration
) -> str:
    if key is None or key.derived:
        return text
    spelled = key.kind.standard(text, configuration)
    if spelled is None:
        shown = value.shown if key.is_readable else "the value"
        value.reject(f"{shown} is not allowed; allowed: {key.kind.allowed(configuration)}")
    return spelled or ""
