"""What would make every station stand still, done before there are any, or not at all.

Latencies that are measured meanwhile are the generator's own.
"""

import gc
import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any

_OLDEST = 2
_IMPORTED_IN_MID_RUN = (
    "jsonschema",  # by the first violation
    "ocpp_load.credentials.issuer",
    "ocpp_load.model.security.certificate_request",
    "ocpp_load.model.security.charge_point_certificate",
    "ocpp_load.model.security.firmware_signature",
    "ocpp_load.model.security.root_certificate",
    "ocpp_load.transport.transfer.asking",
    "ocpp_load.transport.transfer.by_ftp",
    "ocpp_load.transport.transfer.by_http",
    "tarfile",  # by the first log that is asked for
)
"""What a station imports when it first has a use for it: the rest of the tool starts without."""


def get_it_over() -> None:
    """Do now what takes tens of milliseconds only once; to be called before the first station."""
    for module in _IMPORTED_IN_MID_RUN:
        import_module(module)
    # Locust looks at its call stack when a run ends, and the first look reads the paths of all modules.
    inspect.stack()
    keep_what_is_there()


def keep_what_is_there() -> None:
    """Have garbage collections pass over everything that is alive now.

    A full one looks through all of it: Locust and what it imports, and stations that have come to
    stay.
    """
    gc.freeze()


class Settlement:
    """Has garbage collections pass over what has come, from one full one to the next.

    Ten thousand stations are over a million objects and their sessions half of that. While they
    come, each full collection would look through all that came before: up to a quarter of a second
    in which nobody is served. What has just survived one is no garbage. A session that ends goes
    without the collector, for it is in no cycle; a station is in one, and one that leaves stays
    garbage until the end of the run. Where nothing has come, it is collected as ever.
    """

    def __init__(self, have_come: Callable[[], int]) -> None:
        """Ask how many `have_come` after each full collection, from `begin` to `end`."""
        self._have_come = have_come
        self._settled = 0

    def begin(self) -> None:
        """Look at collections from now on."""
        gc.callbacks.append(self._collected)

    def end(self) -> None:
        """Look at them no longer."""
        gc.callbacks.remove(self._collected)

    def _collected(self, phase: str, facts: dict[str, Any]) -> None:
        if phase == "stop" and facts["generation"] == _OLDEST:
            have_come = self._have_come()
            if have_come > self._settled:
                self._settled = have_come
                keep_what_is_there()


def forget_the_stations() -> None:
    """Collect what a run has left behind, wherever it was kept, and keep what is there then."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
