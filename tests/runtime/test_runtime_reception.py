"""Drivers who come to stations: who goes where, who waits, who leaves, and that all are counted."""

from random import Random

import pytest
from support.simulation import Simulation

from ocpp_load.campaign.arrivals import read_drivers
from ocpp_load.runtime.reception import VISIT, Reception
from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.feeders.reading import read_data
from ocpp_load.scenario.reader import MistakeList, Value

SESSION = "[plug_in, authorize, start_transaction, charge: {for: 10 s}, stop_transaction, unplug]"
IDLE = (
    'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m, connectors: 2}\nsteps: [connect, boot]\n'
)


def read(text, reader, **options):
    mistakes = MistakeList("c.yaml")
    value = Value(parse_document(text.encode(), "c.yaml", mistakes.found), "", mistakes)
    result = reader(value, **options)
    assert mistakes.found == []
    return result


def _told(event, station):
    event(station)
    yield from ()


class Site:
    """Simulated stations of one scenario, and the drivers who come to them."""

    def __init__(self, tmp_path, drivers="", data="{cards: {pattern: 'C{n}', use: once}}",
                 stations=1, answers=None, session=SESSION):  # fmt: skip
        data = read(data, read_data, folder=tmp_path)
        scenario = parse_scenario(IDLE.encode(), "x.yaml", None, data)
        text = f"{{rate: 1 / s, session: {session}{drivers}}}"
        self.reception = Reception(
            read(
                text, read_drivers, folder=tmp_path, groups={"public": scenario, "home": scenario}
            ),
            Random(1),
        )
        commission = Commission(scenario)
        self.now = 0.0
        self.notes = []
        self.simulations = [
            Simulation(answers, station=commission.station(number)).start(commission.script)
            for number in range(1, stations + 1)
        ]
        for simulation in self.simulations:
            self.reception.open_station(
                simulation.station, commission.supply, self.befall_of(simulation), "public"
            )
        self.run(1)

    def befall_of(self, simulation):
        return lambda event: self.notes.append((simulation, event))

    def run(self, seconds):
        """Let time pass: what is posted at its beginning happens, then everything else."""
        while self.notes:
            simulation, event = self.notes.pop(0)
            if not simulation.station.station.leaving:
                simulation.spawn("note", _told(event, simulation.station))
        for simulation in self.simulations:
            simulation.run(seconds)
        self.now += seconds
        return self

    def arrive(self, count=1, due=None):
        for _ in range(count):
            self.reception.arrive(self.now if due is None else due, self.now)
        return self.run(0.5)

    @property
    def counts(self):
        counts = self.reception.counts.as_dict()
        return {name: count for name, count in counts.items() if count}

    def tags(self, action="StartTransaction"):
        return sorted(
            payload["idTag"] for one in self.simulations for payload in one.payloads(action)
        )


@pytest.fixture
def site(tmp_path):
    return lambda *args, **options: Site(tmp_path, *args, **options)


def first_times(site):
    """Time from the intent of the first Call of each driver, in their order."""
    observer = site.simulations[0].observer
    return [round(late_s, 3) for action, _, late_s in observer.times if action == "Authorize"]


def test_a_driver_who_comes_late_by_the_generator_has_their_first_call_timed_from_when_due(site):
    here = site(session="[authorize, plug_in]").arrive(due=0.7)
    assert here.now == 1.5
    assert first_times(here) == [0.3]
    assert here.simulations[0].observer.times[-1][1] == 0  # the round trip knows nothing of it


def test_one_who_has_waited_for_a_free_connector_is_not_late_by_the_generator(site):
    here = site(", patience: 30 s", session="[authorize, wait: 5 s]").arrive(3).run(10).run(10)
    assert here.counts["ended"] == 3
    assert first_times(here) == [0, 0, 0]


def test_drivers_go_to_free_connectors_and_do_their_session_there(site):
    here = site(", id_tag: '${cards}'", stations=2).arrive(3).run(60)
    assert here.counts == {"arrived": 3, "began": 3, "ended": 3}
    assert here.tags() == ["C1", "C2", "C3"]
    starts = [
        (number, payload["connectorId"])
        for number, one in enumerate(here.simulations)
        for payload in one.payloads("StartTransaction")
    ]
    assert len(set(starts)) == 3
    assert len(here.tags("Authorize")) == 3
    assert [one.observer.own_faults for one in here.simulations] == [[], []]


def test_one_who_finds_no_free_connector_leaves_and_is_counted(site):
    here = site().arrive(3).run(60)
    assert here.counts == {
        "arrived": 3,
        "began": 2,
        "ended": 2,
        "no_free_connector": 1,
        "turned_away": 1,
    }


def test_one_with_patience_waits_for_the_next_free_connector(site):
    here = site(", patience: 1 min, id_tag: 'D${driver.number}'").arrive(4).run(60)
    here.run(60)
    assert here.counts == {"arrived": 4, "began": 4, "ended": 4, "no_free_connector": 2}
    assert here.tags() == ["D1", "D2", "D3", "D4"]


def test_who_waits_is_served_in_the_order_of_arrival(site):
    here = site(", patience: 1 h, id_tag: 'D${driver.number}'").arrive(5)
    for _ in range(4):
        here.run(20)
    [simulation] = here.simulations
    began = [start["idTag"] for start in simulation.payloads("StartTransaction")]
    assert sorted(began[:2]) == ["D1", "D2"]
    assert sorted(began[2:4]) == ["D3", "D4"]
    assert began[4:] == ["D5"]


def test_patience_comes_to_an_end(site):
    session = "[plug_in, start_transaction, charge: {for: 1 h}]"
    here = site(", patience: 30 s", session=session).arrive(3)
    assert here.counts["waiting"] == 1
    for _ in range(40):
        here.run(1)
        here.reception.serve(here.now)
    assert here.counts == {"arrived": 3, "began": 2, "no_free_connector": 1, "gave_up": 1}


def test_a_refused_driver_is_counted_as_one(site):
    refusal = {"Authorize": {"idTagInfo": {"status": "Blocked"}}}
    here = site(", id_tag: '${cards}'", answers=refusal).arrive(2).run(60)
    assert here.counts == {"arrived": 2, "began": 2, "ended": 2, "refused": 2}


def test_drivers_go_to_the_stations_of_their_groups_only(site):
    assert site(", groups: home").arrive().counts == {
        "arrived": 1,
        "no_free_connector": 1,
        "turned_away": 1,
    }


def test_a_driver_without_a_row_does_not_begin(site):
    here = site(", id_tag: '${cards}'", "{cards: {list: [A], use: once}}").arrive(2).run(60)
    assert here.counts == {"arrived": 2, "began": 1, "ended": 1, "without_data": 1}
    assert here.arrive().counts["without_data"] == 2  # the connector was free for the next one


def test_a_driver_whose_id_tag_cannot_be_made_does_not_begin(site):
    here = site(", id_tag: 'TOO-LONG-FOR-AN-ID-TAG-${driver.number}'").arrive().run(60)
    assert here.counts == {"arrived": 1, "without_data": 1}
    [simulation] = here.simulations
    assert [where for where, _ in simulation.observer.own_faults] == ["drivers"]


def test_a_driver_who_is_late_is_measured(site):
    here = site().run(9).arrive(due=7.5)
    assert here.reception.counts.late == 1
    assert here.reception.counts.lag_max_s == pytest.approx(2.5)


def test_waiting_is_no_lag_of_the_generator(site):
    here = site(", patience: 1 min").arrive(3).run(30).run(30)
    assert here.counts["began"] == 3
    assert "late" not in here.counts


def test_who_is_on_the_way_to_a_station_that_leaves_looks_elsewhere(site):
    here = site(stations=2)
    here.reception.arrive(here.now, here.now)
    [(simulation, _)] = here.notes
    here.reception.close_station(simulation.station, here.now)
    here.run(60)
    [other] = [one for one in here.simulations if one is not simulation]
    assert here.counts == {"arrived": 1, "began": 1, "ended": 1}
    assert len(other.payloads("StartTransaction")) == 1


def test_who_was_sent_to_a_station_that_left_is_not_late_for_it(site):
    here = site(", patience: 1 h")
    here.reception.arrive(here.now, here.now)
    [(simulation, _)] = here.notes
    here.now += 30
    here.reception.close_station(simulation.station, here.now)
    assert here.counts == {"arrived": 1, "no_free_connector": 1, "waiting": 1}


def test_who_is_on_the_way_when_the_run_ends_waits_to_the_end(site):
    here = site(stations=2)
    here.reception.arrive(here.now, here.now)
    [(simulation, _)] = here.notes
    here.reception.is_open = False
    simulation.station.station.leaving = True
    here.run(30)
    here.reception.close_station(simulation.station, here.now)
    assert here.counts == {"arrived": 1, "waiting": 1}


def test_who_finds_somebody_quicker_looks_elsewhere(site):
    here = site()
    here.reception.arrive(here.now, here.now)
    [simulation] = here.simulations
    for connector in simulation.station.station.connectors[1:]:
        connector.claimed_by = "REMOTE"
    here.run(1)
    assert here.counts == {"arrived": 1, "no_free_connector": 1, "turned_away": 1}


def test_nobody_comes_when_the_run_is_about_to_end(site):
    here = site()
    here.reception.is_open = False
    assert here.arrive(3).counts == {}


def test_a_visit_that_the_end_of_the_run_cuts_short_began_and_did_not_end(site):
    here = site().arrive().run(5)
    [simulation] = here.simulations
    simulation.station.end(VISIT)
    assert here.counts == {"arrived": 1, "began": 1}


def test_one_who_is_refused_and_cut_short_was_refused(site):
    refusal = {"Authorize": {"idTagInfo": {"status": "Blocked"}}}
    here = site(", id_tag: '${cards}'", answers=refusal, session="[authorize, wait: 1 h]")
    here.arrive().run(5)
    here.simulations[0].station.end(VISIT)
    assert here.counts == {"arrived": 1, "began": 1, "refused": 1}


def test_everybody_who_arrives_becomes_something(site):
    here = site(", patience: 20 s, id_tag: '${cards}'", "{cards: {list: [A, B, C, D], use: once}}")
    for second in range(120):
        here.arrive(second % 3 == 0).run(0.5)
        here.reception.serve(here.now)
    counts = here.reception.counts
    assert counts.arrived == 40
    assert counts.arrived == sum(
        (counts.began, counts.turned_away, counts.gave_up, counts.without_data, counts.waiting)
    )
