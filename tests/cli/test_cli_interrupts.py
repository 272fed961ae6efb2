"""SIGINT and `ocpp-load`: while it loads, to a terminal's whole group, and to its process alone."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace

import psutil
import pytest
from support.control import calls_received, until
from support.locust_process import Finished, patience_with, quick_session, workers

PROGRAM = "import sys; from ocpp_load.cli import main; sys.exit(main())"
# Python imports a module of this name before anything else.
HOOK = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["INTERRUPT_AT"]:
            sys.meta_path.remove(self)
            {press}

sys.meta_path.insert(0, Interrupting())
"""
PRESS = "os.kill(os.getpid(), signal.SIGINT)"
PRESS_FOR_PARENT = "os.kill(os.getppid(), signal.SIGINT); signal.pause()"
NOWHERE = ("-H", "ws://127.0.0.1:1/")
CONTROL = "embedded central system: control at "


def interrupted(directory, module, *words, press=PRESS):
    """Run `ocpp-load`; `press` happens when it, or what it starts, is about to load `module`."""
    (directory / "sitecustomize.py").write_text(HOOK.format(press=press), "utf-8")
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        capture_output=True,
        text=True,
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(directory), "INTERRUPT_AT": module},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("argparse", ("check", "heartbeat")),
        ("ruamel.yaml", ("check", "heartbeat")),
        ("ocpp_load.cli.transcript", ("try", "heartbeat")),
        ("ocpp_load.scenario.loader", ("csms", "--port", "0")),
        ("ocpp_load.central_system.command", ("csms", "--port", "0")),
        ("uvloop", ("csms", "--port", "0")),
        ("ocpp_load.cli.run", ("run", *NOWHERE)),
        ("locust", ("run", *NOWHERE)),
        ("gevent.monkey", ("run", *NOWHERE)),
        ("ocpp_load.locust_glue.user", ("run", *NOWHERE)),
    ],
)
def test_ctrl_c_while_a_command_loads_ends_it_quietly(tmp_path, module, words):
    done = interrupted(tmp_path, module, *words)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize("press", [PRESS, PRESS_FOR_PARENT])
@pytest.mark.parametrize("module", ["locust.main", "ocpp_load.locust_glue.listeners"])
def test_ctrl_c_while_the_run_loads_ends_the_embedded_central_system_too(tmp_path, module, press):
    done = interrupted(tmp_path, module, "run", "--embedded-csms", press=press)
    assert (done.returncode, done.stdout) == (130, "")
    (line,) = done.stderr.splitlines()
    assert not is_listened_at(int(line.removeprefix(CONTROL).rpartition(":")[2]))


@contextmanager
def embedded_run(directory, *options, **environment):
    """Run a campaign against the embedded central system, until all of its stations have charged."""
    if "--campaign" not in options:
        options += ("--scenario", quick_session(directory))
    with (
        subprocess.Popen(
            [
                *(sys.executable, "-c", PROGRAM, "run", "--embedded-csms", "-u", "5", "-r", "5"),
                *options,
            ],
            cwd=directory,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process,
        patience_with(process),
    ):
        told = next(line for line in process.stderr if line.startswith(CONTROL))
        central_system = SimpleNamespace(control_url=told.removeprefix(CONTROL).strip())
        until(lambda: calls_received(central_system).get("StartTransaction", 0) >= 5)
        yield process


def finish(directory, process):
    output, errors = process.communicate(timeout=60)
    return Finished(process.returncode, output, errors, directory / "reports")


def started_by(process):
    """Return the processes of the run and of its central system."""
    everybody = psutil.Process(process.pid).children(recursive=True)
    central_system = [one for one in everybody if "ocpp_load.central_system" in one.cmdline()]
    return [one for one in everybody if one not in central_system], central_system[0]


@pytest.mark.parametrize("interrupt", [os.kill, os.killpg])
def test_sigint_is_one_press_whether_the_process_or_its_group_gets_it(tmp_path, interrupt):
    with embedded_run(tmp_path) as process:
        locust, central_system = started_by(process)
        interrupt(process.pid, signal.SIGINT)
        run = finish(tmp_path, process)
    assert run.code == 130, run.errors
    assert "Traceback" not in run.output + run.errors
    assert run.errors.count("Stopping: sessions have") == 1
    started = run.line("call", "StartTransaction")["count"]
    assert started == run.line("call", "StopTransaction")["count"] > 0
    assert run.line("link", "disconnect")["count"] == 5
    assert not any(one.is_running() for one in [*locust, central_system])


def test_sigterm_ends_a_campaign_in_good_order_and_its_files_tell_no_secret(tmp_path):
    (tmp_path / "campaign.yaml").write_text(
        'name: lasting\nocpp: "1.6"\nstations: 5\nload: [{ramp: {to: 100 %, over: 1 s}}, {hold: 10 min}]\n'
        f"groups: [{{name: stations, scenario: {quick_session(tmp_path)}}}]\n"
        "thresholds: [failures < 1 %]\n",
        "utf-8",
    )
    secrets = ("geheim1", "geheim2", "geheim3")
    words = (
        "--campaign",
        "campaign.yaml",
        "--header",
        "X-Key: geheim1",
        "--header=X-More: geheim2",
    )
    with embedded_run(tmp_path, *words, OCPP_LOAD_PASSWORD="geheim3-16-letters") as process:
        locust, central_system = started_by(process)
        os.killpg(process.pid, signal.SIGTERM)
        run = finish(tmp_path, process)
    assert run.code == 130, run.errors
    assert "Traceback" not in run.output + run.errors
    assert run.summary["verdict"]["outcome"] == "interrupted"
    assert run.summary["fleet"]["at_end"]["charging"] == 0
    assert run.summary["run"]["command"].startswith("ocpp-load ")
    files = {file.name: file.read_text("utf-8") for file in (run.reports / "latest").iterdir()}
    assert files.keys() >= {"summary.json", "junit.xml", "stats.csv", "report.html", "locust.json"}
    told = run.output + run.errors + "".join(files.values())
    assert not [secret for secret in secrets if secret in told]
    assert not any(one.is_running() for one in [*locust, central_system])


@pytest.mark.parametrize("interrupt", [os.kill, os.killpg])
@pytest.mark.parametrize(
    "in_processes", [tuple, partial(workers, 2)], ids=["one process", "two workers"]
)
def test_sigint_again_ends_sessions_at_once(tmp_path, interrupt, in_processes):
    with embedded_run(tmp_path, "--stop-timeout", "300", *in_processes()) as process:
        locust, central_system = started_by(process)
        central_system.suspend()  # nothing is answered any more
        interrupt(process.pid, signal.SIGINT)
        for line in process.stderr:
            if line.startswith("Stopping: sessions have 300 s to end"):
                break
        interrupt(process.pid, signal.SIGINT)
        _, left_over = psutil.wait_procs(locust, timeout=60)
        assert not left_over
        central_system.resume()
        run = finish(tmp_path, process)
    assert "Traceback" not in run.output + run.errors
    assert run.summary["fleet"]["at_end"]["charging"] == 0
    assert not any(one.is_running() for one in [*locust, central_system])


def is_listened_at(port):
    return any(
        one.laddr.port == port and one.status == psutil.CONN_LISTEN
        for one in psutil.net_connections("tcp4")
    )
