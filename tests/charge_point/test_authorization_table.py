"""Every case of OCPP 1.6 sections 3.5.1 to 3.5.4: what the station knows, and what it may decide."""

from itertools import product

import pytest
from support.commands import booted, forget
from support.simulation import EPOCH_S, SILENCE, Simulation, a_station

from ocpp_load.charge_point.activities import authorize, boot, connect
from ocpp_load.charge_point.activities.authorization import authorized
from ocpp_load.messages.v16.authorization_data import AuthorizationData, IdTagInfo
from ocpp_load.messages.v16.enums import AuthorizationStatus, UpdateType

KNOWN = {
    "nothing": None,
    "yes": IdTagInfo(AuthorizationStatus.ACCEPTED, EPOCH_S + 1_000_000.0),
    "no": IdTagInfo(AuthorizationStatus.BLOCKED),
    "expired": IdTagInfo(AuthorizationStatus.ACCEPTED, EPOCH_S - 86_400.0),
    "elsewhere": IdTagInfo(AuthorizationStatus.CONCURRENT_TX),
}

# Rows: what the local list says; columns: what the cache says.
ONLINE = """
              nothing  yes  no   expired  elsewhere
    nothing   ask      yes  ask  ask      ask
    yes       yes      yes  yes  yes      yes
    no        no       no   no   no       no
    expired   no       no   no   no       no
    elsewhere no       no   no   no       no
"""

# "known": with LocalAuthorizeOffline; "unknown": with AllowOfflineTxForUnknownId.
OFFLINE = """
              nothing  yes    no     expired  elsewhere
    nothing   unknown  known  no     no       no
    yes       known    known  known  known    known
    no        no       no     no     no       no
    expired   no       no     no     no       no
    elsewhere no       no     no     no       no
"""


def cells(table):
    head, *rows = (line.split() for line in table.strip().splitlines())
    return [
        (in_list, in_cache, cell)
        for in_list, *row in rows
        for in_cache, cell in zip(head, row, strict=True)
    ]


def a_knowing_station(in_list, in_cache, **keys):
    state = a_station(configuration=keys)
    if KNOWN[in_list] is not None:
        data = [AuthorizationData("TAG", KNOWN[in_list])]
        state.local_list.update(UpdateType.FULL, 1, data, max_length=10)
    if KNOWN[in_cache] is not None:
        state.authorization_cache.put("TAG", KNOWN[in_cache], EPOCH_S)
    return state


def verdict(simulation, activity=authorized):
    """Return "ask" where the central system is asked, else the station's own yes or no."""
    forget(simulation)
    verdicts = []

    def ask():
        authorization = yield from activity(simulation.station, "TAG")
        verdicts.append("yes" if authorization.accepted else "no")

    simulation.spawn("asking", ask()).run(1)
    return "ask" if "Authorize" in simulation.actions else verdicts[0]


def flag(value):
    return "true" if value else "false"


@pytest.mark.parametrize("pre", [True, False])
@pytest.mark.parametrize(("in_list", "in_cache", "cell"), cells(ONLINE))
def test_online(in_list, in_cache, cell, pre):
    keys = {"LocalPreAuthorize": flag(pre), "LocalAuthorizeOffline": "true"}
    simulation = booted(station=a_knowing_station(in_list, in_cache, **keys))
    assert verdict(simulation) == (cell if pre else "ask")


def went_away(state):
    simulation = booted(station=state)
    simulation.reachable = False
    return simulation.lose_connection()


def awaits_acceptance(state):
    simulation = Simulation(station=state)
    simulation.answers["BootNotification"] |= {"status": "Pending", "interval": 1000}

    def script(station):
        yield from connect(station)
        yield from boot(station)

    return simulation.start(script).run(1)


@pytest.mark.parametrize("offline", [went_away, awaits_acceptance])
@pytest.mark.parametrize(("known", "unknown"), list(product([True, False], repeat=2)))
@pytest.mark.parametrize(("in_list", "in_cache", "cell"), cells(OFFLINE))
def test_offline(in_list, in_cache, cell, known, unknown, offline):
    keys = {
        "LocalPreAuthorize": "false",
        "LocalAuthorizeOffline": flag(known),
        "AllowOfflineTxForUnknownId": flag(unknown),
    }
    simulation = offline(a_knowing_station(in_list, in_cache, **keys))
    may = {"known": known, "unknown": unknown, "no": False}[cell]
    refused = simulation.observer.refused
    assert verdict(simulation) == ("yes" if may else "no")
    assert simulation.observer.refused == refused + (not may)


@pytest.mark.parametrize(("in_list", "verdict_"), [("yes", "yes"), ("no", "no")])
def test_a_scenario_that_wants_to_ask_is_decided_here_too_where_nobody_can_be_asked(
    in_list, verdict_
):
    assert verdict(went_away(a_knowing_station(in_list, "nothing")), authorize) == verdict_


@pytest.mark.parametrize(("in_cache", "accepted"), [("yes", True), ("no", False)])
def test_a_connection_that_goes_before_the_answer_leaves_the_decision_to_the_station(
    in_cache, accepted
):
    state = a_knowing_station("nothing", in_cache)
    simulation = booted({"Authorize": SILENCE}, station=state)
    verdicts = []

    def ask():
        verdicts.append((yield from authorize(simulation.station, "TAG")))

    simulation.spawn("asking", ask()).run(1)
    assert verdicts == []
    simulation.lose_connection()
    assert [one.accepted for one in verdicts] == [accepted]


@pytest.mark.parametrize(
    ("key", "in_list", "in_cache", "then"),
    [
        ("LocalAuthListEnabled", "no", "yes", "yes"),
        ("AuthorizationCacheEnabled", "nothing", "yes", "ask"),
        ("AuthorizationCacheEnabled", "no", "yes", "no"),
    ],
)
def test_what_is_switched_off_says_nothing(key, in_list, in_cache, then):
    keys = {"LocalPreAuthorize": "true", key: "false"}
    assert verdict(booted(station=a_knowing_station(in_list, in_cache, **keys))) == then
