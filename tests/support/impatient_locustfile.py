"""Our locustfile, whose master takes a worker for dead as soon as Locust does by itself."""

from locust import events, runners

from ocpp_load.locust_glue.locustfile import ChargePointUser

__all__ = ["ChargePointUser"]

_LIVENESS = runners.HEARTBEAT_LIVENESS


@events.init.add_listener
def be_impatient(**_):
    runners.HEARTBEAT_LIVENESS = _LIVENESS
