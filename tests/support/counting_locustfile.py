"""Our locustfile with one more page: what stands in the process that a stopped run must give back."""

import gc
from pathlib import Path

import gevent
from flask import jsonify
from locust import events

from ocpp_load.locust_glue.locustfile import ChargePointUser

__all__ = ["ChargePointUser"]


@events.init.add_listener
def add_page(environment, **_):
    if environment.web_ui is not None:
        environment.web_ui.app.add_url_rule("/leftovers", "leftovers", leftovers)


def leftovers():
    gc.collect()
    gc.unfreeze()  # what is frozen is not among the objects
    greenlets = [g for g in gc.get_objects() if isinstance(g, gevent.Greenlet) and not g.dead]
    names = [
        str(entry.readlink()) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()
    ]
    return jsonify(
        greenlets=len(greenlets),
        stations=sum("run_user" in repr(g) for g in greenlets),
        sockets=sum(name.startswith("socket:") for name in names),
    )
