"""What holds for reservations whatever happens in whatever order (OCPP 1.6 section 5.13).

One for each connector and one on connector 0 at most; a connector shows that it is reserved
while nobody uses it; and as long as drivers go only where they are admitted, a free connector
remains for the one on connector 0 at any time.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from support.simulation import VALIDATOR, a_station

from ocpp_load.handlers import Command
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model import Registration, Transaction
from ocpp_load.ocppj import format_timestamp

CONNECTORS = 3
REGISTRY = make_registry(VALIDATOR)

ids = st.integers(1, 4)
connector_ids = st.integers(0, CONNECTORS)
id_tags = st.sampled_from(["Ann", "ANN", "Bob", "Carol"])


class ReservationsOfAStation(RuleBasedStateMachine):
    """`wanted` is what has been accepted and not ended: connector, driver and end by id."""

    def __init__(self):
        super().__init__()
        self.station = a_station(
            CONNECTORS, configuration={"ReserveConnectorZeroSupported": "true"}
        )
        self.station.registration = Registration.ACCEPTED
        self.now = 1_000_000.0
        self.wanted = {}

    def command(self, action, **payload):
        command = Command(action, payload, self.now, 0.0)
        return REGISTRY.dispatch(self.station, command).payload["status"]

    @rule(id_=ids, connector_id=connector_ids, id_tag=id_tags, seconds=st.integers(-5, 50))
    def reserve(self, id_, connector_id, id_tag, seconds):
        answer = self.command(
            "ReserveNow",
            reservationId=id_,
            connectorId=connector_id,
            idTag=id_tag,
            expiryDate=format_timestamp(self.now + seconds),
        )
        others = [wanted for other, wanted in self.wanted.items() if other != id_]
        if seconds <= 0:
            assert answer == "Rejected"
        elif any(wanted[0] == connector_id for wanted in others):
            assert answer == "Occupied"
        else:
            assert answer in {"Accepted", "Occupied"}
        if answer == "Accepted":
            self.wanted[id_] = (connector_id, id_tag.lower(), self.now + seconds)

    @rule(id_=ids)
    def cancel(self, id_):
        expected = "Accepted" if id_ in self.wanted else "Rejected"
        assert self.command("CancelReservation", reservationId=id_) == expected
        self.wanted.pop(id_, None)

    @rule(seconds=st.integers(1, 30))
    def time_passes(self, seconds):
        self.now += seconds
        self.station.reservations.end_expired(self.now)
        self.wanted = {id_: wanted for id_, wanted in self.wanted.items() if wanted[2] > self.now}

    @rule(connector_id=st.integers(1, CONNECTORS), id_tag=id_tags)
    def a_driver_comes(self, connector_id, id_tag):
        connector = self.station.connectors[connector_id]
        reservations = self.station.reservations
        here = [w for w in self.wanted.values() if w[0] == connector_id]
        if connector.transaction is not None:
            return
        if not reservations.admits(connector, id_tag):
            assert not any(wanted[1] == id_tag.lower() for wanted in here)
            return
        assert all(wanted[1] == id_tag.lower() for wanted in here)
        used = reservations.used_by(connector, id_tag)
        if used is not None:
            reservations.use(used)
            assert self.wanted.pop(used.id)[1] == id_tag.lower()
        connector.change_status(ChargePointStatus.PREPARING)
        connector.transaction = Transaction(id_tag, 0, 0.0)

    @rule(connector_id=st.integers(1, CONNECTORS))
    def a_driver_leaves(self, connector_id):
        connector = self.station.connectors[connector_id]
        connector.transaction = None
        connector.release()

    @invariant()
    def the_reservations_are_those_that_were_accepted_and_have_not_ended(self):
        in_force = {
            each.id: (each.connector_id, each.id_tag.lower(), each.expires_at)
            for each in self.station.reservations
        }
        assert in_force == self.wanted

    @invariant()
    def no_connector_is_reserved_twice(self):
        reserved = [connector_id for connector_id, _, _ in self.wanted.values()]
        assert len(set(reserved)) == len(reserved)

    @invariant()
    def a_connector_shows_that_it_is_reserved_while_nobody_uses_it(self):
        reserved = {connector_id for connector_id, _, _ in self.wanted.values()}
        for connector in self.station.connectors[1:]:
            if connector.transaction is None:
                shown = "Reserved" if connector.id in reserved else "Available"
                assert connector.status == shown
            else:
                assert connector.status == "Preparing"
        assert self.station.connectors[0].status == "Available"

    @invariant()
    def a_connector_remains_for_the_one_on_connector_0(self):
        if any(connector_id == 0 for connector_id, _, _ in self.wanted.values()):
            assert any(c.status == "Available" for c in self.station.connectors[1:])


TestReservationsOfAStation = ReservationsOfAStation.TestCase
TestReservationsOfAStation.settings = settings(max_examples=60, stateful_step_count=25)
