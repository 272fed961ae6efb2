"""SendLocalList and GetLocalListVersion (OCPP 1.6 sections 5.10, 5.15, 6.41, 9.2; errata 3.52)."""

import pytest
from support.simulation import EPOCH_S, VALIDATOR, Simulation, a_station

from ocpp_load.handlers import Leniency
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.messages.v16.authorization_data import IdTagInfo
from ocpp_load.messages.v16.enums import AuthorizationStatus
from ocpp_load.model import Registration

ACCEPTED = {"status": "Accepted"}
KEYS = {
    "LocalAuthListEnabled": "true",
    "LocalAuthListMaxLength": "3",
    "SendLocalListMaxLength": "4",
    "AuthorizationCacheEnabled": "true",
}


def accepted_station(leniency=None, switched_off=(), **keys):
    station = a_station(configuration=KEYS | keys, switched_off=frozenset(switched_off))
    station.registration = Registration.ACCEPTED
    return Simulation(station=station, registry=make_registry(VALIDATOR, leniency))


def send(simulation, update_type, version, **entries):
    payload = {"listVersion": version, "updateType": update_type}
    if entries:
        payload["localAuthorizationList"] = [
            {"idTag": id_tag} | ({} if info is None else {"idTagInfo": info})
            for id_tag, info in entries.items()
        ]
    return simulation.command("SendLocalList", payload)["status"]


def version(simulation):
    return simulation.command("GetLocalListVersion")["listVersion"]


def in_list(simulation, id_tag):
    return simulation.station.station.local_list.find(id_tag, EPOCH_S)


def test_a_full_list_and_its_changes_are_taken_over_with_their_versions():
    simulation = accepted_station()
    assert version(simulation) == 0
    assert send(simulation, "Full", 4, A=ACCEPTED, B=ACCEPTED) == "Accepted"
    assert version(simulation) == 4
    blocked = {"status": "Blocked", "expiryDate": "2030-01-01T00:00:00Z", "parentIdTag": "F"}
    assert send(simulation, "Differential", 5, A=None, B=blocked, C=ACCEPTED) == "Accepted"
    assert version(simulation) == 5
    assert in_list(simulation, "A") is None
    assert in_list(simulation, "b") == IdTagInfo(AuthorizationStatus.BLOCKED, 1893456000.0, "F")
    assert in_list(simulation, "c") == IdTagInfo(AuthorizationStatus.ACCEPTED)


def test_a_full_update_without_entries_empties_the_list():
    simulation = accepted_station()
    send(simulation, "Full", 4, A=ACCEPTED)
    assert send(simulation, "Full", 5) == "Accepted"
    assert version(simulation) == 0
    assert in_list(simulation, "A") is None


@pytest.mark.parametrize(
    ("update_type", "number", "entries", "status"),
    [
        pytest.param("Full", 0, {"B": ACCEPTED}, "Failed", id="version 0"),
        pytest.param("Full", -1, {"B": ACCEPTED}, "Failed", id="version -1"),
        pytest.param("Differential", 4, {"B": ACCEPTED}, "VersionMismatch", id="not newer"),
        pytest.param("Full", 5, {"B": ACCEPTED, "b": ACCEPTED}, "Failed", id="duplicates"),
        pytest.param("Full", 5, {"B": None}, "Failed", id="full without idTagInfo"),
        pytest.param("Full", 5, dict.fromkeys("BCDE", ACCEPTED), "Failed", id="list too long"),
        pytest.param(
            "Differential",
            5,
            {"B": ACCEPTED} | dict.fromkeys("CDEF"),
            "Failed",
            id="message too long",
        ),
    ],
)
def test_an_update_that_cannot_be_leaves_everything_as_it_was(update_type, number, entries, status):
    simulation = accepted_station()
    send(simulation, "Full", 4, A=ACCEPTED)
    assert send(simulation, update_type, number, **entries) == status
    assert version(simulation) == 4
    assert [tag for tag in "ABCDEF" if in_list(simulation, tag)] == ["A"]


def test_a_message_may_be_as_long_as_the_key_says():
    simulation = accepted_station()
    send(simulation, "Full", 4, A=ACCEPTED)
    changes = dict.fromkeys("ABC") | {"D": ACCEPTED}
    assert send(simulation, "Differential", 5, **changes) == "Accepted"


def test_what_the_list_holds_leaves_the_cache():
    simulation = accepted_station()
    cache = simulation.station.station.authorization_cache
    for id_tag in ("a", "b", "c"):
        cache.put(id_tag, IdTagInfo(AuthorizationStatus.ACCEPTED), EPOCH_S)
    send(simulation, "Differential", 1, A=ACCEPTED, B=None)
    assert [tag for tag in "abc" if cache.find(tag, EPOCH_S)] == ["b", "c"]


def test_a_failed_update_leaves_the_cache_alone():
    simulation = accepted_station()
    cache = simulation.station.station.authorization_cache
    cache.put("A", IdTagInfo(AuthorizationStatus.ACCEPTED), EPOCH_S)
    assert send(simulation, "Full", 0, A=ACCEPTED) == "Failed"
    assert len(cache) == 1


def test_a_list_that_is_switched_off_is_kept_but_not_there():
    simulation = accepted_station()
    send(simulation, "Full", 4, A=ACCEPTED)
    configuration = simulation.station.station.configuration
    configuration["LocalAuthListEnabled"] = "false"
    assert version(simulation) == -1
    assert send(simulation, "Full", 5, B=ACCEPTED) == "NotSupported"
    configuration["LocalAuthListEnabled"] = "true"
    assert version(simulation) == 4
    assert in_list(simulation, "B") is None


def test_the_list_and_its_version_survive_a_restart():
    simulation = accepted_station()
    send(simulation, "Full", 4, A=ACCEPTED)
    simulation.station.station.lose_power()
    assert version(simulation) == 4
    assert in_list(simulation, "A") is not None


def test_a_station_without_the_feature_says_so():
    off = ("SendLocalList", "GetLocalListVersion")
    lenient = accepted_station(Leniency(profiles=True), off)
    assert version(lenient) == -1
    assert send(lenient, "Full", 4) == "NotSupported"
    strict = accepted_station(switched_off=off)
    assert strict.command("GetLocalListVersion") == "NotSupported"


def test_no_update_causes_a_message():
    simulation = accepted_station()
    send(simulation, "Full", 4, A=ACCEPTED)
    send(simulation, "Full", 0, A=ACCEPTED)
    assert simulation.run(10).messages == []
