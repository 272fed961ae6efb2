"""The end of a run for one station: sessions are ended, then the connection."""

from ocpp_load.charge_point.activities.connection import disconnect
from ocpp_load.charge_point.activities.transactions import report_ended, stop_transaction
from ocpp_load.charge_point.activity import Join, Steps
from ocpp_load.charge_point.charge_point import ChargePoint


def say_good_bye(station: ChargePoint) -> Steps[None]:
    """Let what is under way come to its end, stop every transaction, and disconnect.

    A station that is not connected leaves at once: nothing that it says would arrive.
    """
    if station.connected:
        yield from _let_end(station)
        for connector in station.station.connectors:
            yield from stop_transaction(station, connector)
        yield from report_ended(station)
        yield from _let_end(station)  # a command may have begun something meanwhile
    yield from disconnect(station)


def _let_end(station: ChargePoint) -> Steps[None]:
    while ending := station.ending_activities():
        yield Join(ending[0])
