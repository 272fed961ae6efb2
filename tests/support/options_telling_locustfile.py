"""Our locustfile, whose processes tell the options that they have, or were sent by the master."""

import sys

from locust import events

from ocpp_load.locust_glue.locustfile import ChargePointUser

__all__ = ["ChargePointUser"]


@events.test_start.add_listener
def tell_options(environment, **_):
    sys.stderr.write(f"options {vars(environment.parsed_options)}\n")
