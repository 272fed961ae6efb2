"""The slowest calls and the first failures in the report, for who has a server's log to search."""

import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from support.summaries import summary_of

from ocpp_load.charge_point import Exchange, Matter
from ocpp_load.metrics import Evidence, Recorder
from ocpp_load.report import print_closing
from ocpp_load.report.evidence import evidence_part
from ocpp_load.resources import SCHEMAS

EPOCH_S = 1_795_398_812.0
VALIDATOR = Draft7Validator(json.loads((SCHEMAS / "summary.schema.json").read_bytes()))
FRAMES = {"sent": b'[2,"m","Heartbeat",{}]', "received": b'[3,"m",{}]'}


def call(message_id, round_trip_s, waited_s=0.0, *, action="Heartbeat", **fields):
    return Exchange(
        *(Matter.CALL, action, "CP1", fields.pop("outcome", None), 1.5 + round_trip_s),
        *(message_id, 1.5 - waited_s, 1.5, 1.5 + round_trip_s),
        **{**FRAMES, **fields},
    )


def evidence_of(*exchanges, group=None):
    evidence = Evidence()
    for exchange in exchanges:
        evidence.tell(exchange, EPOCH_S, group)
    return evidence


def test_a_call_is_told_by_the_clock_to_the_microsecond_and_in_milliseconds():
    [slowest] = evidence_part(evidence_of(call("m-1", 0.25, 0.125), group="night"))["slowest"]
    assert slowest == {
        "action": "Heartbeat",
        "calls": [
            {
                "direction": "call",
                "name": "Heartbeat",
                "outcome": None,
                "station": "CP1",
                "group": "night",
                "message_id": "m-1",
                "intended_at": "2026-11-23T01:53:33.375000Z",
                "sent_at": "2026-11-23T01:53:33.500000Z",
                "received_at": "2026-11-23T01:53:33.750000Z",
                "ended_at": "2026-11-23T01:53:33.750000Z",
                "queued_ms": 125.0,
                "round_trip_ms": 250.0,
                "from_intent_ms": 375.0,
                "sent": {"text": '[2,"m","Heartbeat",{}]', "size_bytes": 22, "is_cut": False},
                "received": {"text": '[3,"m",{}]', "size_bytes": 10, "is_cut": False},
                "round_trip_rank": 1,
                "from_intent_rank": 1,
            }
        ],
    }


def test_the_slowest_action_comes_first_and_each_call_has_its_two_ranks():
    times = [(1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (0.5, 9)]
    exchanges = [call(f"m-{n}", *one) for n, one in enumerate(times)]
    part = evidence_part(evidence_of(*exchanges, call("a", 8.0, action="Authorize")))
    assert [one["action"] for one in part["slowest"]] == ["Authorize", "Heartbeat"]
    ranks = [
        (one["message_id"], one["round_trip_rank"], one["from_intent_rank"])
        for one in part["slowest"][1]["calls"]
    ]
    assert ranks == [
        *(("m-4", 1, 2), ("m-3", 2, 3), ("m-2", 3, 4), ("m-1", 4, 5), ("m-0", 5, None)),
        ("m-5", None, 1),
    ]


def test_failures_are_told_in_their_order_with_what_there_is_of_them():
    part = evidence_part(
        evidence_of(
            Exchange(Matter.VIOLATION, "OCPP-J", "CP2", "not JSON", 3.0, None, received=b"{"),
            Exchange(Matter.LINK, "connect", "CP1", "connection refused", 1.0),
            call("m-1", 0.5, outcome="CallError InternalError"),
        )
    )
    told = [(one["direction"], one["outcome"], one["ended_at"][-10:]) for one in part["failures"]]
    assert told == [
        ("link", "connection refused", ":33.000000Z"[1:]),
        ("call", "CallError InternalError", "34.000000Z"),
        ("violation", "not JSON", "35.000000Z"),
    ]
    link = part["failures"][0]
    empty = ("message_id", "sent_at", "received_at", "sent", "received", "round_trip_ms")
    assert [link[name] for name in empty] == [None] * len(empty)


def closing_of(evidence, **options):
    stream = io.StringIO()
    print_closing(summary_of(Recorder(0.0), evidence=evidence), stream, **options)
    return stream.getvalue()


def test_the_console_names_the_slowest_call_and_says_where_the_others_are():
    told = closing_of(evidence_of(call("m-1", 0.25), call("m-2", 0.5)))
    [line] = [line for line in told.splitlines() if "m-2" in line]
    assert line == (
        "  Heartbeat 500 ms: station CP1, message m-2, sent 2026-11-23T01:53:33.500000Z"
    )
    assert "summary.json" not in told
    assert "m-1" not in told


def test_the_console_says_where_the_rest_of_it_is(tmp_path):
    told = closing_of(evidence_of(call("m-1", 0.25)), directory=tmp_path)
    assert "  with its frames, and the others, in report.html and summary.json (evidence)" in told


def test_the_console_says_nothing_where_nothing_was_answered():
    assert "Slowest" not in closing_of(evidence_of(Exchange(Matter.LINK, "connect", "a", "b", 1.0)))


@pytest.mark.parametrize("outcome", ["CallError InternalError", None])
def test_a_slowest_call_that_failed_is_told_with_its_failure(outcome):
    told = closing_of(evidence_of(call("m-1", 0.25, outcome=outcome)))
    assert (f"message m-1, {outcome}, sent" in told) == (outcome is not None)


def is_well_formed(part):
    """Tell whether this would be a summary's evidence."""
    summary = {**summary_of(Recorder(0.0)), "evidence": part}
    return [error.message for error in VALIDATOR.iter_errors(summary)] == []


def test_every_form_of_it_fits_the_schema():
    part = evidence_part(
        evidence_of(
            call("m-1", 0.5, outcome="CallError InternalError"),
            Exchange(Matter.CALL, "Reset", "CP1", "timeout", 1.0, "m-2", 0.0, 0.5, sent=b"[2]"),
            Exchange(Matter.COMMAND, "Reset", "CP1", "InternalError", 1.0, received_at=0.5),
            Exchange(Matter.LINK, "connect", "CP1", "connection refused", 1.0),
            Exchange(Matter.VIOLATION, "OCPP-J", "CP2", "not JSON", 3.0, received=b"{"),
        )
    )
    assert {one["direction"] for one in part["failures"]} == set(Matter)
    assert is_well_formed(part)
    del part["failures"][0]["station"]
    assert not is_well_formed(part)


def test_the_example_of_the_page_is_as_the_report_has_it():
    text = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text("utf-8")
    example = json.loads(text.split("```json\n")[1].split("```")[0])
    [told] = example["slowest"][0]["calls"]
    assert is_well_formed(example)
    assert [told[way]["size_bytes"] for way in ("sent", "received")] == [
        len(told[way]["text"]) for way in ("sent", "received")
    ]
