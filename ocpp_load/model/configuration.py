"""Configuration keys of one charge point (OCPP 1.6 chapter 9, OCPP-J 1.6 chapter 7).

Values are strings, as on the wire. Stations share the defaults and keep only what differs.
"""

from collections.abc import Mapping

DEFAULTS: Mapping[str, str] = {
    "HeartbeatInterval": "86400",
    "MeterValueSampleInterval": "60",
    "MeterValuesSampledData": "Energy.Active.Import.Register",
    "StopTransactionOnInvalidId": "true",
    "WebSocketPingInterval": "0",
}


class Configuration:
    """The values in force."""

    __slots__ = ("_initial", "_values")

    def __init__(self, initial: Mapping[str, str]) -> None:
        """Start from `initial`, which is shared and never changed, over the defaults."""
        self._initial = initial
        self._values: dict[str, str] | None = None

    def __getitem__(self, key: str) -> str:
        if self._values is not None and key in self._values:
            return self._values[key]
        return self._initial[key] if key in self._initial else DEFAULTS[key]

    def __setitem__(self, key: str, value: str) -> None:
        if self._values is None:
            self._values = {}
        self._values[key] = value

    def seconds(self, key: str) -> int:
        """Return an interval of at least 0; what is no integer counts as 0, which is "off"."""
        try:
            return max(0, int(self[key]))
        except ValueError:
            return 0

    def boolean(self, key: str) -> bool:
        """Return whether the value is `true`, in any case."""
        return self[key].lower() == "true"

    def members(self, key: str) -> list[str]:
        """Return the members of a comma-separated list."""
        return [member for part in self[key].split(",") if (member := part.strip())]
