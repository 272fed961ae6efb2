"""Several processes: station numbers do not meet, and the master's count is exact."""

import os
import signal
from pathlib import Path

from support.control import calls_received, stations, until
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
            *("-u", "20", "-r", "20", "-t", "6s"),
            *("--scenario", quick_session(tmp_path)),
            locustfile=SEED_TELLING_LOCUSTFILE,
        )
        received = calls_received(central_system)
        fleet = stations(central_system)
    assert run.code == 0, run.errors
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
    assert run.code == 1
    warnings = run.summary["health"]["warnings"]
    assert any(one.startswith("1 of the workers ended in mid-run") for one in warnings)
    assert run.summary["fleet"]["at_end"]["connected"] == 0


def test_a_run_whose_last_worker_is_gone_ends(tmp_path):
    options = ("-u", "4", "-r", "4", *workers(1))
    impatient = campaign(tmp_path, *options, locustfile=IMPATIENT_LOCUSTFILE)
    with impatient as (central_system, locust):
        until(lambda: len(stations(central_system)) == 4)
        kill_a_worker(locust)
        run = locust.wait()
    assert run.code == 1
    assert run.summary["fleet"]["at_end"]["started"] == 0
