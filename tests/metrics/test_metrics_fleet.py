from ocpp_load.metrics import FleetCounts


def test_fleets_of_several_processes_add_up():
    fleet = FleetCounts(started=3, charging=1, energy_wh=500)
    fleet.add(FleetCounts(started=2, connected=2, energy_wh=250))
    assert fleet == FleetCounts(started=5, connected=2, charging=1, energy_wh=750)


def test_the_peak_keeps_the_highest_of_each_count():
    peak = FleetCounts()
    peak.raise_to(FleetCounts(connecting=9, connected=1))
    peak.raise_to(FleetCounts(connecting=0, connected=7))
    assert peak == FleetCounts(connecting=9, connected=7)


def test_the_counts_go_over_the_wire_by_name():
    fleet = FleetCounts(started=3, transactions_stopped=2)
    assert FleetCounts(**fleet.as_dict()) == fleet
