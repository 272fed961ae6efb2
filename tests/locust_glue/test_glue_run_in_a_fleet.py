"""A run that is one part of a fleet: places that it is given, turns that it has, and what it missed.

docs/distributed.md.
"""

from types import SimpleNamespace

import pytest
from gevent import GreenletExit
from support.runs import HOST

from ocpp_load.campaign.events import Event, Occurrence
from ocpp_load.campaign.events.actions import Reboot
from ocpp_load.campaign.fleet import Loss
from ocpp_load.locust_glue.conductor import conduct
from ocpp_load.locust_glue.fleet.lease import PlaceLost
from ocpp_load.locust_glue.fleet.membership import Alone
from ocpp_load.locust_glue.run import Role, Run
from ocpp_load.metrics import FleetCounts
from ocpp_load.runtime.plan import plan_of
from ocpp_load.settings import settings_from


class Part(Alone):
    """A part of a fleet, with places from 7 on; turns are given by the test."""

    def __init__(self):
        super().__init__()
        self.free = [7, 8, 9]
        self.asked = []
        self.begun_at = 0.0

    def take_place(self):
        return self.free.pop(0)

    def give_back(self, place):
        self.free.insert(0, place)

    def place_among(self):
        return 1, 3

    def load_begun_at(self):
        return self.begun_at

    def once(self, what, number, act):
        self.asked.append((what, number, act))


class Struck:
    """The pump of a station that notes what befell it."""

    def __init__(self):
        self.events = 0

    def befall(self, _):
        self.events += 1


@pytest.fixture
def part():
    return Part()


@pytest.fixture
def run(part):
    return run_with(part)


def run_with(part, processes=3, **options):
    settings = settings_from({"first_station": 100, **options}, HOST)
    event = SimpleNamespace(fire=lambda **_: None)
    events = SimpleNamespace(request=event, user_error=event)
    plan = plan_of(settings, 10)
    return Run(settings, plan, events, 1, processes, role=Role.WORKER, membership=part)


def people(run, *numbers):
    """Let stations with these numbers be there; return their pumps."""
    pumps = {number: Struck() for number in numbers}
    run._living.update({number: (run.plan.groups[0], pump) for number, pump in pumps.items()})
    return pumps


def ends(error=None):
    """Return what stands in for a station: it notes its number, and ends at once."""
    numbers = []

    def pump(_group, number, _observer):
        def operate(_script):
            if error is not None:
                raise error

        numbers.append(number)
        station = SimpleNamespace(open_transactions=0, was_accepted=True)
        charge_point = SimpleNamespace(station=station, registered=False)
        return SimpleNamespace(charge_point=charge_point, run=operate)

    return numbers, pump


def test_the_number_of_a_station_follows_from_its_place(run, part):
    numbers, run._assembly.pump = ends()
    told = []
    assert run.operate_station(told.append) is False
    assert (numbers, part.free) == ([107], [7, 8, 9])
    assert told[-1] is None


def test_a_station_that_loses_its_place_may_begin_again_at_another(run, part):
    _, run._assembly.pump = ends(PlaceLost())
    assert run.operate_station(lambda _: None) is True
    assert (run.given_up, run.fleet.started, part.free) == (1, 0, [7, 8, 9])


def test_a_station_that_is_told_to_leave_as_it_waits_for_a_row_was_never_there(run, part):
    def waits(*_):
        raise GreenletExit

    run._assembly.pump = waits
    with pytest.raises(GreenletExit):
        run.operate_station(lambda _: None)
    assert (run.fleet.started, part.free) == (0, [7, 8, 9])


def test_what_happens_once_is_for_the_lowest_number_and_only_when_it_has_the_turn(run, part):
    pumps = people(run, 109, 107, 108)
    event = Event("request", 1.0, Reboot(), is_once=True)
    run.befall(Occurrence(1.0, event, 2))
    [(what, number, act)] = part.asked
    assert (what, number) == ("request 2", 107)
    assert sum(pump.events for pump in pumps.values()) == 0
    act()
    assert {number: pump.events for number, pump in pumps.items()} == {107: 1, 108: 0, 109: 0}


def test_a_process_without_a_station_for_it_says_so(run, part):
    run.befall(Occurrence(1.0, Event("request", 1.0, Reboot(), is_once=True)))
    assert [number for _, number, _ in part.asked] == [None]


def test_other_events_strike_by_the_place_among_the_processes_that_are_there_now(run, part):
    half = Event("reboot", 1.0, Reboot(), share=0.5)
    assert sum(struck_at(run, part, place, half) for place in (0, 1)) == 1


def struck_at(run, part, place, event):
    part.place_among = lambda: (place, 2)
    run._living.clear()
    [pump] = people(run, 100 + place).values()
    run.befall(Occurrence(1.0, event))
    return pump.events


def test_what_befell_the_fleet_before_a_process_came_has_passed_it_by(part, tmp_path, monkeypatch):
    campaign = tmp_path / "campaign.yaml"
    campaign.write_text(
        'name: c\nocpp: "1.6"\nstations: 10\ngroups: [{name: all, scenario: heartbeat}]\n'
        "load: [{hold: 100 s}]\nevents:\n"
        "  - {name: early, at: 10 s, reboot: all}\n  - {name: later, at: 50 s, reboot: all}\n"
    )
    now = [1040.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr("gevent.sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    run = run_with(part, processes=1, campaign=str(campaign))
    part.begun_at = 1000.0
    [pump] = people(run, 107).values()
    told = []
    conduct(run, told.append)
    assert list(run.marks) == ["early", "later"]
    assert pump.events == 1
    assert [line.partition("event ")[2].split(":")[0] for line in told] == ["later"]


def test_a_report_that_got_lost_is_missed(run):
    for number in (1, 2, 5, 6):
        run.workers.reported("a", number, 0)
    run.workers.reported("b", 1, 3)
    assert (run.facts().missed_reports, run.facts().given_up) == (2, 3)
    assert [run.next_report() for _ in range(2)] == [1, 2]


def test_what_became_of_a_lost_worker_is_told_with_all_its_losses(run):
    first, second = Loss("a", 10.0, 25.0, 3, 3, 26.0), Loss("a", 100.0, 115.0, 2, 1, 115.5)
    run.workers.losses += [first, second, Loss("b", 10.0, 25.0, 9)]
    run.workers.rows_dealt = {"a": {"cards": 12}}.get
    run.lost_workers.add("a")
    [lost] = run.facts().losses
    assert (lost.process, lost.stations, lost.taken_over, lost.after_s) == ("a worker", 5, 4, 16.0)
    assert lost.rows == {"cards": 12}


def test_rows_of_a_worker_that_is_back_are_not_lost(run, monkeypatch):
    run.workers.losses.append(Loss("a", 10.0, 25.0, 3))
    run.workers.rows_dealt = {"a": {"cards": 12}}.get
    run.lost_workers.add("a")
    monkeypatch.setattr("ocpp_load.locust_glue.fleet.workers.monotonic", lambda: 25.5)
    run.workers.reported("a", 1, 0)
    assert run.facts().losses[0].rows == {}


def test_a_worker_that_left_in_good_order_is_not_lost(run):
    run.workers.left |= {"a", "b"}
    run.lost_workers.add("b")
    assert (run.facts().left_workers, run.facts().lost_workers) == (1, 1)
    assert [doubt for doubt in run.doubts() if "in good order" in doubt]


def test_a_station_that_moved_is_not_counted_in_two_processes(run):
    run.workers.places = lambda: 9
    run.other_fleets |= {
        "left": FleetCounts(started=6, connected=6, charging=12),
        "entered": FleetCounts(started=5, connected=4),
    }
    whole = run.whole_fleet()
    assert (whole.started, whole.connected, whole.charging) == (9, 9, 12)
    assert run.fleet_peak.connected == 9


def test_who_is_missing_is_lost_and_who_left_in_good_order_is_not(run):
    run.other_fleets |= {each: FleetCounts(connected=3) for each in ("here", "quit", "silent")}
    run.workers.left.add("quit")
    run.count_out({"silent"})
    assert run.lost_workers == {"silent"}
    assert [run.other_fleets[each].connected for each in ("here", "silent")] == [3, 0]


def test_who_was_gone_before_the_run_is_not_lost_in_it_unless_it_came_back(run):
    run.workers.gone_before = {"a", "b"}
    run.other_fleets["b"] = FleetCounts(connected=3)
    run.count_out({"a", "b"})
    assert run.lost_workers == {"b"}


def test_who_has_said_its_last_word_is_not_lost(run):
    run.count_out({"a"}, said_by={"a"})
    assert run.lost_workers == set()


def test_a_worker_that_is_lost_again_has_no_stations_again(run):
    run.lost_workers.add("a")
    run.other_fleets["a"] = FleetCounts(connected=3)
    run.count_out({"a"})
    assert run.other_fleets["a"].connected == 0
