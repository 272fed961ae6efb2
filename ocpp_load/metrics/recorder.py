"""Everything one process has counted and timed, and how processes add up.

Readings in the middle of a run are cheap: one that stopped the process for milliseconds would
show in the latencies. No clock, no I/O; one thread at a time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from ocpp_load.metrics.direction import Direction
from ocpp_load.metrics.label import as_label
from ocpp_load.metrics.latency import percentiles_us
from ocpp_load.metrics.ledger import Ledger
from ocpp_load.metrics.recording import Recording
from ocpp_load.metrics.recovery import Struck
from ocpp_load.metrics.series import Series
from ocpp_load.metrics.sums import LineSum


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A run's figures at one moment; they stay as they are while recording goes on.

    `lines` are sorted by direction and name, `violations` (the peer's, by kind) and
    `own_faults` (ours, by place and reason) by how often they came. `groups` has the lines of each
    group of stations where there are several, `marks` when each was passed, in seconds from the
    beginning, and `struck` how many stations each event has thrown out.
    """

    lines: tuple[Series, ...]
    violations: dict[str, int]
    own_faults: dict[str, int]
    groups: Mapping[str, tuple[Series, ...]] = field(default_factory=dict)
    marks: Mapping[str, float] = field(default_factory=dict)
    struck: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Live:
    """How it goes right now.

    `calls` and `failures` (of every direction) count from the start, on a worker from the last
    delta; `calls_per_s`, `new_failures` and `p95_ms` (the calls' round trip) tell of the time
    since the last reading.
    """

    calls: int
    failures: int
    new_failures: int
    calls_per_s: float
    p95_ms: float | None


class Recorder(Recording):
    """Counts what happens in this process; on a master, what its workers have counted.

    What `take_delta` hands over belongs to the master from then on: it is no longer here. So
    nothing is kept twice, and nothing has to be told apart from what was told before.

    Where there are several groups of stations, each is counted in a recording of its own,
    `of(group)`; what is read here holds them all.
    """

    __slots__ = ("_groups", "_read_calls", "_read_failures", "_read_s")

    def __init__(self, now_s: float) -> None:
        """Begin to count at `now_s`, a time of the monotonic clock that `live` is given."""
        self._groups: dict[str, Recording] = {}
        super().__init__(now_s)

    def reset(self, now_s: float) -> None:
        """Forget everything and begin again at `now_s`."""
        super().reset(now_s)
        for part in self._groups.values():
            part.reset(now_s)
        self._read_s = now_s
        self._read_calls = 0
        self._read_failures = 0

    def of(self, group: str) -> Recording:
        """Return where the stations of `group` are counted; made when first asked for."""
        if group not in self._groups:
            part = self._groups[group] = Recording(self.started_s)
            for name, at_s in self.marks.items():
                part.mark(name, self.started_s + at_s)
        return self._groups[group]

    def mark(self, name: str, now_s: float) -> None:
        """Divide the figures: those before `name`, and those from now on. Once for each name."""
        super().mark(name, now_s)
        for part in self._groups.values():
            part.mark(name, now_s)

    @property
    def marks(self) -> Mapping[str, float]:
        """Return when each mark was passed, in seconds from the beginning."""
        return self.pages.marks

    def snapshot(self) -> Snapshot:
        """Return the figures of the whole run so far."""
        whole = _total(self._parts())
        return Snapshot(
            lines=_sorted(whole),
            violations=whole.violations.ranked(),
            own_faults=whole.own_faults.ranked(),
            groups={name: _sorted(_total([part])) for name, part in self._groups.items()},
            marks=dict(self.marks),
            struck=self.struck_of().counts,
        )

    def line(
        self,
        direction: Direction,
        name: str | None = None,
        *,
        group: str | None = None,
        before: str | None = None,
        since: str | None = None,
    ) -> LineSum:
        """Return one line, or with `name` None the sum of all of a direction.

        Of all stations or of those of one `group`; of the whole run, or of what came `before` a
        mark or `since` then.
        """
        found: list[Series] = []
        name = None if name is None else as_label(name)
        for part in self._parts(group):
            for page in _pages(part, before, since):
                lines = page.lines(direction)
                found += lines.values() if name is None else filter(None, [lines.get(name)])
        return LineSum(found)

    def struck_of(self, group: str | None = None) -> Struck:
        """Return which stations, of all or of one `group`, events have thrown out."""
        whole = Struck()
        for part in self._parts(group):
            whole.add(part.thrown_out)
        return whole

    def live(self, now_s: float) -> Live:
        """Return how it goes; the next reading tells of the time since this one."""
        calls, failures = self._sums()
        elapsed_s = now_s - self._read_s
        live = Live(
            calls=calls,
            failures=failures,
            new_failures=failures - self._read_failures,
            calls_per_s=(calls - self._read_calls) / elapsed_s if elapsed_s > 0 else 0.0,
            p95_ms=self._unread_p95_ms(),
        )
        self._read_s = now_s
        self._read_calls = calls
        self._read_failures = failures
        return live

    def take_delta(self) -> dict[str, Any]:
        """Hand over what was counted since the last call, as values for JSON and msgpack."""
        calls, failures = self._sums()
        self._read_calls -= calls
        self._read_failures -= failures
        groups = {name: part.take_delta() for name, part in self._groups.items()}
        return {**super().take_delta(), "groups": groups}

    def merge(self, delta: dict[str, Any]) -> None:
        """Count in what the `take_delta` of another process returned; exact to the count."""
        super().merge(delta)
        for name, part in delta["groups"].items():
            self.of(name).merge(part)

    def _parts(self, group: str | None = None) -> Iterator[Recording]:
        if group is not None:
            return iter([self.of(group)])
        return chain((self,), self._groups.values())

    def _sums(self) -> tuple[int, int]:
        """Return the calls, and the failures of every direction."""
        pages = [page for part in self._parts() for page in part.pages]
        calls = sum(series.count for page in pages for series in page.calls.values())
        return calls, sum(series.failures for page in pages for series in page)

    def _unread_p95_ms(self) -> float | None:
        unread: defaultdict[int, int] = defaultdict(int)
        for part in self._parts():
            for bucket_us, count in part.unread_buckets.items():
                unread[bucket_us] += count
            part.unread_buckets.clear()
        return percentiles_us(unread, (95,))[95] / 1000 if unread else None


def _total(parts: Iterable[Recording]) -> Ledger:
    whole = Ledger()
    for part in parts:
        for page in part.pages:
            whole.add(page)
    return whole


def _sorted(ledger: Ledger) -> tuple[Series, ...]:
    return tuple(sorted(ledger, key=lambda series: series.key))


def _pages(part: Recording, before: str | None, since: str | None) -> list[Ledger]:
    if before is not None:
        return part.pages.before(before)
    return list(part.pages) if since is None else part.pages.since(since)
