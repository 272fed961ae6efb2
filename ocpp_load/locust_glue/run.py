"""One run in one process: what its stations share, and the stations themselves."""

import platform
import time
from collections.abc import Callable, Collection
from enum import Enum
from importlib import metadata
from math import inf
from typing import Any

import gevent

from ocpp_load import __version__
from ocpp_load.campaign import GroupSequence
from ocpp_load.campaign.events import Occurrence
from ocpp_load.campaign.fleet import StationRanks
from ocpp_load.campaign.load import RELEASE
from ocpp_load.campaign.thresholds import Watch
from ocpp_load.charge_point import ChargePoint
from ocpp_load.locust_glue.fleet.lease import PlaceLost
from ocpp_load.locust_glue.fleet.membership import Alone, Membership
from ocpp_load.locust_glue.fleet.workers import Workers
from ocpp_load.locust_glue.observer import FleetObserver
from ocpp_load.locust_glue.request_log import RequestLog
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
from ocpp_load.metrics.attempts import AttemptCounts
from ocpp_load.metrics.health import (
    Assessment,
    LostWorker,
    RunFacts,
    UnsentMessages,
    assess,
    hangs_on_calls,
)
from ocpp_load.report.release import ReleaseFigures, release_doubts
from ocpp_load.runtime import Assembly, Group, Plan, Pump
from ocpp_load.runtime.barrier import Barrier
from ocpp_load.runtime.demand import Demand
from ocpp_load.scenario.feeders.station_text import StationTextError
from ocpp_load.scenario.feeders.supply import NoRowLeft, Positions, Share
from ocpp_load.scenario.script import Script
from ocpp_load.settings import Settings

_LEAVE_PER_S = 500.0
_SHARE_OF_STOP_TIMEOUT = 0.25

_WORKERS_BEHIND_S = 4
"""Workers report every three seconds."""


def _unsent_calls(living: tuple[Group, Pump]) -> int:
    return living[1].charge_point.unsent_calls


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
        membership: Membership | None = None,
        run_id: str = "",
        stats: Any = None,
    ) -> None:
        """Prepare a run; `events` are Locust's, and so are the `stats` that requests are told.

        This is one of so many `processes` that have stations, by its index from 0. `membership` is
        its part in the fleet, where that is not the whole of it; all processes of that know the run
        by the same `run_id`.
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
        self.requests = RequestLog(events, stats)
        self.observer = FleetObserver(
            self.recorder,
            self.fleet,
            self.fleet_peak,
            self.audit,
            events,
            self.recorder.evidence,
            requests=self.requests,
        )
        self.membership = membership or Alone()
        self.id = run_id
        self.given_up = 0
        """How many stations closed because their place in the fleet was lost."""
        self.workers = Workers(self.begun_at)
        """On a master, what is known of those that have the stations."""
        self._reports = 0
        self._observers = {
            group.name: self.observer if len(plan.groups) == 1 else self._observer_of(group, events)
            for group in plan.groups
        }
        self.watches = [Watch(one) for one in plan.campaign.thresholds] if plan.campaign else []
        """What is looked at while the run goes on, and judged when it is over."""
        self.leaving_at: float | None = None
        """When its stations were told to leave, in seconds since the epoch; no other comes then."""
        self.marks: dict[str, float] = {}
        """When each event first began in this process, by the monotonic clock."""
        self._places = process_index % processes, processes
        self.is_late = process_index >= processes
        """It came after the start: what befell the others before that has passed it by."""
        self._sequence = GroupSequence([group.share for group in plan.groups])
        self._living: dict[int, tuple[Group, Pump]] = {}
        self.unsent = UnsentMessages(self._living.values, _unsent_calls)
        share = Share(None if self.is_late else process_index, processes)
        self._assembly = Assembly(settings, plan, share=share, positions=self._positions())
        self.membership.begin(self._assembly.stocks.all())
        self.explanations = self._assembly.explanations
        self.demand = Demand(plan, self._assembly.stocks, settings.seed)
        self.barrier = (
            None if plan.release is None else Barrier(plan.release, self._assembly.dialers())
        )
        """Where stations wait for their release, if there is one; on a master nobody does."""
        self.missing_at_release = 0
        """How many stations were expected at the release, and had not come."""
        self.other_attempts: dict[str, AttemptCounts] = {}

    def _positions(self) -> Positions | None:
        """Return where rows of feeders come from; None where all of them are here."""
        groups = self.plan.groups
        feeders = [[feeder.key for feeder in group.scenario.data.values()] for group in groups]
        ranks = StationRanks(self._sequence, feeders)
        first = self.settings.first_station
        return self.membership.positions(
            lambda feeder, number: ranks.rank(feeder.key, number - first)
        )

    def _new_health(self) -> ProcessHealth:
        has_stations = self.role is not Role.MASTER
        return ProcessHealth(
            self._process,
            time.monotonic(),
            has_stations=has_stations,
            source_addresses=max(1, len(self.settings.source_addresses)),
        )

    def operate_station(self, announce: Callable[[Pump | None], None]) -> bool:
        """Run one station in the calling greenlet until it has left; `announce` its pump first.

        Returns True where it has lost its place in the fleet, and might begin again at another.
        """
        place = self.membership.take_place()
        try:
            self._operate(place, announce)
        except PlaceLost:
            self.given_up += 1
            return True
        finally:
            announce(None)
            self.membership.give_back(place)
        return False

    def _operate(self, place: int, announce: Callable[[Pump | None], None]) -> None:
        number = self.settings.first_station + place
        group = self.plan.groups[self._sequence.group_at(place)]
        self.fleet.started += 1
        try:
            pump = self._assembly.pump(group, number, self._observers[group.name])
        except (NoRowLeft, StationTextError) as error:
            self._tell_no_station(group, error)
            self.fleet.started -= 1
            if self.barrier is not None:
                self.barrier.absent += 1
            return
        except BaseException:  # it lost its place, or was told to leave, as it waited for a row
            self.fleet.started -= 1
            raise
        charge_point = pump.charge_point
        announce(pump)
        self._living[number] = group, pump
        reception = self.demand.reception
        if reception is not None:
            reception.open_station(charge_point, group.commission.supply, pump.befall, group.name)
        try:
            if self.barrier is not None and (since := self.barrier.wait()) is not None:
                charge_point.assessment.absence.begin(RELEASE, since)
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
            # A saturated process takes half a second to come back: those due by then are asked at once.
            if (ahead_s := begun_at + (number + 1) * pause_s - time.monotonic()) > 0:
                gevent.sleep(ahead_s)

    @property
    def is_ending(self) -> bool:
        """Tell whether its stations were told to leave."""
        return self.leaving_at is not None

    @property
    def load_begun_at(self) -> float:
        """Return when the load began: with the release of the stations, where there is one."""
        released_at = None if self.barrier is None else self.barrier.released_at
        return self.begun_at if released_at is None else released_at

    def await_load(self) -> float:
        """Return when the load began, as soon as it has."""
        if self.is_late:
            load_begun_at = self.membership.load_begun_at()
            if self.barrier is not None:
                self.recorder.mark(RELEASE, load_begun_at)
            return load_begun_at
        if self.barrier is not None:
            self.barrier.wait_open()
        return self.load_begun_at

    def resolve_ahead(self, kept_s: float) -> None:
        """Have the addresses of the central system at hand for so long."""
        for dialer in self._assembly.dialers():
            dialer.resolve_ahead(kept_s)

    def release(self, place: int = 0, processes: int = 1) -> None:
        """Release the stations; this is the process at `place` of so many that have any."""
        if self.barrier is not None:
            self.barrier.let_go(place, processes)
            self.recorder.mark(RELEASE, self.load_begun_at)

    def pass_over(self, occurrence: Occurrence) -> None:
        """Take note of an event that was over when this process came: it strikes nobody here."""
        event = occurrence.event
        if event.name not in self.marks:
            self.marks[event.name] = now = time.monotonic()
            self.recorder.mark(event.name, now)

    def befall(self, occurrence: Occurrence) -> None:
        """Let an event of the campaign begin for those stations of this process that it strikes."""
        self.pass_over(occurrence)
        event = occurrence.event
        if event.is_once:
            number = next(iter(self._struck(occurrence)), None)
            what = f"{event.name} {occurrence.number}"
            self.membership.once(what, number, lambda: self._strike(occurrence))
        else:
            self._strike(occurrence)

    def _strike(self, occurrence: Occurrence) -> None:
        for number in self._struck(occurrence):
            group, pump = self._living[number]
            pump.befall(self._begins(occurrence, group))

    def _struck(self, occurrence: Occurrence) -> list[int]:
        event = occurrence.event
        # What happens once is for whoever has the turn, which is decided by the fleet.
        one = (0, 1) if event.is_once else None
        place, processes = one or self.membership.place_among() or self._places
        present = ((number, group.name) for number, (group, _) in self._living.items())
        return event.struck(self.settings.seed, occurrence.number, present, place, processes)

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
            self.requests,
        )

    def next_report(self) -> int:
        """Return the number of the next report to the master, from 1."""
        self._reports += 1
        return self._reports

    def reset_figures(self) -> None:
        """Begin to count anew; stations stay as they are."""
        self.recorder.reset(time.monotonic())
        self.health = self._new_health()
        self.started_at = time.time()
        for watch in self.watches:
            watch.restart()

    def tick(self, now: float) -> None:
        """Take this process's figures of the second that has passed; to be called in each."""
        self.requests.hand_over()
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
        # Of one that moved, the process that it left may yet have to tell.
        whole.limit_to(self.workers.places())
        self.fleet_peak.raise_to(whole)
        return whole

    def count_out(self, missing: Collection[str], said_by: Collection[str] = ()) -> None:
        """Count, on a master, who is `missing` or fell silent: its stations are gone, its totals stay.

        One that is heard of again has been lost all the same: others had its stations. Not so those
        that left in good order, or are about to: `said_by` them was their last word.
        """
        # Who was gone before this run has no part in it, until it is heard of.
        missing = {*missing} - (self.workers.gone_before - self.other_fleets.keys())
        fallen_silent = {loss.worker for loss in self.workers.losses}
        newly_lost = (missing.difference(said_by) | fallen_silent) - self.lost_workers
        self.lost_workers |= newly_lost
        for worker in newly_lost | missing:
            if fleet := self.other_fleets.get(worker):
                fleet.started = fleet.connecting = fleet.connected = 0
                fleet.accepted = fleet.charging = 0

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
        return [*saturation, *assessment.doubts, *self.release_doubts()]

    def release_doubts(self) -> list[str]:
        """Return what was not as it should be with the release of the stations, likewise."""
        figures = self.release_figures()
        return [] if figures is None else list(release_doubts(figures))

    def release_figures(self) -> ReleaseFigures | None:
        """Return what became of the release, in all processes; None for a run without one."""
        barrier, release = self.barrier, self.plan.release
        if barrier is None or release is None:
            return None
        attempts = AttemptCounts()
        for counts in (barrier.attempts, *self.other_attempts.values()):
            attempts.add(counts)
        gathered_s = None if barrier.released_at is None else barrier.released_at - self.begun_at
        return ReleaseFigures(release.over_s, gathered_s, self.missing_at_release, attempts)

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
            left_workers=len(self.workers.left - self.lost_workers),
            losses=tuple(self._lost_worker(worker) for worker in sorted(self.lost_workers)),
            given_up=self.workers.given_up,
            missed_reports=self.workers.missed_reports,
            late_workers=self.demand.late_processes(),
            drivers=self.demand.drivers(),
        )

    def _lost_worker(self, worker: str) -> LostWorker:
        health = self.other_health.get(worker)
        process = "a worker" if health is None else health.process
        return self.workers.lost(worker, process, self.demand.rows_taken(worker))

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
