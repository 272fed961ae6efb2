"""One run in one process: what its stations share, and the stations themselves."""

import platform
import time
from collections.abc import Callable
from enum import Enum
from importlib import metadata
from math import inf
from typing import Any

import gevent

from ocpp_load import __version__
from ocpp_load.campaign import GroupSequence, StationNumbers
from ocpp_load.campaign.events import Occurrence
from ocpp_load.campaign.thresholds import Watch
from ocpp_load.charge_point import ChargePoint
from ocpp_load.locust_glue.observer import FleetObserver
from ocpp_load.metrics import (
    Direction,
    FleetCounts,
    HealthFigures,
    Live,
    ProcessHealth,
    Recorder,
    Slice,
    TransactionAudit,
)
from ocpp_load.metrics.health import (
    Assessment,
    RunFacts,
    UnsentMessages,
    assess,
    hangs_on_calls,
)
from ocpp_load.runtime import Assembly, Group, Plan, Pump
from ocpp_load.runtime.demand import Demand
from ocpp_load.scenario.feeders.station_text import StationTextError
from ocpp_load.scenario.feeders.supply import NoRowLeft, Share
from ocpp_load.scenario.script import Script
from ocpp_load.settings import Settings

_LEAVE_PER_S = 500.0
_SHARE_OF_STOP_TIMEOUT = 0.25

_WORKERS_BEHIND_S = 4
"""Workers report every three seconds."""


class Role(Enum):
    """What a process is among those of a run."""

    ALONE = "alone"
    MASTER = "master"
    WORKER = "worker"


class Run:
    """What is shared by all stations of a process between one start and the next stop."""

    def __init__(
        self,
        settings: Settings,
        plan: Plan,
        events: Any,
        process_index: int = 0,
        processes: int = 1,
        *,
        role: Role = Role.ALONE,
    ) -> None:
        """Prepare a run; `events` are Locust's.

        This is one of so many `processes` that have stations, by its index from 0.
        """
        self.role = role
        self.command = ""
        """What was typed to start it, without secrets."""
        self.settings = settings
        self.plan = plan
        self.started_at = time.time()
        self.begun_at = time.monotonic()
        self.recorder = Recorder(self.begun_at, hands_over=role is Role.WORKER)
        self.fleet = FleetCounts()
        self.fleet_peak = FleetCounts()
        self.audit = TransactionAudit()
        self._process = "master" if role is Role.MASTER else f"process {process_index}"
        self.health = self._new_health()
        self.other_fleets: dict[str, FleetCounts] = {}
        self.other_audits: dict[str, TransactionAudit] = {}
        self.other_health: dict[str, Any] = {}
        self.lost_workers: set[str] = set()
        self.observer = FleetObserver(
            self.recorder,
            self.fleet,
            self.fleet_peak,
            self.audit,
            events,
            self.recorder.evidence,
        )
        self.numbers = StationNumbers(settings.first_station, process_index)
        self._observers = {
            group.name: self.observer if len(plan.groups) == 1 else self._observer_of(group, events)
            for group in plan.groups
        }
        self.watches = [Watch(one) for one in plan.campaign.thresholds] if plan.campaign else []
        """What is looked at while the run goes on, and judged when it is over."""
        self.is_ending = False
        """Its stations are told to leave, and no other comes."""
        self.marks: dict[str, float] = {}
        """When each event first began in this process, by the monotonic clock."""
        self._places = process_index % processes, processes
        self._sequence = GroupSequence([group.share for group in plan.groups])
        self._living: dict[int, tuple[Group, Pump]] = {}
        self.unsent = UnsentMessages(
            lambda: (pump.charge_point for _, pump in self._living.values())
        )
        is_late = process_index >= processes  # and has nothing of what was dealt out
        share = Share(None if is_late else process_index, processes)
        self._assembly = Assembly(settings, plan, share=share)
        self.explanations = self._assembly.explanations
        self.demand = Demand(plan, self._assembly.stocks, settings.seed)

    def _new_health(self) -> ProcessHealth:
        has_stations = self.role is not Role.MASTER
        return ProcessHealth(self._process, time.monotonic(), has_stations=has_stations)

    def operate_station(self, announce: Callable[[Pump], None]) -> None:
        """Run one station in the calling greenlet until it has left; `announce` its pump first."""
        number = self.numbers.take()
        group = self._group_of(number)
        self.fleet.started += 1
        try:
            pump = self._assembly.pump(group, number, self._observers[group.name])
        except (NoRowLeft, StationTextError) as error:
            self._tell_no_station(group, error)
            self.fleet.started -= 1
            self.numbers.give_back(number)
            return
        charge_point = pump.charge_point
        announce(pump)
        self._living[number] = group, pump
        reception = self.demand.reception
        if reception is not None:
            reception.open_station(charge_point, group.commission.supply, pump.befall, group.name)
        try:
            pump.run(group.commission.script)
        finally:
            del self._living[number]
            if reception is not None:
                reception.close_station(charge_point, time.monotonic())
            self.fleet.started -= 1
            if charge_point.registered:
                self.fleet.accepted -= 1
            if charge_point.station.was_accepted:
                self.fleet.ever_accepted += 1
            elif charge_point.awaits_registration or charge_point.online_since == -inf:
                self.fleet.never_accepted += 1
            self.fleet.charging -= charge_point.station.open_transactions
            self.numbers.give_back(number)

    def _tell_no_station(self, group: Group, error: NoRowLeft | StationTextError) -> None:
        if isinstance(error, StationTextError):
            self.observer.own_fault(f"station of {group.name}", str(error))
        elif error.is_failure:
            check = f"data {error.feeder.name}"
            self.observer.check(check, "no row left", first=True, first_failure=True)

    def leave_in_turn(self, stop_timeout_s: float) -> None:
        """Ask all stations to leave, one after the other; return when the last has been asked.

        All at once they would be a storm that nobody has ordered, in which their last calls wait
        for the generator. It takes a quarter of `stop_timeout_s` at most.
        """
        pumps = [pump for _, pump in self._living.values()]
        pause_s = min(
            1 / _LEAVE_PER_S, _SHARE_OF_STOP_TIMEOUT * stop_timeout_s / max(1, len(pumps))
        )
        begun_at = time.monotonic()
        for number, pump in enumerate(pumps):
            pump.request_stop()
            gevent.sleep(max(0.0, begun_at + (number + 1) * pause_s - time.monotonic()))

    def befall(self, occurrence: Occurrence) -> None:
        """Let an event of the campaign begin for those stations of this process that it strikes."""
        event = occurrence.event
        if event.name not in self.marks:
            self.marks[event.name] = now = time.monotonic()
            self.recorder.mark(event.name, now)
        present = ((number, group.name) for number, (group, _) in self._living.items())
        for number in event.struck(self.settings.seed, occurrence.number, present, *self._places):
            group, pump = self._living[number]
            pump.befall(self._begins(occurrence, group))

    def _begins(self, occurrence: Occurrence, group: Group) -> Callable[[ChargePoint], None]:
        def begin(station: ChargePoint) -> None:
            script = Script(station, supply=group.commission.supply)
            occurrence.event.befall(script, self.settings.seed, occurrence.number)

        return begin

    def _observer_of(self, group: Group, events: Any) -> FleetObserver:
        return FleetObserver(
            self.recorder.of(group.name),
            self.fleet,
            self.fleet_peak,
            self.audit,
            events,
            self.recorder.evidence,
            group.name,
        )

    def _group_of(self, number: int) -> Group:
        # Locust deals stations out to its workers in turn: so does this.
        index, processes = self._places
        place = self.numbers.place_of(number) * processes + index
        return self.plan.groups[self._sequence.group_at(place)]

    def reset_figures(self) -> None:
        """Begin to count anew; stations stay as they are."""
        self.recorder.reset(time.monotonic())
        self.health = self._new_health()
        self.started_at = time.time()
        for watch in self.watches:
            watch.restart()

    def tick(self, now: float) -> None:
        """Take this process's figures of the second that has passed; to be called in each."""
        self._sample(now)
        self.whole_fleet()
        self.recorder.tick(now, self._stations(), self._health())

    def conclude(self) -> None:
        """Take the last figures: nothing more will happen."""
        self._sample(time.monotonic())
        self.recorder.flush(self._stations(), self._health())

    def _sample(self, now: float) -> None:
        ports = self.fleet.connected + self.fleet.connecting
        self.health.sample(now, ports=ports, unsent=self.unsent.total)

    def _stations(self) -> dict[str, int]:
        # A master has none; its workers tell of theirs.
        return {} if self.role is Role.MASTER else self.fleet.as_dict()

    def _health(self) -> dict[str, dict[str, float]]:
        return {self.health.process: self.health.latest()}

    def live(self, now: float) -> Live:
        """Return how it goes; what workers did last is yet to be told."""
        return self.recorder.live(now, self._behind_s)

    def recent(self, now: float) -> tuple[list[Slice], int]:
        """Return what happened in the last seconds that are known of, and how many those are."""
        return self.recorder.recent(now, self._behind_s)

    def latest_health(self, now: float) -> dict[str, dict[str, float]]:
        """Return how each process does, by its name: the worst of the last seconds."""
        worst = Slice()
        for one in self.recent(now)[0]:
            worst.add_health(one)
        return worst.health

    @property
    def _behind_s(self) -> int:
        return _WORKERS_BEHIND_S if self.role is Role.MASTER else 0

    def whole_fleet(self) -> FleetCounts:
        """Return the counts of this process and of all that report to it."""
        whole = FleetCounts()
        for fleet in (self.fleet, *self.other_fleets.values()):
            whole.add(fleet)
        self.fleet_peak.raise_to(whole)
        return whole

    def invalidity(self) -> list[str]:
        """Return why the figures are the load generator's own, in whole sentences; none where not.

        With `--on-saturation warn` only what is missing makes them so.
        """
        assessment = self._assessment()
        saturation = assessment.saturation if self.settings.on_saturation == "invalid" else ()
        return [*assessment.missing, *saturation]

    def doubts(self) -> list[str]:
        """Return what else may have shown in the figures, likewise."""
        assessment = self._assessment()
        saturation = () if self.settings.on_saturation == "invalid" else assessment.saturation
        return [*saturation, *assessment.doubts]

    def processes(self) -> list[HealthFigures]:
        """Return the health of this process and of all that report to it."""
        return [self.health.figures(), *self.other_health.values()]

    def facts(self) -> RunFacts:
        """Return what the load generator is judged by, beside the health of its processes."""
        recorder = self.recorder
        # To add up the histograms of all calls takes milliseconds, and it is seldom asked for.
        is_asked_for = hangs_on_calls(self.processes())
        calls = recorder.line(Direction.CALL).latency if is_asked_for else None
        return RunFacts(
            calls_p99_ms=None if calls is None else calls.percentile_ms(99),
            refused=recorder.line(Direction.LINK, "connect").reasons,
            lost_workers=len(self.lost_workers),
            late_workers=self.demand.late_processes(),
            drivers=self.demand.drivers(),
        )

    def _assessment(self) -> Assessment:
        return assess(self.processes(), self.facts())

    def whole_audit(self) -> TransactionAudit:
        """Return the audit of this process and of all that report to it."""
        whole = TransactionAudit()
        for audit in (self.audit, *self.other_audits.values()):
            whole.add(audit)
        return whole


def versions() -> dict[str, str]:
    """Return the versions of what a run's figures depend on."""
    packages = ("locust", "gevent", "websocket-client", "orjson", "jsonschema-rs", "ocpp")
    return {
        "ocpp_load": __version__,
        "python": platform.python_version(),
        **{package: metadata.version(package) for package in packages},
    }
