"""The slowest calls and the first failures while a run goes on: without their frames.

To make frames fit to be shown takes a while for all of them; who wants to see one asks for it.
"""

from collections.abc import Iterator
from heapq import nlargest
from itertools import chain, islice
from typing import Any

from ocpp_load.metrics.evidence import Evidence
from ocpp_load.metrics.exhibit import Exhibit
from ocpp_load.ocppj import format_timestamp

SLOWEST_TOLD = 10
FAILURES_TOLD = 20


def evidence_brief(evidence: Evidence) -> dict[str, Any]:
    """Return the slowest calls of all actions, the slowest first, and the first failures in order."""
    slowest = nlargest(SLOWEST_TOLD, _calls(evidence), key=lambda one: one.round_trip_s or 0.0)
    return {
        "slowest": [_brief(one) for one in slowest],
        "failures": [_brief(one) for one in islice(evidence.firsts, FAILURES_TOLD)],
    }


def find_exhibit(evidence: Evidence, key: str) -> Exhibit | None:
    """Return the exchange that a brief has told of; None where it is no longer kept."""
    kept = chain(_calls(evidence), evidence.firsts)
    return next((one for one in kept if _key(one) == key), None)


def _calls(evidence: Evidence) -> Iterator[Exhibit]:
    return chain.from_iterable(evidence.slowest.values())


def _key(one: Exhibit) -> str:
    ended_s, station, message_id = one.order
    return f"{ended_s:.6f} {station} {message_id}"


def _brief(one: Exhibit) -> dict[str, Any]:
    return {
        "key": _key(one),
        "direction": one.matter.value,
        "name": one.name,
        "outcome": one.outcome,
        "station": one.station,
        "message_id": one.message_id,
        "at": format_timestamp(one.ended_s if one.sent_s is None else one.sent_s),
        "round_trip_ms": None if one.round_trip_s is None else one.round_trip_s * 1000,
        "from_intent_ms": None if one.from_intent_s is None else one.from_intent_s * 1000,
    }
