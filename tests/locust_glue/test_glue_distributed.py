"""Several processes: station numbers do not meet, and the master's count is exact."""

import json
import os
import signal
from pathlib import Path

import pytest
from support.control import ask, calls_received, stations, until
from support.locust_process import campaign, quick_session, run_headless, workers

from ocpp_load.central_system.process import EmbeddedCentralSystem

SUPPORT = Path(__file__).parents[1] / "support"
SEED_TELLING_LOCUSTFILE = SUPPORT / "seed_telling_locustfile.py"
IMPATIENT_LOCUSTFILE = SUPPORT / "impatient_locustfile.py"


def test_two_workers_share_the_fleet_and_the_master_counts_what_the_central_system_counts(
    tmp_path,
):
    with EmbeddedCentralSystem() as central_system:
        run = run_headless(
            tmp_path,
            central_system.url,
            *workers(2),
            *("-u", "20", "-r", "20", "-t", "4s"),
            *("--scenario", quick_session(tmp_path)),
            locustfile=SEED_TELLING_LOCUSTFILE,
        )
        received = calls_received(central_system)
        fleet = stations(central_system)
        known = ask(central_system, "/transactions")
    assert run.code == 0, run.errors
    assert_slowest_can_be_found(run, known)
    assert len(fleet) == 20
    ours = {
        line["name"]: line["count"] + line["cut_off"]
        for line in run.summary["lines"]
        if line["direction"] == "call"
    }
    assert ours == received
    assert len(run.summary["health"]["processes"]) == 3
    assert {line for line in run.errors.splitlines() if line.startswith("seed ")} == {
        f"seed {run.summary['run']['seed']}"
    }


def assert_slowest_can_be_found(run, known):
    """The slowest calls are those of both workers, and the central system has them in its books."""
    evidence = run.summary["evidence"]
    slowest = {one["action"]: one["calls"] for one in evidence["slowest"]}
    for action, calls in slowest.items():
        latency = run.line("call", action)["latency"]
        assert calls[0]["round_trip_ms"] == pytest.approx(latency["max_ms"], abs=0.0021)
    started = {(one["identity"], one["transactionId"]) for one in (*known["open"], *known["ended"])}
    assert len(slowest["StartTransaction"]) >= 5
    for call in slowest["StartTransaction"]:
        number, message_id, answer = json.loads(call["received"]["text"])
        assert (number, message_id) == (3, call["message_id"])
        assert (call["station"], answer["transactionId"]) in started
        assert json.loads(call["sent"]["text"])[:3] == [2, message_id, "StartTransaction"]
    assert evidence["failures"] == []


def kill_a_worker(locust):
    children = Path(f"/proc/{locust.process.pid}/task/{locust.process.pid}/children")
    os.kill(int(children.read_text().split()[0]), signal.SIGKILL)


def test_a_worker_that_is_killed_is_missed_and_told(tmp_path):
    options = ("-u", "10", "-r", "10", *workers(2))
    impatient = campaign(tmp_path, *options, locustfile=IMPATIENT_LOCUSTFILE)
    with impatient as (central_system, locust):
        until(lambda: len(stations(central_system)) == 10)
        kill_a_worker(locust)
        for line in locust.process.stderr:
            if "setting state to missing" in line:
                break
        locust.interrupt()
        run = locust.wait()
    assert run.code == 130
    health = run.summary["health"]
    assert health["lost_workers"] == 1
    assert any(one.startswith("1 of the workers ended in mid-run") for one in health["invalid"])
    assert not any("workers" in one for one in health["warnings"])
    assert run.summary["fleet"]["at_end"]["connected"] == 0


def test_a_run_whose_last_worker_is_gone_ends(tmp_path):
    options = ("-u", "4", "-r", "4", *workers(1))
    impatient = campaign(tmp_path, *options, locustfile=IMPATIENT_LOCUSTFILE)
    with impatient as (central_system, locust):
        until(lambda: len(stations(central_system)) == 4)
        kill_a_worker(locust)
        run = locust.wait()
    assert run.code == 3
    assert run.summary["verdict"]["outcome"] == "invalid"
    assert run.summary["fleet"]["at_end"]["started"] == 0
