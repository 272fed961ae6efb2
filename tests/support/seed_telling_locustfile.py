"""Our locustfile, whose processes tell the seed that their stations draw from."""

import sys

from locust import events

from ocpp_load.locust_glue.locustfile import ChargePointUser

__all__ = ["ChargePointUser"]


@events.spawning_complete.add_listener
def tell_seed(**_):
    run = tell_seed.environment.ocpp_load_run
    sys.stderr.write(f"seed {run.settings.seed}\n")


@events.init.add_listener
def remember(environment, **_):
    tell_seed.environment = environment
