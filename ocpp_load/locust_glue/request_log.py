"""What Locust's statistics are told of requests: of many at once, while nobody else wants to know.

To fire the `request` event for a call and have Locust count it takes longer than all of our own
statistics. As long as its runner alone listens, requests wait here, and are added to its
statistics some times in a second: exact to the count, each in the second in which it happened.
From the moment that anybody else listens, a user's locustfile or OpenTelemetry, each is fired.
"""

import sys
from collections import Counter
from collections.abc import Callable
from time import time
from typing import Any

AT_ONCE = 1_000
"""Requests of a line that wait at most: they take a third of a millisecond."""

_RUNNERS_OWN = "Runner.__init__.<locals>.on_request"

_NO_CONTEXT: dict[str, Any] = {}


def listen_first(hook: Any, listener: Callable[..., None]) -> None:
    """Attach to one of Locust's events, before whoever else listens, as far as Locust is as known."""
    hook.add_listener(listener)
    handlers = getattr(hook, "_handlers", [])
    if handlers and handlers[-1] is listener:
        handlers.insert(0, handlers.pop())


class _Line:
    """Requests of one type and name that wait: their seconds, and how many have none."""

    __slots__ = ("last_at", "length", "name", "request_type", "seconds", "untimed")

    def __init__(self, request_type: str, name: str) -> None:
        self.request_type = request_type
        self.name = name
        self.seconds: list[float] = []
        self.untimed = 0
        self.length = 0
        self.last_at = 0.0


class _Lines(dict[tuple[str, str], _Line]):
    """Lines by type and name; Locust's entry is made with the first request, and begins then."""

    __slots__ = ("_stats",)

    def __init__(self, stats: Any) -> None:
        super().__init__()
        self._stats = stats

    def __missing__(self, key: tuple[str, str]) -> _Line:
        request_type, name = key
        self._stats.get(name, request_type)
        line = self[key] = _Line(request_type, name)
        return line


class RequestLog:
    """Tells Locust of requests; one per run and process."""

    def __init__(self, events: Any, stats: Any = None, clock: Callable[[], float] = time) -> None:
        """Tell the `request` event of Locust's `events`, or its `stats` where that is the same.

        The `clock` is Locust's: seconds since the epoch.
        """
        self._clock = clock
        self._fire: Callable[..., None] = events.request.fire
        self._stats = stats
        self._lines = _Lines(stats)
        # Locust has no other way to ask who listens. Where it is not as known, all is fired.
        self._listeners: list[Any] = getattr(events.request, "_handlers", [])
        names = [getattr(listener, "__qualname__", "") for listener in self._listeners]
        is_countable = stats is not None and names == [_RUNNERS_OWN]
        self._runners_own = self._listeners.copy() if is_countable else None
        self._second = 0
        self._begins_at = self._ends_at = 0.0

    def tell(
        self,
        request_type: str,
        name: str,
        seconds: float | None,
        length: int,
        failure: Exception | None = None,
    ) -> None:
        """Tell of a request that is over; `name` must be one of few, and printable."""
        now = self._clock()
        if not self._begins_at <= now < self._ends_at:
            self._begin_second(int(now))
        if failure is not None or self._listeners != self._runners_own:
            self._fire(
                request_type=request_type,
                name=name,
                response_time=None if seconds is None else seconds * 1000.0,
                response_length=length,
                exception=failure,
                context=_NO_CONTEXT,
            )
            return
        line = self._lines[request_type, name]
        line.length += length
        line.last_at = now
        if seconds is None:
            line.untimed += 1
            return
        line.seconds.append(seconds)
        if len(line.seconds) >= AT_ONCE:
            self._add(line)

    def hand_over(self) -> None:
        """Have Locust's statistics hold everything that has been told."""
        for line in self._lines.values():
            if line.seconds or line.untimed:
                self._add(line)

    def _begin_second(self, second: int) -> None:
        # What waits has happened in the second that is over.
        self.hand_over()
        # Locust keeps it for each line, as long as the run takes: the same number for all.
        self._second = second
        self._begins_at, self._ends_at = float(second), second + 1.0

    def _add(self, line: _Line) -> None:
        # Looked up each time, for a locustfile may have put another there. Not imported: Locust
        # patches the process of who imports it.
        bucket = sys.modules[type(self._stats).__module__].bucket_response_time
        times_ms = [seconds * 1000.0 for seconds in line.seconds]
        buckets = Counter(map(bucket, times_ms))
        entry = self._stats.get(line.name, line.request_type)
        for one in (self._stats.total, entry):
            _count(one, self._second, line, times_ms, buckets)
        line.seconds.clear()
        line.untimed = line.length = 0


def _count(
    entry: Any, second: int, line: _Line, times_ms: list[float], buckets: Counter[int]
) -> None:
    """Do what `StatsEntry.log` does, for all requests of a line in a second."""
    last_at = entry.last_request_timestamp
    if entry.use_response_times_cache and last_at and second > int(last_at):
        entry._cache_response_times(second - 1)  # noqa: SLF001
    entry.num_requests += len(times_ms) + line.untimed
    entry.num_none_requests += line.untimed
    entry.num_reqs_per_sec[second] += len(times_ms) + line.untimed
    entry.last_request_timestamp = max(last_at or 0.0, line.last_at)
    entry.total_content_length += line.length
    if not times_ms:
        return
    entry.total_response_time += sum(times_ms)
    least_ms = min(times_ms)
    if entry.min_response_time is None or least_ms < entry.min_response_time:
        entry.min_response_time = least_ms
    entry.max_response_time = max(entry.max_response_time, *times_ms)
    for bucket, times in buckets.items():
        entry.response_times[bucket] += times
