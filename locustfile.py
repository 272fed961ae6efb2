"""The campaign for `locust -f locustfile.py`: every user is a simulated OCPP charge point."""

from ocpp_load.locust_glue.locustfile import ChargePointUser

__all__ = ["ChargePointUser"]
