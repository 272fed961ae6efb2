"""The load generator's own health, process by process: what each needs, read once a second.

Looks at this process only and is told about the event loop's lag; callers pass the time in and
say when to look.
"""

import time
from collections.abc import Callable
from math import ceil

from ocpp_load.metrics.health.figures import HealthFigures
from ocpp_load.metrics.health.garbage import GarbageWatch, watch_garbage
from ocpp_load.metrics.health.memory import resident_bytes
from ocpp_load.metrics.health.open_files import OpenFiles, open_files_limit
from ocpp_load.metrics.health.ports import local_ports
from ocpp_load.metrics.latency import LatencyHistogram

BUSY_CPU_SHARE = 0.9
"""Python code runs on one core at a time. At nine tenths of it what comes in waits for nine others
on average, in the simplest of queues; a share of 1.0 is not seen, for other processes take some."""

MIN_SAMPLE_S = 0.5
"""In a shorter time whatever runs has all of the CPU."""

PROBE_INTERVAL_S = 0.1
"""How often the event loop is asked to wake a sleeper, whose lag is then told."""

_LASTING_SHARE = 0.01
_LASTING_PROBES = 20
"""Two seconds of probes: a lag that is no longer seen than that is a busy moment of the machine."""


class ProcessHealth:
    """Watches this process: `sample` about once a second, `lag` as the event loop measures it."""

    __slots__ = (
        "_busy_samples",
        "_collections_at_start",
        "_cpu_at_start_s",
        "_cpu_s",
        "_cpu_share_at_max_lag",
        "_cpu_time",
        "_garbage",
        "_garbage_at_start_s",
        "_garbage_s",
        "_has_stations",
        "_lags",
        "_latest",
        "_longest_garbage_s",
        "_max_cpu_share",
        "_max_lag_s",
        "_now_s",
        "_open_files",
        "_open_files_limit",
        "_peak_open_files",
        "_peak_ports",
        "_peak_resident_bytes",
        "_peak_unsent",
        "_ports_limit",
        "_probes",
        "_resident",
        "_samples",
        "_started_s",
        "_worst_lag_s",
        "process",
    )

    def __init__(
        self,
        process: str,
        now_s: float,
        *,
        has_stations: bool = True,
        source_addresses: int = 1,
        cpu_time: Callable[[], float] = time.process_time,
        resident: Callable[[], int] = resident_bytes,
        open_files: Callable[[float], int | None] | None = None,
        garbage: GarbageWatch | None = None,
    ) -> None:
        """Begin to watch at `now_s`, a time of the monotonic clock that `sample` is given.

        Each of the `source_addresses` of its connections has all local ports for itself.
        """
        self.process = process
        self._has_stations = has_stations
        self._cpu_time = cpu_time
        self._resident = resident
        self._open_files = OpenFiles().count if open_files is None else open_files
        self._garbage = watch_garbage() if garbage is None else garbage
        self._open_files_limit = open_files_limit()
        ports = local_ports() if has_stations else None
        self._ports_limit = None if ports is None else len(ports) * source_addresses
        self._started_s = self._now_s = now_s
        self._cpu_at_start_s = self._cpu_s = cpu_time()
        self._collections_at_start = self._garbage.collections
        self._garbage_at_start_s = self._garbage_s = self._garbage.total_s
        self._garbage.take_longest_s()
        self._longest_garbage_s = 0.0
        self._peak_resident_bytes = resident()
        self._peak_open_files: int | None = None
        self._peak_ports = self._peak_unsent = 0
        self._samples = self._busy_samples = self._probes = 0
        self._max_cpu_share = 0.0
        self._worst_lag_s = self._max_lag_s = 0.0
        self._cpu_share_at_max_lag: float | None = None
        self._latest: dict[str, float] = {}
        self._lags = LatencyHistogram()

    def sample(self, now_s: float, *, ports: int = 0, unsent: int = 0) -> None:
        """Look at what this process needs; nothing happens within half a second of the last look.

        `ports` is how many of them connections have taken, `unsent` how many messages wait.
        """
        elapsed_s = now_s - self._now_s
        if elapsed_s < MIN_SAMPLE_S:
            return
        cpu_s = self._cpu_time()
        share = (cpu_s - self._cpu_s) / elapsed_s
        self._now_s = now_s
        self._cpu_s = cpu_s
        self._samples += 1
        self._busy_samples += share >= BUSY_CPU_SHARE
        self._max_cpu_share = max(self._max_cpu_share, share)
        if self._worst_lag_s > self._max_lag_s:
            self._max_lag_s, self._cpu_share_at_max_lag = self._worst_lag_s, share
        resident_bytes = self._resident()
        self._peak_resident_bytes = max(self._peak_resident_bytes, resident_bytes)
        self._peak_ports = max(self._peak_ports, ports)
        self._peak_unsent = max(self._peak_unsent, unsent)
        garbage_s, self._garbage_s = self._garbage.total_s - self._garbage_s, self._garbage.total_s
        self._longest_garbage_s = max(self._longest_garbage_s, self._garbage.take_longest_s())
        self._latest = {
            "cpu_share": share,
            "loop_lag_max_ms": self._worst_lag_s * 1000,
            "garbage_collection_ms": garbage_s * 1000,
            "resident_bytes": resident_bytes,
        }
        if (open_files := self._open_files(now_s)) is not None:
            self._peak_open_files = max(self._peak_open_files or 0, open_files)
            self._latest["open_files"] = open_files
        if self._has_stations:
            self._latest |= {"ports": ports, "unsent_messages": unsent}
        self._worst_lag_s = 0.0

    def latest(self) -> dict[str, float]:
        """Return the figures of the last sample, and the worst lag between it and the one before."""
        return self._latest

    def lag(self, seconds: float) -> None:
        """Count how late the event loop woke a sleeper; to be asked every `PROBE_INTERVAL_S`.

        Nobody could ask while it stood still. Who had come later would have waited less: they are
        counted too, so that the percentiles are shares of the time, and one long standstill is
        not one probe among hundreds.
        """
        self._worst_lag_s = max(self._worst_lag_s, seconds)
        while True:
            self._probes += 1
            self._lags.record(seconds)
            seconds -= PROBE_INTERVAL_S
            if seconds <= 0:
                return

    def figures(self) -> HealthFigures:
        """Return the figures up to the last sample."""
        observed_s = self._now_s - self._started_s
        cpu_s = self._cpu_s - self._cpu_at_start_s
        return HealthFigures(
            process=self.process,
            observed_s=observed_s,
            cpu_s=cpu_s,
            samples=self._samples,
            busy_samples=self._busy_samples,
            mean_cpu_share=cpu_s / observed_s if observed_s > 0 else 0.0,
            max_cpu_share=self._max_cpu_share,
            peak_resident_bytes=self._peak_resident_bytes,
            loop_lag_p99_ms=self._lags.percentile_ms(99),
            loop_lag_max_ms=self._lags.max_ms,
            garbage_collections=self._garbage.collections - self._collections_at_start,
            loop_lag_lasting_ms=self._lasting_lag_ms(),
            cpu_share_at_max_lag=self._cpu_share_at_max_lag,
            garbage_collection_s=self._garbage_s - self._garbage_at_start_s,
            garbage_collection_max_ms=self._longest_garbage_s * 1000,
            peak_open_files=self._peak_open_files,
            open_files_limit=self._open_files_limit,
            peak_ports=self._peak_ports,
            ports_limit=self._ports_limit,
            peak_unsent_messages=self._peak_unsent,
            has_stations=self._has_stations,
        )

    def _lasting_lag_ms(self) -> float | None:
        later = max(ceil(_LASTING_SHARE * self._probes), _LASTING_PROBES)
        if self._probes < later:
            return None
        return self._lags.percentile_ms(100 * (self._probes - later + 1) / self._probes)
