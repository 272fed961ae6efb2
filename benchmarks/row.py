"""A figure of a benchmark: ours against a baseline of the same run, and what it is to reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Limit:
    """What a figure is to reach, and what would be better still; more is better unless `at_most`.

    It is about the ratio to the baseline, or about the figure itself where it `is_absolute`.
    """

    wanted: float
    beyond: float
    at_most: bool = False
    is_absolute: bool = False

    def holds(self, value: float, limit: float) -> bool:
        """Tell whether `value` is as good as `limit`."""
        return value <= limit if self.at_most else value >= limit


@dataclass(frozen=True)
class Row:
    """The figures of all rounds; `base_values` were measured in turn with `values`."""

    figure: str
    stations: int
    of: str
    values: list[float]
    against: str
    base_values: list[float]
    limit: Limit | None = None

    @property
    def ratio(self) -> float:
        """Return the median of the ratios of each round."""
        pairs = zip(self.values, self.base_values, strict=True)
        return median(own / other for own, other in pairs)

    @property
    def judged(self) -> float:
        """Return what is held against the limit."""
        is_absolute = self.limit is not None and self.limit.is_absolute
        return median(self.values) if is_absolute else self.ratio

    @property
    def is_missed(self) -> bool:
        """Tell whether it does not reach what it is to reach."""
        return self.limit is not None and not self.limit.holds(self.judged, self.limit.wanted)

    @property
    def verdict(self) -> str:
        """Return in a word what it reaches."""
        if self.limit is None:
            return ""
        if self.is_missed:
            return "missed"
        return "beyond" if self.limit.holds(self.judged, self.limit.beyond) else "reached"

    def as_dict(self) -> dict[str, Any]:
        """Return it for `bench.json`."""
        limit = self.limit
        return {
            "figure": self.figure,
            "stations": self.stations,
            "of": self.of,
            "values": self.values,
            "against": self.against,
            "base_values": self.base_values,
            "ratio": self.ratio,
            "wanted": None if limit is None else limit.wanted,
            "beyond": None if limit is None else limit.beyond,
            "verdict": self.verdict,
        }


def print_rows(rows: Iterable[Row]) -> None:
    """Print a table."""
    columns = "figure", "stations", "of", "", "against", "", "ratio", "wanted", "beyond", ""
    table = Table(*columns)
    for row in rows:
        table.add_row(
            row.figure,
            f"{row.stations:,}",
            row.of,
            f"{median(row.values):,.1f}",
            row.against,
            f"{median(row.base_values):,.1f}",
            f"{row.ratio:.2f}",
            *_limits(row.limit),
            row.verdict,
        )
    Console(width=160).print(table)


def _limits(limit: Limit | None) -> tuple[str, str]:
    if limit is None:
        return "", ""
    sign = "≤" if limit.at_most else "≥"
    return f"{sign} {limit.wanted:g}", f"{sign} {limit.beyond:g}"
