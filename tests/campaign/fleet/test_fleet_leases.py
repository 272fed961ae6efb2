"""Places of a fleet: leased by a master, and never valid at two workers, whatever gets lost."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocpp_load.campaign.fleet import LeaseBook, Tenancy, Terms

TERMS = Terms(lease_s=10.0, closing_s=5.0)


class Fleet:
    """A master and workers whose messages arrive at once, under a clock that a test sets."""

    def __init__(self, *workers, most=100):
        self.now = 0.0
        self.most = most
        self.book = LeaseBook(TERMS)
        self.workers = {worker: Tenancy(TERMS) for worker in workers}

    def talk(self, *workers):
        """Have workers ask, and be answered; whoever else was given something is told, too."""
        told = list(workers)
        for worker in workers:
            self.book.hear(worker, self.workers[worker].ask(self.now), self.now)
        told += [w for w in self.book.serve(self.most, self.now) if w not in told]
        for worker in told:
            self.workers[worker].hear(self.book.answer(worker))

    def settle(self, worker, users):
        """Have a worker get places for so many users; return them."""
        tenancy = self.workers[worker]
        tenancy.waiting = users
        self.talk(worker)
        places = []
        while (place := tenancy.take(self.now)) is not None:
            places.append(place)
            tenancy.waiting -= 1
        return places


def test_workers_are_given_the_lowest_free_places():
    fleet = Fleet("a", "b")
    assert fleet.settle("a", 3) == [0, 1, 2]
    assert fleet.settle("b", 2) == [3, 4]
    fleet.workers["a"].give_back(1)
    fleet.talk("a")
    assert fleet.settle("b", 2) == [1, 5]


def test_no_more_places_are_given_than_the_fleet_is_to_have():
    fleet = Fleet("a", "b", most=4)
    assert fleet.settle("a", 3) == [0, 1, 2]
    assert fleet.settle("b", 3) == [3]
    fleet.workers["a"].give_back(2)
    fleet.talk("a")
    assert fleet.workers["b"].take(fleet.now) == 2


def test_a_station_that_waits_gets_what_another_of_its_worker_gives_back():
    fleet = Fleet("a", most=1)
    assert fleet.settle("a", 2) == [0]
    fleet.workers["a"].give_back(0)
    assert fleet.workers["a"].take(fleet.now) == 0


def test_what_nobody_waits_for_any_more_goes_back():
    fleet = Fleet("a", "b", most=2)
    tenancy = fleet.workers["a"]
    tenancy.waiting = 2
    fleet.talk("a")
    tenancy.waiting = 0  # the users that waited were stopped
    fleet.talk("a")
    assert fleet.settle("b", 2) == [0, 1]


def test_a_lease_holds_from_when_the_worker_asked_however_long_the_answer_was_on_its_way():
    fleet = Fleet("a")
    tenancy = fleet.workers["a"]
    tenancy.waiting = 1
    fleet.book.hear("a", tenancy.ask(0.0), 4.0)
    fleet.book.serve(1, 4.0)
    tenancy.hear(fleet.book.answer("a"))
    assert tenancy.take(9.9) == 0
    assert not tenancy.expire(9.9)
    assert tenancy.expire(10.0)


def test_a_place_that_arrives_when_its_lease_is_over_is_not_taken_and_goes_back():
    fleet = Fleet("a")
    tenancy = fleet.workers["a"]
    tenancy.waiting = 1
    fleet.book.hear("a", tenancy.ask(0.0), 1.0)
    fleet.book.serve(1, 1.0)
    tenancy.hear(fleet.book.answer("a"))
    assert tenancy.take(11.0) is None
    assert not tenancy.expire(11.0)
    fleet.now = 12.0
    fleet.talk("a")
    assert tenancy.take(12.0) == 0


def test_a_worker_that_falls_silent_loses_its_places_when_its_stations_are_surely_gone():
    fleet = Fleet("a", "b", most=3)
    fleet.settle("a", 2)
    fleet.now = 10.0
    assert fleet.settle("b", 3) == [2]
    fleet.now = 14.9
    assert fleet.book.expire(fleet.now) == []
    fleet.now = 15.0
    assert fleet.book.expire(fleet.now) == ["a"]
    assert fleet.settle("b", 2) == [0, 1]
    [loss] = fleet.book.losses
    assert (loss.worker, loss.stations, loss.taken_over) == ("a", 2, 2)
    assert (loss.heard_at, loss.taken_over_at) == (0.0, 15.0)


def test_a_silence_shorter_than_the_lease_changes_nothing():
    fleet = Fleet("a")
    fleet.settle("a", 2)
    fleet.now = 9.9
    assert not fleet.workers["a"].expire(fleet.now)
    fleet.talk("a")
    fleet.now = 19.0
    assert not fleet.workers["a"].expire(fleet.now)
    assert fleet.workers["a"].in_use == {0, 1}
    assert fleet.book.losses == []


def test_a_worker_that_is_back_learns_that_it_lost_everything_and_begins_anew():
    fleet = Fleet("a", "b", most=2)
    fleet.settle("a", 2)
    fleet.now = 15.0
    fleet.book.expire(fleet.now)
    tenancy = fleet.workers["a"]
    assert tenancy.expire(fleet.now)
    tenancy.waiting = 2
    fleet.talk("a")
    assert tenancy.take(fleet.now) is None  # its own stations are not gone yet
    tenancy.give_back(0)
    tenancy.give_back(1)
    fleet.talk("a")
    fleet.talk("a")
    assert [tenancy.take(fleet.now) for _ in range(3)] == [0, 1, None]


def test_nobody_waits_for_a_worker_that_is_dead():
    fleet = Fleet("a", "b", most=1)
    fleet.settle("b", 1)
    fleet.workers["a"].waiting = 1
    fleet.talk("a")
    fleet.now = 11.0
    fleet.workers["b"].give_back(0)
    fleet.talk("b")
    assert fleet.settle("b", 1) == [0]


def test_an_older_question_that_comes_later_changes_nothing():
    fleet = Fleet("a")
    tenancy = fleet.workers["a"]
    tenancy.waiting = 5
    old = tenancy.ask(0.0)
    tenancy.waiting = 1
    fleet.book.hear("a", tenancy.ask(1.0), 1.0)
    fleet.book.hear("a", old, 2.0)
    fleet.book.serve(100, 2.0)
    assert fleet.book.leased == 1


def test_the_order_of_workers_is_that_of_those_with_stations():
    fleet = Fleet("a", "b", "c")
    for worker in "abc":
        fleet.settle(worker, 1)
    fleet.talk("b", "c")
    assert [fleet.workers[each].order for each in "bc"] == [(1, 3), (2, 3)]
    fleet.now = 14.0
    fleet.talk("b", "c")
    fleet.now = 15.0
    fleet.book.expire(fleet.now)
    fleet.talk("b", "c")
    assert [fleet.workers[each].order for each in "bc"] == [(0, 2), (1, 2)]


@dataclass
class _Worker:
    tenancy: Tenancy = field(default_factory=lambda: Tenancy(TERMS))
    closing: dict[int, float] = field(default_factory=dict)
    questions: list = field(default_factory=list)
    answers: list = field(default_factory=list)


MOVES = ("user", "leave", "ask", "hear", "answer", "lose question", "lose answer", "tick", "talk")


@settings(max_examples=250)
@given(
    st.integers(1, 3),
    st.lists(
        st.tuples(
            st.sampled_from((*MOVES, "user", "talk", "tick")),
            st.integers(0, 1),
            st.sampled_from((1.0, 4.0, 9.0)),
        ),
        min_size=20,
        max_size=80,
    ),
)
def test_no_place_is_ever_at_two_workers(most, moves):
    """Messages are late, lost and read in any pause; clocks of workers differ from the master's."""
    now, book = 0.0, LeaseBook(TERMS)
    workers = {f"w{index}": _Worker() for index in range(2)}

    def watch(worker):
        """What a worker does when it runs: it closes stations in time, and takes what it has."""
        tenancy = worker.tenancy
        for place in [place for place, gone_at in worker.closing.items() if now >= gone_at]:
            del worker.closing[place]
            tenancy.give_back(place)
        if tenancy.expire(now):
            gone_at = max(now, min(tenancy.valid_until, now) + TERMS.closing_s)
            for place in tenancy.in_use:
                worker.closing.setdefault(place, gone_at)
        while tenancy.waiting and (tenancy.take(now)) is not None:
            tenancy.waiting -= 1

    def hear(name, question):
        book.hear(name, {**question, "at": question["at"] + 1000.0}, now)
        book.serve(most, now)

    def answer(name):
        answer = book.answer(name)
        return {**answer, "at": answer["at"] - 1000.0}

    for move, index, pause_s in moves:
        now_at_end = now + (pause_s if move == "tick" else 0.0)
        while now < now_at_end:
            # A worker looks at its lease as often as this.
            now = min(now + 0.5, now_at_end)
            for worker in workers.values():
                watch(worker)
            book.expire(now)
        name, worker = list(workers.items())[index]
        tenancy = worker.tenancy
        if move == "user":
            tenancy.waiting += 1
        elif move == "leave" and (staying := tenancy.in_use - worker.closing.keys()):
            tenancy.give_back(min(staying))
        elif move == "ask":
            worker.questions.append(tenancy.ask(now))
        elif move == "hear" and worker.questions:
            hear(name, worker.questions.pop(0))
        elif move == "answer" and name in book.known:
            worker.answers.append(answer(name))
            if len(worker.answers) > 1:
                tenancy.hear(worker.answers.pop(0))
        elif move == "talk":
            hear(name, tenancy.ask(now))
            tenancy.hear(answer(name))
        elif move == "lose question" and worker.questions:
            worker.questions.pop(0)
        elif move == "lose answer" and worker.answers:
            worker.answers.pop(0)
        watch(worker)
        in_use = [place for each in workers.values() for place in each.tenancy.in_use]
        assert len(in_use) == len(set(in_use))


@pytest.mark.parametrize("lost", [True, False])
def test_what_was_given_back_is_told_until_it_is_acknowledged(lost):
    fleet = Fleet("a", "b", most=1)
    fleet.settle("a", 1)
    tenancy = fleet.workers["a"]
    tenancy.give_back(0)
    question = tenancy.ask(0.0)
    if not lost:
        fleet.book.hear("a", question, 0.0)
    fleet.talk("a")
    assert fleet.settle("b", 1) == [0]
    assert tenancy.has_news is False


def test_a_worker_that_leaves_gives_back_what_is_on_its_way_to_it_too():
    fleet = Fleet("a", "b", most=3)
    fleet.settle("a", 1)
    tenancy = fleet.workers["a"]
    tenancy.waiting = 2
    fleet.book.hear("a", tenancy.ask(0.0), 0.0)
    fleet.book.serve(fleet.most, 0.0)  # and the answer does not arrive
    tenancy.give_back(0)
    tenancy.waiting = 0
    fleet.book.hear("a", tenancy.ask(1.0, leaves=True), 1.0)
    assert fleet.settle("b", 3) == [0, 1, 2]
    fleet.now = 16.0
    fleet.talk("b")
    assert fleet.book.expire(fleet.now) == []


@pytest.mark.parametrize("is_heard_of_again", [True, False])
def test_another_master_waits_until_stations_of_the_one_before_are_gone(is_heard_of_again):
    fleet = Fleet("old", "new")
    fleet.settle("old", 2)
    fleet.book = LeaseBook(TERMS, "of another master")
    fleet.now = 1.0
    old = fleet.workers["old"]
    fleet.talk("old")
    assert old.expire(fleet.now)
    assert fleet.settle("new", 2) == []
    if is_heard_of_again:
        for place in (0, 1):
            old.give_back(place)
        fleet.talk("old")
        fleet.talk("old")
    else:
        fleet.now = 1.0 + TERMS.silence_s
    fleet.talk("new")
    assert [fleet.workers["new"].take(fleet.now) for _ in range(2)] == [0, 1]


def test_a_run_begins_when_the_stations_of_the_one_before_are_gone():
    fleet = Fleet("a", "b")
    fleet.settle("a", 2)
    fleet.book.begin_anew()
    assert fleet.settle("b", 1) == []
    fleet.workers["a"].give_back(0)
    fleet.talk("a")
    assert fleet.workers["b"].take(fleet.now) is None
    fleet.workers["a"].give_back(1)
    fleet.talk("a")
    assert fleet.workers["b"].take(fleet.now) == 0
    assert fleet.settle("a", 1) == [1]


def test_a_run_does_not_wait_for_a_worker_of_the_one_before_that_died():
    fleet = Fleet("a", "b")
    fleet.settle("a", 2)
    fleet.book.begin_anew()
    fleet.now = TERMS.silence_s
    fleet.book.expire(fleet.now)
    assert fleet.settle("b", 1) == [0]
