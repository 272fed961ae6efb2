"""The keys of the `station` section that say how stations prove who they are.

Security whitepaper edition 3, section 2.1. A message never repeats a password.
"""

from collections.abc import Mapping

from ocpp_load.credentials import StationText, parse_password, parse_station_text
from ocpp_load.model.configuration.security_profile import SECURITY_PROFILE
from ocpp_load.scenario.node import ScalarNode
from ocpp_load.scenario.reader import Section, Value

KEYS = ("security_profile", "password")


def read_password(value: Value) -> StationText | None:
    """Read a pattern with `{identity}` and `{n}`, or `hex:` and digits."""
    match value.node:
        case ScalarNode(value=str(text)) if text.isprintable():
            pass
        case _:
            value.reject("the password is not text in one line; put it in quotes")
            return None
    try:
        pattern = parse_station_text(text)
        parse_password(pattern.format("CP1", 1))
    except ValueError as error:
        value.reject(f"the password cannot be used: {error}")
        return None
    return pattern


def with_security_profile(section: Section, configuration: Mapping[str, str]) -> Mapping[str, str]:
    """Return the configuration with the security profile in it that the section names.

    The profile is a configuration key, which a central system may read and raise.
    """
    profile = section.read("security_profile", _security_profile, None)
    if profile is None:
        return configuration
    return {**configuration, SECURITY_PROFILE: str(profile)}


def _security_profile(value: Value) -> int:
    return value.integer(minimum=0, maximum=3)
