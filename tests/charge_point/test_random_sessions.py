"""Random drivers, faults, power cuts, outages and commands (OCPP 1.6 section 4.9).

The laws of connector status at any moment: every change is in the table; what the central system
hears of over one connection is in the table too; and when all is quiet, the last status that it was
told of a connector is the one that the connector has, whatever was lost on the way.
"""

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from support.random_commands import REGISTRY, MoodyCentralSystem, random_payload
from support.simulation import Simulation, a_station

from ocpp_load.charge_point.activities import (
    authorize,
    boot,
    charge,
    connect,
    lose_power,
    plug_in,
    present_card,
    reboot,
    start_transaction,
    stop_transaction,
    stop_with_card,
    suffer,
    unplug,
)
from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus, Reason
from ocpp_load.model import (
    TRANSITIONS,
    Connector,
    ConnectorError,
    Lock,
    RemoteDriver,
    Surroundings,
)
from ocpp_load.scenario.distribution import Fixed

_S = ChargePointStatus
_STEPS = 40
_SECONDS = [0.0, 0.3, 2.0, 2.0, 7.0, 7.0, 35.0, 70.0]
_CARDS = ["CARD", "CARD", "FRIEND"]
_COMMANDS = [
    "ChangeAvailability",
    "RemoteStartTransaction",
    "RemoteStopTransaction",
    "ReserveNow",
    "Reset",
    "TriggerMessage",
    "UnlockConnector",
]
# Where nobody stays: by way of Available, which lasts no time at all.
_IN_PASSING = {
    (_S.PREPARING, _S.RESERVED),
    (_S.PREPARING, _S.UNAVAILABLE),
    (_S.FINISHING, _S.RESERVED),
}


class WatchedConnector(Connector):
    """Remembers every status that it has had."""

    def __init__(self, connector_id):
        self.path = []
        super().__init__(connector_id)

    def __setattr__(self, name, value):
        if name == "status" and (not self.path or self.path[-1] is not value):
            self.path.append(value)
        super().__setattr__(name, value)


def script(station):
    yield from connect(station)
    yield from boot(station)


class RandomWalk:
    """A station with two connectors, its drivers and its accidents."""

    def __init__(self, random):
        self.random = random
        self.moody = MoodyCentralSystem()
        self.minimum_s = random.choice([0, 0, 3, 20])
        self.simulation = Simulation(station=self.a_station(), registry=REGISTRY)
        self.simulation.answers = self.moody
        self.simulation.latency_s = random.choice([0.0, 0.5, 3.0])
        self.drivers = 0
        self.trace = []
        self.told = {}
        self.seen = 0
        self.connections = 0

    def a_station(self):
        random = self.random
        configuration = {
            "MinimumStatusDuration": str(self.minimum_s),
            "StopTransactionOnEVSideDisconnect": random.choice(["true", "false"]),
            "UnlockConnectorOnEVSideDisconnect": random.choice(["true", "false"]),
            "StopTransactionOnInvalidId": random.choice(["true", "false"]),
            "ConnectionTimeOut": random.choice(["5", "60"]),
            "LocalPreAuthorize": random.choice(["true", "false"]),
            "AllowOfflineTxForUnknownId": random.choice(["true", "false"]),
            "MessageTimeout": "10",
        }
        surroundings = Surroundings(
            lock=random.choice([Lock.UNLOCKS, Lock.FAILS, Lock.NONE]),
            remote_driver=RemoteDriver(Fixed(1.5), Fixed(30.0), Fixed(2.0)),
        )
        state = a_station(configuration=configuration, surroundings=surroundings)
        state.connectors[:] = [WatchedConnector(number) for number in range(3)]
        return state

    @property
    def connectors(self):
        return self.simulation.station.station.connectors

    def go(self):
        happenings = [
            *[self.time_passes] * 6,
            *[self.driver_does] * 8,
            *[self.command_comes] * 2,
            self.something_breaks,
            self.power_fails,
            self.connection_is_lost,
            self.mood_changes,
        ]
        self.simulation.start(script)
        for _ in range(_STEPS):
            happens = self.random.choice(happenings)
            self.trace.append((self.simulation.now, *happens()))
            self.check()
        if self.random.random() < 0.7:
            self.calm_returns()
        self.run_ends()

    def time_passes(self):
        seconds = self.random.choice(_SECONDS)
        self.simulation.run(seconds)
        return "seconds pass:", seconds

    def driver_does(self):
        random, station = self.random, self.simulation.station
        place = self.connectors[random.choice([1, 2])]
        card = random.choice(_CARDS)
        name, steps = random.choice(
            [
                ("plug in", plug_in(station, place, card)),
                ("card", present_card(station, place, card)),
                ("authorize", authorize(station, card)),
                ("start", start_transaction(station, place, card)),
                ("charge", charge(station, place, 20.0)),
                ("stop", stop_transaction(station, place)),
                ("stop with card", stop_with_card(station, place, card)),
                ("unplug", unplug(station, place)),
                ("unplug", unplug(station, place)),
            ]
        )
        if name == "plug in" and (place.transaction is not None and not place.cable_held):
            return ("somebody is there",)  # a car has one inlet
        self.drivers += 1
        self.simulation.spawn(f"driver {self.drivers}", steps)
        return name, card, place.id

    def command_comes(self):
        if not self.simulation.station.connected:
            return ("no command arrives",)
        action = self.random.choice(_COMMANDS)
        payload = random_payload(self.random, action)
        return action, payload, self.simulation.command(action, payload)

    def something_breaks(self):
        place = self.random.choice(self.connectors)
        error = ConnectorError(self.random.choice(list(ChargePointErrorCode)), "it smokes")
        seconds = self.random.choice([1.0, 10.0, 50.0])
        reason = self.random.choice([Reason.OTHER, Reason.EMERGENCY_STOP, None])
        fault = suffer(self.simulation.station, place, error, seconds, reason)
        self.simulation.spawn("fault", fault)
        return "fault", place.id, seconds, reason

    def power_fails(self):
        station = self.simulation.station
        cut = self.random.choice([reboot(station), lose_power(station, 15.0)])
        self.simulation.spawn("restart", cut)
        return (cut.__name__,)

    def connection_is_lost(self):
        self.simulation.reachable = self.random.random() < 0.6
        if self.simulation.station.connected:
            self.simulation.lose_connection()
        return ("the connection is lost",)

    def mood_changes(self):
        self.moody.mood = self.random.choice([*["in order"] * 4, *MoodyCentralSystem.MOODS])
        self.simulation.latency_s = self.random.choice([0.0, 0.5, 3.0])
        return "mood:", self.moody.mood, self.simulation.latency_s

    def calm_returns(self):
        self.moody.mood, self.simulation.reachable = "in order", True
        self.simulation.run(3000)
        self.check()
        assert self.simulation.station.registered
        statuses = {each.id: each.status for each in self.connectors}
        assert self.told == statuses
        assert not self.simulation.station.station.status_changes
        assert not any(each.is_faulted for each in self.connectors)
        assert not any(each.claimed_by for each in self.connectors)

    def run_ends(self):
        self.moody.mood, self.simulation.reachable = "in order", True
        self.simulation.stop().run(3000)
        assert self.simulation.station.finished
        assert self.simulation.observer.own_faults == []

    def check(self):
        assert self.simulation.observer.own_faults == []
        self.every_path_is_in_the_table()
        self.statuses_fit_what_goes_on()
        for message in self.simulation.messages[self.seen :]:
            if message.action == "BootNotification":
                self.before = {}  # what happens until it is accepted is not told
            if message.action == "StatusNotification":
                self.what_is_told_is_possible(message)
        self.seen = len(self.simulation.messages)

    def every_path_is_in_the_table(self):
        for connector in self.connectors:
            for before, after in zip(connector.path, connector.path[1:], strict=False):
                assert after in TRANSITIONS[before]
            del connector.path[:-1]

    def statuses_fit_what_goes_on(self):
        for connector in self.connectors:
            status = connector.status_but_for_faults
            charges = connector.transaction is not None
            supplies = {_S.CHARGING, _S.SUSPENDED_EV, _S.SUSPENDED_EVSE}
            assert connector.is_faulted == bool(connector.faults)
            assert charges or status not in supplies
            assert not charges or status in supplies | {_S.PREPARING}
            assert not (connector.is_interrupted and connector.meter.power_w)
            assert not (connector.plugged_in and connector.cable_held)
            assert status is not _S.CHARGING or not connector.cable_held
            assert connector.id or status in {_S.AVAILABLE, _S.UNAVAILABLE, _S.FAULTED}

    def what_is_told_is_possible(self, message):
        attempts = self.simulation.attempts
        while self.connections < len(attempts) and attempts[self.connections] <= message.at:
            self.connections += 1
            self.before = {}
        number, status = message.payload["connectorId"], _S(message.payload["status"])
        before = self.before.get(number)
        if before is not None and self.minimum_s == 0:
            possible = {before} | TRANSITIONS[before]
            assert status in possible or (before, status) in _IN_PASSING
        self.before[number] = self.told[number] = status


# A seed and not every draw is hypothesis's own: that makes ten times as many walks.
@settings(
    max_examples=200,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(random=st.randoms(use_true_random=True))
def test_the_laws_of_connector_status_hold_whatever_happens(random):
    walk = RandomWalk(random)
    try:
        walk.go()
    except BaseException:
        for step in walk.trace:
            note(" ".join(map(str, step)))
        raise
