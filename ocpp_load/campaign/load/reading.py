"""The `load` of a campaign, read and checked: ramp, hold, steps, spike, release.

Each stage begins at the level that the one before has led to; the first one begins with nothing.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from math import ceil

from ocpp_load.campaign.load.profile import LoadProfile, Segment, Stage
from ocpp_load.campaign.load.release import Release
from ocpp_load.duration import format_duration
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.node import MappingNode
from ocpp_load.scenario.reader import Section, Value

LARGEST_FLEET = 1_000_000
MOST_STEPS = 10_000

_PERCENTAGE = re.compile(r"([0-9]{1,5}(?:\.[0-9]+)?) *%")


def read_load(value: Value, size: int) -> LoadProfile | None:
    """Read the stages for a fleet of `size`; None where there is none to read."""
    stages: list[Stage] = []
    level = 0.0
    for item in value.items():
        stage = _read_stage(item, size, level)
        if stage is not None:
            if stage.release is not None and stages:
                item.reject(
                    "release is for the beginning of the load; stations that come later do not wait"
                )
            stages.append(stage)
            level = stage.leads_to
    if not stages:
        return None
    if not any(stage.duration_s for stage in stages):
        value.reject("takes no time; give a stage that lasts, for example hold: 5 min")
        return None
    return LoadProfile(tuple(stages))


def read_level(value: Value, size: int) -> float:
    """Read a number of stations or a percentage of `size`; return it as a share of that."""
    written = value.text_or_number()
    if isinstance(written, str) and (parts := _PERCENTAGE.fullmatch(written)):
        return float(parts[1]) / 100
    is_broken = isinstance(written, float) and not written.is_integer()
    if isinstance(written, str) or written is None or is_broken:
        value.reject(
            f"{value.shown} is no number of stations; write for example 200, or 50 % of the fleet"
        )
    elif not 0 <= written <= LARGEST_FLEET:
        value.reject(f"{value.shown} is out of range; allowed: 0 to {LARGEST_FLEET} stations")
    else:
        return written / size
    return 0.0


def _read_stage(value: Value, size: int, level: float) -> Stage | None:
    options = value.section(STAGES)
    if not isinstance(value.node, MappingNode) or len(value.node.entries) != 1:
        if isinstance(value.node, MappingNode) or value.is_empty:
            value.reject(f"needs exactly one of {', '.join(STAGES)}")
        return None
    stage = None
    for kind, read in STAGES.items():
        stage = options.read(kind, partial(read, size=size, level=level), stage)
    return stage


def _read_release(value: Value, size: int, level: float) -> Stage:  # noqa: ARG001
    """Read a release: its stations are there before its time begins."""
    options = value.section(("to", "over"), required=("over",))
    to = options.read("to", lambda given: _positive(given, read_level(given, size)), 1.0)
    over_s = options.read("over", read_duration, 0.0)
    over = f"over {format_duration(over_s)}" if over_s else "at once"
    text = f"release {{}} stations {over}"
    return Stage(text, (Segment(over_s, to, to),), to, Release(to, over_s))


def _read_ramp(value: Value, size: int, level: float) -> Stage:
    options = value.section(("to", "over"), required=("to", "over"))
    to = _level_in(options, size)
    over_s = options.read("over", read_duration, 0.0)
    over = f"over {format_duration(over_s)}" if over_s else "at once"
    return Stage(f"ramp to {{}} stations {over}", (Segment(over_s, level, to),), to)


def _read_hold(value: Value, size: int, level: float) -> Stage:  # noqa: ARG001
    seconds = read_duration(value)
    text = f"hold {{}} stations for {format_duration(seconds)}"
    return Stage(text, (Segment(seconds, level, level),), level)


def _read_steps(value: Value, size: int, level: float) -> Stage:
    """Read steps from the level there is, up or down; the last one lasts as long as each."""
    options = value.section(("by", "every", "to"), required=("by", "every", "to"))
    by = options.read("by", lambda given: _positive(given, read_level(given, size)), 1.0)
    every_s = options.read("every", lambda given: _positive(given, read_duration(given)), 1.0)
    to = _level_in(options, size)
    count = ceil(round(abs(to - level) / by, 9))
    if count > MOST_STEPS:
        value.reject(f"{count} steps are too many; allowed: up to {MOST_STEPS}")
        count = 0
    direction = by if to > level else -by
    levels = [*(level + direction * step for step in range(1, count)), to]
    text = f"steps to {{}} stations, one every {format_duration(every_s)}"
    return Stage(text, tuple(Segment(every_s, each, each) for each in levels), to)


def _read_spike(value: Value, size: int, level: float) -> Stage:
    options = value.section(("to", "for"), required=("to", "for"))
    to = _level_in(options, size)
    seconds = options.read("for", read_duration, 0.0)
    text = f"spike for {format_duration(seconds)}, then {{}} stations again"
    return Stage(text, (Segment(seconds, to, to),), level)


def _level_in(options: Section, size: int) -> float:
    return options.read("to", lambda given: read_level(given, size), 0.0)


def _positive(value: Value, read: float) -> float:
    if read > 0:
        return read
    value.reject(f"{value.shown} is not allowed; allowed: more than 0")
    return 1.0


STAGES: Mapping[str, Callable[..., Stage]] = {
    "ramp": _read_ramp,
    "hold": _read_hold,
    "steps": _read_steps,
    "spike": _read_spike,
    "release": _read_release,
}
