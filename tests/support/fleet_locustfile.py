"""Our locustfile with leases of seconds, whose master tells how many stations each worker has."""

import json
import sys

from locust import events, runners

from ocpp_load.campaign.fleet import Terms
from ocpp_load.locust_glue.fleet import lease
from ocpp_load.locust_glue.locustfile import ChargePointUser

__all__ = ["ChargePointUser"]

lease.TERMS = Terms(lease_s=3.0, closing_s=1.0)
runners.WORKER_REPORT_INTERVAL = 0.2


@events.init.add_listener
def be_impatient(environment, runner, **_):
    runners.HEARTBEAT_LIVENESS = 4
    if isinstance(runner, runners.MasterRunner):
        environment.events.worker_report.add_listener(lambda **_: tell(environment))


def tell(environment, told=[]):  # noqa: B006 - what was told last
    run = environment.ocpp_load_run
    if run is None:
        return
    fleet = {
        worker: counts.connected for worker, counts in run.other_fleets.items() if counts.connected
    }
    calls = sum(line.count for line in run.recorder.snapshot().lines if line.key[0] == "call")
    if [fleet, calls] != told:
        told[:] = [fleet, calls]
        print("fleet", json.dumps({"stations": fleet, "calls": calls}), file=sys.stderr, flush=True)
