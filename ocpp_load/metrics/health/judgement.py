"""Whether a run's figures are the central system's, or those of the load generator itself.

A run that is called invalid wrongly costs as much trust as one that should have been and was not.
So nothing is judged by a busy moment, and what is no matter of degree is not measured by one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ocpp_load.metrics.arrivals import LATE_S, DriverCounts
from ocpp_load.metrics.health.figures import HealthFigures
from ocpp_load.metrics.health.ports import WIDEST
from ocpp_load.metrics.health.process import BUSY_CPU_SHARE

MAX_BUSY_SHARE = 0.1
"""A start or a storm may take all of the CPU: in a tenth of the run, p90 is still of the rest."""

MIN_BUSY_SAMPLES = 5
"""Seconds. A process that imports, or a few hundred stations that connect at once, take one or two."""

MIN_LOOP_LAG_MS = 100.0
"""A loop that keeps up is late by 1 to 10 ms at the 99th percentile. With twice as many busy
processes as cores beside it that was 87 ms, 48 of them lasting: this is twice what such a neighbourhood
did to a generator that itself needed 3 % of a core."""

LOOP_LAG_SHARE = 0.25
"""Where calls take seconds, a tenth of a second more tells no other story. Beyond a quarter of what
was measured a threshold that has a quarter to spare is broken by the generator alone."""

DOUBTFUL_SHARE = 0.5
"""Half of a limit is told: on a machine that does nothing else it is not seen."""

STARVED_CPU_SHARE = 0.5
"""A late loop whose process needed less than this waited for a core that others had."""

MAX_LATE_DRIVERS_SHARE = 0.05
"""Up to the 95th percentile the load was offered when it was due."""

MIN_LATE_DRIVERS = 20
"""Fewer may have come in one and the same busy moment."""

OUT_OF_PORTS = "generator out of local ports"
OUT_OF_FILES = "generator out of file descriptors"

_MORE_PROCESSES = "use fewer stations for each process, or more processes (--processes)."
_DELAYS = f"Its latencies hold delays of its own: {_MORE_PROCESSES}"

_WIDER = f'sysctl -w net.ipv4.ip_local_port_range="{WIDEST}"'
_OF_SHORTAGE = {
    OUT_OF_PORTS: (
        "local ports",
        (
            f"Give it more (`{_WIDER}`), spread its stations over several addresses of it"
            " (--source-addresses), or over several machines."
        ),
    ),
    OUT_OF_FILES: (
        "file descriptors",
        "Allow more (`ulimit -n`, as root), or spread them over more processes (--processes).",
    ),
}


@dataclass(frozen=True, slots=True)
class LostWorker:
    """A worker that ended in mid-run or fell silent.

    `reported_s` is when its last report came, in seconds from the beginning; None where none did. Of
    its `stations` so many were `taken_over`, the last of them `after_s` after it was heard of last.
    `rows` counts those of each feeder that it had been given, and has not told the use of.
    """

    process: str
    reported_s: float | None = None
    stations: int = 0
    taken_over: int = 0
    after_s: float | None = None
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What else there is to know of a run before it is judged.

    `calls_p99_ms` is the 99th percentile of the round trips of all calls; None where there is none.
    `refused` counts, by reason, the connections that could not be opened. `losses` tells more of the
    workers that were lost, `left_workers` how many others left in mid-run, and in good order;
    `given_up` counts stations that closed as their worker could not reach its master;
    `missed_reports` of workers got lost on their way to it.
    """

    calls_p99_ms: float | None = None
    refused: Mapping[str, int] = field(default_factory=dict)
    lost_workers: int = 0
    left_workers: int = 0
    losses: Sequence[LostWorker] = ()
    given_up: int = 0
    missed_reports: int = 0
    late_workers: int = 0
    drivers: DriverCounts | None = None

    @property
    def loop_lag_limit_ms(self) -> float:
        """Return how late an event loop may be for longer than a moment."""
        return max(MIN_LOOP_LAG_MS, LOOP_LAG_SHARE * (self.calls_p99_ms or 0.0))


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is to be said of the load generator, in whole sentences.

    `missing` tells what was not there (workers, connections), `saturation` what was too much for it,
    `doubts` what may show in single figures, and is no reason against the run.
    """

    missing: tuple[str, ...] = ()
    saturation: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def hangs_on_calls(processes: Iterable[HealthFigures]) -> bool:
    """Tell whether a loop is so late that it has to be compared with the calls."""
    worth_telling_ms = DOUBTFUL_SHARE * MIN_LOOP_LAG_MS
    return any((figures.loop_lag_p99_ms or 0.0) > worth_telling_ms for figures in processes)


def assess(processes: Sequence[HealthFigures], facts: RunFacts) -> Assessment:
    """Judge a run by the figures of its processes."""
    working = [figures for figures in processes if figures.has_stations]
    return Assessment(
        missing=tuple(_missing(facts)),
        saturation=(
            *_of_each(_saturation, working, facts),
            *_late_drivers(facts.drivers),
        ),
        doubts=(
            *_of_each(_doubts, working, facts),
            *_busy_masters(processes),
            *_some_late_drivers(facts.drivers),
            *_left_workers(facts.left_workers),
            *_late_workers(facts.late_workers),
        ),
    )


def limits_of(facts: RunFacts) -> dict[str, float]:
    """Return the limits that a run is judged by."""
    return {
        "cpu_share": BUSY_CPU_SHARE,
        "busy_share": MAX_BUSY_SHARE,
        "busy_samples": MIN_BUSY_SAMPLES,
        "loop_lag_lasting_ms": facts.loop_lag_limit_ms,
        "late_drivers_share": MAX_LATE_DRIVERS_SHARE,
        "late_drivers": MIN_LATE_DRIVERS,
    }


def _missing(facts: RunFacts) -> Iterator[str]:
    if lost := facts.lost_workers:
        yield (
            f"{lost} of the workers ended in mid-run, or fell silent: their stations left without "
            "a word or were started again elsewhere, and what they had not reported yet is missing "
            f"here.{''.join(map(_loss, facts.losses))} Their own output says why; run again with all"
            " of them."
        )
    if given_up := facts.given_up:
        stations = "station" if given_up == 1 else "stations"
        yield (
            f"{given_up:,} {stations} closed because their worker had not heard from the master for"
            " as long as its lease holds, and began again when it had. Look at the network between"
            " them, and whether one of them stood still; run again."
        )
    if missed := facts.missed_reports:
        reports = "report" if missed == 1 else "reports"
        yield (
            f"{missed:,} {reports} of workers got lost on their way to the master: what they told is"
            " missing here. Look at the network between them; run again."
        )
    for reason, (what, advice) in _OF_SHORTAGE.items():
        # Each is one that a healthy machine never sees, and a station that was not there.
        if times := facts.refused.get(reason):
            connections = "connection" if times == 1 else "connections"
            yield (
                f"The load generator ran out of {what}: {times:,} {connections} could not be opened"
                f" for want of them, and the limit is none. {advice}"
            )


def _loss(lost: LostWorker) -> str:
    last = (
        "never reported"
        if lost.reported_s is None
        else f"reported last {lost.reported_s:.1f} s after the start"
    )
    stations = "1 station" if lost.stations == 1 else f"{lost.stations:,} stations"
    told = [f" {lost.process} {last}"]
    if lost.after_s is not None:
        told.append(
            f"of its {stations} {lost.taken_over:,} were taken over, within"
            f" {lost.after_s:.1f} s of its last sign of life"
        )
    elif lost.stations:
        told.append(f"of its {stations} none was taken over")
    rows = [f"{count:,} of {name}" for name, count in lost.rows.items() if count > 0]
    if rows:
        told.append(f"of rows that it may have used, nobody will have up to {', '.join(rows)}")
    return "; ".join(told) + "."


def _of_each(
    judge: Callable[[HealthFigures, float], Iterable[str]],
    processes: Iterable[HealthFigures],
    facts: RunFacts,
) -> Iterator[str]:
    for figures in processes:
        yield from judge(figures, facts.loop_lag_limit_ms)


def _is_busy(figures: HealthFigures) -> bool:
    enough = max(MAX_BUSY_SHARE * figures.samples, MIN_BUSY_SAMPLES - 1)
    return figures.busy_samples > enough


def _busy(figures: HealthFigures) -> str:
    return (
        f"{figures.process} used {100 * BUSY_CPU_SHARE:.0f} % or more of a CPU core in"
        f" {figures.busy_samples} of {figures.samples} samples, and {100 * MAX_BUSY_SHARE:.0f} % of"
        f" them is the limit"
    )


def _saturation(figures: HealthFigures, lag_limit_ms: float) -> Iterator[str]:
    if _is_busy(figures):
        yield f"The load generator was saturated: {_busy(figures)}. {_DELAYS}"
    lasting_ms = figures.loop_lag_lasting_ms
    if lasting_ms is not None and lasting_ms > lag_limit_ms:
        yield (
            f"The load generator was saturated: the event loop of {figures.process} was"
            f" {lasting_ms:,.0f} ms late or more for 1 % of the time, and for 2 s at least;"
            f" {_lag_limit(lag_limit_ms)}. Its latencies hold delays of its own: {_remedy(figures)}"
        )


def _remedy(figures: HealthFigures) -> str:
    share, when = figures.cpu_share_at_max_lag, "when it was latest, "
    if share is None:
        share, when = figures.mean_cpu_share, ""
    used = f"{when}it used {100 * share:.0f} % of a core"
    if share >= STARVED_CPU_SHARE:
        return f"{used}; {_MORE_PROCESSES}"
    # A share is of a second or more: work of its own that takes as long as the lag would be in it.
    may = "may " if (figures.loop_lag_max_ms or 0.0) <= 1000 * share else ""
    return (
        f"{used}, so others {may}have kept it waiting; leave this machine, or a core of it, to the"
        " load generator."
    )


def _lag_limit(lag_limit_ms: float) -> str:
    if lag_limit_ms == MIN_LOOP_LAG_MS:
        return f"{lag_limit_ms:.0f} ms is the limit"
    return f"{lag_limit_ms:,.0f} ms is the limit, a quarter of the calls' p99"


def _doubts(figures: HealthFigures, lag_limit_ms: float) -> Iterator[str]:
    p99_ms, lasting_ms = figures.loop_lag_p99_ms, figures.loop_lag_lasting_ms
    if p99_ms is not None and p99_ms > DOUBTFUL_SHARE * lag_limit_ms:
        if lasting_ms is not None and lasting_ms > lag_limit_ms:
            return  # and said already
        yield (
            f"The event loop of {figures.process} was {p99_ms:,.0f} ms late at the 99th percentile;"
            f" {_lag_limit(lag_limit_ms)}, for 2 s at least. That is no reason against the run, but"
            f" single latencies hold it: {_remedy(figures)}"
        )


def _busy_masters(processes: Iterable[HealthFigures]) -> Iterator[str]:
    for figures in processes:
        if not figures.has_stations and _is_busy(figures):
            yield (
                f"The process without stations was busy: {_busy(figures)}. No latency holds its"
                " delays, but what it tells of the run comes late: use fewer workers."
            )


def _late_drivers(drivers: DriverCounts | None) -> Iterator[str]:
    if drivers is not None and _is_late(drivers):
        yield (
            f"The load generator was saturated: {_late(drivers)}, and"
            f" {100 * MAX_LATE_DRIVERS_SHARE:.0f} % of them is the limit. The load was not the one"
            f" that was asked for: {_MORE_PROCESSES}"
        )


def _some_late_drivers(drivers: DriverCounts | None) -> Iterator[str]:
    if drivers is not None and drivers.late and not _is_late(drivers):
        yield f"{_late(drivers)}: the generator was behind its schedule."


def _left_workers(count: int) -> Iterator[str]:
    if count:
        yield (
            f"{count:,} of the workers left in mid-run, in good order: their stations ended their"
            " sessions, and began again elsewhere."
        )


def _late_workers(count: int) -> Iterator[str]:
    if count:
        yield (f"{count:,} of the workers came after the start: no drivers came to their stations.")


def _is_late(drivers: DriverCounts) -> bool:
    return drivers.late > max(MAX_LATE_DRIVERS_SHARE * drivers.arrived, MIN_LATE_DRIVERS - 1)


def _late(drivers: DriverCounts) -> str:
    came = "driver came" if drivers.arrived == 1 else "drivers came"
    return (
        f"{drivers.late:,} of {drivers.arrived:,} {came} more than {LATE_S * 1000:.0f} ms"
        f" after their time, {drivers.lag_max_s * 1000:,.0f} ms at most"
    )
