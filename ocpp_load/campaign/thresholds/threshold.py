"""A threshold: a figure of the run, and what it is to be for the run to have passed.

Values only. What a figure is computed from is the judge's concern, how it is written the
grammar's.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from math import isclose

# 9 µs by way of milliseconds, or three times 1.18 ms: a few roundings in the sixteenth digit.
_ROUNDING = 1e-12


class Unit(StrEnum):
    """What a limit is in; the value is what the summary calls it."""

    SECONDS = "s"
    SHARE = "share"
    COUNT = "count"
    PER_SECOND = "per s"


class Comparison(StrEnum):
    """How a figure stands to its limit, as it is written."""

    BELOW = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    ABOVE = ">"

    def holds(self, value: float, limit: float) -> bool:
        """Tell whether it is so; what only the rounding of floats sets apart is equal."""
        is_equal = isclose(value, limit, rel_tol=_ROUNDING)
        match self:
            case Comparison.BELOW:
                return value < limit and not is_equal
            case Comparison.AT_MOST:
                return value < limit or is_equal
            case Comparison.EQUAL:
                return is_equal
            case Comparison.AT_LEAST:
                return value > limit or is_equal
            case Comparison.ABOVE:
                return value > limit and not is_equal


class Statistic(StrEnum):
    """What of a line of the statistics is meant."""

    PERCENTILE = "percentile"
    MEAN = "mean"
    MAX = "max"
    MIN = "min"
    RATE = "rate"
    FAILURES = "failures"
    COUNT = "count"


class FleetCount(StrEnum):
    """What is counted of the whole fleet, and for the whole run; as it is written."""

    TRANSACTIONS_LOST = "transactions lost"
    TRANSACTIONS_DELIVERED_TWICE = "transactions delivered twice"
    TRANSACTIONS_OUT_OF_ORDER = "transactions out of order"
    TRANSACTIONS_LEFT_OPEN = "transactions left open"
    STATIONS_PASSED = "stations passed"
    DRIVERS_TURNED_AWAY = "drivers turned away"
    DRIVERS_GAVE_UP = "drivers gave up"


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which stations and of what time: all and the whole run, unless said otherwise."""

    group: str | None = None
    before: str | None = None
    since: str | None = None

    @property
    def event(self) -> str | None:
        """Return the event that begins or ends the time."""
        return self.before or self.since


@dataclass(frozen=True, slots=True)
class LineFigure:
    """A figure of one line, or with `name` None of all lines of a direction.

    `direction` is a direction of the statistics: call, command, link or check.
    """

    direction: str
    name: str | None
    statistic: Statistic
    percentile: float = 0.0
    from_intent: bool = False
    scope: Scope = field(default_factory=Scope)


@dataclass(frozen=True, slots=True)
class FleetFigure:
    """One of the counts of the whole fleet."""

    counted: FleetCount
    scope: Scope = field(default_factory=Scope)


@dataclass(frozen=True, slots=True)
class ConnectionFailures:
    """Connections that could not be made, and those that were lost; of all attempts to connect."""

    scope: Scope = field(default_factory=Scope)


@dataclass(frozen=True, slots=True)
class BackWithin:
    """The share of the stations that were back so soon after the event of `scope`, or any event."""

    seconds: float
    scope: Scope = field(default_factory=Scope)


Figure = LineFigure | FleetFigure | ConnectionFailures | BackWithin


@dataclass(frozen=True, slots=True)
class Threshold:
    """One entry of `thresholds`.

    `limit` is in `unit`, or with a `reference` a multiple of that figure's value. With `abort`
    the run is ended once it has been broken for `for_s`, but not in its first `after_s`.
    """

    text: str
    figure: Figure
    comparison: Comparison
    limit: float
    unit: Unit
    reference: Figure | None = None
    name: str | None = None
    abort: bool = False
    for_s: float = 0.0
    after_s: float = 0.0
