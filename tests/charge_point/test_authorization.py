"""Who may charge, and what is remembered of it (OCPP 1.6 sections 3.5, 4.1, 4.8 and 4.10)."""

from functools import partial

import pytest
from support.commands import booted, forget, told
from support.simulation import EPOCH_S, ErrorAnswer, a_station

from ocpp_load.charge_point.activities import authorize, start_transaction, stop_transaction
from ocpp_load.charge_point.activities.authorization import Authorization, authorized
from ocpp_load.messages.v16.authorization_data import AuthorizationData, IdTagInfo
from ocpp_load.messages.v16.enums import AuthorizationStatus, UpdateType

ACCEPTED, BLOCKED = AuthorizationStatus.ACCEPTED, AuthorizationStatus.BLOCKED
EXPIRED_BY_DATE = IdTagInfo(ACCEPTED, EPOCH_S - 86_400.0)
YES, NO = Authorization(True), Authorization(False)
ASKED = {"Authorize": {"idTagInfo": {"status": "Accepted", "parentIdTag": "TOLD"}}}
TOLD = Authorization(True, "TOLD")


def station(in_list=None, in_cache=None, **keys):
    """Return a booted station that knows something of TAG; `ASKED` is what it is told of it."""
    answers = keys.pop("answers", ASKED)
    configuration = {
        "LocalPreAuthorize": "true",
        "LocalAuthorizeOffline": "true",
        "AllowOfflineTxForUnknownId": "false",
        "LocalAuthListEnabled": "true",
        "AuthorizationCacheEnabled": "true",
    }
    state = a_station(configuration=configuration | keys)
    if in_list is not None:
        data = [AuthorizationData("TAG", in_list)]
        state.local_list.update(UpdateType.FULL, 1, data, max_length=10)
    if in_cache is not None:
        state.authorization_cache.put("TAG", in_cache, EPOCH_S)
    return booted(answers, station=state)


def knowing(*args, **keys):
    """Return what makes such a station."""
    return partial(station, *args, **keys)


def result(simulation, steps):
    """Return what an activity returns."""
    results = []

    def run():
        results.append((yield from steps))

    simulation.spawn("asking", run()).run(1)
    [only] = results
    return only


def cached(simulation, id_tag="TAG"):
    state = simulation.station.station
    return state.authorization_cache.find(id_tag, simulation.station.epoch_s())


@pytest.mark.parametrize(
    ("make_station", "answer", "messages"),
    [
        pytest.param(knowing(), TOLD, ["Authorize"], id="unknown"),
        pytest.param(
            knowing(IdTagInfo(ACCEPTED, None, "P")), Authorization(True, "P"), [], id="list"
        ),
        pytest.param(knowing(IdTagInfo(BLOCKED)), NO, [], id="blocked by the list"),
        pytest.param(knowing(EXPIRED_BY_DATE), NO, [], id="expired by the list"),
        pytest.param(
            knowing(None, IdTagInfo(ACCEPTED, None, "P")), Authorization(True, "P"), [], id="cache"
        ),
        pytest.param(
            knowing(IdTagInfo(BLOCKED), IdTagInfo(ACCEPTED)), NO, [], id="list before cache"
        ),
        pytest.param(
            knowing(None, IdTagInfo(BLOCKED)), TOLD, ["Authorize"], id="no longer blocked"
        ),
        pytest.param(
            knowing(None, EXPIRED_BY_DATE), TOLD, ["Authorize"], id="expired in the cache"
        ),
        pytest.param(
            knowing(IdTagInfo(ACCEPTED), LocalPreAuthorize="false"),
            TOLD,
            ["Authorize"],
            id="not to be authorized locally",
        ),
        pytest.param(
            knowing(IdTagInfo(BLOCKED), LocalAuthListEnabled="false"),
            TOLD,
            ["Authorize"],
            id="list switched off",
        ),
        pytest.param(
            knowing(None, IdTagInfo(ACCEPTED), AuthorizationCacheEnabled="false"),
            TOLD,
            ["Authorize"],
            id="cache switched off",
        ),
    ],
)
def test_the_list_is_looked_into_first_then_the_cache_then_the_central_system_is_asked(
    make_station, answer, messages
):
    simulation = make_station()
    assert result(simulation, authorized(simulation.station, "tag")) == answer
    assert simulation.actions == messages


@pytest.mark.parametrize(
    ("make_station", "answer"),
    [
        pytest.param(knowing(), NO, id="unknown"),
        pytest.param(knowing(AllowOfflineTxForUnknownId="true"), YES, id="unknown but admitted"),
        pytest.param(knowing(IdTagInfo(ACCEPTED)), YES, id="list"),
        pytest.param(knowing(None, IdTagInfo(ACCEPTED)), YES, id="cache"),
        pytest.param(
            knowing(IdTagInfo(ACCEPTED), LocalPreAuthorize="false"), YES, id="another key"
        ),
        pytest.param(
            knowing(IdTagInfo(ACCEPTED), LocalAuthorizeOffline="false"), NO, id="not offline"
        ),
        pytest.param(
            knowing(IdTagInfo(BLOCKED), AllowOfflineTxForUnknownId="true"), NO, id="blocked"
        ),
        pytest.param(
            knowing(EXPIRED_BY_DATE, AllowOfflineTxForUnknownId="true"), NO, id="list, expired"
        ),
        pytest.param(
            knowing(None, EXPIRED_BY_DATE, AllowOfflineTxForUnknownId="true"),
            NO,
            id="cache, expired",
        ),
    ],
)
def test_offline_the_station_decides_by_itself(make_station, answer):
    simulation = make_station()
    simulation.reachable = False
    simulation.lose_connection()
    assert result(simulation, authorized(simulation.station, "TAG")) == answer
    assert simulation.actions == []


@pytest.mark.parametrize(
    ("told", "answer", "refused"),
    [
        ({"idTagInfo": {"status": "Blocked", "parentIdTag": "P"}}, Authorization(False, "P"), 1),
        ({"idTagInfo": {"status": "ConcurrentTx"}}, NO, 1),
        (ErrorAnswer("InternalError"), NO, 0),
    ],
)
def test_without_a_yes_there_is_no_transaction_until_there_is_one(told, answer, refused):
    simulation = station(answers={"Authorize": told})
    assert result(simulation, authorized(simulation.station, "TAG")) == answer
    assert simulation.observer.refused == refused
    connector = simulation.station.station.connectors[1]
    simulation.spawn("start", start_transaction(simulation.station, connector, "tag")).run(1)
    assert simulation.actions == ["Authorize"]
    simulation.answers |= ASKED
    assert result(simulation, authorized(simulation.station, "TAG")) == TOLD
    simulation.spawn("start", start_transaction(simulation.station, connector, "tag")).run(1)
    assert simulation.observer.started == 1


def test_who_is_refused_by_the_list_gets_no_transaction_and_is_counted():
    simulation = station(IdTagInfo(BLOCKED))
    result(simulation, authorized(simulation.station, "TAG"))
    connector = simulation.station.station.connectors[1]
    simulation.spawn("start", start_transaction(simulation.station, connector, "TAG")).run(1)
    assert (simulation.actions, simulation.observer.refused) == ([], 1)


def test_the_scenarios_authorize_asks_whatever_is_known():
    simulation = station(IdTagInfo(ACCEPTED), IdTagInfo(ACCEPTED))
    assert result(simulation, authorize(simulation.station, "TAG")) == TOLD
    assert simulation.payloads("Authorize") == [{"idTag": "TAG"}]


def test_what_authorize_says_is_remembered():
    simulation = station(answers={"Authorize": {"idTagInfo": {"status": "Invalid"}}})
    result(simulation, authorize(simulation.station, "TAG"))
    assert cached(simulation) == IdTagInfo(AuthorizationStatus.INVALID)


def session(simulation):
    connector = simulation.station.station.connectors[1]

    def steps():
        yield from start_transaction(simulation.station, connector, "TAG")
        yield from stop_transaction(simulation.station, connector)

    simulation.spawn("session", steps()).run(1)


@pytest.mark.parametrize(
    ("answers", "remembered"),
    [
        ({"StartTransaction": {"transactionId": 1, "idTagInfo": {"status": "Accepted"}}}, ACCEPTED),
        (
            {"StartTransaction": {"transactionId": 1, "idTagInfo": {"status": "ConcurrentTx"}}},
            AuthorizationStatus.CONCURRENT_TX,
        ),
        ({"StopTransaction": {"idTagInfo": {"status": "Blocked"}}}, BLOCKED),
        ({"StopTransaction": {}}, ACCEPTED),
        ({"StopTransaction": ErrorAnswer("InternalError")}, ACCEPTED),
    ],
)
def test_so_is_what_the_answers_to_start_and_stop_say(answers, remembered):
    simulation = station(answers=answers)
    session(simulation)
    assert cached(simulation).status is remembered


def test_nothing_is_remembered_where_the_cache_is_switched_off():
    simulation = station(AuthorizationCacheEnabled="false")
    session(simulation)
    result(simulation, authorize(simulation.station, "TAG"))
    assert len(simulation.station.station.authorization_cache) == 0


def test_nor_of_an_id_tag_of_the_list():
    simulation = station(IdTagInfo(ACCEPTED))
    session(simulation)
    assert len(simulation.station.station.authorization_cache) == 0
    assert "LocalListConflict" not in [
        p["errorCode"] for p in simulation.payloads("StatusNotification")
    ]


def test_a_conflict_with_the_list_is_reported_and_the_list_stays_as_it_is():
    refused = {"transactionId": 1, "idTagInfo": {"status": "Blocked"}}
    simulation = station(IdTagInfo(ACCEPTED), answers={"StartTransaction": refused})
    connector = simulation.station.station.connectors[1]
    simulation.spawn("start", start_transaction(simulation.station, connector, "TAG")).run(1)
    assert told(simulation) == [
        "1 Preparing",
        "StartTransaction",
        "0 Available",
        "1 Finishing",
        "StopTransaction 1 DeAuthorized",
    ]
    conflict = simulation.payloads("StatusNotification")[1]
    assert (conflict["connectorId"], conflict["errorCode"]) == (0, "LocalListConflict")
    entry = simulation.station.station.local_list.find("TAG", EPOCH_S)
    assert entry == IdTagInfo(ACCEPTED)
    assert len(simulation.station.station.authorization_cache) == 0


def test_a_refused_driver_is_known_in_any_spelling():
    simulation = station(answers={"Authorize": {"idTagInfo": {"status": "Blocked"}}})
    result(simulation, authorize(simulation.station, "Tag"))
    forget(simulation)
    connector = simulation.station.station.connectors[1]
    simulation.spawn("start", start_transaction(simulation.station, connector, "TAG")).run(1)
    assert simulation.actions == []
