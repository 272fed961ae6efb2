"""The Locust user: one charge point."""

from typing import Any

from locust import User, task
from locust.exception import StopUser
from locust.user.task import LOCUST_STATE_RUNNING, LOCUST_STATE_STOPPING

from ocpp_load.runtime import Pump


class ChargePointUser(User):
    """A simulated charge point; its greenlet is the actor's mailbox loop."""

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self._pump: Pump | None = None

    @task
    def operate(self) -> None:
        """Be a charge point from now until the run ends."""
        if self._taskset_instance is not None:
            # Of the tasks to come, and there are none: 0.7 KiB of a station that is idle.
            self._taskset_instance._task_queue = []  # type: ignore[assignment] # noqa: SLF001
        run = self.environment.ocpp_load_run
        # Without a run, this process has told why it cannot take part. Of one that is ending, a
        # master may have ordered stations a moment ago.
        while run is not None and not run.is_ending and self._state == LOCUST_STATE_RUNNING:
            if not run.operate_station(self._announce):
                break
        raise StopUser

    def stop(self, force: bool = False) -> bool:
        """Let the station end its sessions and leave; with `force`, end it at once.

        Locust waits for what a user is doing; a charge point never comes to an end by itself.
        """
        if force or self._pump is None:
            # Without a pump there is no station yet whose end anybody would wait for.
            return bool(super().stop(force=True))
        if self._state != LOCUST_STATE_RUNNING:
            return False  # asked before
        self._state = LOCUST_STATE_STOPPING
        self._pump.request_stop()
        return False

    def _announce(self, pump: Pump | None) -> None:
        self._pump = pump
