"""Since when a station is out, and what has thrown it out: until it is online and accepted again.

What a central system's outage costs is told by how long its stations take to be back. No clock:
callers pass the time in.
"""

from ocpp_load.charge_point.observer import Observer

CONNECTION_LOST = "connection lost"
"""The event of a station whose connection was lost, and not by its own doing."""


class Absence:
    """The events that keep one station out, each with when it struck.

    A second event, or the same once more, that finds the station out counts from when it first
    struck: who is out cannot be thrown out further. While something keeps the station away no time
    counts, and what threw it out before counts from the moment that its way back is open.
    """

    __slots__ = ("_kept_away", "_observer", "_since", "_struck_meanwhile")

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._since: dict[str, float] | None = None  # made when needed: most never are out
        self._kept_away = 0
        self._struck_meanwhile: tuple[str, ...] = ()

    def keep_away(self) -> None:
        """Note that one thing more keeps the station away, which is no fault of anybody's."""
        self._kept_away += 1

    def open_way(self, now: float) -> None:
        """Note that it does so no longer: the way back is open, unless for something else."""
        self._kept_away -= 1
        if not self._kept_away:
            self._since = self._since and dict.fromkeys(self._since, now)
            struck, self._struck_meanwhile = self._struck_meanwhile, ()
            for event in struck:
                self.begin(event, now)

    def begin(self, event: str, now: float) -> None:
        """Note that `event` has thrown the station out."""
        if self._kept_away:
            self._struck_meanwhile += (event,)
            return
        if self._since is None:
            self._since = {}
        if event not in self._since:
            self._since[event] = now
            self._observer.struck(event)

    def end(self, now: float) -> None:
        """Note that the station is back."""
        if self._since is not None:
            for event, since in self._since.items():
                self._observer.recovered(event, now - since)
            self._since = None

    def give_up(self) -> None:
        """Note that the station ends without having come back; nothing, where it is kept away."""
        if self._since is not None and not self._kept_away:
            for event in self._since:
                self._observer.not_recovered(event)
            self._since = None
