"""A run stops well: sessions end, sockets are closed, the summary is there (OCPP 1.6 4.10)."""

import os
import signal
from contextlib import contextmanager

import pytest
from support.control import calls_received, open_transactions, stations, until
from support.locust_process import LocustProcess, campaign, quick_session, workers

from ocpp_load.central_system.process import EmbeddedCentralSystem


def wait_for_transactions(central_system, locust):
    """Wait until somebody charges: the moment at which an end is hardest."""
    until(lambda: locust.process.poll() is not None or open_transactions(central_system))
    assert locust.process.poll() is None


def read_until(text, locust):
    """Read what Locust tells up to a line that has `text` in it."""
    assert any(text in line for line in locust.process.stderr)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_sessions_and_connections_in_good_order(tmp_path, end):
    options = ("-u", "20", "-r", "200")
    with campaign(tmp_path, *options) as (central_system, locust):
        wait_for_transactions(central_system, locust)
        locust.process.send_signal(end)
        run = locust.wait()
        still_open = open_transactions(central_system)
        connected = [station["connected"] for station in stations(central_system)]
    assert run.code == 130, run.errors
    assert "Traceback" not in run.errors + run.output
    assert still_open == []
    assert connected == [False] * 20
    started = run.line("call", "StartTransaction")["count"]
    assert started == run.line("call", "StopTransaction")["count"] > 0
    assert run.line("link", "disconnect")["count"] == 20
    assert run.summary["fleet"]["at_end"]["charging"] == 0


def test_a_call_cut_off_by_the_end_is_neither_success_nor_failure(tmp_path):
    options = ("-u", "5", "-r", "5", "-t", "2s", "--stop-timeout", "1")
    with campaign(tmp_path, *options, csms=["--latency", "60s"]) as (_, locust):
        run = locust.wait()
    assert run.code == 1, run.errors  # not for the calls: not one station was let in
    boots = run.line("call", "BootNotification")
    assert (boots["count"], boots["failures"], boots["cut_off"]) == (0, 0, 5)
    assert run.line("link", "disconnect")["count"] == 5


def test_a_central_system_that_goes_away_does_not_end_the_campaign(tmp_path):
    options = ("-u", "10", "-r", "100", "--back-off-maximum", "1", "--back-off-random", "1")
    with campaign(tmp_path, *options) as (central_system, locust):
        wait_for_transactions(central_system, locust)
        central_system.kill()
        central_system.start()
        wait_for_transactions(central_system, locust)
        locust.interrupt()
        run = locust.wait()
    assert "Traceback" not in run.errors + run.output
    assert run.line("link", "connection lost")["failures"] == 10
    assert run.line("link", "connect")["count"] > run.line("link", "connect")["failures"]
    assert run.line("call", "BootNotification")["count"] == 10


def interrupt_twice(central_system, locust):
    """Press Ctrl-C twice; expect sessions to end at once, and a report all the same."""
    locust.interrupt()
    read_until("Stopping: sessions have 50 s to end", locust)
    locust.interrupt()
    run = locust.wait(timeout_s=40)
    os.kill(central_system.pid, signal.SIGCONT)
    assert "Traceback" not in run.errors + run.output
    assert run.summary["fleet"]["at_end"]["charging"] == 0
    assert "latencies in ms" in run.output


def test_ctrl_c_again_ends_sessions_at_once_and_still_leaves_a_report(tmp_path):
    options = ("-u", "5", "-r", "5", "--stop-timeout", "50")
    with campaign(tmp_path, *options) as (central_system, locust):
        wait_for_transactions(central_system, locust)
        os.kill(central_system.pid, signal.SIGSTOP)  # nothing is answered any more
        interrupt_twice(central_system, locust)


@contextmanager
def short_campaign(directory, load, *options):
    """Run a campaign of five stations that charge all the time."""
    file = directory / "short.yaml"
    file.write_text(
        'name: short\nocpp: "1.6"\nstations: 5\n'
        f"groups: [{{name: stations, scenario: {quick_session(directory)}}}]\nload: [{load}]\n",
        encoding="utf-8",
    )
    with EmbeddedCentralSystem() as central_system:
        words = ("--headless", "-H", central_system.url, "--campaign", str(file), *options)
        with LocustProcess(directory, *words) as locust:
            wait_for_transactions(central_system, locust)
            yield central_system, locust


def test_ctrl_c_while_a_campaign_ends_by_itself_is_as_at_any_other_time(tmp_path):
    load = "{ramp: {to: 100 %, over: 1 s}}, {hold: 4 s}"
    with short_campaign(tmp_path, load, "--stop-timeout", "50") as (central_system, locust):
        os.kill(central_system.pid, signal.SIGSTOP)  # nothing is answered any more
        read_until("Shape test stopping", locust)
        interrupt_twice(central_system, locust)


def test_ctrl_c_while_workers_get_more_stations_ends_all_sessions_and_starts_no_others(tmp_path):
    load = "{ramp: {to: 100 %, over: 2 s}}, {ramp: {to: 400 %, over: 10 s}}"
    with short_campaign(tmp_path, load, *workers(2)) as (central_system, locust):
        locust.interrupt()
        run = locust.wait()
        still_open = open_transactions(central_system)
    assert run.code == 130, run.errors
    assert "Traceback" not in run.errors + run.output
    assert still_open == []
    started = run.line("call", "StartTransaction")["count"]
    assert started == run.line("call", "StopTransaction")["count"] > 0
    assert run.summary["fleet"]["at_end"]["started"] == 0
    assert run.summary["fleet"]["peak"]["started"] < 20


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_whole_group_of_workers_loses_no_figures(tmp_path, end):
    options = ("-u", "10", "-r", "10", *workers(2))
    with campaign(tmp_path, *options) as (central_system, locust):
        until(lambda: len(stations(central_system)) == 10)
        wait_for_transactions(central_system, locust)
        os.killpg(locust.process.pid, end)
        run = locust.wait()
        received = calls_received(central_system)
        still_open = open_transactions(central_system)
    assert run.code == 130, run.errors
    assert run.summary["verdict"]["reasons"] == ["the run was interrupted"]
    assert "Traceback" not in run.errors + run.output
    assert still_open == []
    assert run.line("call", "StopTransaction")["count"] == received["StopTransaction"] > 0
    assert run.line("link", "disconnect")["count"] == 10
