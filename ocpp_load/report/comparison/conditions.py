"""What two runs did not have in common: a difference of the figures may come from that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ocpp_load.report.comparison.run_figures import RunFigures

_OF_THE_RUN = ("scenario", "users", "spawn_rate", "run_time_s", "seed")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_NOTHING: tuple[Any, ...] = (None, "", False, [], {})
# A run takes as long as its stations need to stop, too.
_SAME_DURATION = 0.05
# How a run is followed and where it leaves its report is no condition of it.
_NO_CONDITION = (
    "compact",
    "control_url",
    "metrics_port",
    "on_saturation",
    "progress",
    "reports",
    "run_name",
)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that differs; None for what a run does not tell."""

    name: str
    old: Any
    new: Any


def differing_conditions(old: RunFigures, new: RunFigures) -> list[Condition]:
    """Return what was different: what was run, against what, how long, with which versions."""
    return list(_differing(old, new))


def _differing(old: RunFigures, new: RunFigures) -> Iterator[Condition]:
    first, second = old.summary["run"], new.summary["run"]
    yield from _if_different("host", _host(first), _host(second))
    for name in _OF_THE_RUN:
        yield from _if_different(name, first.get(name), second.get(name))
    if abs(old.duration_s - new.duration_s) > _SAME_DURATION * max(old.duration_s, new.duration_s):
        yield Condition("duration_s", old.duration_s, new.duration_s)
    for part in ("campaign", "versions", "options"):
        before, after = _mapping(first, part), _mapping(second, part)
        for name in sorted({*before, *after} - {*_NO_CONDITION, *_OF_THE_RUN}):
            yield from _if_different(f"{part}.{name}", before.get(name), after.get(name))
    yield from _if_different("schema_version", old.version, new.version)
    yield from _if_different("outcome", _outcome(old), _outcome(new))


def _if_different(name: str, old: Any, new: Any) -> Iterator[Condition]:
    # What was left as it is and what an older version does not tell are the same.
    if old != new and not (old in _NOTHING and new in _NOTHING):
        yield Condition(name, old, new)


def _host(run: Mapping[str, Any]) -> Any:
    """Return the host; of an embedded one, which has any port, and a control URL, without that."""
    host = run.get("host")
    parts = urlsplit(host) if isinstance(host, str) else None
    is_embedded = bool(_mapping(run, "options").get("control_url"))
    if parts is None or parts.hostname not in _LOOPBACK or not is_embedded:
        return host
    return parts._replace(netloc=str(parts.hostname)).geturl()


def _outcome(run: RunFigures) -> Any:
    return _mapping(run.summary, "verdict").get("outcome")


def _mapping(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}
