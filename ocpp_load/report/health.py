"""The load generator's own health in a report: what it needed, and what that does to the figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ocpp_load.metrics import HealthFigures
from ocpp_load.metrics.health import RunFacts, assess, limits_of
from ocpp_load.report.figures import bytes_text, count_text, ms_text, share_text

MAX_PROCESSES = 16


def health_part(
    processes: Sequence[HealthFigures],
    facts: RunFacts,
    invalid: Sequence[str],
    warnings: Iterable[str],
) -> dict[str, Any]:
    """Return what the summary says of the load generator.

    What made the run `invalid` is told once; all else that there is to say is a warning, behind the
    `warnings` of the caller.
    """
    assessment = assess(processes, facts)
    said = (*assessment.missing, *assessment.saturation, *assessment.doubts)
    return {
        "saturated": bool(assessment.saturation),
        "invalid": list(invalid),
        "warnings": [*warnings, *(sentence for sentence in said if sentence not in invalid)],
        "limits": limits_of(facts),
        "lost_workers": facts.lost_workers,
        "processes": [figures.as_dict() for figures in processes],
    }


def health_texts(health: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person reads of each process of the load generator."""
    processes = health["processes"]
    for process in processes[:MAX_PROCESSES]:
        yield f"{process['process']}: {', '.join(_figures(process))}"
    if len(processes) > MAX_PROCESSES:
        yield f"and {len(processes) - MAX_PROCESSES} more: see summary.json"


def _figures(process: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"CPU {share_text(process['mean_cpu_share'])}"
        f" (at most {share_text(process['max_cpu_share'])})"
    )
    yield (
        f"event loop lag {ms_text(process['loop_lag_p99_ms'])} ms p99"
        f" (at most {ms_text(process['loop_lag_max_ms'])})"
    )
    yield (
        f"{ms_text(process['garbage_collection_s'] * 1000)} ms of garbage collection"
        f" (at most {ms_text(process['garbage_collection_max_ms'])} at once)"
    )
    yield bytes_text(process["peak_resident_bytes"])
    if process["peak_open_files"] is not None:
        yield _against(process["peak_open_files"], process["open_files_limit"], "open files")
    if process["has_stations"]:
        yield _against(process["peak_ports"], process["ports_limit"], "local ports")
        yield f"at most {count_text(process['peak_unsent_messages'])} messages unsent"


def _against(peak: int, limit: int | None, what: str) -> str:
    of = "" if limit is None else f" of {count_text(limit)}"
    return f"{count_text(peak)}{of} {what}"
