"""The end of a run for one station: sessions are ended, then the connection."""

from ocpp_load.charge_point.activities.connection import disconnect
from ocpp_load.charge_point.activities.transactions import stop_transaction
from ocpp_load.charge_point.activity import Join, Steps
from ocpp_load.charge_point.charge_point import ChargePoint


def say_good_bye(station: ChargePoint) -> Steps[None]:
    """Let what is under way come to its end, stop every transaction, and disconnect.

    A station that is not connected leaves at once: nothing that it says would arrive.
    """
    if station.connected:
        for activity in station.ending_activities():
            yield Join(activity)
        for connector in station.station.connectors:
            yield from stop_transaction(station, connector)
    yield from disconnect(station)
