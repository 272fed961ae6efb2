"""Metrics of the run itself: what it is, its events and thresholds, and the generator's health."""

from collections.abc import Callable, Iterator

from ocpp_load.locust_glue.export.family import Family, Kind, Labels, Values
from ocpp_load.locust_glue.export.reading import Reading
from ocpp_load.report.thresholds import full_name


def _info(reading: Reading) -> Values:
    run = reading.run
    plan, settings = run.plan, run.settings
    labels = (
        settings.run_name or plan.name,
        plan.scenarios,
        plan.campaign.name if plan.campaign else "",
        settings.host,
        str(settings.seed),
    )
    return ((labels, 1),)


def _event_times(reading: Reading) -> Iterator[tuple[Labels, float]]:
    for event, at_s in reading.run.recorder.marks.items():
        yield (event,), reading.run.started_at + at_s


def _struck(reading: Reading) -> Iterator[tuple[Labels, float]]:
    for event, times in reading.run.recorder.struck_of().counts.items():
        yield (event,), times


def _standing(reading: Reading) -> Values:
    # By name: what is written twice is one threshold.
    return {
        (full_name(one),): float(one["outcome"] == "holds")
        for one in reading.thresholds
        if one["value"] is not None
    }.items()


def _threshold(figure: str) -> Callable[[Reading], Values]:
    def read(reading: Reading) -> Values:
        return {
            (full_name(one), one["unit"]): one[figure]
            for one in reading.thresholds
            if one[figure] is not None
        }.items()

    return read


def _violations(reading: Reading) -> Iterator[tuple[Labels, float]]:
    for kind, times in reading.violations.items():
        yield (kind,), times


def _latest(figure: str, factor: float = 1.0) -> Callable[[Reading], Values]:
    def read(reading: Reading) -> Iterator[tuple[Labels, float]]:
        for process, figures in reading.latest_health.items():
            if figure in figures:
                yield (process,), figures[figure] * factor

    return read


def _so_far(figure: str) -> Callable[[Reading], Values]:
    def read(reading: Reading) -> Iterator[tuple[Labels, float]]:
        for process, figures in reading.processes.items():
            if (value := getattr(figures, figure)) is not None:
                yield (process,), value

    return read


RUN_FAMILIES = (
    Family(
        "ocpp_load_run_info",
        Kind.GAUGE,
        "The present run, or the last: always 1.",
        _info,
        ("run", "scenario", "campaign", "host", "seed"),
    ),
    Family(
        "ocpp_load_run_start_time_seconds",
        Kind.GAUGE,
        "When its figures begin, as a Unix time.",
        lambda reading: (((), reading.run.started_at),),
    ),
    Family(
        "ocpp_load_run_invalid",
        Kind.GAUGE,
        "1 where its figures are the load generator's own: it is saturated, or a part is missing.",
        lambda reading: (((), float(reading.is_invalid)),),
    ),
    Family(
        "ocpp_load_event_start_time_seconds",
        Kind.GAUGE,
        "When each event of the campaign first began, as a Unix time.",
        _event_times,
        ("event",),
    ),
    Family(
        "ocpp_load_event_struck_stations_total",
        Kind.COUNTER,
        "Stations that an event has thrown out.",
        _struck,
        ("event",),
    ),
    Family(
        "ocpp_load_threshold_holds",
        Kind.GAUGE,
        "1 where a threshold holds by the figures so far, 0 where it is broken; none unmeasured.",
        _standing,
        ("threshold",),
    ),
    Family(
        "ocpp_load_threshold_value",
        Kind.GAUGE,
        "What a threshold measures, so far.",
        _threshold("value"),
        ("threshold", "unit"),
    ),
    Family(
        "ocpp_load_threshold_limit",
        Kind.GAUGE,
        "What it is held against.",
        _threshold("limit"),
        ("threshold", "unit"),
    ),
    Family(
        "ocpp_load_protocol_violations_total",
        Kind.COUNTER,
        "Breaches of the protocol by the central system.",
        _violations,
        ("kind",),
    ),
    Family(
        "ocpp_load_own_faults_total",
        Kind.COUNTER,
        "Mistakes of ocpp_load, of the scenario or of a user's handlers.",
        lambda reading: (((), sum(reading.run.recorder.own_faults().values())),),
    ),
    Family(
        "ocpp_load_lost_workers",
        Kind.GAUGE,
        "Workers that ended in mid-run or fell silent.",
        lambda reading: (((), len(reading.run.lost_workers)),),
    ),
    Family(
        "ocpp_load_process_cpu_seconds_total",
        Kind.COUNTER,
        "CPU time of each process of the load generator, in this run.",
        _so_far("cpu_s"),
        ("process",),
    ),
    Family(
        "ocpp_load_process_cpu_ratio",
        Kind.GAUGE,
        "CPU of a process, the worst second of the last; 1 is one core, all that it can use.",
        _latest("cpu_share"),
        ("process",),
    ),
    Family(
        "ocpp_load_process_resident_memory_bytes",
        Kind.GAUGE,
        "Memory of a process.",
        _latest("resident_bytes"),
        ("process",),
    ),
    Family(
        "ocpp_load_process_loop_lag_seconds",
        Kind.GAUGE,
        "How late the event loop of a process woke a sleeper, at worst in the last seconds.",
        _latest("loop_lag_max_ms", 1e-3),
        ("process",),
    ),
    Family(
        "ocpp_load_process_open_files",
        Kind.GAUGE,
        "Open files of a process; a station takes one.",
        _latest("open_files"),
        ("process",),
    ),
    Family(
        "ocpp_load_process_open_files_limit",
        Kind.GAUGE,
        "How many it may have.",
        _so_far("open_files_limit"),
        ("process",),
    ),
    Family(
        "ocpp_load_process_local_ports",
        Kind.GAUGE,
        "Local ports that connections of a process to the central system take.",
        _latest("ports"),
        ("process",),
    ),
    Family(
        "ocpp_load_process_local_ports_limit",
        Kind.GAUGE,
        "How many there are for one address of the central system.",
        _so_far("ports_limit"),
        ("process",),
    ),
    Family(
        "ocpp_load_process_unsent_messages",
        Kind.GAUGE,
        "Calls that wait in the stations of a process behind one that is not answered yet.",
        _latest("unsent_messages"),
        ("process",),
    ),
    Family(
        "ocpp_load_process_garbage_collection_seconds_total",
        Kind.COUNTER,
        "Time that a process has spent in collecting garbage; its stations stand still meanwhile.",
        _so_far("garbage_collection_s"),
        ("process",),
    ),
    Family(
        "ocpp_load_process_garbage_collections_total",
        Kind.COUNTER,
        "Garbage collections of a process, of all generations.",
        _so_far("garbage_collections"),
        ("process",),
    ),
)
