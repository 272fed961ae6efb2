"""A run without Locust: its stations are never started, its recorder counts what a test says."""

from types import SimpleNamespace

from ocpp_load.locust_glue.run import Role, Run
from ocpp_load.runtime.plan import plan_of
from ocpp_load.settings import settings_from

HOST = "ws://127.0.0.1:9000/ocpp"


def run_of(role=Role.ALONE, **options):
    """Return a run with these options."""
    settings = settings_from(options, HOST)
    event = SimpleNamespace(fire=lambda **_: None)
    events = SimpleNamespace(request=event, user_error=event)
    return Run(settings, plan_of(settings, 10), events, role=role)
