"""What the station section takes from feeders: `identity: "${boxes.identity}"`.

Only rows that a station has for good can be part of what it is. Beside them stand `{n}` and the
like, as in any pattern; what a row holds is never taken for one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from ocpp_load.credentials import StationText, parse_password, parse_station_text
from ocpp_load.errors import OcppLoadError
from ocpp_load.scenario.expression import Expression, parse_expression
from ocpp_load.scenario.feeders.feeder import Data, Use
from ocpp_load.scenario.feeders.supply import Supply
from ocpp_load.scenario.functions import PLAIN
from ocpp_load.scenario.pattern import Pattern, parse_pattern, read_ci_string_pattern, read_pattern
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.substitution import has_expression, read_text, written

T = TypeVar("T")


class StationTextError(OcppLoadError):
    """A value of the station section that cannot be had, or not be used, for one station."""


@dataclass(frozen=True, slots=True)
class FedText:
    """Text of the station section with expressions in it, about rows of feeders.

    Text between them is a pattern. `check` says what is wrong with what comes of it, if anything.
    """

    parts: tuple[Pattern | StationText | Expression, ...]
    label: str
    check: Callable[[str], str | None]

    def fill(self, supply: Supply, number: int, identity: str = "") -> str:
        """Return the text for one station. Raises `StationTextError` and `NoRowLeft`."""

        def named(name: str) -> Any:
            return number if name == "n" else supply.take(name, number)

        text = "".join(self._part(part, named, number, identity) for part in self.parts)
        problem = self.check(text)
        if problem is not None:
            raise StationTextError(f"{self.label}: {problem}")
        return text

    def _part(
        self,
        part: Pattern | StationText | Expression,
        named: Callable[[str], Any],
        number: int,
        identity: str,
    ) -> str:
        if isinstance(part, Expression):
            return written(part.value(named, PLAIN.__getitem__))
        if isinstance(part, Pattern):
            return part.format(number)
        return part.format(identity, number)


StationPattern = Pattern | FedText


def differs(pattern: StationPattern) -> bool:
    """Tell whether stations get texts of their own."""
    return isinstance(pattern, FedText) or pattern.format(1) != pattern.format(2)


class FedReader:
    """Reads what a station section says of `data`, the feeders that there are."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def identity(self, value: Value) -> StationPattern:
        """Read text that no two stations have in common."""
        if not has_expression(value):
            return read_pattern(value)
        return self._read(value, parse_pattern, _line_problem, unique=True)

    def ci_string(self, max_length: int) -> Callable[[Value], StationPattern]:
        """Return what reads text for a field of OCPP's type CiString."""

        def read(value: Value) -> StationPattern:
            if not has_expression(value):
                return read_ci_string_pattern(value, max_length)
            return self._read(value, parse_pattern, partial(_ci_problem, max_length=max_length))

        return read

    def password(self, read: Callable[[Value], T]) -> Callable[[Value], T | FedText]:
        """Return what reads a password, by `read` where no feeder is in it."""

        def read_either(value: Value) -> T | FedText:
            if not has_expression(value):
                return read(value)
            return self._read(value, parse_station_text, _password_problem)

        return read_either

    def _read(
        self,
        value: Value,
        parse: Callable[[str], Pattern | StationText],
        check: Callable[[str], str | None],
        *,
        unique: bool = False,
    ) -> FedText:
        parts: list[Pattern | StationText | Expression] = []
        for part in read_text(value).parts:
            if isinstance(part, str):
                try:
                    parts.append(parse(part))
                except ValueError as error:
                    value.reject(str(error))
            else:
                self._check_names(value, part)
                parts.append(part)
        fed = FedText(tuple(parts), value.label, check)
        if len(parts) == 1 and isinstance(parts[0], Expression) and not value.mistakes.found:
            self._check_rows(value, parts[0], check, unique=unique)
        return fed

    def _check_names(self, value: Value, expression: Expression) -> None:
        try:
            parse_expression(expression.text, PLAIN)
        except ValueError as error:
            value.reject(f"{error} (none that a station answers is there before the station)")
        for name in sorted(expression.names - {"n"}):
            feeder = self._data.get(name)
            if feeder is None:
                there = [each.name for each in self._data.values() if each.use is Use.PER_STATION]
                value.reject(
                    f"there is no feeder {name} with use: per_station, for what a station is for"
                    f" good; there are: {', '.join(there) or 'none'}"
                )
            elif feeder.use is not Use.PER_STATION:
                value.reject(
                    f"the feeder {name} has use: {feeder.use}; what a station is for good comes"
                    " from per_station"
                )

    def _check_rows(
        self,
        value: Value,
        expression: Expression,
        check: Callable[[str], str | None],
        *,
        unique: bool,
    ) -> None:
        """Check the rows of `${feeder}` or `${feeder.column}`."""
        name, _, column = expression.text.partition(".")
        source = self._data[name].source if name in self._data else None
        if source is None:
            return
        columns = source.columns
        if (column or None) not in (columns or (None,)):
            return  # more than the name of a column: what comes of it is seen in the run
        seen: dict[str, int] = {}
        for index in source.telling:
            row = source.row(index)
            text = written(row[column] if columns else row)
            problem = check(text)
            if problem is None and unique and seen.setdefault(text, index) != index:
                problem = f"stands at {source.place(seen[text])} already"
            if problem is not None:
                value.reject(f"{source.place(index)}: {problem}")
                return


def _ci_problem(text: str, max_length: int) -> str | None:
    if not text:
        return "is empty"
    if not (text.isascii() and text.isprintable()):
        return "cannot be sent; allowed: printable ASCII characters"
    if len(text) > max_length:
        return f"has {len(text)} characters; OCPP allows at most {max_length}"
    return None


def _line_problem(text: str) -> str | None:
    if not text:
        return "is empty"
    return None if text.isprintable() else "has a line break or a control character in it"


def _password_problem(text: str) -> str | None:
    try:
        parse_password(text)
    except ValueError as error:
        return str(error)
    return None
