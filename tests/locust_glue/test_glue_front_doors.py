"""`locust -f locustfile.py`: options from everywhere, and wrong ones told before the start."""

import json
import socket

import pytest
from support.control import stations
from support.locust_process import LocustProcess, quick_session, run_headless, workers

NOWHERE = "ws://127.0.0.1:1/ocpp"


@pytest.mark.parametrize(
    ("host", "arguments", "line"),
    [
        ("localhost:9000", (), "--host: 'localhost:9000' does not begin with ws:// or wss://"),
        ("ws://", (), "--host: 'ws://' names no host and port"),
        (NOWHERE, (), f"--host: {NOWHERE} cannot be reached: Connection refused"),
        (
            "ws://no-such-host.invalid/o",
            (),
            "--host: ws://no-such-host.invalid/o cannot be reached",
        ),
        (NOWHERE, ("--scenario", "nope"), '--scenario: there is no scenario "nope"'),
        (NOWHERE, ("--call-timeout", "soon"), '--call-timeout: "soon" is not a duration'),
        (NOWHERE, ("--identity", "{x}"), '--identity: "{x}" has no meaning here'),
        (NOWHERE, ("--tls-ca", __file__), f"--tls-ca: {__file__}:"),
        (NOWHERE, ("--id-tag", "x" * 21), "--id-tag: has 21 characters; OCPP allows at most 20"),
        (NOWHERE, ("--identity", "SAME", "-u", "2"), "--identity: needs {n} in it"),
        (NOWHERE, ("-u", "-5"), "--users: -5 is not a number of charge points"),
        (NOWHERE, ("-u", "70000"), "--users: 70,000 stations "),
        (
            NOWHERE,
            ("--station", "dc_fast"),
            '--station: there is no station template "dc_fast"; did you mean dc',
        ),
        (
            NOWHERE,
            ("--back-off-minimum", "90"),
            "--back-off-maximum: the longest wait, 60 s, is shorter than",
        ),
        (NOWHERE, ("--time-scale", "0"), "--time-scale: '0' is out of range"),
        ("ws://a..b:9000/", (), "--host: 'ws://a..b:9000/' is not a URL"),
    ],
)
def test_a_wrong_option_gets_one_clear_line_and_exit_code_2(tmp_path, host, arguments, line):
    run = run_headless(tmp_path, host, *arguments)
    assert run.code == 2
    assert [said for said in run.errors.splitlines() if said.startswith(line)]
    assert "Traceback" not in run.errors
    assert "Ramping" not in run.errors
    assert not run.reports.exists()


def test_the_mistakes_of_a_scenario_are_told_with_their_lines_and_exit_code_2(tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text(
        'name: wrong\nocpp: "1.6"\nstation: {vendor: v, model: m, connectors: 1, power: 1 kW}\nsteps:\n  - wait: 5 sek\n  - fly\n',
        "utf-8",
    )
    run = run_headless(tmp_path, NOWHERE, "--scenario", str(file))
    assert run.code == 2
    assert f"{file}:5:11: " in run.errors
    assert f"{file}:6:5: " in run.errors


@pytest.mark.parametrize("where", ["environment", "locust.conf", "pyproject.toml"])
def test_our_options_work_from_the_environment_and_from_locusts_files(tmp_path, where):
    environment = {}
    if where == "environment":
        environment["OCPP_LOAD_SCENARIO"] = "from-there"
    elif where == "locust.conf":
        (tmp_path / where).write_text("scenario = from-there\n", "utf-8")
    else:
        (tmp_path / where).write_text('[tool.locust]\nscenario = "from-there"\n', "utf-8")
    run = run_headless(tmp_path, NOWHERE, **environment)
    assert run.code == 2
    assert '--scenario: there is no scenario "from-there"' in run.errors


def test_a_headless_campaign_leaves_its_reports_and_exits_0(tmp_path, central_system):
    run = run_headless(
        tmp_path,
        central_system.url,
        *("--scenario", quick_session(tmp_path), "-u", "10", "-r", "10", "-t", "3s"),
        *("--run-name", "my run", "--seed", "7", "--identity", "HEADLESS{n}"),
    )
    assert run.code == 0, run.errors
    assert (run.reports / "latest").readlink().name.endswith("-my-run")
    assert (run.reports / "latest" / "report.html").read_text("utf-8").startswith("<!doctype html>")
    assert run.summary["run"]["name"] == "my run"
    assert run.summary["run"]["seed"] == 7
    assert run.line("call", "BootNotification")["count"] == 10
    assert run.line("call", "StartTransaction")["count"] >= 10
    assert run.summary["fleet"]["at_end"]["connected"] == 0
    closing = run.output[run.output.index("latencies in ms") :]
    assert "BootNotification" in closing
    assert "StopTransaction" in closing


def test_locusts_own_statistics_have_a_line_for_each_action_and_connection_event(
    tmp_path, central_system
):
    run = run_headless(
        tmp_path,
        central_system.url,
        *("--scenario", quick_session(tmp_path), "-u", "3", "-r", "3", "-t", "3s"),
        *("--json-file", str(tmp_path / "locust"), "--identity", "LOCUST{n}"),
    )
    assert run.code == 0, run.errors
    lines = json.loads((tmp_path / "locust.json").read_text("utf-8"))
    assert lines == json.loads((run.reports / "latest" / "locust.json").read_text("utf-8"))
    theirs = {(line["method"], line["name"]): line["num_requests"] for line in lines}
    ours = {
        (line["direction"], line["name"]): line["count"]
        for line in run.summary["lines"]
        if line["count"]
    }
    assert theirs == ours
    assert {direction for direction, _ in theirs} == {"call", "link"}


def test_failures_have_short_reasons_that_group_and_exit_code_1(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"ws://127.0.0.1:{silent.getsockname()[1]}/ocpp"
        run = run_headless(
            tmp_path,
            host,
            *("-u", "4", "-r", "4", "-t", "3s", "--connect-timeout", "1", "--stop-timeout", "1"),
        )
    assert run.code == 1
    assert run.line("link", "connect")["reasons"].keys() == {"upgrade timed out"}


def test_station_numbers_start_where_they_are_told_to(tmp_path, central_system):
    run = run_headless(
        tmp_path,
        central_system.url,
        *("-u", "2", "-r", "2", "-t", "2s", "--scenario", "heartbeat"),
        *("--first-station", "500", "--identity", "FIRST-{n}"),
    )
    assert run.code == 0, run.errors
    assert {"FIRST-500", "FIRST-501"} <= {s["identity"] for s in stations(central_system)}


def test_a_fault_of_the_scenario_is_told_and_is_no_success(tmp_path, central_system):
    file = tmp_path / "impossible.yaml"
    file.write_text(
        'name: impossible\nocpp: "1.6"\n'
        "station: {vendor: v, model: m, connectors: 1, power: 1 kW}\n"
        "steps: [connect, boot, start_transaction, plug_in]\n",
        "utf-8",
    )
    run = run_headless(
        tmp_path,
        central_system.url,
        *("-u", "2", "-r", "2", "-t", "2s", "--scenario", str(file), "--identity", "FAULT{n}"),
    )
    assert run.code == 1
    [(fault, times)] = run.summary["own_faults"].items()
    assert fault.startswith(
        "step plug_in: IllegalStatusChange: a connector cannot change from Charging"
    )
    assert times == 2


def test_reports_that_cannot_be_written_are_told_before_the_start(tmp_path, central_system):
    run = run_headless(tmp_path, central_system.url, "--reports", "/proc/nowhere")
    assert run.code == 2
    assert "--reports: /proc/nowhere cannot be written to: " in run.errors


def test_workers_do_not_outlive_a_start_that_is_refused(tmp_path):
    options = (*workers(2), "-u", "4", "--call-timeout=-3")
    words = ("--headless", "-H", "ws://127.0.0.1:1/ocpp", *options)
    with LocustProcess(tmp_path, *words) as locust:
        # Its end is the end of all that hold its output.
        run = locust.wait(30)
    assert run.code == 2
    # Locust may log in between that a worker came: it does not know yet that nobody is wanted.
    told = [line for line in run.errors.splitlines() if line.startswith("--call-timeout")]
    (line,) = told
    assert line.startswith('--call-timeout: "-3" is not a duration; write for example')
    assert "Traceback" not in run.errors
