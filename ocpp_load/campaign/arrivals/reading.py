"""The section `drivers` of a campaign, read and checked."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from ocpp_load.campaign.arrivals.drivers import Drivers
from ocpp_load.campaign.arrivals.profile import DAY_S, Profile, of_a_day, steady
from ocpp_load.errors import Mistake
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.feeders.csv_file import CsvError, load_csv
from ocpp_load.scenario.feeders.source import CsvRows
from ocpp_load.scenario.id_tag import read_late_id_tag
from ocpp_load.scenario.model import Scenario
from ocpp_load.scenario.node import MappingNode, ScalarNode, SequenceNode
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.step import Step, StepReader
from ocpp_load.scenario.steps import STEPS
from ocpp_load.scenario.time_scale import read_pace
from ocpp_load.scenario.wording import did_you_mean, quoted

KEYS = ("rate", "session", "id_tag", "groups", "patience", "starts_after")
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?) */ *(s|min|h)")
_PER = {"s": 1.0, "min": 60.0, "h": 3600.0}
_HOW_TO_WRITE = "write for example 600 / h, 10 / min or 2 / s"
_FASTEST = 10_000.0
_RAREST = 1e-6  # one in eleven days: who comes less often is looked for through day after day
_TIME = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9]))?")
_NO_RATE = steady(1.0, is_random=False)


def read_drivers(value: Value, folder: Path, groups: Mapping[str, Scenario]) -> Drivers | None:
    """Read the drivers of a campaign with these groups; paths begin at `folder`.

    None where there is no section to read.
    """
    if not isinstance(value.node, MappingNode):
        value.entries()
        return None
    section = value.section(KEYS, required=("rate", "session"))
    names = value.mistakes.names
    names.define("driver")
    admitted = section.read("groups", partial(_groups, known=groups), None)
    there = [each for name, each in groups.items() if admitted is None or name in admitted]
    return Drivers(
        profile=section.read("rate", partial(_profile, folder=folder), _NO_RATE),
        id_tag=section.read("id_tag", partial(read_late_id_tag, connector=None), None),
        sessions=section.read("session", partial(_sessions, scenarios=there), ()),
        groups=admitted,
        patience_s=section.read("patience", read_duration, 0.0),
        starts_after_s=section.read("starts_after", read_duration, 0.0),
        keeps_journal=names.asks_journal,
    )


def _sessions(value: Value, scenarios: list[Scenario]) -> tuple[tuple[Step, ...], ...]:
    connectors = [each.station.connectors for each in scenarios] or [1]
    has_ev = all(each.station.electrical.ev is not None for each in scenarios)
    reader = StepReader(STEPS, min(connectors), has_ev=has_ev)

    def at(connector: int) -> tuple[Step, ...]:
        return reader.session_at(connector).read_list(value)

    last = at(max(connectors))
    if value.mistakes.found:
        return (last,)
    return (*(at(connector) for connector in range(1, max(connectors))), last)


def _groups(value: Value, known: Mapping[str, Scenario]) -> frozenset[str]:
    items = value.items() if isinstance(value.node, SequenceNode) else [value]
    names = [(item, item.text()) for item in items]
    for item, name in names:
        if name and name not in known:
            item.reject(f"there is no group {quoted(name)}{did_you_mean(name, list(known))}")
    return frozenset(name for _, name in names)


def _profile(value: Value, folder: Path) -> Profile:
    if not isinstance(value.node, MappingNode):
        return steady(_read_rate(value), is_random=False)
    readers: dict[str, Callable[[Value], Profile]] = {
        "constant": lambda each: steady(_read_rate(each), is_random=False),
        "poisson": lambda each: steady(_read_rate(each), is_random=True),
    }
    if any(key.text == "profile" for key, _ in value.node.entries):
        section = value.section(("profile", "time_scale", "starts_at"))
        return section.read("profile", partial(_day, folder=folder, options=section), _NO_RATE)
    section = value.section((*readers, "profile"))
    if len(value.node.entries) != 1:
        value.reject("needs exactly one of constant, poisson, profile")
    found = _NO_RATE
    for kind, read in readers.items():
        found = section.read(kind, read, found)
    return found


def _day(value: Value, folder: Path, options: Section) -> Profile:
    time_scale = options.read("time_scale", read_pace, 1.0)
    starts_at_s = options.read("starts_at", _read_time, 0.0)
    name = value.line()
    if not name:
        return _NO_RATE
    try:
        rows = load_csv(folder / name)
        return of_a_day(_rates(rows), time_scale, starts_at_s)
    except CsvError as error:
        value.mistakes.found += error.mistakes
        return _NO_RATE


def _rates(rows: CsvRows) -> list[tuple[float, float]]:
    """Return seconds of the day and rates per second. Raises `CsvError`."""
    mistakes = []
    if set(rows.columns) != {"time", "rate"}:
        raise CsvError([Mistake(rows.file, 1, 1, "the columns are not time and rate")])
    rates: list[tuple[float, float]] = []
    for index, line in enumerate(rows.lines):
        row = rows.row(index)
        at_s, rate = _seconds_of_day(row["time"]), _per_second(row["rate"] + " / h")
        if rate is None:
            rate = _per_second(row["rate"])
        if at_s is None:
            problem = f"{quoted(row['time'])} is no time of the day; write for example 07:30"
        elif rates and at_s <= rates[-1][0]:
            problem = f"{quoted(row['time'])} is not after the time above"
        elif rate is None or rate > _FASTEST or 0 < rate < _RAREST:
            problem = (
                f"{quoted(row['rate'])} is no rate; write drivers per hour, or for example 2 / s"
            )
        else:
            rates.append((at_s, rate))
            continue
        mistakes.append(Mistake(rows.file, line, 1, problem))
    if not mistakes and not any(rate for _, rate in rates):
        mistakes = [Mistake(rows.file, 1, 1, "no driver comes all day")]
    if mistakes:
        raise CsvError(mistakes)
    return rates


def _read_rate(value: Value) -> float:
    written = value.node.value if isinstance(value.node, ScalarNode) else None
    rate = _per_second(written) if isinstance(written, str) else None
    if rate is None:
        value.reject(f"{value.shown} is not a rate; {_HOW_TO_WRITE}")
    elif not 0 < rate <= _FASTEST:
        value.reject(f"{value.shown} is out of range; allowed: above 0, up to 10000 / s")
    else:
        return rate
    return 1.0


def _per_second(written: str) -> float | None:
    parts = _RATE.fullmatch(written)
    return None if parts is None else float(parts[1]) / _PER[parts[2]]


def _read_time(value: Value) -> float:
    written = value.node.value if isinstance(value.node, ScalarNode) else None
    seconds = _seconds_of_day(written) if isinstance(written, str) else None
    if seconds is None:
        value.reject(f"{value.shown} is no time of the day; write for example 07:30")
        return 0.0
    return seconds


def _seconds_of_day(written: str) -> float | None:
    parts = _TIME.fullmatch(written)
    if parts is None:
        return None
    seconds = int(parts[1]) * 3600.0 + int(parts[2]) * 60.0 + int(parts[3] or 0)
    return seconds if seconds < DAY_S else None
