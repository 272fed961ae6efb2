"""Suspended charging (OCPP 1.6 section 4.9: SuspendedEV, SuspendedEVSE), and mended faults."""

import pytest
from support.commands import told
from support.simulation import Simulation, a_station

from ocpp_load.charge_point.activities import (
    boot,
    charge,
    connect,
    recover,
    start_transaction,
    stop_transaction,
    suffer,
    suspend,
)
from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus
from ocpp_load.model import ConnectorError

_S = ChargePointStatus
GROUND = ChargePointErrorCode.GROUND_FAILURE


def charging(seconds=1000.0):
    """Return a station whose transaction has begun at connector 1; it charges that long."""
    simulation = Simulation(station=a_station(configuration={"MeterValueSampleInterval": "0"}))

    def script(station):
        yield from connect(station)
        yield from boot(station)
        yield from start_transaction(station, station.station.connectors[1], "TAG")
        if seconds:
            yield from charge(station, station.station.connectors[1], seconds)

    return simulation.start(script).run(10)


def connector(simulation):
    return simulation.station.station.connectors[1]


def register(simulation):
    return connector(simulation).meter.energy_wh(simulation.station.now)


def begin(simulation, status, seconds):
    return simulation.spawn(
        "suspend", suspend(simulation.station, connector(simulation), status, seconds)
    )


def statuses(simulation):
    return [line for line in told(simulation) if line.startswith("1 ")][2:]


@pytest.mark.parametrize("status", [_S.SUSPENDED_EV, _S.SUSPENDED_EVSE])
def test_no_energy_flows_meanwhile_and_then_it_goes_on(status):
    simulation = begin(charging(), status, 60)
    assert connector(simulation).status is status
    before = register(simulation)
    simulation.run(59)
    assert register(simulation) == before
    simulation.run(3600)
    assert connector(simulation).status is _S.CHARGING
    assert register(simulation) > before
    assert statuses(simulation) == ["1 Charging", f"1 {status}", "1 Charging"]


def test_between_two_charges_the_status_tells_of_it_all_the_same():
    simulation = begin(charging(seconds=5), _S.SUSPENDED_EV, 60).run(100)
    assert statuses(simulation) == ["1 Charging", "1 SuspendedEV", "1 Charging"]


def test_the_station_prevails_where_both_suspend():
    simulation = begin(begin(charging(), _S.SUSPENDED_EV, 60).run(10), _S.SUSPENDED_EVSE, 20).run(
        100
    )
    assert statuses(simulation) == [
        "1 Charging",
        "1 SuspendedEV",
        "1 SuspendedEVSE",
        "1 SuspendedEV",
        "1 Charging",
    ]
    assert connector(simulation).suspensions == ()


def test_the_end_of_the_transaction_ends_it():
    simulation = begin(charging(), _S.SUSPENDED_EV, 600).run(10)
    simulation.spawn("stop", stop_transaction(simulation.station, connector(simulation))).run(1)
    assert connector(simulation).suspensions == ()
    assert not simulation.station.is_running("suspend")
    assert statuses(simulation)[-1] == "1 Finishing"


def test_without_a_transaction_no_time_passes():
    simulation = Simulation().start(connect)
    begin(simulation, _S.SUSPENDED_EV, 60)
    assert not simulation.station.is_running("suspend")


def test_a_fault_hides_it_and_it_is_over_when_that_is_mended():
    simulation = begin(charging(), _S.SUSPENDED_EV, 20)
    error = ConnectorError(GROUND)
    simulation.spawn("fault", suffer(simulation.station, connector(simulation), error, 60, None))
    simulation.run(100)
    assert statuses(simulation) == ["1 Charging", "1 SuspendedEV", "1 Faulted", "1 Charging"]


def test_a_run_that_is_stopped_leaves_nothing_suspended():
    simulation = begin(charging(), _S.SUSPENDED_EV, 600).stop().run(10)
    assert simulation.station.finished
    assert connector(simulation).suspensions == ()
    assert simulation.observer.own_faults == []


@pytest.mark.parametrize(
    ("code", "mended"), [(None, True), (GROUND, False), (ChargePointErrorCode.WEAK_SIGNAL, False)]
)
def test_recovery_mends_all_faults_or_those_of_a_kind(code, mended):
    simulation = charging(seconds=0)
    station, one = simulation.station, connector(simulation)
    for error in (GROUND, ChargePointErrorCode.HIGH_TEMPERATURE):
        simulation.spawn("fault", suffer(station, one, ConnectorError(error), None))
    simulation.run(1).spawn("recover", recover(station, one, code)).run(1)
    assert (one.status is not _S.FAULTED) is mended
    assert len(one.faults) == (0 if mended else 1 if code is GROUND else 2)


def test_a_fault_that_has_been_mended_already_is_not_mended_again():
    simulation = charging(seconds=0)
    station, one = simulation.station, connector(simulation)
    simulation.spawn("fault", suffer(station, one, ConnectorError(GROUND), 10))
    simulation.run(5).spawn("recover", recover(station, one)).run(1)
    assert one.status is _S.FINISHING
    simulation.spawn("again", suffer(station, one, ConnectorError(GROUND), None)).run(60)
    assert one.status is _S.FAULTED
    assert simulation.observer.own_faults == []


def test_the_station_recovers_with_all_its_connectors():
    simulation = charging(seconds=0)
    station = simulation.station
    zero = station.station.connectors[0]
    simulation.spawn("fault", suffer(station, zero, ConnectorError(GROUND), None)).run(1)
    assert all(each.status is _S.FAULTED for each in station.station.connectors)
    simulation.spawn("recover", recover(station, zero)).run(1)
    assert [each.status for each in station.station.connectors] == [
        _S.AVAILABLE,
        _S.FINISHING,
        _S.AVAILABLE,
    ]
