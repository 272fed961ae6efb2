"""The charge point: what comes in (a frame, a time, news of the connection) → what goes out.

One object per station, driven by one caller. No I/O and no clock: callers pass monotonic
seconds in and carry out `effects` in their order. Nothing that a peer sends, and nothing
that a scenario does, raises out of here.
"""

from collections.abc import Hashable
from math import inf
from random import Random
from typing import Any

from ocpp_load.charge_point.absence import CONNECTION_LOST
from ocpp_load.charge_point.activity import (
    NEVER_SENT,
    Activity,
    CallFailure,
    Condition,
    ConnectFailure,
    Connecting,
    Request,
    Steps,
    Transfer,
    TransferOutcome,
    Until,
    Wait,
)
from ocpp_load.charge_point.assessment import Assessment, tell_left_open
from ocpp_load.charge_point.behaviour import Behaviour
from ocpp_load.charge_point.calls import Calls
from ocpp_load.charge_point.commands import Commands
from ocpp_load.charge_point.effects import (
    AbandonTransfer,
    BeginFault,
    CloseConnection,
    Effect,
    EndFault,
    OpenConnection,
    SendAnswer,
    SendFrame,
    SendPing,
    SendRaw,
    StartTransfer,
)
from ocpp_load.charge_point.flows import Flows, Milestone
from ocpp_load.charge_point.journal import Journal
from ocpp_load.charge_point.observer import Observer
from ocpp_load.charge_point.scheduler import NOT_YET, Scheduler
from ocpp_load.charge_point.telling import tell_no_connection, tell_violation
from ocpp_load.charge_point.wall_clock import WallClock
from ocpp_load.model import Registration, Station
from ocpp_load.model.security.access import ConnectFault
from ocpp_load.ocppj import (
    Call,
    CallError,
    CallResult,
    MessageIds,
    ViolationKind,
    parse,
)

# Transfers have connections of their own.
_OF_NO_CONNECTION = (StartTransfer, AbandonTransfer, BeginFault, EndFault)
_LAST_ANSWERS_S = 3.0


class ChargePoint(WallClock):
    """The actor of one station.

    `effects` is what is to be carried out now; the caller empties it. `next_due` is when
    `time_passed` is to be called at the latest. `finished` is set once the station has said
    good-bye. `journal` is what a scenario that asks wants kept of what the station was told, and
    `connections` how many there have been. `intended_at` is when that was due which is being done
    late, up to the next wait of whoever does it; None for what is on time.
    """

    __slots__ = (
        "_activities",
        "_assessment",
        "_calls",
        "_closing",
        "_commands",
        "_connecting",
        "_flows",
        "_random",
        "_seed",
        "behaviour",
        "connected",
        "connections",
        "effects",
        "finished",
        "intended_at",
        "journal",
        "last_received_at",
        "last_sent_at",
        "observer",
        "online_since",
    )

    def __init__(
        self,
        station: Station,
        behaviour: Behaviour,
        observer: Observer,
        *,
        seed: str,
        now: float,
        epoch_s: float,
        message_ids: MessageIds | None = None,
    ) -> None:
        """Create a station that does nothing yet; `epoch_s` is the wall clock at `now`."""
        super().__init__(station, now, epoch_s)
        self.behaviour = behaviour
        self.observer = observer
        self.intended_at: float | None = None
        self.effects: list[Effect] = []
        self.connected = False
        self.finished = False
        self.journal: Journal | None = None
        self.last_sent_at = -inf
        self.last_received_at = -inf
        self.online_since = -inf
        self._seed = seed
        self._random: Random | None = None
        self._closing = False
        self._assessment: Assessment | None = None
        self._flows: Flows | None = None
        self._calls = Calls(self, message_ids or MessageIds())
        self._activities = Scheduler(self)
        self._commands = Commands(self)
        self._connecting: Activity | None = None
        self.connections = 0

    # --- what activities ask ---------------------------------------------------------------

    @property
    def random(self) -> Random:
        """Return this station's own source, made when first drawn from: it takes 2.5 KiB."""
        if self._random is None:
            self._random = Random(self._seed)
        return self._random

    @property
    def assessment(self) -> Assessment:
        """Return the station's checks and absences, made when there first are any."""
        if self._assessment is None:
            self._assessment = Assessment(self.observer)
        return self._assessment

    @property
    def flows(self) -> Flows:
        """Return what the central system has asked for and is under way, made when there is any."""
        if self._flows is None:
            self._flows = Flows(self)
        return self._flows

    @property
    def due_at(self) -> float:
        """Return when what is being done now was due: now, unless it is being done late."""
        return self.now if self.intended_at is None else self.intended_at

    @property
    def suspensions(self) -> int:
        """Return how often an activity of this station had to wait for something."""
        return self._activities.suspensions

    def spawn(
        self,
        name: str,
        generator: Steps[Any],
        *,
        outlives_run: bool = False,
        asked_for: bool = False,
    ) -> Activity:
        """Start an activity; it runs at once up to its first wait.

        One that `outlives_run` is not ended by `stop`: the station waits for it. One that was
        `asked_for` by the central system may send while registration is awaited.
        """
        activity = self._activities.add(
            name, generator, outlives_run=outlives_run, asked_for=asked_for
        )
        self._activities.resume(activity, None)
        return activity

    def wake(self, key: Hashable) -> None:
        """Cut short every pause that `key` may end; at the end of the run nothing new begins."""
        self._activities.wake(key, only_outliving=self.station.leaving)

    def running(self, name: str) -> Activity | None:
        """Return the activity of that name, if one runs."""
        return self._activities.named(name)

    def is_running(self, name: str) -> bool:
        """Tell whether an activity of that name runs."""
        return self._activities.named(name) is not None

    def await_registration(self) -> None:
        """Hold every Call back but BootNotification and what the central system asks for.

        OCPP 1.6 section 4.2: no other request until the station is accepted.
        """
        self._calls.outbox.hold_back()
        self._go_offline()

    def registration_granted(self) -> None:
        """Send what was held back, in its order; transaction messages go ahead of it."""
        self._calls.outbox.let_go(self.now)
        self._come_online()
        self._calls.send()

    def passed(self, milestone: Milestone, failure: CallFailure | None = None) -> None:
        """Tell the flows that await a milestone; `failure` is why it was missed."""
        if self._flows is not None:
            self._flows.passed(milestone, failure)

    def drop_unsent_calls(self) -> None:
        """Forget what waits to be sent; whoever waits for an answer is told that none comes."""
        self._calls.drop_unsent()

    def take_back(self, activity: Activity) -> None:
        """Forget what an activity has yet to send, and tell it so."""
        if self._calls.outbox.withdraw(activity):
            self._activities.resume(activity, NEVER_SENT)

    def end_asked_for(self) -> None:
        """End what the central system has asked for: the station that promised it restarts."""
        self._activities.end_those(lambda activity: activity.asked_for)

    def end(self, name: str) -> None:
        """End the activities of that name; their `finally` blocks run."""
        self._activities.end_those(lambda activity: activity.name == name)

    def end_activity(self, activity: Activity) -> None:
        """End one activity; its `finally` blocks run."""
        self._activities.end(activity)

    def ending_activities(self) -> list[Activity]:
        """Return the running activities that outlive the run."""
        return [activity for activity in self._activities.running() if activity.outlives_run]

    def close_connection(
        self, code: int, outcome: str, *, deliberate: bool, resets: bool = False
    ) -> None:
        """Ask for the connection to be closed: `deliberate`, or because it is of no use."""
        self._closing = deliberate
        self.effects.append(CloseConnection(code, outcome, resets))

    def send_raw(self, frame: bytes, *, binary: bool = False) -> None:
        """Send what is no message of ours, as a text frame or a binary one."""
        if not binary:
            self.station.message_log.add(self.epoch_s(), True, frame)
        self.effects.append(SendRaw(frame, binary))

    def ping(self) -> None:
        """Send a WebSocket ping."""
        self.effects.append(SendPing())

    # --- what comes in ---------------------------------------------------------------------

    @property
    def next_due(self) -> float:
        """Return when something is to be done without anything coming in."""
        deadline, due = self._calls.outbox.calls.deadline, self._activities.next_due
        # `min` takes twice as long, and this is asked several times for every call.
        return deadline if deadline < due else due  # noqa: FURB136

    @property
    def expects_answer(self) -> bool:
        """Tell whether a Call has been sent that may yet be answered in time."""
        return self._calls.outbox.calls.deadline != inf

    @property
    def unsent_calls(self) -> int:
        """Return how many Calls of the station have yet to be sent."""
        return self._calls.outbox.unsent

    @property
    def is_online(self) -> bool:
        """Tell whether whatever the station has to say may leave."""
        return self.connected and not self._calls.outbox.holds_back

    @property
    def awaits_registration(self) -> bool:
        """Tell whether the station has asked to be accepted, and is not yet."""
        return self._calls.outbox.holds_back

    @property
    def registered(self) -> bool:
        """Tell whether the central system has accepted the station."""
        return self.station.registration is Registration.ACCEPTED

    def connection_opened(self, now: float) -> None:
        """The connection that was asked for stands."""
        self.now = now
        self.connected = True
        self.connections += 1
        self.last_received_at = now
        waiting, self._connecting = self._connecting, None
        self._come_online()  # first, so that what was stored leaves before anything newer
        self._calls.send()
        self._announce(Condition.CONNECTED)
        if waiting is not None:
            self._activities.resume(waiting, None)

    def connection_failed(
        self,
        now: float,
        outcome: str,
        retry_after_s: float | None = None,
        fault: ConnectFault | None = None,
    ) -> None:
        """The connection that was asked for did not come about."""
        self.now = now
        tell_no_connection(self, "connect", outcome)
        waiting, self._connecting = self._connecting, None
        if waiting is not None:
            self._activities.resume(waiting, ConnectFailure(outcome, retry_after_s, fault))

    def connection_lost(self, now: float, outcome: str) -> None:
        """The connection is gone, whoever ended it."""
        self.now = now
        self.connected = False
        self.effects = [one for one in self.effects if isinstance(one, _OF_NO_CONNECTION)]
        deliberate, self._closing = self._closing, False
        if not deliberate:
            tell_no_connection(self, CONNECTION_LOST, outcome)
        self._calls.connection_lost(outcome, deliberate=deliberate)
        if self.station.leaving:
            self.drop_unsent_calls()
        elif not deliberate and self.registered:
            self.assessment.absence.begin(CONNECTION_LOST, now)
        self._go_offline()
        self._announce(Condition.DISCONNECTED)

    def frame_received(self, frame: bytes, now: float) -> None:
        """A text frame has been read."""
        self.now = self.last_received_at = now
        message = parse(frame)
        self.station.message_log.add_received(self.epoch_s(), frame, message)
        if isinstance(message, CallResult):
            self._calls.result_received(message, frame)
        elif isinstance(message, Call):
            self._commands.received(message, len(frame))
        elif isinstance(message, CallError):
            self._calls.error_received(message, frame)
        else:
            self._calls.violation_received(message, frame)

    def binary_received(self, now: float) -> None:
        """A binary frame has been read; OCPP-J 1.6 section 4.1.2 knows JSON text only."""
        self.now = self.last_received_at = now
        tell_violation(self, ViolationKind.NOT_TEXT, None, None)

    def moving_again(self, now: float, held_s: float) -> int:
        """The station has held still for so long; return how many of its Calls had to wait.

        Their answers, and pongs, may have come and are yet to be read.
        """
        self.now = self.last_received_at = now
        calls = self._calls.outbox.calls
        calls.postpone(held_s)
        return calls.outstanding + len(calls)

    def pong_received(self, now: float) -> None:
        """The peer has answered a ping, or sent one of its own."""
        self.now = self.last_received_at = now

    def transfer_ended(self, now: float, activity: Activity, outcome: TransferOutcome) -> None:
        """A transfer that was asked for has come to its end."""
        self.now = now
        activity.transfers = False
        self._activities.resume(activity, outcome)

    def time_passed(self, now: float) -> None:
        """Do what is due."""
        self.now = now
        self._calls.time_passed()
        self._activities.time_passed()

    def stop(self, now: float, farewell: Steps[None]) -> None:
        """End everything but what outlives the run, then run `farewell` and finish."""
        self.now = now
        self.station.leaving = True
        self._stay_away()
        self._activities.end_those(lambda activity: not activity.outlives_run)
        if not self.is_online:
            self.drop_unsent_calls()
        # What nobody waits for any more must not keep the last StopTransaction from leaving.
        self._calls.outbox.calls.hurry(now + _LAST_ANSWERS_S, self._activities.running())
        self.spawn("farewell", self._finish_after(farewell))

    def abandon(self) -> None:
        """End everything at once: the run is over for this station."""
        self.station.leaving = True
        if self._flows is not None:
            self._flows.cut_off()
        self._calls.abandon()
        self._stay_away()
        tell_left_open(self.station, self.observer)
        self._activities.end_all()
        self.effects.clear()
        self.finished = True

    # --- what the scheduler, the Calls and the commands ask --------------------------------

    def resume(self, activity: Activity, outcome: Any) -> None:
        """Go on with an activity that waited for an answer."""
        self._activities.resume(activity, outcome)

    @property
    def activities(self) -> int:
        """Return how many activities run."""
        return len(self._activities)

    def send_answer(self, answer: SendAnswer) -> None:
        """Send the answer to a command now, or nothing where it is silence."""
        if answer.frame is not None:
            self.station.message_log.add(self.epoch_s(), True, answer.frame)
        self.effects.append(answer)

    def send_call(self, frame: bytes) -> None:
        """Send a Call now."""
        self.last_sent_at = self.now
        # As `send_frame` does: Calls are sent at the deepest, which a station's stack has room for.
        self.station.message_log.add(self.epoch_s(), True, frame)
        self.effects.append(SendFrame(frame))

    def send_frame(self, frame: bytes) -> None:
        """Send a message now that is no answer to a command."""
        self.station.message_log.add(self.epoch_s(), True, frame)
        self.effects.append(SendFrame(frame))

    def outcome_already(self, wait: Wait) -> Any:
        """Return what a wait is resumed with where there is nothing to wait for."""
        if isinstance(wait, Request):
            if not self.station.leaving:
                return NOT_YET
            can_leave = self.connected and not self._calls.outbox.holds(wait.action)
            return NOT_YET if can_leave else NEVER_SENT
        if isinstance(wait, Until):
            return None if self._is_so(wait.condition) else NOT_YET
        return NOT_YET

    def begin(self, wait: Wait, activity: Activity) -> None:
        """Send a Call, open the connection, or keep in mind who waits for it."""
        if isinstance(wait, Request):
            self._calls.put(wait, activity)
        elif isinstance(wait, Until):
            activity.waits_until = wait.condition
        elif isinstance(wait, Transfer):
            self.effects.append(StartTransfer(activity, wait))
            activity.transfers = True
        elif isinstance(wait, Connecting):
            self._connecting = activity
            self.effects.append(OpenConnection())
        else:
            raise TypeError(f"yields {str(wait)[:60]!r}, which is nothing that can be waited for")

    def forget(self, activity: Activity) -> None:
        """Give up what an activity waits for that has ended."""
        self._calls.outbox.withdraw(activity)
        if self._connecting is activity:
            self._connecting = None
            self.effects = [one for one in self.effects if not isinstance(one, OpenConnection)]
        if activity.transfers:
            self.effects.append(AbandonTransfer(activity))

    def fault(self, activity: Activity, error: BaseException) -> None:
        """Report what an activity raised."""
        self.observer.own_fault(activity.name, error)

    def _is_so(self, condition: Condition) -> bool:
        if condition is Condition.ONLINE:
            return self.is_online
        return self.connected == (condition is Condition.CONNECTED)

    def _come_online(self) -> None:
        if self.is_online:
            self.online_since = self.now
            if self._assessment is not None and self.registered:
                self._assessment.absence.end(self.now)
            if self.registered:
                self.passed(Milestone.ACCEPTED)
            self._announce(Condition.ONLINE)

    def _stay_away(self) -> None:
        if self._assessment is not None:
            self._assessment.absence.give_up()

    def _go_offline(self) -> None:
        # What is queued waits for better times; nobody else does.
        self.wake(self.station.transaction_messages)

    def _announce(self, condition: Condition) -> None:
        self._activities.announce(condition)
        if self.journal is not None:
            self.wake(self.journal)

    def _finish_after(self, farewell: Steps[None]) -> Steps[None]:
        yield from farewell
        self.finished = True
