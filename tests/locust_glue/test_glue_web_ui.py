"""Locust's web UI as a front door."""

import json
import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.locust_process import LocustProcess, failing_check, quick_session
from support.web_ui import WebUi

from ocpp_load.scenario import scenario_names
from ocpp_load.settings import OPTIONS

COUNTING_LOCUSTFILE = Path(__file__).parents[1] / "support" / "counting_locustfile.py"


@contextmanager
def web_ui_in(directory):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    scenario = quick_session(directory)
    with LocustProcess(
        directory,
        *("--web-host", "127.0.0.1", "--web-port", str(port), "--scenario", scenario),
        locustfile=COUNTING_LOCUSTFILE,
    ) as locust:
        ui = WebUi(port).wait_until_there()
        ui.locust = locust
        ui.scenario = scenario
        yield ui


@pytest.fixture
def web_ui(tmp_path):
    with web_ui_in(tmp_path) as ui:
        yield ui


@pytest.fixture(scope="module")
def idle_web_ui(tmp_path_factory):
    """A web UI for tests that start no run."""
    with web_ui_in(tmp_path_factory.mktemp("idle")) as ui:
        yield ui


def test_nothing_starts_before_a_worker_is_ready(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as web, socket.create_server(("", 0)) as master:
        ports = [str(each.getsockname()[1]) for each in (web, master)]
    words = ("--master", "--web-host", "127.0.0.1", "--web-port", ports[0])
    with LocustProcess(tmp_path, *words, "--master-bind-port", ports[1]):
        ui = WebUi(int(ports[0])).wait_until_there()
        refused = ui.start(user_count=5, spawn_rate=5, host="ws://127.0.0.1:1/o")
    assert refused["message"].startswith("No worker is ready")


def form(web_ui, central_system, **fields):
    return {
        "user_count": 20,
        "spawn_rate": 20,
        "host": central_system.url,
        "scenario": web_ui.scenario,
        **fields,
    }


def test_the_start_form_has_our_options_and_the_scenarios_as_a_drop_down(idle_web_ui):
    options = idle_web_ui.start_form()
    shown = {option.name for option in OPTIONS if option.in_web_ui}
    assert shown <= options.keys()
    assert options["scenario"]["choices"] == [idle_web_ui.scenario, *scenario_names()]
    assert not {"header", "tls_ca"} & options.keys()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"host": "http://127.0.0.1"}, "--host: 'http://127.0.0.1' does not begin with ws://"),
        ({"host": "ws://127.0.0.1:1/o"}, "--host: ws://127.0.0.1:1/o cannot be reached"),
        ({"scenario": "nope"}, '--scenario: there is no scenario "nope"'),
        ({"user_count": 70_000}, "--users: 70,000 stations"),
        ({"call_timeout": "-1"}, '--call-timeout: "-1" is not a duration'),
    ],
)
def test_a_form_that_cannot_work_is_refused_with_one_clear_line(
    idle_web_ui, central_system, fields, message
):
    answer = idle_web_ui.start(**form(idle_web_ui, central_system, **fields))
    assert not answer["success"]
    assert answer["message"].startswith(message)
    assert idle_web_ui.state() == "ready"


def test_start_stop_and_start_again_leaves_no_greenlet_and_no_socket_behind(
    web_ui, central_system, tmp_path
):
    def run_once(**fields):
        assert web_ui.start(**form(web_ui, central_system, **fields))["success"]
        # To count takes a collection of garbage: once, and not until there are so many.
        web_ui.wait_for(lambda: web_ui.state() == "running")
        web_ui.wait_for(lambda: web_ui.get("/stats/requests")["user_count"] == 20)
        assert web_ui.get("/leftovers")["stations"] == 20
        web_ui.stop()
        web_ui.wait_for(lambda: web_ui.state() == "stopped")
        return web_ui.get("/leftovers")

    first = run_once()
    second = run_once()
    assert first["stations"] == second["stations"] == 0
    assert second == first
    run_once(scenario=failing_check(tmp_path))
    web_ui.locust.interrupt()
    run = web_ui.locust.wait()
    assert run.code == 1, run.errors  # what the last run came to
    assert run.summary["verdict"]["reasons"] == ["20 of 20 checks failed"]
    assert "Traceback" not in run.errors
    assert len([entry for entry in run.reports.iterdir() if not entry.is_symlink()]) == 3


def check_that_a_run_keeps_what_it_began_with(web_ui, central_system):
    refused = web_ui.start(**form(web_ui, central_system, call_timeout="7", host="ws://other/o"))
    assert refused["message"].startswith("A run keeps what it began with")
    assert refused["message"].endswith("stop it to change --host, --call-timeout.")
    # What the form says of a seed is what was asked for; the run goes by the one it has drawn.
    assert web_ui.start(**form(web_ui, central_system, seed="0"))["success"]


def test_nothing_starts_while_the_stations_of_the_last_run_are_leaving(web_ui, central_system):
    assert web_ui.start(**form(web_ui, central_system))["success"]
    web_ui.wait_for(lambda: "StartTransaction" in str(web_ui.get("/stats/requests")["stats"]))
    check_that_a_run_keeps_what_it_began_with(web_ui, central_system)
    os.kill(central_system.pid, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(1) as other:
            stopping = other.submit(web_ui.stop)
            web_ui.wait_for(lambda: web_ui.state() == "cleanup")
            answer = web_ui.start(**form(web_ui, central_system))
            os.kill(central_system.pid, signal.SIGCONT)
            assert stopping.result(timeout=60)["success"]
    finally:
        os.kill(central_system.pid, signal.SIGCONT)
    assert not answer["success"]
    assert answer["message"].startswith("The last run is ending")
    run = json.loads((web_ui.locust.reports / "latest" / "summary.json").read_text("utf-8"))["run"]
    assert run["options"]["seed"] == str(run["seed"])
    assert run["options"]["call_timeout"] == "30.0"
    assert web_ui.start(**form(web_ui, central_system))["success"]
