"""What a real station does otherwise than the book has it: quirks of one type of station.

Values only. Each was seen in the field, and a central system has to live with it.
"""

from dataclasses import dataclass

HEARTBEAT_KEY = "HeartbeatInterval"


@dataclass(frozen=True, slots=True)
class Quirks:
    """All of them; without any, a station as the specification wants it.

    `heartbeat_key` is what an old firmware calls `HeartbeatInterval`, and the only spelling that it
    knows. `unknown_keys` are standard configuration keys that it has never heard of.
    `fractional_seconds` is how many digits follow the second in a timestamp, 0 to 9, and
    `utc_offset_s` the zone that it is written in: local time with its offset in place of `Z`.
    The clock is `clock_offset_s` ahead at first (behind, where that is negative) and gains
    `clock_drift_s` a day; without `follows_clock` no answer of the central system sets it.
    With `boots_on_reconnect`, BootNotification follows every reconnect, not only a reboot.
    """

    heartbeat_key: str = HEARTBEAT_KEY
    unknown_keys: frozenset[str] = frozenset()
    fractional_seconds: int = 3
    utc_offset_s: float = 0.0
    clock_offset_s: float = 0.0
    clock_drift_s: float = 0.0
    follows_clock: bool = True
    boots_on_reconnect: bool = False


NO_QUIRKS = Quirks()
