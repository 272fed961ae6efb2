"""The figures of a run while it goes on: in the form of the summary, whole and in small updates."""

from dataclasses import replace

import orjson
import pytest
from support.summaries import INFO

from ocpp_load.charge_point.exchange import Exchange, Matter
from ocpp_load.metrics import Direction, FleetCounts, Recorder, TransactionAudit
from ocpp_load.metrics.timeline import MAX_SLICES
from ocpp_load.report.live import Moment, live_part
from ocpp_load.report.live_evidence import SLOWEST_TOLD, evidence_brief, find_exhibit
from ocpp_load.report.live_lines import LiveLines
from ocpp_load.report.live_timeline import MAX_ROWS, LiveTimeline
from ocpp_load.report.timeline import timeline_part


def no_pause():
    """Have nobody else work meanwhile."""


def answered(recorder, ms, action="Heartbeat"):
    recorder.call_answered(action, ms / 1000, 2 * ms / 1000, 1, 1)


def lines_of(recorder, now_s=1.0):
    return LiveLines(no_pause).read(recorder, *recorder.recent(now_s))


def moment_of(recorder, **parts):
    recent, recent_s = recorder.recent(1.0)
    figures = {
        "info": INFO,
        "recorder": recorder,
        "recent": recent,
        "recent_s": recent_s,
        "fleet": FleetCounts(started=3, connected=2, transactions_started=5),
        "fleet_peak": FleetCounts(connected=3),
        "audit": TransactionAudit(delivered=4),
        "health": {"processes": [], "warnings": [], "invalid": []},
    }
    return Moment(**{**figures, **parts})


def test_a_line_has_its_counts_its_rate_and_percentiles_that_do_not_exceed_its_maximum():
    recorder = Recorder(0.0)
    for ms in range(1, 101):
        answered(recorder, ms)
    recorder.call_failed("Heartbeat", "timeout", None, None)
    recorder.tick(2.0, {}, {})
    (line,) = lines_of(recorder, 2.0)
    assert (line["count"], line["failures"], line["rate_per_s"]) == (101, 1, 50.5)
    assert line["reasons"] == {"timeout": 1}
    assert line["latency"]["max_ms"] == 100.0
    for name, exact in {"p50_ms": 50, "p90_ms": 90, "p95_ms": 95, "p99_ms": 99}.items():
        assert exact <= line["latency"][name] <= min(exact * 1.008, 100)
        assert 2 * exact <= line["from_intent"][name] <= min(2 * exact * 1.008, 200)


def test_a_line_without_a_latency_says_so():
    recorder = Recorder(0.0)
    recorder.check("a rule", None)
    recorder.tick(1.0, {}, {})
    (line,) = lines_of(recorder)
    assert (line["direction"], line["latency"], line["from_intent"]) == ("check", None, None)


def test_a_line_in_which_nothing_has_happened_is_not_read_again():
    pauses = []
    recorder = Recorder(0.0)
    live = LiveLines(lambda: pauses.append(1))
    for second, actions in enumerate((["Heartbeat", "Authorize"], ["Authorize"], []), start=1):
        for action in actions:
            answered(recorder, 1, action)
        recorder.tick(second, {}, {})
        counts = {one["name"]: one["count"] for one in live.read(recorder, (), 0)}
    assert counts == {"Authorize": 2, "Heartbeat": 1}
    assert len(pauses) == 3


def test_figures_that_begin_anew_are_read_anew_though_their_counts_are_the_same():
    recorder, live = Recorder(0.0), LiveLines(no_pause)
    answered(recorder, 1)
    recorder.tick(1.0, {}, {})
    live.read(recorder, (), 0)
    recorder.reset(1.0)
    answered(recorder, 9)
    recorder.tick(2.0, {}, {})
    assert live.read(recorder, (), 0)[0]["latency"]["p50_ms"] == 9.0


def test_what_has_the_name_of_a_part_of_the_summary_has_its_form_and_all_of_it_is_json():
    recorder = Recorder(0.0)
    answered(recorder, 1)
    recorder.violation("call answered twice")
    recorder.own_fault("handler", "ValueError")
    recorder.mark("outage", 0.5)
    recorder.struck("outage", 0.6)
    recorder.tick(1.0, {}, {})
    event = {"name": "outage", "at_s": 0.5, "every_s": None, "what": "disconnect all"}
    later = {"name": "later", "at_s": 60.0, "every_s": None, "what": "reboot all"}
    info = replace(INFO, campaign={"events": [event, later]}, host="ws://user:secret@host/ocpp")
    threshold = {"threshold": "Heartbeat p95 < 1 s", "outcome": "holds"}
    moment = moment_of(recorder, info=info, thresholds=[threshold])
    live = orjson.loads(orjson.dumps(live_part(moment, lines_of(recorder))))
    assert set(live) == {
        *("run", "fleet", "totals", "lines", "thresholds", "events", "violations"),
        *("schema_violations", "own_faults", "audit", "drivers", "data", "health", "evidence"),
    }
    assert live["run"]["host"] == "ws://host/ocpp"
    assert not {"options", "versions", "command"} & live["run"].keys()
    assert live["fleet"]["now"]["connected"] == 2
    assert live["fleet"]["peak"]["connected"] == 3
    assert live["totals"].keys() == {direction.value for direction in Direction}
    assert live["totals"]["call"] == {
        "count": 1,
        "failures": 0,
        "rate_per_s": 1.0,
        "failures_per_s": 0.0,
    }
    assert live["violations"] == {"call answered twice": 1}
    assert live["own_faults"] == {"handler: ValueError": 1}
    assert live["thresholds"] == [threshold]
    assert (live["audit"]["delivered"], live["audit"]["still_open"]) == (4, 1)
    told = [(one["name"], one["began_s"], one["struck"]) for one in live["events"]]
    assert told == [("outage", 0.5, 1), ("later", None, 0)]


def rows_of(update):
    return dict(zip(update["at_s"], update["fleet"]["connected"], strict=True))


def test_a_page_that_asks_again_is_told_what_has_changed_since():
    recorder, live = Recorder(0.0), LiveTimeline(no_pause)
    for second in (1, 2, 3):
        recorder.tick(second, {"connected": second}, {})
    first = live.read(recorder.timeline, 0)
    assert (rows_of(first), first["is_complete"]) == ({0: 1, 1: 2, 2: 3}, True)
    assert live.read(recorder.timeline, first["revision"])["at_s"] == []
    recorder.tick(4, {"connected": 4}, {})
    assert rows_of(live.read(recorder.timeline, first["revision"])) == {3: 4}


def test_what_a_worker_reports_late_is_told_again():
    master, worker = Recorder(0.0), Recorder(0.0, hands_over=True)
    live = LiveTimeline(no_pause)
    for second in (1, 2):
        master.tick(second, {}, {})
    seen = live.read(master.timeline, 0)["revision"]
    answered(worker, 1)
    worker.tick(1.0, {"connected": 7}, {})
    master.merge(worker.take_delta())
    update = live.read(master.timeline, seen)
    assert rows_of(update) == {0: 7}
    assert [line["count"] for line in update["lines"]] == [[1]]


@pytest.mark.parametrize("seconds", [MAX_ROWS, MAX_ROWS + 1, MAX_SLICES, 2 * MAX_SLICES + 5])
def test_a_page_that_comes_late_gets_it_all_in_pieces_as_the_summary_has_it(seconds):
    recorder, live = Recorder(0.0), LiveTimeline(no_pause)
    for second in range(1, seconds + 1):
        answered(recorder, second)
        recorder.tick(second, {"connected": second}, {})
    rows, since, is_complete = {}, 0, False
    while not is_complete:
        update = live.read(recorder.timeline, since)
        assert len(update["at_s"]) <= MAX_ROWS
        rows |= rows_of(update)
        since, is_complete = update["revision"], update["is_complete"]
    whole = timeline_part(recorder.timeline)
    assert update["slice_s"] == whole["slice_s"]
    assert dict(sorted(rows.items())) == rows_of(whole)


def test_slices_that_have_become_longer_are_all_told_again():
    recorder, live = Recorder(0.0), LiveTimeline(no_pause)
    for second in range(1, MAX_SLICES + 1):
        recorder.tick(second, {}, {})
    seen = recorder.timeline.revision
    recorder.tick(MAX_SLICES + 1, {}, {})
    update = live.read(recorder.timeline, seen)
    assert (update["slice_s"], update["is_complete"], update["at_s"][0]) == (2, False, 0)


def test_a_revision_of_another_timeline_counts_for_nothing():
    recorder, live = Recorder(0.0), LiveTimeline(no_pause)
    recorder.tick(1, {"connected": 1}, {})
    assert rows_of(live.read(recorder.timeline, 99)) == {0: 1}


def exchange(seconds, place):
    times = {"intended_at": 0.0, "sent_at": 0.0, "received_at": seconds, "ended_at": seconds}
    return Exchange(
        Matter.CALL, f"Action{place % 4}", f"CP{place}", None, message_id=f"m-{place}", **times
    )


def test_the_slowest_calls_are_told_without_their_frames_and_can_be_looked_up():
    recorder = Recorder(0.0)
    for place in range(1, SLOWEST_TOLD + 5):
        recorder.evidence.tell(exchange(place / 10, place), 0.0)
    brief = evidence_brief(recorder.evidence)
    slowest = brief["slowest"]
    times = [one["round_trip_ms"] for one in slowest]
    assert times == sorted(times, reverse=True)
    assert len(times) <= SLOWEST_TOLD
    assert not {"sent", "received"} & slowest[0].keys()
    found = find_exhibit(recorder.evidence, slowest[0]["key"])
    assert found.message_id == slowest[0]["message_id"]
    assert find_exhibit(recorder.evidence, "nothing of the kind") is None
