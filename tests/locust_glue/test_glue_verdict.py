"""What a process of Locust ends with, and what it leaves behind."""

import signal
import socket
from pathlib import Path

import pytest
from support.locust_process import LocustProcess, failing_check, run_headless

FULL_DISK_LOCUSTFILE = Path(__file__).parents[1] / "support" / "full_disk_locustfile.py"

CAMPAIGN = """\
name: forgiving
ocpp: "1.6"
stations: 2
groups: [{{name: stations, scenario: {scenario}}}]
load: [{{ramp: {{to: 100 %, over: 1 s}}}}, {{hold: 1 s}}]
thresholds:
  - failures = 0
  - checks failed <= 100 %
"""


def test_failures_without_thresholds_end_with_what_locusts_own_option_says(
    tmp_path, central_system
):
    run = run_headless(
        tmp_path,
        central_system.url,
        *("--scenario", failing_check(tmp_path), "-u", "2", "-r", "2", "-t", "2s"),
        *("--identity", "FAILING{n}"),
        LOCUST_EXIT_CODE_ON_ERROR="7",
    )
    assert run.code == 7, run.errors
    assert run.summary["verdict"] == {
        "outcome": "failed",
        "exit_code": 7,
        "reasons": ["2 of 2 checks failed"],
    }
    assert run.output.startswith("FAILED (exit 7): 2 of 2 checks failed\n")
    directory = run.reports / "latest"
    assert {file.name for file in directory.iterdir()} == {
        *("summary.json", "junit.xml", "stats.csv", "report.html", "locust.json")
    }
    junit = (directory / "junit.xml").read_text("utf-8")
    assert '<failure message="failed 2 of 2 times" type="check failed">' in junit


def test_thresholds_forgive_failures_and_a_full_disk_costs_the_files_and_not_the_console(
    tmp_path, central_system
):
    file = tmp_path / "campaign.yaml"
    file.write_text(CAMPAIGN.format(scenario=failing_check(tmp_path)), "utf-8")
    run = run_headless(
        tmp_path,
        central_system.url,
        *("--campaign", str(file), "--compact", "--identity", "FORGIVEN{n}"),
        locustfile=FULL_DISK_LOCUSTFILE,
    )
    assert run.code == 2, run.errors
    told = [line for line in run.errors.splitlines() if line.endswith("no space left on device")]
    assert len(told) == 5
    assert "Traceback" not in run.errors + run.output
    assert "PASSED (exit 2): the report could not be written as a whole\n" in run.output
    assert "checks failed <= 100 % holds" in run.output
    assert list(run.reports.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "end", "code", "told"),
    [
        ((), signal.SIGTERM, 130, ""),
        (("--expect-workers-max-wait", "1"), None, 2, "--expect-workers: 0 of 2 workers came "),
    ],
)
def test_a_run_that_has_not_begun_for_want_of_workers_has_no_verdict(
    tmp_path, central_system, options, end, code, told
):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    words = ("--headless", "-H", central_system.url, "--loglevel", "DEBUG", *options)
    master = ("--master", "--expect-workers", "2", "--master-bind-port", port)
    with LocustProcess(tmp_path, *words, *master) as locust:
        for line in locust.process.stderr:
            if "Waiting for workers to be ready" in line:
                break
        if end is not None:
            locust.process.send_signal(end)
        run = locust.wait()
    assert run.code == code
    assert told in run.errors
    assert "Traceback" not in run.errors + run.output
    assert not (run.reports / "latest").exists()


def test_a_master_whose_port_is_taken_is_wrong_input_and_leaves_no_worker(tmp_path, central_system):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        # Who is left of the processes would hold the pipes that this reads to their end.
        run = run_headless(
            tmp_path,
            central_system.url,
            *("--processes", "1", "--master-bind-host", "127.0.0.1"),
            *("--master-bind-port", port, "--master-port", port),
        )
    assert run.code == 2
    assert "--master-bind-port: Address already in use" in run.errors
    assert "Traceback" not in run.errors
    assert not run.reports.exists()
