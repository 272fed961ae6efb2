"""`summary.json` → figures of a run, with what is wrong told in one line.

Only what a comparison needs is looked at, so that a summary with more in it can be read, too.
"""

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from hdrh.codec import HdrCookieException, HdrHistogramSettingsException, HdrLengthException

from ocpp_load.errors import UserInputError
from ocpp_load.metrics import LatencyHistogram
from ocpp_load.one_line import in_one_line
from ocpp_load.report.comparison.distribution import Distribution
from ocpp_load.report.comparison.run_figures import Column, Key, Latencies, Line, RunFigures

VERSIONS = (1, 2)

_SHOWN = 200
_UNDECODABLE = (
    ArithmeticError,
    AssertionError,
    HdrCookieException,
    HdrHistogramSettingsException,
    HdrLengthException,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)


class SummaryError(UserInputError):
    """A file that is no summary of a run, or one that cannot be read."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(in_one_line(f"{file}: {problem}"))
        self.file = file
        self.problem = problem


class _Wrong(Exception):
    """Something in the summary that is not as it has to be."""


def read_run(file: Path) -> RunFigures:
    """Return the figures of the run whose summary is in `file`. Raises `SummaryError`."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SummaryError(file, (error.strerror or str(error)).lower()) from error
    try:
        summary = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        if not content.strip():
            raise SummaryError(file, "is empty") from error
        is_cut = error.pos >= len(content.decode(errors="replace").rstrip()) - 1
        problem = "ends too early, and is no JSON" if is_cut else "is no JSON"
        place = f"line {error.lineno}, column {error.colno}"
        raise SummaryError(file, f"{problem}: {place}; give the summary.json of a run") from error
    try:
        return _run(file, summary)
    except _Wrong as wrong:
        raise SummaryError(file, str(wrong)) from wrong


def _run(file: Path, summary: Any) -> RunFigures:
    if not isinstance(summary, dict) or "schema_version" not in summary:
        raise _Wrong("is no summary of a run: it has no schema_version")
    version = summary["schema_version"]
    if type(version) is not int or version not in VERSIONS:
        known = " and ".join(map(str, VERSIONS))
        raise _Wrong(f"has schema_version {_short(version)}; {known} can be read")
    run = _get(summary, "run", dict, "")
    duration_s = _number(run, "duration_s", "run.")
    slice_s, at_s, columns = _timeline(summary)
    lines: dict[Key, Line] = {}
    for place, raw in enumerate(_get(summary, "lines", list, "")):
        line = _line(raw, f"lines[{place}]", duration_s, columns)
        if line.key in lines:
            raise _Wrong(f"lines[{place}]: {line.direction} {line.name} is there already")
        lines[line.key] = line
    return RunFigures(
        file=file,
        version=version,
        name=_get(run, "name", str, "run."),
        started_at=_get(run, "started_at", str, "run."),
        duration_s=duration_s,
        lines=lines,
        summary=summary,
        slice_s=slice_s,
        at_s=at_s,
        invalid=_invalid(summary),
    )


def _timeline(
    summary: Mapping[str, Any],
) -> tuple[int, tuple[int, ...], Mapping[Key, Mapping[str, Column]]]:
    if "timeline" not in summary:
        return 0, (), {}
    timeline = _get(summary, "timeline", dict, "")
    slice_s = _count(timeline, "slice_s", "timeline.")
    at_s = tuple(_get(timeline, "at_s", list, "timeline."))
    if not all(type(second) is int for second in at_s):
        raise _Wrong("timeline.at_s: has what is no whole number")
    columns: dict[Key, Mapping[str, Column]] = {}
    for place, raw in enumerate(_get(timeline, "lines", list, "timeline.")):
        where = f"timeline.lines[{place}]"
        line = _object(raw, where)
        key = _get(line, "direction", str, f"{where}."), _get(line, "name", str, f"{where}.")
        columns[key] = {
            name: _column(column, len(at_s), f"{where}.{name}")
            for name, column in line.items()
            if name not in ("direction", "name")
        }
    return slice_s, at_s, columns


def _column(raw: Any, slices: int, where: str) -> Column:
    if not isinstance(raw, list) or len(raw) != slices:
        raise _Wrong(f"{where}: is no array of {slices} figures")
    if not all(figure is None or _is_figure(figure) for figure in raw):
        raise _Wrong(f"{where}: has what is no figure")
    return raw


def _line(
    raw: Any, where: str, duration_s: float, columns: Mapping[Key, Mapping[str, Column]]
) -> Line:
    line = _object(raw, where)
    where = f"{where}."
    key = _get(line, "direction", str, where), _get(line, "name", str, where)
    count, failures = _count(line, "count", where), _count(line, "failures", where)
    if failures > count:
        raise _Wrong(f"{where}failures: {failures} of {count}")
    return Line(
        direction=key[0],
        name=key[1],
        count=count,
        failures=failures,
        rate_per_s=_number(line, "rate_per_s", where),
        duration_s=duration_s,
        latency=_latencies(line, "latency", where),
        from_intent=_latencies(line, "from_intent", where),
        over_time=columns.get(key, {}),
    )


def _latencies(line: Mapping[str, Any], name: str, where: str) -> Latencies | None:
    if line.get(name) is None:
        return None
    latencies = _get(line, name, dict, where)
    where = f"{where}{name}."
    count = _count(latencies, "count", where)
    least, mean, most = (_number(latencies, key, where) for key in ("min_ms", "mean_ms", "max_ms"))
    encoded = _get(latencies, "histogram", str, where)
    try:
        histogram = LatencyHistogram.decode(encoded)
    except _UNDECODABLE as error:
        raise _Wrong(f"{where}histogram: cannot be decoded") from error
    if histogram.count != count or not count:
        raise _Wrong(f"{where}histogram: has {histogram.count} latencies, to be {count}")
    # That form knows buckets only; the figures beside it are exact.
    histogram.lowest_us, histogram.highest_us = round(least * 1000), round(most * 1000)
    histogram.total_us = round(mean * count * 1000)
    return Latencies(Distribution(histogram), mean, most)


def _invalid(summary: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why the run is invalid, as far as it says so itself."""
    health = _get(summary, "health", dict, "")
    # The first version had none.
    verdict = {} if summary["schema_version"] == 1 else _get(summary, "verdict", dict, "")
    if verdict.get("outcome") != "invalid" and not health.get("saturated"):
        return ()
    # A worker that was lost stands in the verdict only.
    for reasons in (health.get("invalid"), verdict.get("reasons"), health.get("warnings")):
        if isinstance(reasons, list) and reasons:
            return tuple(in_one_line(str(reason)) for reason in reasons)
    return ("the load generator was the bottleneck",)


def _get(parent: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
    if key not in parent:
        raise _Wrong(f"is no summary of a run: {where}{key} is missing")
    if not isinstance(parent[key], kind):
        raise _Wrong(f"{where}{key}: {_short(parent[key])} is no {_KINDS[kind]}")
    return parent[key]


def _object(raw: Any, where: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _Wrong(f"{where}: {_short(raw)} is no object")
    return raw


def _number(parent: Mapping[str, Any], key: str, where: str) -> float:
    value = _get(parent, key, object, where)
    if not _is_figure(value):
        raise _Wrong(f"{where}{key}: {_short(value)} is no figure")
    return float(value)


def _count(parent: Mapping[str, Any], key: str, where: str) -> int:
    value = _get(parent, key, object, where)
    if type(value) is not int or value < 0:
        raise _Wrong(f"{where}{key}: {_short(value)} is no count")
    return value


def _is_figure(value: Any) -> bool:
    return type(value) in (int, float) and value >= 0


def _short(value: Any) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


_KINDS: Mapping[type, str] = {dict: "object", list: "array", str: "text", object: "value"}
