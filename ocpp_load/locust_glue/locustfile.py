"""The locustfile that the package carries: loading it adds our options and listeners to Locust."""

from locust import events

from ocpp_load.locust_glue.listeners import install
from ocpp_load.locust_glue.user import ChargePointUser

__all__ = ["ChargePointUser"]

install(events)
