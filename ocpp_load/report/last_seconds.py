"""The last seconds of a run, for who looks again every second.

Reads the timeline's slices as they are, adds up no more of them than is shown, and lets others
work in between.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ocpp_load.metrics import Direction, Live, Recorder, Slice
from ocpp_load.metrics.slices import Key, SliceLine

_SHOWN = (Direction.CALL, Direction.COMMAND, Direction.FLOW)
_PERCENTILES = (50.0, 95.0, 99.0)


@dataclass(frozen=True, slots=True)
class BusyLine:
    """One line: its rate and percentiles in the last seconds, and the failures of the whole run.

    Percentiles are milliseconds, at most 0.8 % too high; None where nothing was answered.
    """

    direction: Direction
    name: str
    rate_per_s: float
    failures: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class LastSeconds:
    """What happened in the last `seconds`, from the `slices` that tell of them.

    `pause` is called between one piece of work and the next.
    """

    def __init__(
        self,
        recorder: Recorder,
        slices: Iterable[Slice],
        seconds: int,
        pause: Callable[[], None],
    ) -> None:
        self._recorder = recorder
        self._seconds = max(1, seconds)
        self._pause = pause
        self._parts: defaultdict[Key, list[SliceLine]] = defaultdict(list)
        for one in slices:
            for key, line in one.lines.items():
                self._parts[key].append(line)

    def live(self) -> Live:
        """Return what `Recorder.live` would."""
        calls = [
            part for key in self._parts if key[0] is Direction.CALL for part in self._parts[key]
        ]
        lines = {direction: self._recorder.lines(direction) for direction in Direction}
        failed = {
            direction: sum(line.failures for line in own.values())
            for direction, own in lines.items()
        }
        return Live(
            calls=sum(line.count for line in lines[Direction.CALL].values()),
            failures=sum(failed.values()),
            new_failures=sum(part.failures for parts in self._parts.values() for part in parts),
            calls_per_s=sum(part.count for part in calls) / self._seconds,
            p95_ms=self._sum(calls).percentiles_ms((95.0,))[95.0],
            failed={direction: count for direction, count in failed.items() if count},
        )

    def busiest(self, most: int) -> list[BusyLine]:
        """Return the busiest lines, at most so many; those that fail come first."""
        keys = [key for key in self._parts if key[0] in _SHOWN]
        return [self._busy_line(key) for key in sorted(keys, key=self._rank)[:most]]

    def _rank(self, key: Key) -> tuple[bool, int, Key]:
        parts = self._parts[key]
        return not any(part.failures for part in parts), -sum(part.count for part in parts), key

    def _busy_line(self, key: Key) -> BusyLine:
        parts = self._parts[key]
        rate_per_s = sum(part.count for part in parts) / self._seconds
        percentiles = self._sum(parts).percentiles_ms(_PERCENTILES)
        failures = self._recorder.line(*key).failures
        return BusyLine(*key, rate_per_s, failures, *percentiles.values())

    def _sum(self, parts: Sequence[SliceLine]) -> SliceLine:
        """Return a line with the latencies of these; nothing else is wanted of it."""
        whole = SliceLine()
        for part in parts:
            whole.latency.add(part.latency)
            self._pause()
        return whole
