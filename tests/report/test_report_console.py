import io

import pytest
import support.summaries
from support.summaries import INFO

from ocpp_load.metrics import (
    Direction,
    FleetCounts,
    HealthFigures,
    Live,
    Recorder,
    TransactionAudit,
)
from ocpp_load.report import build_summary, live_line, print_closing
from ocpp_load.report.console import MAX_REASONS

LONGEST_ACTION = "SignedFirmwareStatusNotification"


class Terminal(io.StringIO):
    def isatty(self):
        return True


class AsciiLog(io.StringIO):
    encoding = "ascii"


AUDIT = TransactionAudit(
    delivered=7,
    lost=1,
    findings=[
        {
            "what": "lost",
            "station": "CP000001",
            "connector": 2,
            "transaction": -1,
            "started_at": "2026-09-21T14:13:20.000Z",
            "detail": "StartTransaction given up after 3 attempts: timeout",
        }
    ],
)


def summary_of(recorder, *, health=()):
    fleet = FleetCounts(transactions_started=9, transactions_stopped=8, energy_wh=12_345)
    peak = FleetCounts(started=200, connected=199, accepted=198, charging=85)
    return build_summary(
        INFO, recorder.snapshot(), fleet, peak, AUDIT, health, timeline=recorder.timeline
    )


def busy():
    recorder = Recorder(0.0)
    for _ in range(1500):
        recorder.call_answered("MeterValues", 0.00314, 0.004, 40, 60)
    recorder.call_answered(LONGEST_ACTION, 0.0123, 0.02, 40, 60)
    recorder.call_failed("Authorize", "timeout after 30 s", None, None)
    recorder.call_cut_off("MeterValues")
    recorder.late_answer("Authorize")
    recorder.command_answered("Reset", 0.0002, "NotImplemented")
    recorder.connection_event("tcp connect", 0.001, None)
    recorder.violation("not JSON")
    recorder.own_fault("heartbeats", "KeyError")
    return recorder


def printed(summary, file=None, **options):
    file = io.StringIO() if file is None else file
    print_closing(summary, file, **options)
    return file.getvalue()


@pytest.mark.parametrize(("count", "drivers"), [(1, "1 driver refused"), (2, "2 drivers refused")])
def test_it_is_told_who_has_refused_drivers(count, drivers):
    fleet = FleetCounts(drivers_refused=count)
    text = printed(support.summaries.summary_of(Recorder(0.0), fleet=fleet))
    assert f"\n  {drivers}: by the central system, by the station itself while offline, or" in text


@pytest.fixture(autouse=True)
def _no_hints(monkeypatch):
    for name in ("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def cells(text, name):
    (line,) = [line for line in text.splitlines() if f" {name} " in line and "x " not in line]
    return line.split()


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("MeterValues", ["→", "call", "MeterValues", "1,500", "0", *["3.14"] * 5, "150.0"]),
        ("Authorize", ["→", "call", "Authorize", "1", "1", *"-----", "0.1"]),
        ("Reset", ["←", "command", "Reset", "1", "1", *["0.20"] * 5, "0.1"]),
        ("tcp connect", ["↔", "link", "tcp", "connect", "1", "0", *["1.00"] * 5, "0.1"]),
    ],
)
def test_a_line_of_the_table_has_all_its_figures(name, figures):
    assert cells(printed(summary_of(busy())), name) == figures


def test_the_verdict_comes_first():
    first, second = printed(summary_of(busy())).splitlines()[:2]
    assert first == (
        "FAILED (exit 1): the audit found 1 transaction lost; 1 of 1,502 calls failed;"
        " 1 of 1 commands were answered with an error; and 1 more"
    )
    assert second.startswith("demo: charging session against")


def test_lines_are_sorted_by_direction_and_name():
    text = printed(summary_of(busy()))
    names = ["Authorize", "MeterValues", LONGEST_ACTION, "Reset", "tcp connect"]
    assert sorted(names, key=lambda name: text.index(f" {name} ")) == names


def test_what_belongs_under_the_table_is_there():
    text = printed(summary_of(busy()), directory="reports/20261123-015332-demo")
    for line in (
        "1 x call Authorize: timeout after 30 s",
        "1 x command Reset: NotImplemented",
        "0.0666 % of all calls failed",
        "1 x not JSON",
        "1 x heartbeats: KeyError",
        "calls in flight when the run ended: 1",
        "answers that came after their timeout: 1",
        "at most 200 started, 199 connected, 198 accepted, 85 connectors charging",
        "12.3 kWh charged",
        "9 started, 8 stopped, 7 delivered, 1 still open, 1 lost, 0 delivered twice, 0 out of order",
        (
            "lost: CP000001 connector 2, transaction -1 of 2026-09-21T14:13:20.000Z: "
            "StartTransaction given up after 3 attempts: timeout"
        ),
        "reports/20261123-015332-demo",
    ):
        assert f"\n  {line}\n" in text


def test_one_connector_is_one():
    summary = summary_of(busy())
    summary["fleet"]["peak"]["charging"] = 1
    assert " 1 connector charging\n" in printed(summary)


def test_what_did_not_happen_is_not_there():
    recorder = Recorder(0.0)
    recorder.call_answered("Heartbeat", 0.001, 0.001, 1, 1)
    text = printed(summary_of(recorder))
    for heading in ("Failures", "violations", "Faults", "Counted apart", "Warnings", "Report"):
        assert heading not in text


def test_a_saturated_generator_is_a_warning():
    health = HealthFigures("generator", 10, 9.9, 10, 10, 0.99, 1.0, 1, None, None, 0)
    text = printed(summary_of(busy(), health=[health]))
    assert "\nWarnings\n  The load generator was saturated: generator used" in text


def test_a_log_has_no_colour_codes_and_no_cut_names():
    text = printed(summary_of(busy()))
    assert "\x1b" not in text
    assert f" {LONGEST_ACTION} " in text
    assert "…" not in text


def test_a_terminal_has_colours():
    assert "\x1b[" in printed(summary_of(busy()), Terminal())


def table_of_long_figures(width):
    recorder = busy()
    for _ in range(20_000):
        recorder.call_answered("Heartbeat", 12.5, 70.0, 1, 1)
    return printed(summary_of(recorder), width=width).split("\n\n")[1]


@pytest.mark.parametrize("width", [40, 80, 90, 100, 120])
def test_no_figure_is_cut_whatever_the_width(width):
    table = table_of_long_figures(width)
    assert cells(table, "Heartbeat")[-7:] == ["0", *["12,500"] * 5, "2,000"]
    assert "…" not in table


@pytest.mark.parametrize("width", [80, 90, 100, 120])
def test_the_table_fits_a_width_of_80_and_more(width):
    assert max(map(len, table_of_long_figures(width).splitlines())) <= width


@pytest.mark.parametrize(("width", "whole"), [(80, False), (120, True)])
def test_a_long_name_is_folded_where_there_is_no_room(width, whole):
    table = table_of_long_figures(width)
    assert (LONGEST_ACTION in table) is whole
    assert LONGEST_ACTION[:16] in table
    assert LONGEST_ACTION[-4:] in table


def test_a_log_as_wide_as_columns_says(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    text = printed(summary_of(busy()))
    assert "call " not in text.split("Failures by reason")[0].splitlines()[4]


def test_a_stream_without_arrows_gets_stand_ins():
    text = printed(summary_of(busy()), AsciiLog())
    assert text.isascii()
    assert "> call" in text


def test_a_name_of_the_peers_is_shown_as_it_is():
    recorder = Recorder(0.0)
    recorder.command_answered("[bold red]:boom:[/]", 0.001, "[link=http://x]reason[/link]")
    recorder.violation("[blink]kind")
    text = printed(summary_of(recorder))
    assert " [bold red]:boom:[/] " in text
    assert "1 x command [bold red]:boom:[/]: [link=http://x]reason[/link]" in text
    assert "1 x [blink]kind" in text


def test_reasons_are_shown_most_frequent_first_and_not_without_end():
    recorder = Recorder(0.0)
    for number in range(MAX_REASONS + 5):
        recorder.call_failed("Heartbeat", f"reason {number:02d}", None, None)
    for _ in range(3):
        recorder.call_failed("Authorize", "frequent", None, None)
    text = printed(summary_of(recorder))
    assert text.index("3 x call Authorize: frequent") < text.index("reason 00")
    assert text.count("1 x call Heartbeat") == MAX_REASONS - 1
    assert "and 6 more: see summary.json" in text


def test_a_run_in_which_nothing_happened_prints_its_closing():
    assert "at most 200 started" in printed(summary_of(Recorder(0.0)))


@pytest.mark.parametrize(("p95_ms", "p95"), [(3.2, " p95 3.20 ms"), (None, "")])
@pytest.mark.parametrize(
    ("failed", "of_what"),
    [
        ({Direction.CALL: 1000}, ""),
        ({Direction.CALL: 1, Direction.LINK: 999}, " (call 1, link 999)"),
        ({Direction.CHECK: 1000}, " (check 1,000)"),
    ],
)
def test_progress_is_one_line(p95_ms, p95, failed, of_what):
    fleet = FleetCounts(started=200, connected=198, accepted=190, charging=85)
    live = Live(999, 1000, 0, 123.4, p95_ms, failed)
    assert live_line(15.2, fleet, live) == (
        "00:15  stations 200 connected 198 accepted 190 charging 85"
        f" · 123.4 calls/s{p95} · failures 1,000{of_what}"
    )
