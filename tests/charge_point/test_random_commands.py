"""Random commands, whatever the central system answers and whatever becomes of the connection.

The laws of a station that hold at any moment of OCPP 1.6 chapters 4 and 5: connectors show what
goes on at them (section 4.9), a transaction is told of once (4.8 and 4.10), every command has its
one answer (OCPP-J 1.6 section 4.1), a station that has restarted boots first (4.2); and once
trouble has passed the central system knows how things are.
"""

from collections import Counter

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from support.random_commands import COMMANDS, REGISTRY, MoodyCentralSystem, random_payload
from support.simulation import VALIDATOR, Simulation, a_station

from ocpp_load.charge_point import Pause, TransferFailure, Transferred
from ocpp_load.charge_point.activities import (
    authorize,
    boot,
    charge,
    connect,
    plug_in,
    start_transaction,
    stop_transaction,
    unplug,
)
from ocpp_load.messages.v16.enums import ChargePointStatus, ChargingProfilePurposeType
from ocpp_load.model import TRANSITIONS, Firmware, RemoteDriver, Surroundings
from ocpp_load.scenario.distribution import Fixed

_S = ChargePointStatus
_TX_PROFILE = ChargingProfilePurposeType.TX_PROFILE
_IDLE = {_S.AVAILABLE, _S.RESERVED, _S.UNAVAILABLE, _S.FINISHING}
_CHARGING = {_S.CHARGING, _S.SUSPENDED_EV, _S.SUSPENDED_EVSE}
# Where a driver leaves who has not charged: by way of Available, which lasts no time at all.
_IN_PASSING = {
    (_S.PREPARING, _S.RESERVED),
    (_S.PREPARING, _S.UNAVAILABLE),
    (_S.FINISHING, _S.RESERVED),
}

_STEPS = 30
_SECONDS = [0.0, 0.3, 0.6, 2.0, 7.0, 35.0, 35.0, 700.0]
_LATENCIES_S = [0.0, 0.5, 0.5, 3.0]
# A few of them in one walk get more into one another's way than all of them do.
_INTERFERING = [
    "ChangeAvailability",
    "RemoteStartTransaction",
    "RemoteStopTransaction",
    "ReserveNow",
    "Reset",
    "TriggerMessage",
    "UnlockConnector",
    "UpdateFirmware",
]


def script(station):
    yield from connect(station)
    yield from boot(station)


def session(station, connector, *, asks, starts, charges_for, unplugs_after):
    yield from plug_in(station, connector)
    if asks:
        yield from authorize(station, "CARD")
    if starts:
        yield from start_transaction(station, connector, "CARD")
        yield from charge(station, connector, charges_for)
        yield from stop_transaction(station, connector)
    yield Pause(unplugs_after)
    yield from unplug(station, connector)


class RandomWalk:
    """A station with two connectors, and what happens to it.

    `shown` is what the central system has been told of the connectors since the last boot, and
    `told_before` what it has been told over this connection: of what changes meanwhile it is told
    the outcome alone.
    """

    def __init__(self, random):
        self.random = random
        self.commands = [*random.sample(_INTERFERING, 3), random.choice(COMMANDS)]
        self.central_system = MoodyCentralSystem()
        self.simulation = Simulation(
            station=a_station(surroundings=self.surroundings()), registry=REGISTRY
        )
        self.simulation.answers = self.central_system
        self.simulation.latency_s = random.choice(_LATENCIES_S)
        self.simulation.transfer_s = 2.0
        self.simulation.transfer_outcome = lambda _: (
            TransferFailure("timed out") if random.random() < 0.3 else Transferred(1, b"")
        )
        self.trace = []
        self.shown = {}
        self.told_before = {}
        self.attempts = 0
        self.stops = {}
        self.seen = 0

    def surroundings(self):
        return Surroundings(
            remote_driver=RemoteDriver(
                self.random.choice([Fixed(1.5), Fixed(20.0), None]), Fixed(60.0), Fixed(2.0)
            ),
            firmware=Firmware(downloads=self.random.choice([True, False])),
            reset_failures=self.random.choice([0, 0, 0, 5]),
        )

    @property
    def station(self):
        return self.simulation.station.station

    def go(self):
        usual = [self.command_comes] * 8 + [self.time_passes] * 6
        unusual = [self.driver_comes] * 2 + [self.mood_changes, self.connection_is_lost]
        self.simulation.start(script)
        for _ in range(_STEPS):
            step = self.random.choice(usual + unusual)
            self.trace.append((self.simulation.now, *step()))
            self.check()
        if self.random.choice([True, False]):
            self.trouble_passes()
        self.run_ends()

    def time_passes(self):
        seconds = self.random.choice(_SECONDS)
        self.simulation.run(seconds)
        return "seconds pass:", seconds

    def command_comes(self):
        if not self.simulation.station.connected:
            return ("no command arrives",)
        action = self.random.choice(self.commands)
        payload = random_payload(self.random, action)
        answer = self.simulation.command(action, payload)
        assert isinstance(answer, str) or VALIDATOR.check_response(action, answer) is None
        return action, payload, answer

    def driver_comes(self):
        number = self.random.choice([1, 2])
        name = f"driver {number}"
        if not self.simulation.station.is_running(name):
            driver = session(
                self.simulation.station,
                self.station.connectors[number],
                asks=self.random.choice([True, False]),
                starts=self.random.choice([True, True, False]),
                charges_for=self.random.choice([5.0, 600.0]),
                unplugs_after=self.random.choice([0.0, 1.0, 10.0]),
            )
            self.simulation.spawn(name, driver)
        return (name,)

    def mood_changes(self):
        self.central_system.mood = self.random.choice(
            [*["in order"] * 5, *MoodyCentralSystem.MOODS]
        )
        self.simulation.latency_s = self.random.choice(_LATENCIES_S)
        return "mood and latency:", self.central_system.mood, self.simulation.latency_s

    def connection_is_lost(self):
        self.simulation.reachable = self.random.random() < 0.8
        if self.simulation.station.connected:
            self.simulation.lose_connection()
        return ("the connection is lost",)

    def trouble_passes(self):
        simulation = self.simulation
        self.central_system.mood, simulation.latency_s, simulation.reachable = "in order", 0.0, True
        simulation.run(5000)
        self.check()
        assert simulation.station.connected
        assert simulation.station.registered
        assert self.shown.items() <= {(each.id, each.status) for each in self.station.connectors}
        assert not self.station.transaction_messages
        assert simulation.station.ending_activities() == []
        names = Counter(activity.name for activity in simulation.station._activities.running())
        assert max(names.values()) <= 2, names
        self.nobody_waits_for_a_free_connector()
        self.every_transaction_is_accounted_for()

    def run_ends(self):
        self.central_system.mood, self.simulation.latency_s = "in order", 0.5
        self.simulation.reachable = True
        self.simulation.stop()
        while not self.simulation.station.finished and self.simulation.now < 100_000:
            self.trace.append((self.simulation.now, "farewell", *self.command_comes()))
            self.simulation.run(5.0)
        assert self.simulation.station.finished
        assert self.station.unsettled_transactions() == []
        assert self.simulation.observer.own_faults == []
        self.every_transaction_is_accounted_for()

    def check(self):
        assert self.simulation.observer.own_faults == []
        for connector in self.station.connectors[1:]:
            self.connector_shows_what_goes_on(connector)
        for message in self.simulation.messages[self.seen :]:
            for at in self.simulation.attempts[self.attempts :]:
                if at <= message.at:
                    self.attempts += 1
                    self.told_before = {}
            match message.action:
                case "BootNotification":
                    self.shown = {}
                    self.told_before = {}
                case "StatusNotification":
                    self.change_is_possible(message.payload)
                case "StopTransaction":
                    self.transaction_is_stopped_once(message.payload)
        self.seen = len(self.simulation.messages)
        self.station_boots_first()

    def connector_shows_what_goes_on(self, connector):
        status, charges = connector.status, connector.transaction is not None
        assert not (charges and status in _IDLE)
        assert charges or status not in _CHARGING
        assert charges or connector.meter.power_w == 0
        assert status is not _S.RESERVED or connector.reserved
        assert status is not _S.UNAVAILABLE or not connector.operative or connector.withheld
        assert status is not _S.AVAILABLE or (connector.operative and not connector.reserved)
        reservation = self.station.reservations.on(connector.id)
        assert connector.reserved == (reservation is not None)
        is_claimed = connector.claimed_by is not None
        of_transaction = self.station.charging_profiles.stack(_TX_PROFILE, connector.id)
        assert charges or is_claimed or not of_transaction
        assert not is_claimed or self.simulation.station.is_running("StartRemotely")

    def change_is_possible(self, payload):
        number, status = payload["connectorId"], _S(payload["status"])
        before = self.told_before.get(number, status)
        assert status in {before} | TRANSITIONS[before] or (before, status) in _IN_PASSING
        assert number != 0 or status in {_S.AVAILABLE, _S.UNAVAILABLE, _S.FAULTED}
        self.told_before[number] = self.shown[number] = status

    def transaction_is_stopped_once(self, payload):
        transaction_id = payload["transactionId"]
        if transaction_id != -1:
            assert transaction_id in self.central_system.given_ids
            assert self.stops.setdefault(transaction_id, payload) == payload  # again, if need be

    def station_boots_first(self):
        for closed_at, code, _ in self.simulation.closings:
            later = (each for each in self.simulation.messages if each.at > closed_at)
            first = next(later, None)
            assert code != 1001 or first is None or first.action == "BootNotification"

    def nobody_waits_for_a_free_connector(self):
        for connector in self.station.connectors[1:]:
            if connector.status is _S.AVAILABLE:
                assert connector.claimed_by is None
                assert not self.simulation.station.is_running(f"driver {connector.id}")

    def every_transaction_is_accounted_for(self):
        observer = self.simulation.observer
        assert observer.started == len(observer.stopped_wh) + self.station.open_transactions
        lost = [fault for fault, *_ in observer.transaction_faults if fault == "lost"]
        unsettled = len(self.station.unsettled_transactions())
        assert observer.started == observer.delivered + len(lost) + unsettled
        assert "out of order" not in {fault for fault, *_ in observer.transaction_faults}


# A seed and not every draw is hypothesis's own: that makes ten times as many walks.
@settings(
    max_examples=400,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(random=st.randoms(use_true_random=True))
def test_the_laws_hold_whatever_is_sent_answered_and_lost(random):
    walk = RandomWalk(random)
    try:
        walk.go()
    except BaseException:
        for step in walk.trace:
            note(" ".join(map(str, step)))
        raise
