"""The load generator's own health: whether its figures can be blamed on somebody else.

Looks at this process only (CPU, memory, collections) and is told about the event loop's lag;
callers pass the time in and say when to look.
"""

import gc
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ocpp_load.metrics.latency import LatencyHistogram

BUSY_CPU_SHARE = 0.9
MAX_BUSY_SAMPLES_SHARE = 0.1
MIN_BUSY_SAMPLES = 3
MIN_SAMPLE_S = 0.5
MAX_LOOP_LAG_P99_MS = 100.0

_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class HealthFigures:
    """What one process needed; a CPU share of 1.0 is one core, all that Python code can use.

    The lags are None where none was measured.
    """

    process: str
    observed_s: float
    cpu_s: float
    samples: int
    busy_samples: int
    mean_cpu_share: float
    max_cpu_share: float
    peak_resident_bytes: int
    loop_lag_p99_ms: float | None
    loop_lag_max_ms: float | None
    garbage_collections: int

    @property
    def saturated(self) -> bool:
        """Tell whether this process was a bottleneck itself."""
        return bool(self.warnings())

    def warnings(self) -> list[str]:
        """Return what makes this process's figures doubtful, in whole sentences."""
        warnings = []
        enough = max(MAX_BUSY_SAMPLES_SHARE * self.samples, MIN_BUSY_SAMPLES - 1)
        if self.busy_samples > enough:
            warnings.append(
                f"The load generator was saturated: {self.process} used "
                f"{100 * BUSY_CPU_SHARE:.0f} % or more of a CPU core in {self.busy_samples} of "
                f"{self.samples} samples. {_ADVICE}"
            )
        if self.loop_lag_p99_ms is not None and self.loop_lag_p99_ms > MAX_LOOP_LAG_P99_MS:
            warnings.append(
                f"The load generator was saturated: the event loop of {self.process} was "
                f"{self.loop_lag_p99_ms:.0f} ms late at the 99th percentile. {_ADVICE}"
            )
        return warnings

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name; `HealthFigures(**figures)` takes them back."""
        return asdict(self)


_ADVICE = (
    "Its latencies hold delays of its own: use fewer stations for each process, or more processes."
)


def resident_bytes() -> int:
    """Return the memory of this process; its peak where there is no /proc."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        # getrusage(2): kilobytes, but bytes on macOS
        return peak if sys.platform == "darwin" else peak * 1024
    return pages * resource.getpagesize()


def garbage_collections() -> int:
    """Return how many collections, of all generations, this process has made."""
    return sum(generation["collections"] for generation in gc.get_stats())


class ProcessHealth:
    """Watches this process: `sample` about once a second, `lag` as the event loop measures it."""

    __slots__ = (
        "_busy_samples",
        "_collections",
        "_collections_at_start",
        "_cpu_at_start_s",
        "_cpu_s",
        "_cpu_time",
        "_lags",
        "_latest",
        "_max_cpu_share",
        "_now_s",
        "_peak_resident_bytes",
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
        cpu_time: Callable[[], float] = time.process_time,
        resident: Callable[[], int] = resident_bytes,
        collections: Callable[[], int] = garbage_collections,
    ) -> None:
        """Begin to watch at `now_s`, a time of the monotonic clock that `sample` is given."""
        self.process = process
        self._cpu_time = cpu_time
        self._resident = resident
        self._collections = collections
        self._started_s = self._now_s = now_s
        self._cpu_at_start_s = self._cpu_s = cpu_time()
        self._collections_at_start = collections()
        self._peak_resident_bytes = resident()
        self._samples = 0
        self._busy_samples = 0
        self._max_cpu_share = 0.0
        self._worst_lag_s = 0.0
        self._latest: dict[str, float] = {}
        self._lags = LatencyHistogram()

    def sample(self, now_s: float) -> None:
        """Look at CPU and memory; nothing happens within half a second of the last look.

        In a shorter time whatever runs has all of the CPU.
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
        resident_bytes = self._resident()
        self._peak_resident_bytes = max(self._peak_resident_bytes, resident_bytes)
        self._latest = {
            "cpu_share": share,
            "resident_bytes": resident_bytes,
            "loop_lag_max_ms": self._worst_lag_s * 1000,
        }
        self._worst_lag_s = 0.0

    def latest(self) -> dict[str, float]:
        """Return the figures of the last sample, and the worst lag between it and the one before."""
        return self._latest

    def lag(self, seconds: float) -> None:
        """Count how late the event loop woke a sleeper."""
        self._lags.record(seconds)
        self._worst_lag_s = max(self._worst_lag_s, seconds)

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
            garbage_collections=self._collections() - self._collections_at_start,
        )
