"""What happens once in the whole fleet: for the station with the lowest number, and never twice."""

from ocpp_load.campaign.fleet import Turns
from ocpp_load.campaign.fleet.turns import PATIENCE_S


def test_the_lowest_number_has_the_turn_when_all_have_spoken():
    turns = Turns()
    turns.hear("a", {"request 0": 4}, 0.0)
    assert turns.decide(["a", "b"], 0.1) == []
    turns.hear("b", {"request 0": 2}, 0.1)
    assert turns.decide(["a", "b"], 0.1) == ["request 0"]
    assert (turns.told("a"), turns.told("b")) == ({"request 0": False}, {"request 0": True})


def test_nobody_waits_long_for_a_worker_that_has_died():
    turns = Turns()
    turns.hear("b", {"request 0": 2}, 0.0)
    assert turns.decide(["a", "b"], PATIENCE_S - 0.1) == []
    assert turns.told("b") == {}
    assert turns.decide(["a", "b"], PATIENCE_S) == ["request 0"]
    assert turns.told("b") == {"request 0": True}


def test_who_comes_when_it_is_decided_has_no_turn():
    turns = Turns()
    turns.hear("b", {"request 0": 2}, 0.0)
    turns.decide(["b"], 0.0)
    turns.hear("a", {"request 0": 1}, 0.1)
    assert turns.decide(["a", "b"], 9.0) == []
    assert turns.told("a") == {"request 0": False}


def test_where_nobody_has_a_station_for_it_nobody_has_the_turn():
    turns = Turns()
    turns.hear("a", {"request 0": None}, 0.0)
    assert turns.decide(["a"], 0.0) == ["request 0"]
    assert turns.told("a") == {"request 0": False}


def test_each_occurrence_is_a_turn_of_its_own():
    turns = Turns()
    for what in ("request 0", "request 1"):
        turns.hear("a", {what: 1}, 0.0)
        turns.decide(["a"], 0.0)
        assert turns.told("a") == {what: True}


def test_what_a_worker_has_heard_is_not_told_again():
    turns = Turns()
    turns.hear("a", {"request 0": 1}, 0.0)
    turns.decide(["a"], 0.0)
    turns.hear("a", {}, 0.1)
    assert turns.told("a") == {}
