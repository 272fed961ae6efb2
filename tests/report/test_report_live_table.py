"""The live table: rows for a terminal, from the figures of one moment."""

import pytest

from ocpp_load.metrics import Direction, FleetCounts, Live, Recorder
from ocpp_load.report.last_seconds import BusyLine, LastSeconds
from ocpp_load.report.live_table import STYLES, Glimpse, lines_that_fit, live_rows

FLEET = FleetCounts(started=300, connecting=12, connected=288, accepted=280, charging=64)
LIVE = Live(calls=12_345, failures=3, new_failures=1, calls_per_s=412.3, p95_ms=3.4)
METER_VALUES = BusyLine(Direction.CALL, "MeterValues", 301.2, 0, 1.2, 3.4, 5.6)
FAILING = BusyLine(Direction.CALL, "Authorize", 2.0, 7, None, None, None)
HELD = {"name": None, "threshold": "failures < 1 %", "outcome": "holds"}
HELD |= {"unit": "share", "value": 0.0, "limit": 0.01, "comparison": "<", "reason": None}
BROKEN = {"name": "boots", "threshold": "BootNotification p99 < 5 s", "outcome": "is broken"}
BROKEN |= {"unit": "s", "value": 6.1, "limit": 5.0, "comparison": "<", "reason": None}
UNJUDGED = {**HELD, "outcome": "could not be judged", "value": None}
HEALTH = {
    "process 0": {"cpu_share": 0.2, "loop_lag_max_ms": 0.4, "resident_bytes": 50_000_000},
    "process 1": {"cpu_share": 0.34, "loop_lag_max_ms": 2.11, "resident_bytes": 103_000_000},
}


def glimpse(**parts):
    known = {"title": "storm against ws://h:1/o", "elapsed_s": 45, "of_s": None}
    return Glimpse(**{**known, "fleet": FLEET, "live": LIVE, "lines": (), **parts})


def texts(width=100, **parts):
    return ["".join(text for text, _ in row) for row in live_rows(glimpse(**parts), width)]


def styles(part, **parts):
    rows = live_rows(glimpse(**parts), 100)
    return {style for row in rows for text, style in row if part in text}


def test_at_the_top_is_what_runs_and_how_long():
    assert texts()[0] == "00:45  storm against ws://h:1/o"
    assert texts(of_s=120)[0] == "00:45 of 02:00  storm against ws://h:1/o"


def test_stations_stand_by_state_and_calls_with_their_failures():
    assert texts()[1:] == [
        "stations    300 started · 12 connecting · 288 connected · 280 accepted · 64 charging",
        "calls       412.3 / s · p95 3.40 ms · 12,345 so far · 3 failures, 1 just now",
    ]
    quiet = Live(calls=0, failures=0, new_failures=0, calls_per_s=0.0, p95_ms=None)
    assert texts(live=quiet)[2] == "calls       0.0 / s · 0 so far · 0 failures"
    assert styles("failures") == {"bad"}
    assert styles("failures", live=quiet) == {"good"}


def test_each_of_the_busiest_lines_has_its_figures_below_their_headings():
    name = 44 + 2
    headings, first, second = texts(lines=[METER_VALUES, FAILING])[3:]
    assert headings[:name].strip() == ""
    assert headings[name:].split() == ["failed", "p50", "p95", "p99", "per", "s"]
    assert first[:name].rstrip() == "→ MeterValues"
    assert first[name:].split() == ["0", "1.20", "3.40", "5.60", "301.2"]
    assert second[name:].split() == ["7", "-", "-", "-", "2.0"]
    assert len({len(text) for text in (headings, first, second)}) == 1
    assert styles("        7", lines=[METER_VALUES, FAILING]) == {"bad"}


@pytest.mark.parametrize(("width", "name"), [(200, 44), (80, 33), (60, 16), (20, 16)])
def test_on_a_narrow_terminal_names_give_way_to_figures(width, name):
    long = BusyLine(Direction.CALL, "N" * 60, 1.0, 0, 1.0, 1.0, 1.0)
    row = texts(width, lines=[long])[4]
    assert row.startswith(f"→ {'N' * name} ")
    assert len(row) == 2 + name + 45


def test_thresholds_are_counted_and_the_broken_ones_told():
    assert texts(thresholds=[HELD, HELD, UNJUDGED])[3:] == [
        "thresholds  2 of 3 hold · 1 not measured yet"
    ]
    assert texts(thresholds=[HELD, BROKEN])[3:] == [
        "thresholds  1 of 2 hold",
        f"{' ' * 12}boots: BootNotification p99 < 5 s is broken: 6.1 s, to be < 5 s",
    ]
    assert texts(thresholds=[BROKEN] * 6)[-1] == f"{' ' * 12}and 2 more are broken"
    assert styles("is broken", thresholds=[BROKEN]) == {"bad"}


def test_of_several_processes_the_busiest_is_shown():
    assert texts(health=HEALTH)[3:] == [
        "generator   CPU 34 % · event loop lag 2.11 ms · 103 MB (process 1, the busiest of 2)"
    ]
    alone = {"process 0": HEALTH["process 0"]}
    assert texts(health=alone)[3:] == ["generator   CPU 20 % · event loop lag 0.40 ms · 50.0 MB"]
    assert texts(health={"master": {}})[3:] == ["generator   "]


def test_why_the_run_would_be_invalid_and_what_happened_last_is_told():
    assert texts(invalid=["It was too slow."], events=["00:30  one", "00:40  two"])[3:] == [
        f"{' ' * 12}It was too slow.",
        "events      00:30  one",
        f"{' ' * 12}00:40  two",
    ]
    assert styles("too slow", invalid=["It was too slow."]) == {"doubtful"}


def test_every_style_is_known():
    parts = {"lines": [FAILING], "thresholds": [BROKEN], "health": HEALTH, "invalid": ["x"]}
    rows = live_rows(glimpse(**parts, events=["y"]), 100)
    assert {style for row in rows for _, style in row} <= {"", *STYLES}


@pytest.mark.parametrize(("height", "lines"), [(10, 3), (24, 10), (50, 12)])
def test_lines_leave_room_for_the_rest(height, lines):
    assert lines_that_fit(height) == lines


def recorded():
    recorder = Recorder(0.0)
    for second in range(3):
        for _ in range(10):
            recorder.call_answered("MeterValues", 0.002, 0.004, 1, 1)
        recorder.call_answered("Heartbeat", 0.001, 0.001, 1, 1)
        recorder.command_answered("Reset", 0.0003, None)
        recorder.connection_event("tcp connect", 0.01, None)
        recorder.tick(second + 1.0, {}, {})
    recorder.call_failed("Authorize", "timeout", None, None)
    recorder.tick(4.0, {}, {})
    return recorder


def last_seconds(recorder, now, pause=lambda: None):
    return LastSeconds(recorder, *recorder.recent(now), pause)


def test_who_fails_comes_first_and_then_who_is_busiest():
    busiest = last_seconds(recorded(), 4.0).busiest(10)
    assert [line.name for line in busiest] == ["Authorize", "MeterValues", "Heartbeat", "Reset"]
    assert [line.rate_per_s for line in busiest] == [0.25, 7.5, 0.75, 0.75]
    assert [line.failures for line in busiest] == [1, 0, 0, 0]
    assert busiest[0].p99_ms is None
    assert busiest[1].p50_ms == pytest.approx(2.0, rel=0.008)


def test_no_more_lines_are_added_up_than_are_shown():
    pauses = []
    last_seconds(recorded(), 4.0, lambda: pauses.append(1)).busiest(2)
    # Of the line that fails there is one slice, of the busiest there are three.
    assert len(pauses) == 4


def test_what_happened_longer_ago_is_no_longer_shown():
    recorder = recorded()
    for second in range(4, 9):
        recorder.tick(second + 1.0, {}, {})
    assert last_seconds(recorder, 9.0).busiest(10) == []
    assert last_seconds(recorder, 9.0).live().calls_per_s == 0


def test_the_whole_is_what_the_recorder_says_of_it():
    recorder = recorded()
    assert last_seconds(recorder, 4.0).live() == recorder.live(4.0)
