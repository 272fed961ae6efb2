"""Everything one process has counted and timed, and how processes add up.

The hot path of a run: the recording methods take plain positional arguments and do no more
than count. Readings in the middle of a run are cheap as well: one that stopped the process
for milliseconds would show in the latencies. No clock, no I/O; one thread at a time.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ocpp_load.metrics.direction import Direction
from ocpp_load.metrics.latency import percentiles_us
from ocpp_load.metrics.ledger import Ledger
from ocpp_load.metrics.series import Series


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A run's figures at one moment; they stay as they are while recording goes on.

    `lines` are sorted by direction and name, `violations` (the peer's, by kind) and
    `own_faults` (ours, by place and reason) by how often they came.
    """

    lines: tuple[Series, ...]
    violations: dict[str, int]
    own_faults: dict[str, int]


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


class Recorder:
    """Counts what happens in this process; on a master, what its workers have counted.

    What `take_delta` hands over belongs to the master from then on: it is no longer here. So
    nothing is kept twice, and nothing has to be told apart from what was told before.
    """

    __slots__ = (
        "_calls",
        "_commands",
        "_ledger",
        "_link_events",
        "_read_calls",
        "_read_failures",
        "_read_s",
        "_unread_buckets",
    )

    def __init__(self, now_s: float) -> None:
        """Begin to count at `now_s`, a time of the monotonic clock that `live` is given."""
        self.reset(now_s)

    def reset(self, now_s: float) -> None:
        """Forget everything and begin again at `now_s`."""
        self._open_ledger()
        self._unread_buckets: defaultdict[int, int] = defaultdict(int)
        self._read_s = now_s
        self._read_calls = 0
        self._read_failures = 0

    def call_answered(
        self,
        action: str,
        round_trip_s: float,
        from_intent_s: float,
        sent_bytes: int,
        received_bytes: int,
    ) -> None:
        """Count a call that got a proper CallResult."""
        series = self._calls[action]
        series.count += 1
        series.sent_bytes += sent_bytes
        series.received_bytes += received_bytes
        self._unread_buckets[series.latency.record(round_trip_s)] += 1
        series.from_intent.record(from_intent_s)

    def call_failed(
        self,
        action: str,
        reason: str,
        round_trip_s: float | None,
        from_intent_s: float | None,
        sent_bytes: int = 0,
        received_bytes: int = 0,
    ) -> None:
        """Count a call that failed; the times are None where no answer came.

        `reason` is short and groups: no ids, no values, no times in it.
        """
        series = self._calls[action]
        series.fail(reason)
        series.sent_bytes += sent_bytes
        series.received_bytes += received_bytes
        if round_trip_s is not None:
            self._unread_buckets[series.latency.record(round_trip_s)] += 1
        if from_intent_s is not None:
            series.from_intent.record(from_intent_s)

    def call_cut_off(self, action: str) -> None:
        """Count a call that was in flight when the run ended: neither success nor failure."""
        self._calls[action].cut_off += 1

    def late_answer(self, action: str) -> None:
        """Count the answer to a call that was given up before, and counted as failed then."""
        self._calls[action].late_answers += 1

    def command_answered(self, action: str, handling_s: float, failure: str | None) -> None:
        """Count a command of the central system, from frame read to answer handed out.

        `failure` says why it was answered by a CallError; None for a CallResult.
        """
        series = self._commands[action]
        if failure is None:
            series.count += 1
        else:
            series.fail(failure)
        series.latency.record(handling_s)

    def connection_event(self, name: str, duration_s: float | None, failure: str | None) -> None:
        """Count an event of a connection, named in lower case, for example `tls handshake`.

        `duration_s` is None for what takes no time or got no answer.
        """
        series = self._link_events[name]
        if failure is None:
            series.count += 1
        else:
            series.fail(failure)
        if duration_s is not None:
            series.latency.record(duration_s)

    def check(self, name: str, failure: str | None) -> None:
        """Count a check of a scenario; `failure` says what was not as it should be."""
        series = self._ledger.checks[name]
        if failure is None:
            series.count += 1
        else:
            series.fail(failure)

    def violation(self, kind: str) -> None:
        """Count a breach of the protocol by the peer."""
        self._ledger.violations.count(kind)

    def own_fault(self, where: str, reason: str) -> None:
        """Count a mistake that was made on this side, which no figure of the peer's may hide."""
        self._ledger.own_faults.count(f"{where}: {reason}")

    def snapshot(self) -> Snapshot:
        """Return the figures of the whole run so far."""
        lines = sorted((series.copy() for series in self._ledger), key=lambda series: series.key)
        return Snapshot(
            tuple(lines), self._ledger.violations.ranked(), self._ledger.own_faults.ranked()
        )

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
        self._unread_buckets.clear()
        self._read_s = now_s
        self._read_calls = calls
        self._read_failures = failures
        return live

    def take_delta(self) -> dict[str, Any]:
        """Hand over what was counted since the last call, as values for JSON and msgpack."""
        calls, failures = self._sums()
        self._read_calls -= calls
        self._read_failures -= failures
        taken = self._ledger
        self._open_ledger()
        return taken.to_delta()

    def merge(self, delta: dict[str, Any]) -> None:
        """Count in what the `take_delta` of another process returned; exact to the count."""
        for line in delta["lines"]:
            series = Series.from_delta(line)
            self._ledger.line(series.direction, series.name).add(series)
            if series.direction is Direction.CALL:
                for bucket_us, count in series.latency.counts.items():
                    self._unread_buckets[bucket_us] += count
        self._ledger.violations.add(delta["violations"])
        self._ledger.own_faults.add(delta["own_faults"])

    def _open_ledger(self) -> None:
        self._ledger = Ledger()
        # One step less on the hot path than through the ledger.
        self._calls = self._ledger.calls
        self._commands = self._ledger.commands
        self._link_events = self._ledger.link_events

    def _sums(self) -> tuple[int, int]:
        """Return the calls, and the failures of every direction."""
        calls = sum(series.count for series in self._calls.values())
        return calls, sum(series.failures for series in self._ledger)

    def _unread_p95_ms(self) -> float | None:
        if not self._unread_buckets:
            return None
        return percentiles_us(self._unread_buckets, (95,))[95] / 1000
