"""Who started what a line of statistics counts. Names only."""

from enum import StrEnum


class Direction(StrEnum):
    """Whose doing an event was; the value is Locust's `request_type`.

    At most eight characters, because Locust's table keeps no more room for them; plain words,
    because people filter tables and CSV files by them. Actions are spelled in CamelCase and
    link events in lower case, so the two differ in the name as well.
    """

    CALL = "call"
    """A Call of the station, answered by the central system."""
    COMMAND = "command"
    """A Call of the central system, answered by the station."""
    LINK = "link"
    """An event of a connection: tcp connect, tls handshake, websocket upgrade, disconnected;
    and of what goes beside it: upload, download, operator, raw frame."""

    CHECK = "check"
    """Something that a scenario expects of the central system, and whether it was so."""

    FLOW = "flow"
    """What a command has led to, end to end: from the command to the last answer that the protocol
    links with it, such as RemoteStartTransaction to StartTransaction."""

    @property
    def arrow(self) -> str:
        """Return the sign that reports put before the word, seen from the station."""
        return _ARROWS[self]


_ARROWS = {
    Direction.CALL: "→",
    Direction.COMMAND: "←",
    Direction.LINK: "↔",
    Direction.CHECK: "✓",
    Direction.FLOW: "⇒",
}
