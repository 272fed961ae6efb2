"""SampledValues that stations share show what each would have worked out by itself."""

import pytest
from support.simulation import a_station

from ocpp_load.charge_point.activities.sampled_values import outlet_values
from ocpp_load.messages.v16.enums import ReadingContext
from ocpp_load.model.electrical.draw import Draw
from ocpp_load.model.electrical.electrical import USUAL_MEASURANDS, Electrical, SupplyType
from ocpp_load.model.electrical.operating_point import ConnectorPoint
from ocpp_load.model.electrical.vehicle import Vehicle, VehicleType
from ocpp_load.model.meter import NO_FLOW, Flow

EV = VehicleType(10_000, lowest_soc=0.5, highest_soc=0.5, max_power_w=11_000)
STEADY = Flow(Draw(11_000.0), offered_w=22_000.0, phases=3)
TAPERING = Flow(Draw(11_000.0, steady_s=10, decay_per_s=0.01), offered_w=11_000.0, phases=3)
ONE_PHASE = Flow(Draw(3_680.0), offered_w=3_680.0, phases=1)


def a_connector(supply=SupplyType.AC, **electrical):
    """Return a station's type and its connector, which has met an EV."""
    measurands = USUAL_MEASURANDS[supply]
    station = a_station(
        1, electrical=Electrical(supply, ev=EV, measurands=measurands, **electrical)
    )
    connector = station.connectors[1]
    connector.vehicle = Vehicle(EV, 0.5, 0.0)
    return station.type, connector


def shown(type_, connector, now, *, measurands=None):
    """Return what a connector shows of everything that it measures."""
    measurands = measurands or ",".join(sorted(type_.electrical.measurands))
    values = outlet_values(
        measurands,
        type_.electrical,
        type_.phases,
        type_.power_w,
        ReadingContext.SAMPLE_PERIODIC,
    )
    return values.shown(ConnectorPoint(type_, connector, now, "kind"))


@pytest.mark.parametrize("supply", SupplyType)
def test_what_is_kept_is_what_would_be_worked_out_anew(supply):
    type_, connector = a_connector(supply)
    moment = 0.0
    for flow in (NO_FLOW, STEADY, ONE_PHASE, TAPERING, STEADY, NO_FLOW):
        connector.meter.set_flow(flow, moment)
        for _ in range(20):
            moment += 7.0
            kept = shown(type_, connector, moment)
            outlet_values.cache_clear()
            assert kept == shown(type_, connector, moment)


def test_stations_that_draw_the_same_share_what_follows_from_it():
    type_, connector = a_connector()
    other = a_connector()[1]
    for each, since in ((connector, 0.0), (other, 100.0)):
        each.meter.set_flow(STEADY, since)
    ours, theirs = (
        shown(type_, each, 200.0, measurands="Power.Active.Import,Energy.Active.Import.Register")
        for each in (connector, other)
    )
    assert ours[0] is theirs[0]
    assert ours[1]["value"] == "611"
    assert theirs[1]["value"] == "305"


def test_an_ev_that_has_another_power_at_every_sample_fills_no_memory():
    type_, connector = a_connector()
    connector.meter.set_flow(TAPERING, 0.0)
    told = [shown(type_, connector, 10.0 + second / 10) for second in range(1000)]
    assert len({str(values) for values in told}) == 1000
    assert told[0] == shown(type_, connector, 10.0)


def test_a_value_that_is_not_there_is_left_out_each_time():
    type_, connector = a_connector(SupplyType.DC)
    with_ev = shown(type_, connector, 1.0)
    connector.vehicle = None
    without = shown(type_, connector, 1.0)
    assert [value["measurand"] for value in with_ev if value not in without] == ["SoC"]


def test_a_signed_value_stands_behind_what_it_signs():
    type_, connector = a_connector(signed_data=(("Energy.Active.Import.Register", "5349474e"),))
    connector.meter.set_flow(STEADY, 0.0)
    raw, signed = shown(type_, connector, 36.0, measurands="Energy.Active.Import.Register")
    assert raw["value"] == "110"
    assert signed == {**raw, "value": "5349474e", "format": "SignedData"}
