"""Commands of the Reservation profile (OCPP 1.6 sections 5.1 and 5.13)."""

from ocpp_load.central_system.mix.situation import Planned, Situation
from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import Payload

_FOR_SOMEBODY_ELSE = 0.1
_SOMEBODY_ELSE = "RESERVED-01"
# A driver whose connector is kept for another card should not have to wait for long.
_SHORT_S = 60.0
_LONG_S = 300.0


def reserve_now(situation: Situation) -> Planned | None:
    """Reserve a free connector for some minutes, mostly for a card that charges here."""
    free = situation.free_connectors
    if not free:
        return None
    random = situation.random
    id_tag, longest_s = situation.id_tag(), _LONG_S
    if random.random() < _FOR_SOMEBODY_ELSE:
        id_tag, longest_s = _SOMEBODY_ELSE, _SHORT_S
    payload: Payload = {
        "connectorId": random.choice(free),
        "expiryDate": situation.timestamp(random.uniform(_SHORT_S / 2, longest_s)),
        "idTag": id_tag,
        "reservationId": next(situation.numbers),
    }
    return Planned(Action.RESERVE_NOW, payload)


def cancel_reservation(situation: Situation) -> Planned | None:
    """Cancel a reservation that stands."""
    reservations = situation.station.holdings.reservations
    if not reservations:
        return None
    return Planned(
        Action.CANCEL_RESERVATION,
        {"reservationId": situation.random.choice(list(reservations))},
    )
