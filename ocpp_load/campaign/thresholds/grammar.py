"""The grammar of a threshold: what its text may look like.

    [SCOPE:] FIGURE COMPARISON LIMIT        healthy: BootNotification p95 <= 1.2 s
    [SCOPE:] SHARE back within DURATION     after outage: 95 % back within 60 s
    [SCOPE:] SHARE accepted within DURATION after release: 99 % accepted within 15 s

It is one regular expression, so that the JSON Schema of campaigns holds the same; nothing in it
is more than JavaScript knows. Which groups, events and actions there are is not known here.
"""

from ocpp_load.campaign.thresholds.threshold import FleetCount, Unit


def _spaced(words: str) -> str:
    return words.replace(" ", " +")


def _any_of(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


LINKS = (
    "connect",
    "tcp connect",
    "tls handshake",
    "websocket upgrade",
    "connection lost",
    "disconnect",
    "upload",
    "download",
)
"""Events of connections, as the statistics call them."""

OTHER_PHRASES = {"lost transactions": "transactions lost"}

# What is between signs: the name of a group or an event, with blanks in it.
_SIGNS = r":<>=\x00-\x1f\x7f"
WORD = rf"[^{_SIGNS} ]+"
NAMES = rf"[^{_SIGNS} ](?:[^{_SIGNS}]*[^{_SIGNS} ])?"
NUMBER = r"[0-9]+(?:\.[0-9]+)?"
PERCENT = r"(?:100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]+)?) *%"
DURATION = rf"{NUMBER} *(?:ms|s|min|h)"
RATE = rf"{NUMBER} */ *(?:s|min|h)"
COUNT = r"[0-9]+"
COMPARISON = r"(?:<=|>=|<|>|=)"
LONGEST = 300

# Stations that are released have not been there before.
BACK = "(?:back|accepted)"
_BACK_AFTER = rf"back +after +{NAMES}"
_FLOW = rf"{WORD} +to +{WORD}"
_LINK = _any_of(*(_spaced(link) for link in LINKS), _BACK_AFTER)
SUBJECT = _any_of(
    r"(?:all +)?(?:calls|commands|links|flows)",
    rf"(?:calls|commands|links?) +{WORD}",
    rf"(?:flows? +)?{_FLOW}",
    rf"(?:links? +)?{_LINK}",
    WORD,
)
LATENCY = r"(?:p(?:100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]+)?)|mean|max|min)"
FLEET = _any_of(*(_spaced(phrase) for phrase in (*FleetCount, *OTHER_PHRASES, "checks failed")))

_LAST = {
    Unit.SECONDS: rf"(?:from +intent +)?{LATENCY}",
    Unit.PER_SECOND: "rate",
    Unit.COUNT: "count",
    Unit.SHARE: "failures",
}
FIGURES = {unit: rf"(?:{SUBJECT} +)?{last}" for unit, last in _LAST.items()}
FIGURES[Unit.SHARE] = _any_of(FIGURES[Unit.SHARE], FLEET)
LIMITS = {
    Unit.SECONDS: DURATION,
    Unit.PER_SECOND: RATE,
    Unit.COUNT: COUNT,
    Unit.SHARE: _any_of(PERCENT, COUNT),
}
_SCOPE = rf"{NAMES} *: *"
_FIGURE = rf"(?:(?:{SUBJECT} +)?{_any_of(*_LAST.values())}|{FLEET})"
_REFERENCE = (
    rf"(?:{NUMBER} *x +)?"
    rf"(?:its +value +before +{NAMES}|(?:(?!{NUMBER} *x ){_SCOPE})?{_FIGURE})"
)
_CLAIM = _any_of(
    rf"{PERCENT} +{BACK} +within +{DURATION}",
    rf"(?:{SUBJECT} +)?"
    + _any_of(*(rf"{last} *{COMPARISON} *{LIMITS[unit]}" for unit, last in _LAST.items())),
    rf"{FLEET} *{COMPARISON} *{LIMITS[Unit.SHARE]}",
    rf"{_FIGURE} *{COMPARISON} *{_REFERENCE}",
)

SCOPE_PATTERN = rf"^{NAMES}$"
CLAIM_PATTERN = rf"^{_CLAIM}$"
PATTERN = rf"^(?:{_SCOPE})?{_CLAIM}$"
"""What the JSON Schema has for the text of a threshold; also for JavaScript."""
