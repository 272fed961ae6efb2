"""Text of a threshold → its parts, which are words yet and know where they stand."""

import re
from dataclasses import dataclass

from ocpp_load.campaign.thresholds.diagnosis import Misread, diagnosis
from ocpp_load.campaign.thresholds.grammar import (
    BACK,
    COMPARISON,
    DURATION,
    FLEET,
    LATENCY,
    LIMITS,
    NAMES,
    NUMBER,
    PATTERN,
    PERCENT,
    SUBJECT,
)
from ocpp_load.campaign.thresholds.threshold import Unit


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the text, and how many characters stand before it."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure; `statistic` is its last word, or the whole of a phrase."""

    unit: Unit
    subject: Part | None
    from_intent: bool
    statistic: Part
    scope: Part | None


@dataclass(frozen=True, slots=True)
class BackText:
    """`95 % back within 60 s`."""

    share: str
    within: Part
    scope: Part | None


@dataclass(frozen=True, slots=True)
class EarlierText:
    """`its value before EVENT`."""

    event: Part


@dataclass(frozen=True, slots=True)
class LimitText:
    """A figure and its limit; with a `reference`, `limit` is a factor."""

    figure: FigureText
    comparison: str
    limit: Part
    reference: FigureText | EarlierText | None = None


_WHOLE = re.compile(PATTERN)
_SCOPED = re.compile(rf"(?:(?P<scope>{NAMES}) *: *)?(?P<rest>.*)")
_BACK = re.compile(rf"(?P<share>{PERCENT}) +{BACK} +within +(?P<within>{DURATION})")
_SIDES = re.compile(rf"(?P<figure>[^<>=]*?) *(?P<comparison>{COMPARISON}) *(?P<limit>.*)")
_LIMIT = re.compile(rf"(?:(?P<factor>{NUMBER}) *x +)?(?P<of>.*)")
_EARLIER = re.compile(rf"its +value +before +(?P<event>{NAMES})")
_FIGURES = {
    unit: re.compile(rf"(?:(?P<subject>{SUBJECT}) +)?(?P<intent>from +intent +)?(?P<last>{last})")
    for unit, last in (
        (Unit.SECONDS, LATENCY),
        (Unit.PER_SECOND, "rate"),
        (Unit.COUNT, "count"),
        (Unit.SHARE, f"failures|{FLEET}"),
    )
}


def parse(text: str) -> LimitText | BackText:
    """Return the parts of a threshold. Raises `Misread`."""
    if not _WHOLE.fullmatch(text):
        raise diagnosis(text)
    scope, rest = _split_scope(Part(text, 0))
    if back := _BACK.fullmatch(rest.text):
        return BackText(back["share"], _part(back, "within", rest), scope)
    sides = _fullmatch(_SIDES, rest)
    figure = _figure(_part(sides, "figure", rest), scope)
    limit = _part(sides, "limit", rest)
    halves = _fullmatch(_LIMIT, limit)
    of = _part(halves, "of", limit)
    factor = Part(halves["factor"] or "1", limit.offset)
    reference: FigureText | EarlierText | None = None
    if earlier := _EARLIER.fullmatch(of.text):
        reference = EarlierText(_part(earlier, "event", of))
    elif not re.fullmatch(LIMITS[figure.unit], limit.text):
        scope, rest = _split_scope(of)
        reference = _figure(rest, scope)
    return LimitText(figure, sides["comparison"], limit if reference is None else factor, reference)


def _split_scope(text: Part) -> tuple[Part | None, Part]:
    halves = _fullmatch(_SCOPED, text)
    scope = _part(halves, "scope", text) if halves["scope"] else None
    return scope, _part(halves, "rest", text)


def _figure(text: Part, scope: Part | None) -> FigureText:
    for unit, figure in _FIGURES.items():
        if match := figure.fullmatch(text.text):
            subject = _part(match, "subject", text) if match["subject"] else None
            last = _part(match, "last", text)
            return FigureText(unit, subject, bool(match["intent"]), last, scope)
    raise Misread(text.offset, "is no figure")


def _fullmatch(pattern: re.Pattern[str], text: Part) -> re.Match[str]:
    match = pattern.fullmatch(text.text)
    if match is None:
        raise Misread(text.offset, "cannot be read")
    return match


def _part(match: re.Match[str], group: str, of: Part) -> Part:
    return Part(match[group], of.offset + match.start(group))
