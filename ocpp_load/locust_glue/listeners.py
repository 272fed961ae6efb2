"""Where a run hooks into Locust: options, the check before the start, start, stop, reports.

Imported once per process by the locustfile; `install` is called with Locust's events.
"""

import atexit
import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import SystemRandom
from typing import Any

import gevent
from gevent.event import Event
from locust.runners import MasterRunner, WorkerRunner

from ocpp_load.campaign.thresholds import Watch
from ocpp_load.errors import UserInputError
from ocpp_load.locust_glue import distributed
from ocpp_load.locust_glue.arguments import Arguments, settings_of
from ocpp_load.locust_glue.closing import print_report, summarise, write_reports
from ocpp_load.locust_glue.command_line import WRONG_INPUT, tell_where_web_ui_is
from ocpp_load.locust_glue.conductor import conduct
from ocpp_load.locust_glue.even_spawning import EvenDispatcher, spawn_evenly
from ocpp_load.locust_glue.export.otel import advise_buckets
from ocpp_load.locust_glue.fleet.landlord import Landlord
from ocpp_load.locust_glue.fleet.rebalancing import FleetDispatcher, Rebalancing
from ocpp_load.locust_glue.fleet.spawning import (
    read_orders_quickly,
    spawn_beside_those_who_leave,
)
from ocpp_load.locust_glue.fleet.tenant import Tenant
from ocpp_load.locust_glue.fleet_size import (
    fleet_told_by_master,
    own_unless_given,
    place_among_processes,
    run_told_by_master,
    size_asked_for,
    tell_workers,
)
from ocpp_load.locust_glue.foretelling import tell_mistyped_variables, tell_of_the_load
from ocpp_load.locust_glue.gathering import Gathering, spawn_at_once_where_stations_gather
from ocpp_load.locust_glue.interrupts import Interrupts
from ocpp_load.locust_glue.judging import watch_thresholds
from ocpp_load.locust_glue.leaving import (
    Leaving,
    end_workers,
    refuse_a_taken_port,
    watch_for_workers,
)
from ocpp_load.locust_glue.limits import (
    as_seen_from_here,
    check_limits,
    raise_file_limit,
    tell_limits_of_worker,
)
from ocpp_load.locust_glue.long_runs import keep_to_the_present
from ocpp_load.locust_glue.progress import show_progress, watch_health, watch_workers
from ocpp_load.locust_glue.request_log import listen_first
from ocpp_load.locust_glue.run import Role, Run
from ocpp_load.locust_glue.shape import follow
from ocpp_load.locust_glue.standard_streams import standard_output, tell
from ocpp_load.locust_glue.standstill import (
    Settlement,
    forget_the_stations,
    get_it_over,
    keep_what_is_there,
)
from ocpp_load.locust_glue.stopping import pass_over_who_has_left
from ocpp_load.report import broken_text, without_its_report
from ocpp_load.report.printable import printable_on
from ocpp_load.runtime.plan import (
    check_fleet,
    check_reachable,
    check_reports,
    check_security,
    plan_of,
)
from ocpp_load.runtime.source_addresses import with_own_addresses
from ocpp_load.settings import Settings

_SPARE_S = 30.0

_LOGGER = logging.getLogger(__name__)


class Listeners:
    """The listeners of one process, and what they remember between two events."""

    def __init__(self, environment: Any) -> None:
        self._environment = environment
        self._run: Run | None = None
        self._watchers: list[gevent.Greenlet] = []
        self._while_loaded: list[gevent.Greenlet] = []
        self._settlement: Settlement | None = None
        self._print_at_exit: Callable[[], None] | None = None
        self.is_ending = False
        """A run is over, and its stations are yet to leave; headless, the process ends with it."""
        self._has_ended = Event()
        self.is_interrupted = False
        """Somebody has pressed Ctrl-C, or SIGTERM came."""
        self._seed_asked_for = environment.parsed_options.seed
        runner = environment.runner
        pass_over_who_has_left(runner)
        self._last_word = None
        self._gathering = Gathering(runner)
        self._landlord: Landlord | None = None
        self._tenant: Tenant | None = None
        self._rebalancing: Rebalancing | None = None
        if isinstance(runner, MasterRunner):
            distributed.be_patient_with_workers()
            self._landlord = Landlord(runner)
            self._rebalancing = Rebalancing(runner)
            self._last_word = distributed.LastWord(runner)
        if isinstance(runner, WorkerRunner):
            self._tenant = Tenant(runner)
            read_orders_quickly()
            spawn_beside_those_who_leave(runner)
            distributed.answer_stop(runner, self._tenant)

    def give_up_waiting(self) -> None:
        """Wait for no worker's last word any longer."""
        if self._last_word is not None:
            self._last_word.give_up()

    def end_run(self) -> None:
        """End the run that is going on, if one is; return when it has ended."""
        if self.is_ending:
            self._has_ended.wait(self._environment.stop_timeout + _SPARE_S)
            return
        if self._run is None:
            return
        # Nobody else ends it: Locust itself has been told to go.
        self.is_interrupted = True
        runner = self._environment.runner
        if isinstance(runner, MasterRunner):
            runner.stop(send_stop_to_client=False)  # it has told them, and has waited
        else:
            runner.stop()
        if self._tenant is not None:
            distributed.say_last_word(runner, self._tenant, leaves=True)

    def listen(self) -> None:
        """Attach to the events of the environment."""
        events = self._environment.events
        events.test_start.add_listener(self._on_test_start)
        events.test_stopping.add_listener(self._on_test_stopping)
        events.test_stop.add_listener(self._on_test_stop)
        events.quit.add_listener(self._on_quit)
        events.reset_stats.add_listener(self._on_reset_stats)
        events.spawning_complete.add_listener(self._on_spawning_complete)
        events.report_to_master.add_listener(self._on_report_to_master)
        events.worker_report.add_listener(self._on_worker_report)
        for reader in (events.report_to_master, events.spawning_complete, events.reset_stats):
            listen_first(reader, self._hand_over_requests)
        listen_first(events.test_stop, self._hand_over_requests)

    def _hand_over_requests(self, **_: Any) -> None:
        run = self._environment.ocpp_load_run
        if run is not None:
            run.requests.hand_over()

    @property
    def _options(self) -> Any:
        return self._environment.parsed_options

    @property
    def _is_headless(self) -> bool:
        return self._environment.web_ui is None

    def _on_test_start(self, **_: Any) -> None:
        runner = self._environment.runner
        self._run = self._environment.ocpp_load_run = None
        self._environment.process_exit_code = None
        try:
            settings = settings_of(self._options, self._environment.host)
            if isinstance(runner, WorkerRunner):
                settings = with_own_addresses(settings)
            plan = plan_of(settings, size_asked_for(self._environment))
        except UserInputError as error:
            # Checked before the start, but a worker may stand on another machine.
            _LOGGER.error("%s", error)
            self._environment.process_exit_code = WRONG_INPUT
            return
        self._seed_asked_for = self._options.seed
        if settings.seed == 0:
            settings = replace(settings, seed=SystemRandom().randrange(1, 1 << 32))
            # Workers are sent the options as they are after this: all draw from the same seed.
            self._options.seed = str(settings.seed)
        fleet_run = "" if self._landlord is None else self._landlord.open_run()
        tell_workers(self._environment, plan.size, fleet_run)
        if self._tenant is not None:
            fleet_run = run_told_by_master(self._environment)
            self._tenant.enter(fleet_run)
        index, processes = place_among_processes(self._environment)
        if isinstance(runner, WorkerRunner):
            tell_limits_of_worker(
                self._environment, fleet_told_by_master(self._environment), processes, settings
            )
        run = Run(
            settings,
            plan,
            self._environment.events,
            index,
            processes,
            role=_role_of(runner),
            membership=self._tenant,
            run_id=fleet_run,
            stats=self._environment.stats,
        )
        if (landlord := self._landlord) is not None:
            run.workers.losses = landlord.begin(lambda: _load_begun_at(run))
            run.workers.rows_dealt = landlord.rows_dealt
            run.workers.places = lambda: landlord.leased
        if self._last_word is not None:
            run.workers.left = self._last_word.begin()
            run.workers.gone_before = distributed.missing_workers(runner)
        run.command = self._environment.ocpp_load_command
        self._run = self._environment.ocpp_load_run = run
        self._settlement = Settlement(
            lambda: run.fleet_peak.started + run.fleet.transactions_started
        )
        self._settlement.begin()
        self._watchers = [
            gevent.spawn(watch_health, run),
            gevent.spawn(keep_to_the_present, self._environment),
        ]
        if not isinstance(runner, MasterRunner):
            self._watchers.append(gevent.spawn(_receive_drivers, run))
        if isinstance(runner, MasterRunner):
            self._while_loaded.append(gevent.spawn(watch_workers, runner, run))
        is_told = settings.compact and self._is_headless and not isinstance(runner, WorkerRunner)
        write = self._show(run) if is_told else _write_nothing
        if run.barrier is not None:
            self._while_loaded.append(gevent.spawn(self._gathering.gather, run, write))
        if plan.campaign is not None:
            self._while_loaded.append(gevent.spawn(conduct, run, write))
        if run.watches and not isinstance(runner, WorkerRunner):
            self._while_loaded.append(gevent.spawn(watch_thresholds, run, self._end_for))

    def _show(self, run: Run) -> Callable[[str], None]:
        """Show how the run goes; return what tells of its events there."""
        if sys.stdout and sys.stdout.isatty():
            # What draws is only imported where somebody may look at it.
            from ocpp_load.locust_glue.live_table import LiveTable  # noqa: PLC0415
            from ocpp_load.locust_glue.terminal import shows_table  # noqa: PLC0415

            if shows_table(run.settings.progress, sys.stdout, os.environ):
                table = LiveTable(run, self._options.run_time, sys.stdout)
                self._watchers.append(gevent.spawn(table.show))
                return table.note
        self._watchers.append(gevent.spawn(show_progress, run, _write_line))
        return _write_line

    def _end_for(self, watch: Watch) -> None:
        """End the run in good order, as at the end of its time, for a threshold that asks for it."""
        tell(f"Stopping: {broken_text(watch.as_dict())}")
        runner = self._environment.runner
        # In a greenlet of its own: whoever watches is ended with the run.
        gevent.spawn(runner.quit if self._is_headless else runner.stop)

    def _on_test_stop(self, **_: Any) -> None:
        runner = self._environment.runner
        run, self._run = self._run, None
        gevent.killall(self._watchers)
        if self._landlord is not None:
            self._landlord.close_run()
        try:
            if run is not None and not isinstance(runner, WorkerRunner):
                self._tell(run)
        finally:
            self.is_ending = self._is_headless and not isinstance(runner, WorkerRunner)
            self._has_ended.set()
            if self._settlement is not None:
                self._settlement.end()
                self._settlement = None
            if run is not None:
                run.unsent.forget()
            forget_the_stations()
        if self._is_headless and isinstance(runner, MasterRunner) and not runner.worker_count:
            # Locust stops when its last worker is gone, and would wait for others for ever.
            gevent.spawn(runner.quit)

    def _tell(self, run: Run) -> None:
        """Write the report of a run, and print it once Locust has printed its own."""
        summary = summarise(run, self._options, interrupted=self.is_interrupted)
        self._options.seed = self._seed_asked_for
        written = write_reports(run, summary, self._environment.stats)
        directory = self._environment.ocpp_load_reports = written.directory
        if written.problems:
            summary = without_its_report(summary)
        self._environment.process_exit_code = summary["verdict"]["exit_code"]
        if not self._is_headless:
            print_report(summary, directory)
            return
        # Locust prints its own tables after this event; ours come last, or alone.
        self._print_at_exit = lambda: print_report(summary, directory)
        # Also where Locust fails in writing files of its own.
        atexit.register(self._on_quit)

    def _on_quit(self, **_: Any) -> None:
        if self._print_at_exit is not None:
            print_at_exit, self._print_at_exit = self._print_at_exit, None
            print_at_exit()

    def _on_reset_stats(self, **_: Any) -> None:
        if self._run is not None:
            self._run.reset_figures()

    def _on_spawning_complete(self, **_: Any) -> None:
        run = self._run
        keep_what_is_there()
        # A campaign spawns all the time, and a release begins when all is spawned: of either
        # nothing would be left.
        if run is None or run.plan.campaign is not None or run.barrier is not None:
            return
        if self._environment.reset_stats:
            run.reset_figures()

    def _on_test_stopping(self, **_: Any) -> None:
        if self.is_ending:
            # The load is over, a threshold ends the run, Ctrl-C is pressed: Locust lets each of
            # them end it once more, and the last to ask would not wait for the stations.
            self._has_ended.wait(self._environment.stop_timeout + _SPARE_S)
            return
        self.is_ending = True
        self._has_ended.clear()
        if self._rebalancing is not None:
            self._rebalancing.hold()
        if self._environment.shape_class is not None:
            self._environment.shape_class.hold()
        # While stations leave, nothing befalls them, and no threshold ends what is ending.
        gevent.killall(self._while_loaded)
        self._while_loaded.clear()
        run = self._run
        if run is None:
            return
        run.leaving_at = time.time()
        run.demand.end()
        if stop_timeout_s := self._environment.stop_timeout:
            run.leave_in_turn(stop_timeout_s)
        if run.barrier is not None:
            run.barrier.dissolve()
        if self._last_word is not None:
            runner = self._environment.runner
            at_work = distributed.workers_at_work(runner)
            about_to_leave = distributed.workers_about_to_leave(runner, run)
            overdue = self._last_word.ask_and_wait(about_to_leave)
            distributed.note_lost_workers(runner, run, self._last_word.said_by)
            # Who has told nothing has had no run: its own output says why.
            run.lost_workers |= at_work - run.other_fleets.keys()
            run.lost_workers |= overdue

    def _on_report_to_master(self, data: dict[str, Any], **_: Any) -> None:
        run = self._environment.ocpp_load_run
        if run is not None:
            distributed.report(run, data)

    def _on_worker_report(self, client_id: str, data: dict[str, Any], **_: Any) -> None:
        if self._run is not None:
            distributed.take_in(self._run, client_id, data)


def _role_of(runner: Any) -> Role:
    if isinstance(runner, MasterRunner):
        return Role.MASTER
    return Role.WORKER if isinstance(runner, WorkerRunner) else Role.ALONE


def install(events: Any) -> None:
    """Attach to Locust's events; to be called once, when the locustfile is loaded."""
    advise_buckets()
    refuse_a_taken_port()
    arguments = Arguments()
    events.init_command_line_parser.add_listener(arguments.add_to)
    events.init.add_listener(partial(_on_init, arguments))


def _on_init(arguments: Arguments, environment: Any, **_: Any) -> None:
    environment.ocpp_load_run = environment.ocpp_load_reports = None
    environment.ocpp_load_command = arguments.command_line()
    runner = environment.runner
    if not isinstance(runner, WorkerRunner):
        tell_mistyped_variables()
        try:
            settings = _check_before_start(environment)
            _serve_metrics(environment, settings)
        except UserInputError as error:
            # Locust logs what a listener raises with a traceback; only an exit says it plainly.
            tell(str(error))
            end_workers()
            sys.exit(WRONG_INPUT)
    if not isinstance(runner, MasterRunner):
        raise_file_limit()
    if environment.parsed_options.compact:
        environment.parsed_options.only_summary = True
        logging.getLogger("locust.stats_logger").disabled = True  # its tables; ours say more
    is_master = isinstance(runner, MasterRunner)
    spawn_evenly(environment, FleetDispatcher if is_master else EvenDispatcher)
    spawn_at_once_where_stations_gather(environment)
    listeners = Listeners(environment)
    listeners.listen()
    if environment.web_ui is not None:
        from ocpp_load.locust_glue.web_ui import add_page, guard_start  # noqa: PLC0415

        arguments.offer(environment.parsed_options)
        guard_start(environment, lambda: listeners.is_ending)
        add_page(environment)
        tell_where_web_ui_is(environment.parsed_options)
    Leaving(environment, listeners).listen()
    watch_for_workers(environment)
    Interrupts(environment, listeners).heed()
    get_it_over()


def _serve_metrics(environment: Any, settings: Settings) -> None:
    """Let programs read the figures, at a port of their own or on the web UI, if there is one."""
    if settings.metrics_address is not None or environment.web_ui is not None:
        # What writes the page comes with a library of its own.
        from ocpp_load.locust_glue.export.serving import serve_metrics  # noqa: PLC0415

        serve_metrics(environment, settings.metrics_address)


def _check_before_start(environment: Any) -> Settings:
    """Return the settings as they stand; raise `UserInputError` for what cannot work."""
    options = environment.parsed_options
    starts_at_once = environment.web_ui is None or options.autostart
    host = environment.host
    if host is None and not starts_at_once:
        host = "ws://to-be-named-in-the-form"
    settings = settings_of(options, host)
    in_form = environment.web_ui is not None
    plan = plan_of(settings, own_unless_given(options.num_users, in_form=in_form))
    if plan.size is not None:
        options.num_users = plan.size  # what the start form and the report show
    follow(environment, plan)
    if starts_at_once:
        users = 1 if options.num_users is None else options.num_users
        check_fleet(plan, users)
        check_limits(environment, users, settings)
        check_security(settings, plan)
        check_reachable(as_seen_from_here(environment, settings))
    check_reports(settings)
    if starts_at_once:
        tell_of_the_load(environment, plan)
    return settings


def _receive_drivers(run: Run) -> None:
    run.demand.receive(run.await_load())


def _load_begun_at(run: Run) -> float | None:
    return run.load_begun_at if run.barrier is None or run.barrier.is_open else None


def _write_nothing(_line: str) -> None:
    """Be silent: another process tells what happens."""


def _write_line(line: str) -> None:
    with standard_output() as stream:
        stream.write(f"{printable_on(line, stream)}\n")
        stream.flush()
