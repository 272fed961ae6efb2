"""The load of a campaign as Locust asks for it: `LoadTestShape`.

Locust asks about once a second and goes to what it is told; None ends the run.
"""

from time import monotonic
from typing import Any

from locust import LoadTestShape
from locust.runners import STATE_INIT

from ocpp_load.campaign.load import LoadProfile
from ocpp_load.campaign.load.profile import stations_at
from ocpp_load.runtime import Plan


class CampaignShape(LoadTestShape):
    """Follows a load profile for a fleet of `size`; a run time may cut it shorter."""

    use_common_options = True  # the start form asks for users, and for a run time

    def __init__(self, environment: Any, load: LoadProfile, size: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.runner = environment.runner
        self._environment = environment
        self._load = load
        self._size = size
        self._is_held = False
        self._latest: tuple[int, float] | None = None

    def hold(self) -> None:
        """Ask for nothing else any more: the run is ending, whoever has ended it."""
        self._is_held = True

    def tick(self) -> tuple[int, float] | None:
        """Return the stations that there shall be, and how many of them per second."""
        if not self._is_held:
            self._latest = self._target()
        return self._latest

    def _target(self) -> tuple[int, float] | None:
        elapsed_s: float = self.get_run_time()  # type: ignore[no-untyped-call]
        run_time_s = self._environment.parsed_options.run_time
        if run_time_s and elapsed_s >= run_time_s:
            return None
        release, run = self._load.release, self._environment.ocpp_load_run
        has_begun = self._environment.runner.state != STATE_INIT  # or the run is the one before
        if release is not None and not (has_begun and (run is None or run.barrier.is_open)):
            # The rate means nothing: stations that gather are created at once.
            return stations_at(release.level, self._size), 1.0
        if release is not None and run is not None:
            elapsed_s = monotonic() - run.load_begun_at
        target = self._load.target(elapsed_s, self._size)
        # What is asked for a second ahead is there in half of one: Locust takes a while besides.
        return None if target is None else (target[0], 2 * target[1])


def follow(environment: Any, plan: Plan) -> None:
    """Have the next run of the environment follow its campaign, if it is of one."""
    environment.shape_class = (
        None
        if plan.campaign is None or plan.size is None
        else CampaignShape(environment, plan.campaign.load, plan.size)
    )
