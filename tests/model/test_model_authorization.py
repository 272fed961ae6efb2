"""List and cache together (OCPP 1.6 sections 3.5.1 to 3.5.3, 5.13)."""

from functools import partial

import pytest
from support.simulation import a_station

from ocpp_load.messages.v16.authorization_data import AuthorizationData, IdTagInfo
from ocpp_load.messages.v16.enums import AuthorizationStatus, UpdateType
from ocpp_load.model import Reservation
from ocpp_load.model.authorization.knowledge import cached, could_use, known, learn, listed

ACCEPTED = IdTagInfo(AuthorizationStatus.ACCEPTED)
BLOCKED = IdTagInfo(AuthorizationStatus.BLOCKED)
CONCURRENT = IdTagInfo(AuthorizationStatus.CONCURRENT_TX)
ON, OFF = "true", "false"


def station_knowing(in_list=None, in_cache=None, *, list_enabled=ON, cache_enabled=ON):
    station = a_station(
        configuration={
            "LocalAuthListEnabled": list_enabled,
            "AuthorizationCacheEnabled": cache_enabled,
        }
    )
    if in_list is not None:
        data = [AuthorizationData("TAG", in_list)]
        station.local_list.update(UpdateType.FULL, 1, data, max_length=10)
    if in_cache is not None:
        station.authorization_cache.put("TAG", in_cache, 0.0)
    return station


def knowing(*args, **keys):
    """Return what makes such a station."""
    return partial(station_knowing, *args, **keys)


@pytest.mark.parametrize(
    ("make_station", "from_list", "from_cache", "together"),
    [
        pytest.param(knowing(), None, None, None, id="unknown"),
        pytest.param(knowing(BLOCKED, ACCEPTED), BLOCKED, ACCEPTED, BLOCKED, id="list first"),
        pytest.param(knowing(None, ACCEPTED), None, ACCEPTED, ACCEPTED, id="cache"),
        pytest.param(
            knowing(BLOCKED, ACCEPTED, list_enabled=OFF), None, ACCEPTED, ACCEPTED, id="list off"
        ),
        pytest.param(knowing(None, ACCEPTED, cache_enabled=OFF), None, None, None, id="cache off"),
    ],
)
def test_the_list_comes_before_the_cache_and_each_counts_while_it_is_enabled(
    make_station, from_list, from_cache, together
):
    station = make_station()
    assert listed(station, "tag", 0.0) == from_list
    assert cached(station, "tag", 0.0) == from_cache
    assert known(station, "tag", 0.0) == together


def test_what_is_learnt_goes_into_the_cache():
    station = station_knowing()
    assert learn(station, "TAG", BLOCKED, 0.0)
    assert cached(station, "TAG", 0.0) is BLOCKED


def test_nothing_is_kept_where_the_cache_is_switched_off():
    station = station_knowing(cache_enabled=OFF)
    assert learn(station, "TAG", ACCEPTED, 0.0)
    assert len(station.authorization_cache) == 0


@pytest.mark.parametrize(
    ("in_list", "told", "agree"),
    [
        (ACCEPTED, ACCEPTED, True),
        (ACCEPTED, CONCURRENT, True),
        (BLOCKED, IdTagInfo(AuthorizationStatus.INVALID), True),
        (ACCEPTED, BLOCKED, False),
        (BLOCKED, ACCEPTED, False),
        (IdTagInfo(AuthorizationStatus.ACCEPTED, 50.0), ACCEPTED, False),
    ],
)
def test_an_id_tag_of_the_list_is_never_cached_and_a_conflict_is_noticed(in_list, told, agree):
    station = station_knowing(in_list)
    assert learn(station, "tag", told, 100.0) is agree
    assert len(station.authorization_cache) == 0
    assert listed(station, "TAG", 0.0) is in_list


FAMILY = Reservation(7, 1, "ANN", 100.0, "FAMILY")
OF_THE_FAMILY = IdTagInfo(AuthorizationStatus.ACCEPTED, None, "family")


@pytest.mark.parametrize(
    ("make_station", "id_tag", "could"),
    [
        pytest.param(knowing(), "ANN", True, id="the reserved one"),
        pytest.param(knowing(), "TAG", True, id="group unknown"),
        pytest.param(knowing(OF_THE_FAMILY), "TAG", True, id="in the group by the list"),
        pytest.param(knowing(None, OF_THE_FAMILY), "TAG", True, id="in the group by the cache"),
        pytest.param(knowing(ACCEPTED), "TAG", False, id="in no group"),
    ],
)
def test_a_driver_could_use_a_reserved_connector_unless_the_group_is_known_to_be_another(
    make_station, id_tag, could
):
    station = make_station()
    station.reservations.add(FAMILY)
    assert could_use(station, station.connectors[1], id_tag, 0.0) is could


def test_without_a_parent_in_the_reservation_there_is_nothing_to_be_found_out():
    station = station_knowing()
    station.reservations.add(Reservation(7, 1, "ANN", 100.0))
    assert not could_use(station, station.connectors[1], "TAG", 0.0)
    assert could_use(station, station.connectors[2], "TAG", 0.0)
