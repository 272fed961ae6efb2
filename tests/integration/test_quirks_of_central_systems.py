"""Stations of ours and a central system that does what real ones were seen to do.

None of it stops a station, loses a transaction, or counts as a fault of the station.
"""

import pytest
from support.both_sides import CentralSystemOfSimulations, CommandInFlight

from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.kinds import FaultKind
from ocpp_load.charge_point.activities import (
    authorize,
    boot,
    charge,
    connect,
    plug_in,
    start_transaction,
    stop_transaction,
    unplug,
)


def sessions(times=1, id_tag="TAG1", connector_id=1):
    """Return a script: connect, boot, and some sessions of a minute."""

    def script(station):
        connector = station.station.connector(connector_id)
        yield from connect(station)
        yield from boot(station)
        for _ in range(times):
            yield from plug_in(station, connector)
            if (yield from authorize(station, id_tag)):
                yield from start_transaction(station, connector, id_tag)
                yield from charge(station, connector, 60.0)
                yield from stop_transaction(station, connector)
            yield from unplug(station, connector)

    return script


def is_well(simulation):
    """Tell whether the station goes on, and nothing is held against it or the wrong side."""
    observer = simulation.observer
    return (
        observer.own_faults == []
        and observer.violations == []
        and observer.transaction_faults == []
        and not simulation.station.finished
        and not any(connector.transaction for connector in simulation.station.station.connectors)
    )


def in_the_books(central_system):
    return [
        (one.identity, one.transaction_id, one.meter_stop)
        for one in central_system.books.transactions.ended
    ]


def test_a_healthy_central_system_has_every_session_in_its_books_once():
    central_system = CentralSystemOfSimulations()
    station = central_system.join().start(sessions(2)).run(130)
    assert is_well(station)
    assert in_the_books(central_system) == [("CP1", 1, 366), ("CP1", 2, 733)]
    assert central_system.irregular == {}
    assert (station.observer.delivered, station.observer.failed) == (2, [])


def test_transaction_ids_may_be_unique_in_one_station_only():
    central_system = CentralSystemOfSimulations("ids-per-station")
    stations = [central_system.join(name, f"TAG {name}") for name in ("CP1", "CP2")]
    for station, name in zip(stations, ("CP1", "CP2"), strict=True):
        station.start(sessions(2, f"TAG {name}")).run(130)
    assert all(is_well(station) for station in stations)
    assert [one[:2] for one in in_the_books(central_system)] == [
        ("CP1", 1),
        ("CP1", 2),
        ("CP2", 1),
        ("CP2", 2),
    ]
    for station in stations:
        assert [stop["transactionId"] for stop in station.payloads("StopTransaction")] == [1, 2]
        assert (station.observer.delivered, station.observer.failed) == (2, [])
    assert central_system.irregular == {}


def test_an_id_tag_that_charges_elsewhere_is_refused_and_its_driver_leaves():
    central_system = CentralSystemOfSimulations("concurrent-tx")
    first = central_system.join("CP1").start(sessions()).run(30)
    second = central_system.join("CP2").start(sessions()).run(30)
    assert "StartTransaction" not in second.actions
    assert (second.observer.refused, second.observer.failed) == (1, [])
    first.run(60)
    second.spawn("again", sessions()(second.station)).run(90)
    assert is_well(first)
    assert is_well(second)
    assert [one[:2] for one in in_the_books(central_system)] == [("CP1", 1), ("CP2", 2)]


def test_a_start_that_is_refused_with_concurrent_tx_ends_at_once_and_is_delivered():
    """Errata 3.17: what is not Accepted is DeAuthorized, where StopTransactionOnInvalidId says so."""
    central_system = CentralSystemOfSimulations("concurrent-tx")
    settings = {"StopTransactionOnInvalidId": "true"}
    first = central_system.join("CP1").start(sessions()).run(30)

    def without_asking(station):
        connector = station.station.connector(1)
        yield from connect(station)
        yield from boot(station)
        yield from plug_in(station, connector)
        yield from start_transaction(station, connector, "TAG1")
        yield from unplug(station, connector)

    second = central_system.join("CP2", configuration=settings).start(without_asking).run(30)
    assert is_well(second)
    assert [stop["reason"] for stop in second.payloads("StopTransaction")] == ["DeAuthorized"]
    assert (second.observer.refused, second.observer.delivered) == (1, 1)
    first.run(60)
    assert is_well(first)
    assert [one[0] for one in in_the_books(central_system)] == ["CP2", "CP1"]


def test_a_station_tells_the_status_of_a_connector_before_it_starts_a_transaction():
    central_system = CentralSystemOfSimulations("status-before-start")
    station = central_system.join().start(sessions()).run(70)
    assert is_well(station)
    assert (station.observer.delivered, station.observer.failed) == (1, [])


def test_a_start_that_is_refused_for_want_of_a_status_is_sent_again_and_delivered():
    """The central system has restarted, and the station does not boot for that."""
    central_system = CentralSystemOfSimulations("status-before-start")
    settings = {"TransactionMessageRetryInterval": "5"}
    station = central_system.join(configuration=settings)

    def script(charge_point):
        connector = charge_point.station.connector(1)
        yield from connect(charge_point)
        yield from boot(charge_point)
        yield from plug_in(charge_point, connector)
        central_system.forget_everything_but_transactions("CP1")
        yield from start_transaction(charge_point, connector, "TAG1")
        yield from charge(charge_point, connector, 60.0)
        yield from stop_transaction(charge_point, connector)
        yield from unplug(charge_point, connector)

    station.start(script).run(120)
    assert is_well(station)
    assert station.observer.failed == [("StartTransaction", "CallError InternalError")]
    assert station.observer.delivered == 1
    assert len(in_the_books(central_system)) == 1
    assert central_system.irregular == {}


@pytest.mark.parametrize(
    ("overlap", "failure"),
    [("error", "CallError GenericError"), ("drop", "timeout")],
)
def test_a_call_that_crosses_a_command_is_made_again_where_it_is_of_a_transaction(overlap, failure):
    central_system = CentralSystemOfSimulations(f"one-message-at-a-time={overlap}")
    settings = {"TransactionMessageRetryInterval": "1", "TransactionMessageAttempts": "100"}
    station = central_system.join(configuration=settings, call_timeout_s=2.0)
    station.start(sessions()).run(30)
    known = central_system.stations["CP1"]
    queue, known.commands = known.commands, CommandInFlight()
    station.run(60)
    known.commands = queue
    station.run(60)
    assert is_well(station)
    failed = dict(station.observer.failed)
    assert failed["StopTransaction"] == failure
    assert station.observer.delivered == 1
    assert len(in_the_books(central_system)) == 1
    assert central_system.irregular == {}


@pytest.mark.parametrize("action", ["StartTransaction", "StopTransaction", "MeterValues"])
def test_a_message_whose_answer_was_lost_is_in_the_books_once_and_counted_as_repeated(action):
    central_system = CentralSystemOfSimulations()
    settings = {"TransactionMessageRetryInterval": "5", "MeterValueSampleInterval": "20"}
    station = central_system.join(configuration=settings, call_timeout_s=3.0)
    station.start(sessions())
    lost = []

    def lose(message, answer=station.answers[action]):
        if lost:
            return answer(message)
        lost.append(message)
        number = central_system.order(Fault(kind=FaultKind.LOSE_ANSWER))
        silence = answer(message)
        central_system.faults.end(FaultKind.LOSE_ANSWER, number)
        return silence

    station.answers[action] = lose
    station.run(120)
    assert is_well(station)
    assert station.observer.delivered == 1
    assert central_system.irregular == {"repeated": 1}
    (ended,) = central_system.books.transactions.ended
    assert (ended.transaction_id, ended.meter_stop) == (1, 366)
    assert ended.meter_values == len(
        {value["meterValue"][0]["timestamp"] for value in station.payloads("MeterValues")}
    )
