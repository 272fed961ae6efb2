"""The end of a run for one station: sessions are ended, then the connection."""

from ocpp_load.charge_point.activities.booting import boot
from ocpp_load.charge_point.activities.connection import connect, disconnect
from ocpp_load.charge_point.activities.transactions import stop_transaction
from ocpp_load.charge_point.activity import Join, Steps
from ocpp_load.charge_point.charge_point import ChargePoint


def say_good_bye(station: ChargePoint) -> Steps[None]:
    """Stop every transaction, let what is under way come to its end, and disconnect.

    A station that is not online leaves at once, unless it has transaction messages to deliver:
    then it goes on trying to, for as long as it is let.
    """
    for connector in station.station.connectors:
        station.spawn("last stop", stop_transaction(station, connector), outlives_run=True)
    if station.station.transaction_messages:
        yield from connect(station)
        if not station.is_online:
            yield from boot(station)
    while ending := station.ending_activities():
        yield Join(ending[0])
    yield from disconnect(station)
