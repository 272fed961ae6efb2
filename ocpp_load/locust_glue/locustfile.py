"""The locustfile that the package carries: loading it adds our options and listeners to Locust."""

import os

from ocpp_load.interruption import die_with_parent, end_quietly

# `ocpp-load run` has done so; `locust -f` leaves it to Python, which ends in the middle of an import.
end_quietly()
# The workers of `--processes` would look for a master that is gone for minutes, or go on without it.
os.register_at_fork(after_in_child=die_with_parent)

import gevent  # noqa: E402
from locust import events  # noqa: E402

from ocpp_load.locust_glue.listeners import install  # noqa: E402
from ocpp_load.locust_glue.user import ChargePointUser  # noqa: E402

__all__ = ["ChargePointUser"]

# Who has spawned each greenlet, and from where, is kept for debuggers: half a kilobyte per station.
gevent.config.track_greenlet_tree = False
install(events)
