"""Reservations over time: whom they let in, how they end (OCPP 1.6 sections 3.11, 4.8, 5.13)."""

import pytest
from support.commands import booted, connector, forget, told
from support.simulation import EPOCH_S, ErrorAnswer, a_station

from ocpp_load.charge_point.activities import (
    authorize,
    plug_in,
    start_transaction,
    stop_transaction,
    unplug,
)
from ocpp_load.charge_point.activities.reserving import Admission, admission
from ocpp_load.messages.v16.authorization_data import AuthorizationData, IdTagInfo
from ocpp_load.messages.v16.enums import AuthorizationStatus, UpdateType
from ocpp_load.ocppj import format_timestamp

OF_THE_FAMILY = {"idTagInfo": {"status": "Accepted", "parentIdTag": "Family"}}
CLOCK = {"Heartbeat": lambda message: {"currentTime": format_timestamp(EPOCH_S + message.at)}}


def station(answers=None, connectors=2, **keys):
    """Return a booted station whose clock is right, and stays so."""
    boot = {"status": "Accepted", "currentTime": format_timestamp(EPOCH_S), "interval": 300}
    configuration = {
        "ReserveConnectorZeroSupported": "true",
        "AuthorizationCacheEnabled": "true",
        "LocalAuthListEnabled": "true",
    }
    return booted(
        {"BootNotification": boot, **CLOCK, **(answers or {})},
        station=a_station(connectors, configuration=configuration | keys),
    )


def reserve(simulation, reservation_id, connector_id, id_tag="ANN", in_s=60.0, **fields):
    payload = {
        "reservationId": reservation_id,
        "connectorId": connector_id,
        "idTag": id_tag,
        "expiryDate": format_timestamp(EPOCH_S + simulation.now + in_s),
        **fields,
    }
    assert simulation.command("ReserveNow", payload) == {"status": "Accepted"}
    simulation.run(0)


def start(simulation, id_tag, connector_id=1):
    steps = start_transaction(simulation.station, connector(simulation, connector_id), id_tag)
    simulation.spawn("start", steps).run(1)


def in_force(simulation):
    return [each.id for each in simulation.station.station.reservations]


def test_a_reservation_expires_by_itself_and_the_free_connector_is_reported():
    simulation = station()
    reserve(simulation, 7, 1)
    simulation.run(59.9)
    assert (told(simulation), in_force(simulation)) == (["1 Reserved"], [7])
    simulation.run(0.2)
    assert (told(simulation), in_force(simulation)) == (["1 Reserved", "1 Available"], [])
    assert connector(simulation).status == "Available"


def test_one_on_connector_0_expires_without_a_report():
    simulation = station()
    reserve(simulation, 7, 0)
    simulation.run(61)
    assert (told(simulation), in_force(simulation)) == ([], [])


def test_several_expire_each_in_its_time():
    simulation = station(connectors=3)
    reserve(simulation, 7, 1, in_s=90)
    reserve(simulation, 8, 2, in_s=30)
    reserve(simulation, 9, 3, in_s=60)
    forget(simulation)
    simulation.run(100)
    assert told(simulation) == ["2 Available", "3 Available", "1 Available"]
    at = [message.at - simulation.messages[0].at for message in simulation.messages]
    assert at == pytest.approx([0, 30, 60], abs=0.01)


def test_they_expire_in_time_without_a_connection_too_and_one_report_waits_for_no_other():
    simulation = station()
    reserve(simulation, 7, 1, in_s=30)
    reserve(simulation, 8, 2, in_s=60)
    forget(simulation)
    simulation.reachable = False
    simulation.lose_connection()
    simulation.run(61)
    assert in_force(simulation) == []
    assert (connector(simulation, 1).status, connector(simulation, 2).status) == (
        "Available",
        "Available",
    )
    simulation.reachable = True
    simulation.run(1000)
    assert told(simulation)[:2] == ["1 Available", "2 Available"]


def test_a_cancelled_reservation_does_not_expire_once_more():
    simulation = station()
    reserve(simulation, 7, 1)
    assert simulation.command("CancelReservation", {"reservationId": 7}) == {"status": "Accepted"}
    simulation.run(100)
    assert told(simulation) == ["1 Reserved", "1 Available"]


@pytest.mark.parametrize("in_s", [30.0, 90.0])
def test_a_replaced_one_expires_at_its_new_time(in_s):
    simulation = station()
    reserve(simulation, 7, 1)
    reserve(simulation, 7, 1, in_s=in_s)
    simulation.run(in_s - 0.1)
    assert told(simulation) == ["1 Reserved"]
    simulation.run(100)
    assert told(simulation) == ["1 Reserved", "1 Available"]


def test_one_activity_waits_for_all_of_them_and_is_gone_when_they_are():
    simulation = station()

    def waiting():
        names = [a.name for a in simulation.station._activities.running()]
        return names.count("AwaitExpiry")

    for number in range(5):
        reserve(simulation, 7, 1, in_s=60 + number)
    reserve(simulation, 8, 2)
    assert waiting() == 1
    simulation.run(100)
    assert waiting() == 0


def test_a_clock_that_is_set_forward_brings_the_end_nearer():
    simulation = station()
    reserve(simulation, 7, 1, in_s=3600)
    simulation.station.set_clock(EPOCH_S + 3590)
    simulation.run(70)
    assert in_force(simulation) == []


def test_the_transaction_of_the_reserved_id_tag_carries_the_reservation_and_ends_it():
    simulation = station()
    reserve(simulation, 7, 1)
    start(simulation, "ann")
    assert told(simulation) == ["1 Reserved", "1 Preparing", "StartTransaction", "1 Charging"]
    assert simulation.payloads("StartTransaction")[0]["reservationId"] == 7
    assert in_force(simulation) == []
    simulation.run(50)
    assert told(simulation)[4:] == []
    steps = unplug(simulation.station, connector(simulation))
    simulation.spawn("unplug", steps).run(1)
    assert told(simulation)[-1] == "1 Available"


def test_a_refused_id_tag_stays_out_and_is_counted():
    simulation = station()
    reserve(simulation, 7, 1)
    start(simulation, "BOB")
    assert told(simulation) == ["1 Reserved"]
    assert (simulation.observer.refused, simulation.observer.started) == (1, 0)
    assert (connector(simulation).status, in_force(simulation)) == ("Reserved", [7])


def test_at_another_connector_the_reserved_id_tag_leaves_its_reservation_as_it_is():
    simulation = station()
    reserve(simulation, 7, 1)
    start(simulation, "ANN", 2)
    assert "reservationId" not in simulation.payloads("StartTransaction")[0]
    assert in_force(simulation) == [7]


def test_one_on_connector_0_ends_with_a_transaction_on_any_connector():
    simulation = station()
    reserve(simulation, 7, 0)
    start(simulation, "ANN", 2)
    assert simulation.payloads("StartTransaction")[0]["reservationId"] == 7
    assert in_force(simulation) == []


def test_one_connector_remains_for_the_one_on_connector_0():
    simulation = station()
    reserve(simulation, 7, 0)
    start(simulation, "BOB", 1)
    start(simulation, "CAROL", 2)
    assert [p["idTag"] for p in simulation.payloads("StartTransaction")] == ["BOB"]
    assert "reservationId" not in simulation.payloads("StartTransaction")[0]
    assert simulation.observer.refused == 1
    start(simulation, "ANN", 2)
    assert simulation.payloads("StartTransaction")[1]["reservationId"] == 7


def test_after_it_has_expired_the_last_connector_is_for_everybody():
    simulation = station()
    reserve(simulation, 7, 0)
    start(simulation, "BOB", 1)
    simulation.run(61)
    start(simulation, "CAROL", 2)
    assert simulation.observer.started == 2


def family(simulation):
    reserve(simulation, 7, 1, parentIdTag="FAMILY")
    forget(simulation)


@pytest.mark.parametrize("place", ["list", "cache"])
@pytest.mark.parametrize(("parent", "admitted"), [("Family", True), ("Others", False)])
def test_the_group_is_looked_up_in_the_list_and_the_cache(place, parent, admitted):
    simulation = station()
    state = simulation.station.station
    info = IdTagInfo(AuthorizationStatus.ACCEPTED, None, parent)
    if place == "list":
        state.local_list.update(UpdateType.FULL, 1, [AuthorizationData("BOB", info)], max_length=10)
    else:
        state.authorization_cache.put("BOB", info, EPOCH_S)
    family(simulation)
    start(simulation, "BOB")
    assert "Authorize" not in simulation.actions
    started = [p.get("reservationId") for p in simulation.payloads("StartTransaction")]
    assert started == ([7] if admitted else [])
    assert simulation.observer.refused == (0 if admitted else 1)


@pytest.mark.parametrize(
    ("answer", "started", "refused"),
    [
        pytest.param(OF_THE_FAMILY, [7], 0, id="of the group"),
        pytest.param({"idTagInfo": {"status": "Accepted"}}, [], 1, id="of no group"),
        pytest.param(
            {"idTagInfo": {"status": "Blocked", "parentIdTag": "FAMILY"}}, [], 1, id="blocked"
        ),
        pytest.param(ErrorAnswer("InternalError"), [], 0, id="not told"),
    ],
)
def test_otherwise_the_central_system_is_asked(answer, started, refused):
    simulation = station({"Authorize": answer})
    family(simulation)
    start(simulation, "BOB")
    assert simulation.payloads("Authorize") == [{"idTag": "BOB"}]
    assert [p["reservationId"] for p in simulation.payloads("StartTransaction")] == started
    assert simulation.observer.refused == refused
    assert in_force(simulation) == ([] if started else [7])


def test_who_has_just_been_authorized_is_not_asked_about_again():
    simulation = station({"Authorize": OF_THE_FAMILY})
    family(simulation)

    def session(charge_point):
        yield from authorize(charge_point, "BOB")
        yield from start_transaction(charge_point, connector(simulation), "BOB")

    simulation.spawn("session", session(simulation.station)).run(1)
    assert told(simulation) == ["Authorize", "1 Preparing", "StartTransaction", "1 Charging"]


def test_nobody_is_asked_about_the_reserved_id_tag_itself():
    simulation = station()
    family(simulation)
    start(simulation, "ANN")
    assert "Authorize" not in simulation.actions
    assert simulation.payloads("StartTransaction")[0]["reservationId"] == 7


def test_offline_a_group_that_is_not_known_here_stays_unknown():
    simulation = station({"Authorize": OF_THE_FAMILY})
    family(simulation)
    simulation.reachable = False
    simulation.lose_connection()
    start(simulation, "BOB")
    assert (simulation.observer.refused, simulation.observer.started) == (1, 0)


def test_a_group_counts_for_a_reservation_on_connector_0_too():
    simulation = station({"Authorize": OF_THE_FAMILY})
    reserve(simulation, 7, 0, parentIdTag="FAMILY")
    start(simulation, "BOB", 2)
    assert simulation.payloads("StartTransaction")[0]["reservationId"] == 7


def test_without_reservations_everybody_is_admitted_at_once():
    simulation = station()
    steps = admission(simulation.station, connector(simulation), "BOB")
    with pytest.raises(StopIteration) as ended:
        next(steps)
    assert ended.value.value == Admission(True)


def test_a_connector_that_is_set_to_unavailable_ends_its_reservation():
    simulation = station()
    reserve(simulation, 7, 1)
    simulation.command("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"})
    simulation.run(0)
    assert (told(simulation), in_force(simulation)) == (["1 Reserved", "1 Unavailable"], [])
    simulation.run(100)
    assert told(simulation)[2:] == []
    simulation.command("ChangeAvailability", {"connectorId": 1, "type": "Operative"})
    assert told(simulation.run(1))[2:] == ["1 Available"]


def test_the_reserved_driver_comes_charges_and_leaves():
    simulation = station()
    reserve(simulation, 7, 1, "TAG000007")

    def session(charge_point):
        yield from plug_in(charge_point, connector(simulation))
        yield from start_transaction(charge_point, connector(simulation), "TAG000007")
        yield from stop_transaction(charge_point, connector(simulation))
        yield from unplug(charge_point, connector(simulation))

    simulation.spawn("session", session(simulation.station)).run(1)
    assert told(simulation) == [
        "1 Reserved",
        "1 Preparing",
        "StartTransaction",
        "1 Charging",
        "1 Finishing",
        "StopTransaction 1 Local",
        "1 Available",
    ]
    assert simulation.observer.own_faults == []


def test_a_reserved_driver_who_leaves_without_charging_finds_the_connector_reserved_still():
    simulation = station()
    reserve(simulation, 7, 1, "TAG000007")

    def change_of_mind(charge_point):
        yield from plug_in(charge_point, connector(simulation))
        yield from unplug(charge_point, connector(simulation))

    simulation.spawn("session", change_of_mind(simulation.station)).run(1)
    assert told(simulation) == ["1 Reserved", "1 Preparing", "1 Reserved"]
    assert in_force(simulation) == [7]
