"""Checks of a station: the first of each kind are told as such; who has none pays for none."""

import gc

from support.simulation import Simulation

from ocpp_load.charge_point.activities import boot, connect
from ocpp_load.charge_point.assessment import Assessment


class Told:
    """An observer of checks alone."""

    def __init__(self):
        self.checks = []

    def check(self, name, failure, *, first, first_failure):
        self.checks.append((name, failure, first, first_failure))


def script(station):
    yield from connect(station)
    yield from boot(station)


def has_assessment(station):
    return any(isinstance(each, Assessment) for each in gc.get_referents(station))


def test_the_first_check_and_the_first_failure_of_a_station_are_told_as_such():
    told = Told()
    assessment = Assessment(told)
    for failure in (None, "no", None, "no"):
        assessment.check("a", failure)
    assert told.checks == [
        ("a", None, True, False),
        ("a", "no", False, True),
        ("a", None, False, False),
        ("a", "no", False, False),
    ]
    assert assessment.failed_checks == 2


def test_an_idle_station_has_nothing_of_the_kind_and_one_that_is_thrown_out_has():
    simulation = Simulation().start(script).run(1000)
    assert simulation.station.registered
    assert not has_assessment(simulation.station)
    simulation.lose_connection()
    assert has_assessment(simulation.station)
    assert simulation.observer.struck_by == ["connection lost"]


def test_a_station_that_ends_without_one_gets_none():
    simulation = Simulation().start(script).run(10).stop().run(10)
    simulation.station.abandon()
    assert not has_assessment(simulation.station)
