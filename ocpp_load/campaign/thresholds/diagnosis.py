"""What is wrong with a text that is no threshold, where, and what would have been right.

Only for texts that the grammar has refused: the first mistake from the left is told.
"""

import re

from ocpp_load.campaign.thresholds.grammar import (
    COUNT,
    DURATION,
    FIGURES,
    LATENCY,
    LIMITS,
    OTHER_PHRASES,
    PERCENT,
    SUBJECT,
)
from ocpp_load.campaign.thresholds.threshold import Comparison, FleetCount, Unit
from ocpp_load.scenario.wording import did_you_mean, nearest, quoted

STATISTICS = ("p50", "p95", "p99.9", "mean", "max", "min", "rate", "failures", "count")
PHRASES = (*FleetCount, *OTHER_PHRASES, "checks failed", "connection failures")

_SIGNS = re.compile(r"[<>=!≤≥≠]+")
_LAST_WORD = re.compile(r"\S+$")
_PERCENTILE = re.compile(r"p[0-9]")
_EXAMPLES = {
    Unit.SECONDS: "a duration with its unit, for example 2 s or 250 ms",
    Unit.PER_SECOND: "a number for each second, for example 50 / s",
    Unit.COUNT: "a whole number",
    Unit.SHARE: "a percentage or a whole number, for example 0.1 % or 0",
}
_OR_REFERENCE = "; or a multiple, for example 1.5 x its value before EVENT, 1.2 x GROUP: FIGURE"


class Misread(Exception):
    """A text that is no threshold: the mistake stands behind `offset` characters of it."""

    def __init__(self, offset: int, problem: str) -> None:
        super().__init__(problem)
        self.offset = offset
        self.problem = problem


def diagnosis(text: str) -> Misread:
    """Return what is wrong with `text`."""
    if text != text.strip():
        return Misread(0, f"{quoted(text)} begins or ends with a blank")
    sign = _SIGNS.search(text)
    if sign is None:
        return _without_comparison(text)
    if sign[0] not in list(Comparison):
        allowed = ", ".join(Comparison)
        return Misread(sign.start(), f"{sign[0]} is no comparison; allowed: {allowed}")
    start = _behind_scope(text, 0, sign.start())
    figure = text[start : sign.start()].rstrip()
    unit = next((unit for unit in FIGURES if re.fullmatch(FIGURES[unit], figure)), None)
    if unit is None:
        return _no_figure(figure, start)
    return _no_limit(text, sign.end(), unit)


def _behind_scope(text: str, start: int, end: int) -> int:
    colon = text.find(":", start, end)
    if colon >= 0:
        start = colon + 1
    return start + len(text[start:end]) - len(text[start:end].lstrip(" "))


def _without_comparison(text: str) -> Misread:
    start = _behind_scope(text, 0, len(text))
    words = text[start:].split()
    verb = next((word for word in ("back", "accepted") if word in words), None)
    if verb is None:
        return Misread(
            len(text),
            f"{quoted(text)} compares nothing; write for example BootNotification p99 < 2 s",
        )
    share, _, rest = text[start:].partition(verb)
    example = "write for example 95 % back within 60 s"
    if not re.fullmatch(PERCENT, share.strip()):
        return Misread(start, f"{quoted(share.strip())} is not a percentage; {example}")
    within = rest.strip().removeprefix("within").strip()
    behind = len(text) - len(within)
    if not re.fullmatch(DURATION, within):
        return Misread(behind, f"{quoted(within)} is not a duration; {example}")
    return Misread(behind, f"{quoted(text[start:])} cannot be read; {example}")


def _no_figure(figure: str, start: int) -> Misread:
    if not figure:
        return Misread(start, "there is no figure before the comparison" + _allowed_last(""))
    phrase = nearest(figure, PHRASES)
    if phrase is not None:
        return Misread(start, f"{quoted(figure)} is no figure; did you mean {phrase}?")
    last = _LAST_WORD.search(figure)
    word = last[0] if last else figure
    position = start + len(figure) - len(word)
    if word in STATISTICS or re.fullmatch(LATENCY, word):
        subject = figure[: -len(word)].rstrip().removesuffix("from intent").rstrip()
        if "from intent" in figure and re.fullmatch(SUBJECT, subject):
            return Misread(position, f"{word} is not counted from the intent; a latency is")
        return Misread(
            start,
            f"{quoted(subject)} is nothing that is counted; allowed: an action, calls, commands,"
            " links, flows, the name of a connection's event or of a flow",
        )
    return Misread(position, f"{quoted(word)} is no figure{_allowed_last(word)}")


def _allowed_last(word: str) -> str:
    if _PERCENTILE.match(word):
        return "; a percentile is p0 to p100, for example p95 or p99.9"
    return did_you_mean(word, STATISTICS) + f"; or {', '.join(PHRASES)}"


def _no_limit(text: str, end: int, unit: Unit) -> Misread:
    limit = text[end:].strip()
    position = len(text) - len(text[end:].lstrip())
    what = f"{quoted(limit)} is no limit" if limit else "there is no limit"
    if unit is Unit.SECONDS and re.fullmatch(r"[0-9.]+", limit):
        what = f"{limit} has no unit"
    elif any(re.fullmatch(LIMITS[other], limit) for other in LIMITS) and not re.fullmatch(
        COUNT, limit
    ):
        what = f"{limit} is not what this figure is measured in"
    return Misread(position, f"{what}; write {_EXAMPLES[unit]}{_OR_REFERENCE}")
