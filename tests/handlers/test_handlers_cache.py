"""ClearCache (OCPP 1.6 section 5.4 with errata 3.23)."""

from support.simulation import EPOCH_S, VALIDATOR, Simulation, a_station

from ocpp_load.handlers import Leniency
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.messages.v16.authorization_data import IdTagInfo
from ocpp_load.messages.v16.enums import AuthorizationStatus
from ocpp_load.model import Registration


def with_one_entry(*, enabled="true", leniency=None, switched_off=()):
    station = a_station(
        configuration={"AuthorizationCacheEnabled": enabled}, switched_off=frozenset(switched_off)
    )
    station.registration = Registration.ACCEPTED
    station.authorization_cache.put("TAG", IdTagInfo(AuthorizationStatus.ACCEPTED), EPOCH_S)
    return Simulation(station=station, registry=make_registry(VALIDATOR, leniency))


def entries(simulation):
    return len(simulation.station.station.authorization_cache)


def test_the_cache_is_emptied():
    simulation = with_one_entry()
    assert simulation.command("ClearCache") == {"status": "Accepted"}
    assert entries(simulation) == 0
    assert simulation.command("ClearCache") == {"status": "Accepted"}
    assert simulation.run(10).messages == []


def test_a_cache_that_is_switched_off_is_none():
    simulation = with_one_entry(enabled="false")
    assert simulation.command("ClearCache") == {"status": "Rejected"}
    assert entries(simulation) == 1


def test_a_lenient_station_without_the_command_rejects_it():
    simulation = with_one_entry(leniency=Leniency(profiles=True), switched_off=["ClearCache"])
    assert simulation.command("ClearCache") == {"status": "Rejected"}
