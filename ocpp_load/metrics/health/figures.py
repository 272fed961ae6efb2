"""The figures of one process of the load generator: what it needed, and how far its loop was behind."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class HealthFigures:
    """What one process needed; a CPU share of 1.0 is one core, all that Python code can use.

    The lags are None where none was measured, a limit where there is none or it is not known.
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
    loop_lag_lasting_ms: float | None = None
    """How late the event loop was, or later, for 1 % of the time, and for two seconds at least."""
    cpu_share_at_max_lag: float | None = None
    """What it used while the event loop was later than ever: much, and it was its own work that did it."""
    garbage_collection_s: float = 0.0
    garbage_collection_max_ms: float = 0.0
    peak_open_files: int | None = None
    open_files_limit: int | None = None
    peak_ports: int = 0
    """Connections to the central system, standing or being opened: each takes a local port."""
    ports_limit: int | None = None
    peak_unsent_messages: int = 0
    """Calls that waited in the queues of the stations behind those that were not answered yet."""
    has_stations: bool = True
    """False for a master: what keeps it busy delays no answer that anybody has timed."""

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name; `HealthFigures(**figures)` takes them back."""
        return asdict(self)
