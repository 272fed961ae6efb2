"""What the station section takes from feeders: `identity: "${boxes.identity}"`.

Only rows that a station has for good can be part of what it is. Beside them stand `{n}` and the
like, as in any pattern; what a row holds is never taken for one. `$${` is the text `${`, and the
brace that closes it is text as well.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from ocpp_load.credentials import StationText, parse_password, parse_station_text
from ocpp_load.errors import OcppLoadError
from ocpp_load.scenario.expression import Expression, parse_expression
from ocpp_load.scenario.feeders.feeder import Data, Use, UsedUp
from ocpp_load.scenario.feeders.supply import Supply
from ocpp_load.scenario.functions import PLAIN
from ocpp_load.scenario.pattern import Pattern, parse_pattern, read_ci_string_pattern, read_pattern
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.substitution import has_expression, read_text, written

T = TypeVar("T")

_OPENED = re.compile(r"\$\{([^{}]*)(\}(?=(?:\}\})*(?!\})))?")


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
        return self._read(value, read_pattern, parse_pattern, _line_problem, unique=True)

    def ci_string(self, max_length: int) -> Callable[[Value], StationPattern]:
        """Return what reads text for a field of OCPP's type CiString."""

        def read(value: Value) -> StationPattern:
            plain = partial(read_ci_string_pattern, max_length=max_length)
            problem = partial(_ci_problem, max_length=max_length)
            return self._read(value, plain, parse_pattern, problem)

        return read

    def password(self, read: Callable[[Value], T]) -> Callable[[Value], T | FedText]:
        """Return what reads a password, by `read` where no feeder is in it."""

        def read_either(value: Value) -> T | FedText:
            return self._read(value, read, parse_station_text, _password_problem)

        return read_either

    def _read(
        self,
        value: Value,
        plain: Callable[[Value], T],
        parse: Callable[[str], Pattern | StationText],
        check: Callable[[str], str | None],
        *,
        unique: bool = False,
    ) -> T | FedText:
        """Read text with expressions in it, or by `plain` where there are none."""
        if not has_expression(value):
            return plain(value)
        mistakes = len(value.mistakes.found)
        given = _joined(read_text(value).parts)
        texts = [part for part in given if isinstance(part, str)]
        if texts == given and len(value.mistakes.found) == mistakes:
            return plain(value.rewritten(lambda _: "".join(texts)))
        parts: list[Pattern | StationText | Expression] = []
        for part in given:
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
        if unique:
            self._check_unique(value, parts)
        return fed

    def _check_unique(
        self, value: Value, parts: Iterable[Pattern | StationText | Expression]
    ) -> None:
        names = frozenset().union(*(each.names for each in parts if isinstance(each, Expression)))
        has_number = any(isinstance(each, Pattern) and differs(each) for each in parts)
        feeders = [self._data[name] for name in sorted(names) if name in self._data]
        starts_over = [each.used_up is UsedUp.START_OVER and each.source.size for each in feeders]
        if starts_over and all(starts_over) and not has_number and "n" not in names:
            value.reject(
                f"the feeder {feeders[0].name} has used_up: start_over, by which two stations get"
                " the same identity; leave it out, or add {n}"
            )

    def _check_names(self, value: Value, expression: Expression) -> None:
        try:
            parse_expression(expression.text, PLAIN)
        except ValueError as error:
            value.reject(f"{error} (none that a station answers is there before the station)")
        value.mistakes.names.reject_whole_row(expression.tree, value)
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


def _joined(parts: Iterable[str | Expression]) -> list[str | Expression]:
    """Return texts that follow on each other as one, a pattern in which `${` stands for itself."""
    joined: list[str | Expression] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return [_OPENED.sub(_as_pattern, one) if isinstance(one, str) else one for one in joined]


def _as_pattern(opened: re.Match[str]) -> str:
    return f"${{{{{opened[1]}{'}}' if opened[2] else ''}"


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
