"""Metrics of what stations and the central system said to each other: a few for each direction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from ocpp_load.locust_glue.export.family import Distributions, Family, Kind, Labels, Values
from ocpp_load.locust_glue.export.reading import Reading
from ocpp_load.metrics import Direction, LineSum
from ocpp_load.metrics.sums import LatencySum


@dataclass(frozen=True, slots=True)
class _Names:
    """What one direction is called: its counter, its failures, its histogram, and its label.

    Checks have no failures by reason: a reason holds what was found in place of what should be.
    """

    direction: Direction
    what: str
    total: str
    label: str
    well: str
    failures: str | None = None
    duration: str | None = None
    duration_help: str = ""


_DIRECTIONS = (
    _Names(
        Direction.CALL,
        "Calls of stations",
        "ocpp_load_calls_total",
        "action",
        "answered",
        "ocpp_load_call_failures_total",
        "ocpp_load_call_round_trip_seconds",
        "Round trip of calls that got an answer: frame handed to the socket to answer read.",
    ),
    _Names(
        Direction.COMMAND,
        "Commands of the central system",
        "ocpp_load_commands_total",
        "action",
        "answered",
        "ocpp_load_command_failures_total",
        "ocpp_load_command_handling_seconds",
        "Handling of commands: frame read to answer handed to the socket.",
    ),
    _Names(
        Direction.FLOW,
        "Flows over several messages",
        "ocpp_load_flows_total",
        "flow",
        "completed",
        "ocpp_load_flow_failures_total",
        "ocpp_load_flow_duration_seconds",
        "From the command that asked for something to the message that says it is done.",
    ),
    _Names(
        Direction.LINK,
        "Events of connections and transfers",
        "ocpp_load_link_events_total",
        "event",
        "succeeded",
        "ocpp_load_link_failures_total",
        "ocpp_load_link_event_duration_seconds",
        "Duration of connects, handshakes and transfers, and how long stations took to be back.",
    ),
    _Names(
        Direction.CHECK,
        "What scenarios expect of the central system",
        "ocpp_load_checks_total",
        "check",
        "passed",
    ),
)


def _outcomes(direction: Direction, well: str) -> Callable[[Reading], Values]:
    def read(reading: Reading) -> Iterator[tuple[Labels, float]]:
        for name, line in reading.lines[direction].items():
            failures = line.failures
            yield (name, well), line.count - failures
            yield (name, "failed"), failures
            if direction is Direction.CALL:
                yield (name, "cut_off"), line.cut_off

    return read


def _reasons(direction: Direction) -> Callable[[Reading], Values]:
    def read(reading: Reading) -> Iterator[tuple[Labels, float]]:
        for name, line in reading.lines[direction].items():
            for reason, times in line.reasons.items():
                yield (name, reason), times

    return read


def _counts(direction: Direction, counter: str) -> Callable[[Reading], Values]:
    count: Callable[[LineSum], int] = attrgetter(counter)

    def read(reading: Reading) -> Iterator[tuple[Labels, float]]:
        for name, line in reading.lines[direction].items():
            yield (name,), count(line)

    return read


def _latencies(direction: Direction, histogram: str) -> Callable[[Reading], Distributions]:
    latencies: Callable[[LineSum], LatencySum] = attrgetter(histogram)

    def read(reading: Reading) -> Iterator[tuple[Labels, LatencySum]]:
        for name, line in reading.lines[direction].items():
            if distribution := latencies(line):
                yield (name,), distribution

    return read


def _families() -> Iterator[Family]:
    for names in _DIRECTIONS:
        direction, label = names.direction, names.label
        yield Family(
            names.total,
            Kind.COUNTER,
            f"{names.what}, by what became of them.",
            _outcomes(direction, names.well),
            (label, "outcome"),
        )
        if names.failures is not None:
            yield Family(
                names.failures,
                Kind.COUNTER,
                f"{names.what} that failed, by reason.",
                _reasons(direction),
                (label, "reason"),
            )
        if names.duration is not None:
            yield Family(
                names.duration,
                Kind.HISTOGRAM,
                names.duration_help,
                _latencies(direction, "latency"),
                (label,),
            )


LINE_FAMILIES = (
    *_families(),
    Family(
        "ocpp_load_call_from_intent_seconds",
        Kind.HISTOGRAM,
        "Calls from when they were due to their answer: with the wait behind the station's"
        " outstanding call and the generator's own lateness.",
        _latencies(Direction.CALL, "from_intent"),
        ("action",),
    ),
    Family(
        "ocpp_load_call_late_answers_total",
        Kind.COUNTER,
        "Answers that came after their call had been given up, and counted as failed.",
        _counts(Direction.CALL, "late_answers"),
        ("action",),
    ),
    Family(
        "ocpp_load_call_sent_bytes_total",
        Kind.COUNTER,
        "Bytes of calls that were answered.",
        _counts(Direction.CALL, "sent_bytes"),
        ("action",),
    ),
    Family(
        "ocpp_load_call_received_bytes_total",
        Kind.COUNTER,
        "Bytes of their answers.",
        _counts(Direction.CALL, "received_bytes"),
        ("action",),
    ),
)
