"""Load testing of EV-charging back ends: each Locust user is a simulated OCPP charge point."""

__version__ = "0.1.0"
