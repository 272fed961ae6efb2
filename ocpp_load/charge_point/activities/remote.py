"""Transactions that the central system starts and stops (OCPP 1.6 sections 5.11 and 5.12).

Where no car waits at the connector, a driver comes, charges and leaves as the scenario's
`RemoteDriver` says. One who is there already goes on with what they were doing.
"""

from math import inf

from ocpp_load.charge_point.activities.authorization import authorized
from ocpp_load.charge_point.activities.charging import charge
from ocpp_load.charge_point.activities.status import change_status, release
from ocpp_load.charge_point.activities.transactions import begin_transaction, stop_transaction
from ocpp_load.charge_point.activity import Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.flows import NO_FLOW, Flow
from ocpp_load.charge_point.session_time import session_time
from ocpp_load.handlers.effects import StartRemotely, StopRemotely
from ocpp_load.messages.v16.enums import ChargePointStatus, Reason
from ocpp_load.model import Connector


def start_remotely(
    station: ChargePoint, request: StartRemotely, flow: Flow = NO_FLOW
) -> Steps[None]:
    """Start a transaction for the idTag of the request, and see it through to the end.

    A restart before the cable is in makes the station forget the request.
    """
    state = station.station
    connector = state.connectors[request.connector_id]
    somebody_is_there = connector.plugged_in
    restarts = state.restarts
    is_forgotten = False
    try:
        yield from change_status(station, connector, ChargePointStatus.PREPARING)
        may_start = yield from _may_start(station, request.id_tag)
        if not may_start:
            flow.ended("the id tag was refused")
        if may_start and not somebody_is_there and state.restarts == restarts:
            may_start = yield from _wait_for_cable(station)
            if not may_start:
                flow.ended("ConnectionTimeOut")
        is_forgotten = state.restarts != restarts
        if is_forgotten:
            flow.ended("the station has restarted")
            return
        if may_start and not somebody_is_there:
            connector.plugged_in = connector.used_remotely = True
        if may_start and connector.plugged_in:
            yield from _begin(station, connector, request, flow)
            if not somebody_is_there:
                yield from _charge_and_leave(station, connector)
        else:
            flow.ended("the driver had left")
        if not connector.plugged_in and not connector.cable_held:
            # Whoever was there may have left before the transaction began.
            yield from stop_transaction(station, connector, Reason.EV_DISCONNECTED)
            yield from release(station, connector)
    finally:
        if not is_forgotten:
            if connector.transaction is None:  # it may never have begun
                state.charging_profiles.transaction_ended(connector.id)
            connector.drop_claim()
            connector.used_remotely = False
            station.wake(connector)


def stop_remotely(station: ChargePoint, request: StopRemotely, flow: Flow = NO_FLOW) -> Steps[None]:
    """Stop the transaction on the connector of the request."""
    connector = station.station.connectors[request.connector_id]
    yield from stop_transaction(station, connector, Reason(request.reason), flow=flow)


def _may_start(station: ChargePoint, id_tag: str) -> Steps[bool]:
    # Section 5.11 and 9.1.3: with the key, as if the driver had presented the card.
    if not station.station.configuration.boolean("AuthorizeRemoteTxRequests"):
        return True
    authorization = yield from authorized(station, id_tag)
    return authorization.accepted


def _wait_for_cable(station: ChargePoint) -> Steps[bool]:
    """Wait for the cable; return False where ConnectionTimeOut has passed (errata 3.21, 3.77)."""
    plugs_in_after = station.station.type.surroundings.remote_driver.plugs_in_after
    comes_in_s = inf if plugs_in_after is None else session_time(station, plugs_in_after)
    patience_s = station.station.configuration.seconds("ConnectionTimeOut") or inf
    yield Pause(min(comes_in_s, patience_s))
    return comes_in_s <= patience_s


def _begin(
    station: ChargePoint, connector: Connector, request: StartRemotely, flow: Flow
) -> Steps[None]:
    if connector.transaction is None:  # else the driver has been quicker, with a card of their own
        profiles = station.station.charging_profiles
        profiles.keep_for_start(connector.id, request.charging_profile)
    yield from begin_transaction(station, connector, request.id_tag, flow)


def _charge_and_leave(station: ChargePoint, connector: Connector) -> Steps[None]:
    driver = station.station.type.surroundings.remote_driver
    transaction = connector.transaction
    yield from charge(station, connector, session_time(station, driver.charges_for))
    if connector.transaction is transaction:
        yield from stop_transaction(station, connector)
    yield Pause(session_time(station, driver.unplugs_after))
    connector.plugged_in = False
