"""Several processes: station numbers do not meet, and the master's count is exact."""

import os
import signal
from pathlib import Path

from support.control import calls_received, stations
from support.locust_process import campaign, quick_session, run_headless, workers

from ocpp_load.central_system.process import EmbeddedCentralSystem

SEED_TELLING_LOCUSTFILE = Path(__file__).parents[1] / "support" / "seed_telling_locustfile.py"


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
    assert len(run.summary["health"]["processes"]) == 2
    assert {line for line in run.errors.splitlines() if line.startswith("seed ")} == {
        f"seed {run.summary['run']['seed']}"
    }


def test_a_worker_that_is_killed_is_missed_and_told(tmp_path):
    options = ("-u", "10", "-r", "10", *workers(2))
    with campaign(tmp_path, *options) as (central_system, locust):
        for _ in locust.process.stderr:
            if len(stations(central_system)) == 10:
                break
        children = Path(f"/proc/{locust.process.pid}/task/{locust.process.pid}/children")
        os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
        for line in locust.process.stderr:
            if "setting state to missing" in line:
                break
        locust.interrupt()
        run = locust.wait()
    assert run.code == 1
    [warning] = run.summary["health"]["warnings"]
    assert warning.startswith("1 of the workers ended in mid-run")
    assert run.summary["fleet"]["at_end"]["connected"] == 0
