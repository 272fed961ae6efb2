"""Everything one process has counted and timed, and how processes add up.

Readings in the middle of a run are cheap: one that stopped the process for milliseconds would
show in the latencies. No clock, no I/O; one thread at a time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from ocpp_load.metrics.direction import Direction
from ocpp_load.metrics.evidence import Evidence
from ocpp_load.metrics.label import as_label
from ocpp_load.metrics.ledger import Ledger
from ocpp_load.metrics.recording import Recording
from ocpp_load.metrics.recovery import Struck
from ocpp_load.metrics.series import Series
from ocpp_load.metrics.slices import Slice
from ocpp_load.metrics.sums import LineSum
from ocpp_load.metrics.tally import Tally
from ocpp_load.metrics.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A run's figures at one moment; they stay as they are while recording goes on.

    `lines` are sorted by direction and name, `violations` (the peer's, by kind) and
    `own_faults` (ours, by place and reason) by how often they came. `groups` has the lines of each
    group of stations where there are several, `marks` when each was passed, in seconds from the
    beginning, `struck` how many stations each event has thrown out, and `first_struck_s` when the
    first of them was.
    """

    lines: tuple[Series, ...]
    violations: dict[str, int]
    own_faults: dict[str, int]
    groups: Mapping[str, tuple[Series, ...]] = field(default_factory=dict)
    marks: Mapping[str, float] = field(default_factory=dict)
    struck: Mapping[str, int] = field(default_factory=dict)
    first_struck_s: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Live:
    """How it goes right now.

    `calls` and `failures` (of every direction) count from the start, on a worker from the last
    delta; `calls_per_s`, `new_failures` and `p95_ms` (the calls' round trip, at most 0.8 % too
    high) tell of the last whole seconds. `failed` has the failures of each direction that has any.
    """

    calls: int
    failures: int
    new_failures: int
    calls_per_s: float
    p95_ms: float | None
    failed: Mapping[Direction, int] = field(default_factory=dict)


LIVE_S = 5
"""Of how many seconds `Live` tells."""


_ON_ITS_WAY_S = 5
"""So many seconds may pass until the first report of a process that began with this one is read."""


class Recorder(Recording):
    """Counts what happens in this process; on a master, what its workers have counted.

    What `take_delta` hands over belongs to the master from then on: it is no longer here. So
    nothing is kept twice, and nothing has to be told apart from what was told before.

    Where there are several groups of stations, each is counted in a recording of its own,
    `of(group)`; what is read here holds them all.
    """

    __slots__ = (
        "_groups",
        "_hands_over",
        "_open",
        "_second",
        "_shifts",
        "_untold",
        "evidence",
        "timeline",
    )

    def __init__(self, now_s: float, *, hands_over: bool = False) -> None:
        """Begin to count at `now_s`, a time of the monotonic clock that `tick` is given.

        One that `hands_over` keeps no timeline of its own: its master has it.
        """
        self._groups: dict[str, Recording] = {}
        self._hands_over = hands_over
        self.evidence = Evidence()
        super().__init__(now_s)

    def reset(self, now_s: float) -> None:
        """Forget everything and begin again at `now_s`."""
        super().reset(now_s)
        for part in self._groups.values():
            part.reset(now_s)
        self.evidence.reset()
        self.timeline = Timeline()
        self._second = 0
        self._open = Slice()
        self._untold: list[tuple[int, Slice]] = []
        self._shifts: dict[str, int] = {}

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
        whole, struck = _total(self._parts()), self.struck_of()
        return Snapshot(
            lines=_sorted(whole),
            violations=whole.violations.ranked(),
            own_faults=whole.own_faults.ranked(),
            groups={name: _sorted(_total([part])) for name, part in self._groups.items()},
            marks=dict(self.marks),
            struck=struck.counts,
            first_struck_s=struck.first_at_s,
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

    def lines(self, direction: Direction) -> dict[str, LineSum]:
        """Return every line of a direction by its name; nothing of them is added up yet."""
        found: dict[str, list[Series]] = {}
        for part in self._parts():
            for page in part.pages:
                for name, series in page.lines(direction).items():
                    found.setdefault(name, []).append(series)
        return {name: LineSum(parts) for name, parts in found.items()}

    def violations(self) -> Tally:
        """Return the peer's breaches of the protocol by kind, of all stations."""
        whole = Tally("other violations")
        for part in self._parts():
            for page in part.pages:
                whole.add(page.violations)
        return whole

    def own_faults(self) -> Tally:
        """Return the mistakes that were made on this side, by place and reason."""
        whole = Tally("other faults")
        for part in self._parts():
            for page in part.pages:
                whole.add(page.own_faults)
        return whole

    def struck_of(self, group: str | None = None) -> Struck:
        """Return which stations, of all or of one `group`, events have thrown out."""
        whole = Struck()
        for part in self._parts(group):
            whole.add(part.thrown_out)
        return whole

    def tick(
        self, now_s: float, fleet: Mapping[str, int], health: Mapping[str, Mapping[str, float]]
    ) -> None:
        """End the present second of the timeline; to be called about once in each.

        `fleet` is how this process's stations stand, `health` how the process does, by its name.
        """
        second = int(now_s - self.started_s)
        if second <= self._second:
            return
        # Who was not there to look for a while has counted it all in one second.
        for missed in range(self._second, second):
            self._close_slice(fleet, health)
            self._second = missed + 1

    def flush(self, fleet: Mapping[str, int], health: Mapping[str, Mapping[str, float]]) -> None:
        """End the present second before its time: nothing more will be counted."""
        self._close_slice(fleet, health)

    def prepare(self) -> None:
        """Do some of the work of `tick` ahead; to be called some times in each second.

        All of it at once would stop the process for milliseconds.
        """
        self._collect()
        self.timeline.fold()

    def _collect(self) -> None:
        for part in self._parts():
            for page in part.pages:
                for series in page:
                    if series.has_fresh:
                        self._open.lines[series.key].take(series)

    def _close_slice(
        self, fleet: Mapping[str, int], health: Mapping[str, Mapping[str, float]]
    ) -> None:
        one = self._take_open()
        one.fleet = dict(fleet)
        one.health = {process: dict(figures) for process, figures in health.items()}
        if self._hands_over:
            self._untold.append((self._second, one))
        else:
            self.timeline.add(self._second, one)

    def _take_open(self) -> Slice:
        """Return what was counted in the present second, up to now."""
        self._collect()
        taken, self._open = self._open, Slice()
        return taken

    def live(self, now_s: float, behind_s: int = 0) -> Live:
        """Return how it goes; on a master the workers' figures are some seconds `behind_s`."""
        calls, failed = self._sums()
        latest, seconds = self.latest(now_s, behind_s)
        line = latest.line(Direction.CALL)
        return Live(
            calls=calls,
            failures=sum(failed.values()),
            new_failures=latest.failures,
            calls_per_s=line.count / seconds if seconds > 0 else 0.0,
            p95_ms=line.percentiles_ms((95,))[95],
            failed=failed,
        )

    def latest(self, now_s: float, behind_s: int = 0) -> tuple[Slice, int]:
        """Return what happened in the last whole seconds, likewise, and how many those are."""
        latest = Slice()
        slices, seconds = self.recent(now_s, behind_s)
        for one in slices:
            latest.add(one, with_fleet=False)
        return latest, seconds

    def recent(self, now_s: float, behind_s: int = 0) -> tuple[list[Slice], int]:
        """Return the same, not added up: what is wanted of many lines costs no more than that."""
        end_s = min(int(now_s - self.started_s), self._second) - behind_s
        return self.timeline.recent(end_s - LIVE_S, end_s), max(0, min(LIVE_S, end_s))

    def take_delta(self) -> dict[str, Any]:
        """Hand over what was counted since the last call, as values for JSON and msgpack."""
        if (unfinished := self._take_open()).lines:
            self._untold.append((self._second, unfinished))
        slices = [one.to_delta(second) for second, one in self._untold]
        self._untold.clear()
        groups = {name: part.take_delta() for name, part in self._groups.items()}
        evidence = self.evidence.take_delta()
        return {
            **super().take_delta(),
            "groups": groups,
            "slices": slices,
            "second": self._second,
            "evidence": evidence,
        }

    def merge(self, delta: dict[str, Any], process: str | None = None) -> None:
        """Count in what the `take_delta` of another process returned; exact to the count.

        Of a `process` that is named, what happened is put where it belongs on the timeline, also
        if it began later than this, or before a reset that it was not told of.
        """
        super().merge(delta)
        for name, part in delta["groups"].items():
            self.of(name).merge(part)
        self.evidence.merge(delta["evidence"])
        shift_s = 0 if process is None else self._shift_of(process, delta["second"])
        for told in delta["slices"]:
            one, second = Slice.from_delta(told), told["second"] + shift_s
            if second < 0:  # counted before a reset, told after it
                one.fleet, second = {}, 0
            self.timeline.add(second, one)

    def _shift_of(self, process: str, second: int) -> int:
        """Return how many seconds that process began after this one; the same each time."""
        if process not in self._shifts:
            shift_s = self._second - second
            self._shifts[process] = shift_s if abs(shift_s) > _ON_ITS_WAY_S else 0
        return self._shifts[process]

    def _parts(self, group: str | None = None) -> Iterator[Recording]:
        if group is not None:
            return iter([self.of(group)])
        return chain((self,), self._groups.values())

    def _sums(self) -> tuple[int, dict[Direction, int]]:
        """Return the calls, and the failures of every direction that has any."""
        pages = [page for part in self._parts() for page in part.pages]
        calls = sum(series.count for page in pages for series in page.calls.values())
        failed: Counter[Direction] = Counter()
        for page in pages:
            for series in page:
                if series.failures:
                    failed[series.key[0]] += series.failures
        return calls, {each: failed[each] for each in Direction if failed[each]}


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
