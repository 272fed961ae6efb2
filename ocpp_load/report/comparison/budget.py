"""How much worse a run may be: `p99=10%`, `BootNotification p99=5ms`, `failures=0.1%`, `rate=5%`."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from ocpp_load.errors import OptionError
from ocpp_load.report.comparison.run_figures import Key
from ocpp_load.report.comparison.statistic import (
    FAILURES,
    FROM_INTENT,
    RATE,
    Statistic,
    Unit,
    percentile,
)
from ocpp_load.scenario.wording import did_you_mean, quoted

OPTION = "--budget"

_FORM = re.compile(
    r"(?:(?P<subject>\S.*?)\s+)??(?P<statistic>(?:from\s+intent\s+)?[a-z][a-z0-9.]*)"
    r"\s*=\s*(?P<amounts>.*)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(%|us|µs|ms|s|min)?")
_MS_IN = {"us": 0.001, "µs": 0.001, "ms": 1.0, "s": 1000.0, "min": 60_000.0}
_WORDS = {
    "calls": "call",
    "commands": "command",
    "links": "link",
    "checks": "check",
    "flows": "flow",
}
_DIRECTIONS = {**_WORDS, **{word: word for word in _WORDS.values()}}
_STATISTICS = (
    "any percentile (p50, p99, p99.9), mean, the same behind 'from intent', failures, rate"
)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a statistic may get worse by: a share of the old figure, and so much on top.

    `text` is the user's. `plus` is in the statistic's unit. Of `direction` and `name` None stands
    for any; a statistic looks at some directions only, unless the budget names one.
    """

    text: str
    statistic: Statistic
    share: float = 0.0
    plus: float = 0.0
    direction: str | None = None
    name: str | None = None

    @property
    def precision(self) -> int:
        """Return how closely it says what it is about: the closest one counts."""
        return 2 * (self.name is not None) + (self.direction is not None)

    def covers(self, key: Key) -> bool:
        """Return whether it is about a line."""
        direction, name = key
        if self.name is not None and self.name != name:
            return False
        if self.direction is not None:
            return self.direction == direction
        return self.name is not None or direction in self.statistic.directions

    def limit(self, value: float) -> float:
        """Return what comes of an old figure when the whole budget is used up."""
        if self.statistic.rises_when_worse:
            return value * (1 + self.share) + self.plus
        return value * (1 - self.share) - self.plus


def parse_budget(text: str) -> Budget:
    """Return the budget that an option's value stands for. Raises `OptionError`."""
    parts = _FORM.fullmatch(text.strip())
    if parts is None:
        raise _wrong(text, "is no budget; write for example p99=10%, 'BootNotification p99=5ms'")
    statistic = _statistic(text, " ".join(parts["statistic"].split()).lower())
    share, plus = _amounts(text, statistic, parts["amounts"])
    direction, name = _subject(parts["subject"])
    return Budget(text.strip(), statistic, share, plus, direction, name)


def governing(budgets: Iterable[Budget], key: Key) -> list[Budget]:
    """Return the budgets that count for a line: of each statistic those that name it closest."""
    about = [budget for budget in budgets if budget.covers(key)]
    closest: dict[str, int] = {}
    for budget in about:
        name = budget.statistic.name
        closest[name] = max(budget.precision, closest.get(name, 0))
    return [budget for budget in about if budget.precision == closest[budget.statistic.name]]


def check_subjects(budgets: Iterable[Budget], keys: Collection[Key]) -> None:
    """Raise `OptionError` for a budget about what neither run has."""
    for budget in budgets:
        if budget.name is None or any(budget.covers(key) for key in keys):
            continue
        names = sorted({name for direction, name in keys if _may_be_meant(budget, direction)})
        whose = f"{budget.direction} " if budget.direction else ""
        problem = f"neither run has {whose}{quoted(budget.name)}"
        raise _wrong(budget.text, f"{problem}{did_you_mean(budget.name, names)}")


def _may_be_meant(budget: Budget, direction: str) -> bool:
    return budget.direction in (None, direction)


def _subject(subject: str | None) -> tuple[str | None, str | None]:
    if subject is None:
        return None, None
    words = subject.split(maxsplit=1)
    direction = _DIRECTIONS.get(words[0].lower())
    if direction is None:
        return None, " ".join(subject.split())
    return direction, words[1] if len(words) > 1 else None


def _statistic(text: str, name: str) -> Statistic:
    if name in (FAILURES.name, RATE.name):
        return FAILURES if name == FAILURES.name else RATE
    if name.removeprefix(FROM_INTENT) == "mean":
        return Statistic(name, Unit.MS)
    if name.removeprefix(FROM_INTENT) in ("max", "p100"):
        problem = "has a figure that a single call decides, which no number of calls bounds"
        raise _wrong(text, f"{problem}; write for example p99.9")
    found = percentile(name)
    if found is None:
        raise _wrong(text, f"has no statistic {quoted(name)}; allowed: {_STATISTICS}")
    return found


def _amounts(text: str, statistic: Statistic, written: str) -> tuple[float, float]:
    share = plus = 0.0
    for amount in written.split("+"):
        parts = _AMOUNT.fullmatch(amount.strip())
        if parts is None:
            raise _wrong(text, f"{quoted(amount.strip())} is no amount; write for example 10%, 5ms")
        number, unit = Decimal(parts[1]), parts[2]
        if unit is None:
            example = f"{parts[1]}%" + (f" or {parts[1]}ms" if statistic.unit is Unit.MS else "")
            raise _wrong(text, f"{parts[1]} has no unit; write {example}")
        if unit != "%":
            if statistic.unit is not Unit.MS:
                raise _wrong(text, f"{statistic.name} is no time; write for example 1%")
            plus += float(number) * _MS_IN[unit]
        elif statistic.unit is Unit.SHARE:
            plus += float(number / 100)
        else:
            share += float(number / 100)
    if not statistic.rises_when_worse and share >= 1:
        raise _wrong(text, f"{statistic.name} cannot fall by {share:.0%}; allowed: less than 100%")
    return share, plus


def _wrong(text: str, problem: str) -> OptionError:
    return OptionError(OPTION, f"{quoted(text)}: {problem}")
