"""The station's own log of security events, which GetLog uploads (A04.FR.04, N01.FR.05).

Bounded: the oldest give way, the rolling format that the security whitepaper recommends.
No clock: callers pass seconds since the epoch.
"""

from ocpp_load.ocppj import format_timestamp

_EVENTS = 64


class SecurityLog:
    """The last security events; nothing is kept in memory before the first."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: list[tuple[float, str, str | None]] | None = None

    def add(self, epoch_s: float, type_: str, tech_info: str | None = None) -> None:
        """Keep an event."""
        if self._entries is None:
            self._entries = []
        self._entries.append((epoch_s, type_, tech_info))
        del self._entries[:-_EVENTS]

    def text(self, start_s: float, stop_s: float) -> bytes:
        """Return the events of that time, one in a line; nothing where there are none."""
        return b"".join(
            " ".join([format_timestamp(epoch_s), type_, *(tech_info or "").split()]).encode()
            + b"\n"
            for epoch_s, type_, tech_info in self._entries or ()
            if start_s <= epoch_s <= stop_s
        )
