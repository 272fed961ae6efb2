"""The configuration of one charge point (OCPP 1.6 sections 5.3 and 5.8).

Values are text, as on the wire. Stations share the defaults and their type's values, and keep
only what differs. Which keys there are, and what they take, is in `keys`.
"""

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from ocpp_load.model.configuration.keys import (
    STANDARD_KEYS,
    ConfigurationKey,
    standard_key,
    vendor_key,
)
from ocpp_load.model.configuration.timers import SCALED_TIMERS
from ocpp_load.model.quirks import HEARTBEAT_KEY

if TYPE_CHECKING:
    from ocpp_load.model.station import StationType


class Change(Enum):
    """What comes of a central system's wish to change a value."""

    REFUSED = "refused"
    UNCHANGED = "unchanged"
    IN_FORCE = "in force"
    PENDING = "pending"


class Configuration:
    """The values in force, and those that wait for a restart.

    Lookups take a standard key as the specification spells it, or a vendor's as its scenario
    does, and raise `KeyError` for any other. They answer for keys of a feature profile that the
    station lacks too; the central system sees only what `find` and `readable` return.
    """

    __slots__ = ("_initial", "_pending", "_values", "type")

    def __init__(self, type_: "StationType") -> None:
        """Start with what the type's `configuration` has, in place of the defaults."""
        self.type = type_
        self._initial = _in_standard_spelling(type_.configuration)
        self._values: dict[str, str] | None = None
        self._pending: dict[str, str] | None = None

    def __getitem__(self, key: str) -> str:
        values = self._values
        if values is not None and key in values:
            return values[key]
        if key in self._initial:
            return self._initial[key]
        default = STANDARD_KEYS[key].default
        return default if isinstance(default, str) else default(self.type)

    def __setitem__(self, key: str, value: str) -> None:
        """Put a value in force that the station has chosen by itself; nothing is checked."""
        if self._values is None:
            self._values = {}
        self._values[key] = value

    def integer(self, key: str) -> int:
        """Return a whole number of at least 0; what is none, or is not set, counts as 0."""
        value = self[key]
        return int(value) if value.isdecimal() else 0

    def seconds(self, key: str) -> float:
        """Return an interval in seconds of the clock, scaled where timers are; 0 is "off"."""
        text = self[key]
        if not text.isdecimal():
            return 0
        return int(text) / self.type.timer_scale if key in SCALED_TIMERS else int(text)

    def boolean(self, key: str) -> bool:
        """Return whether the value is `true`, in any case."""
        return self[key].lower() == "true"

    def members(self, key: str) -> list[str]:
        """Return the members of a comma-separated list."""
        return [member for part in self[key].split(",") if (member := part.strip())]

    def find(self, name: str) -> ConfigurationKey | None:
        """Return the station's key of that name, in any case; None where it has none."""
        key = standard_key(name)
        if key is not None:
            return key if self._has(key) and self._is_spelled(key, name) else None
        lowered = name.lower()
        return next((key for key in self._vendor_keys() if key.name.lower() == lowered), None)

    def readable(self) -> list[ConfigurationKey]:
        """Return the keys that the central system may read, standard ones first."""
        standard = [key for key in STANDARD_KEYS.values() if key.is_readable and self._has(key)]
        return standard + self._vendor_keys()

    def spelled(self, key: ConfigurationKey) -> str:
        """Return the name of a key as this station spells it."""
        return self.type.quirks.heartbeat_key if key.name == HEARTBEAT_KEY else key.name

    def change(self, key: ConfigurationKey, text: str) -> Change:
        """Change a value as the central system wants it, or refuse to."""
        if not key.can_be_changed(self.type):
            return Change.REFUSED
        value = key.kind.standard(text, self)
        if value is None:
            return Change.REFUSED
        if self._pending is not None:
            self._pending.pop(key.name, None)
        if value == self[key.name]:
            return Change.UNCHANGED
        if key.needs_reboot:
            if self._pending is None:
                self._pending = {}
            self._pending[key.name] = value
            return Change.PENDING
        self[key.name] = value
        return Change.IN_FORCE

    def apply_pending(self) -> tuple[str, ...]:
        """Put in force what waited for a restart; return the keys that it was."""
        pending, self._pending = self._pending, None
        for key, value in (pending or {}).items():
            self[key] = value
        return tuple(pending or ())

    def _has(self, key: ConfigurationKey) -> bool:
        return (
            key.profile in self.type.feature_profiles
            and key.name not in self.type.quirks.unknown_keys
        )

    def _is_spelled(self, key: ConfigurationKey, name: str) -> bool:
        """Tell whether `name`, in any case, is one that the station takes for `key`.

        One that misspells a key compares letter by letter, or it would know the right name too.
        """
        spelled = self.spelled(key)
        return spelled in (key.name, name)

    def _vendor_keys(self) -> list[ConfigurationKey]:
        return [
            vendor_key(name, value)
            for name, value in self._initial.items()
            if name not in STANDARD_KEYS
        ]


def _in_standard_spelling(initial: Mapping[str, str]) -> Mapping[str, str]:
    """Return `initial` itself wherever possible: it is shared by a whole fleet."""
    spelled: dict[str, str] = {}
    for name, value in initial.items():
        key = standard_key(name)
        if key is None or not key.derived:
            spelled[name if key is None else key.name] = value
    return initial if spelled == initial else spelled
