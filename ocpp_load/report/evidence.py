"""The slowest calls and the first failures, as the report tells them: to be found in a server's log."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ocpp_load.metrics.evidence import Evidence, Ranking, Slowest
from ocpp_load.metrics.exhibit import Exhibit
from ocpp_load.ocppj import format_timestamp
from ocpp_load.report.figures import ms_text

_MICROSECONDS = 6


def evidence_part(evidence: Evidence) -> dict[str, Any]:
    """Return what was kept in full, as values for JSON; it has no secret in it.

    The slowest calls by action, the slowest action first, and of each action the longest round
    trip first; the failures in the order in which they happened.
    """
    slowest: list[dict[str, Any]] = [
        {"action": action, "calls": _calls(kept)} for action, kept in evidence.slowest.items()
    ]
    slowest = [one for one in slowest if one["calls"]]
    slowest.sort(key=lambda one: (-one["calls"][0]["round_trip_ms"], one["action"]))
    return {"slowest": slowest, "failures": [exhibit_part(one) for one in evidence.firsts]}


def slowest_texts(summary: Mapping[str, Any], directory: Path | None) -> list[str]:
    """Return the slowest call of a run in a line, and where the others are; nothing without any."""
    if not (slowest := summary["evidence"]["slowest"]):
        return []
    call = slowest[0]["calls"][0]
    failure = "" if call["outcome"] is None else f", {call['outcome']}"
    text = (
        f"{call['name']} {ms_text(call['round_trip_ms'])} ms: station {call['station']},"
        f" message {call['message_id']}{failure}, sent {call['sent_at']}"
    )
    if directory is None:
        return [text]
    return [text, "with its frames, and the others, in report.html and summary.json (evidence)"]


def _calls(slowest: Slowest) -> list[dict[str, Any]]:
    by_round_trip, by_intent = _ranks(slowest.by_round_trip), _ranks(slowest.by_intent)
    calls = sorted(slowest, key=lambda one: (-(one.round_trip_s or 0.0), one.order))
    return [
        {
            **exhibit_part(call),
            "round_trip_rank": by_round_trip.get(call),
            "from_intent_rank": by_intent.get(call),
        }
        for call in calls
    ]


def _ranks(ranking: Ranking) -> dict[Exhibit, int]:
    return {call: rank for rank, call in enumerate(ranking, start=1)}


def exhibit_part(exhibit: Exhibit) -> dict[str, Any]:
    """Return what is told of one exchange."""
    one = exhibit.told()
    intended_s, sent_s = one["intended_s"], one["sent_s"]
    queued_s = None if intended_s is None or sent_s is None else sent_s - intended_s
    return {
        "direction": one["matter"],
        "name": one["name"],
        "outcome": one["outcome"],
        "station": one["station"],
        "group": one["group"],
        "message_id": one["message_id"],
        "intended_at": _at(intended_s),
        "sent_at": _at(sent_s),
        "received_at": _at(one["received_s"]),
        "ended_at": _at(one["ended_s"]),
        "queued_ms": _ms(queued_s),
        "round_trip_ms": _ms(one["round_trip_s"]),
        "from_intent_ms": _ms(one["from_intent_s"]),
        "sent": _frame(one["sent"]),
        "received": _frame(one["received"]),
    }


def _at(epoch_s: float | None) -> str | None:
    return None if epoch_s is None else format_timestamp(epoch_s, _MICROSECONDS)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 3)


def _frame(shown: list[Any] | None) -> dict[str, Any] | None:
    if shown is None:
        return None
    text, size_bytes, is_cut = shown
    return {"text": text, "size_bytes": size_bytes, "is_cut": is_cut}
