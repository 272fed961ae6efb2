"""Who gets which row: each once in the whole fleet, one for each station, or shared."""

from collections import Counter
from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.scenario.feeders.feeder import Feeder, Order, Use, UsedUp
from ocpp_load.scenario.feeders.random_order import RandomOrder
from ocpp_load.scenario.feeders.source import ListRows, PatternRows
from ocpp_load.scenario.feeders.supply import NOTHING, NoRowLeft, Share, Stocks
from ocpp_load.scenario.pattern import Pattern


def a_feeder(rows, use=Use.ONCE, **options):
    return Feeder("cards", "x.yaml:1:1:cards", ListRows(tuple(range(rows))), use, **options)


def supply_of(feeder, share=Share(), seed=1, positions=None):  # noqa: B008 - a frozen value
    return Stocks(share, seed, positions).supply({"cards": feeder})


def take_all(supply, number=1):
    taken = []
    try:
        while len(taken) < 1000:
            taken.append(supply.take("cards", number))
    except NoRowLeft:
        return taken
    return taken


class Dealt:
    """Positions as another process deals them out: to several in turn, to stations by their number."""

    def __init__(self, first, step, last=None):
        self._positions = count(first, step)
        self._last = last

    def next(self, feeder):
        position = next(self._positions)
        return None if self._last is not None and position > self._last else position

    def of_station(self, feeder, number):
        return number - 1


@given(st.integers(1, 60), st.integers(1, 9), st.sampled_from(Order), st.integers(0, 9))
def test_each_row_has_one_position_in_every_process(rows, processes, order, seed):
    feeder = a_feeder(rows, order=order)
    taken = [
        row
        for index in range(processes)
        for row in take_all(supply_of(feeder, seed=seed, positions=Dealt(index, processes)))
    ]
    assert sorted(taken) == list(range(rows))


def test_rows_that_start_over_begin_with_the_first():
    taken = take_all(supply_of(a_feeder(3, used_up=UsedUp.START_OVER)))
    assert taken[:7] == [0, 1, 2, 0, 1, 2, 0]
    assert len(taken) == 1000


def test_whoever_is_dealt_nothing_has_no_row_left():
    stocks = Stocks(positions=Dealt(0, 1, last=1))
    supply = stocks.supply({"cards": a_feeder(9)})
    assert take_all(supply) == [0, 1]
    assert [(stock.taken, stock.in_vain) for stock in stocks.all()] == [(2, 1)]


def test_a_station_has_the_same_row_whenever_it_asks():
    supply = supply_of(a_feeder(2, Use.PER_STATION))
    assert [supply.take("cards", number) for number in (7, 9, 7)] == [0, 1, 0]
    with pytest.raises(NoRowLeft):
        supply.take("cards", 8)
    assert supply.take("cards", 7) == 0


@pytest.mark.parametrize("order", Order)
def test_a_station_has_the_same_row_in_whichever_process_it_runs(order):
    feeder = a_feeder(9, Use.PER_STATION, order=order)
    one, other = (supply_of(feeder, positions=Dealt(0, 1)) for _ in range(2))
    rows = [one.take("cards", number) for number in range(1, 10)]
    assert sorted(rows) == list(range(9))
    assert [other.take("cards", number) for number in range(9, 0, -1)] == rows[::-1]
    with pytest.raises(NoRowLeft):
        other.take("cards", 10)


@given(st.integers(1, 30), st.integers(1, 6), st.integers(1, 6))
def test_shared_rows_are_used_equally_often_in_turn(rows, processes, rounds):
    feeder = a_feeder(rows, Use.SHARED)
    used = Counter()
    for index in range(processes):
        supply = supply_of(feeder, Share(index, processes))
        used.update(supply.take("cards", 1) for _ in range(rows * rounds))
    assert set(used.values()) == {processes * rounds}


def test_a_shared_random_row_is_drawn_by_the_station_that_asks():
    supply = supply_of(a_feeder(5, Use.SHARED, order=Order.RANDOM))

    def drawn(random):
        return [supply.take("cards", 1, lambda: random) for _ in range(20)]

    first, again, other = (drawn(Random(seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_a_random_order_is_repeated_by_the_seed():
    feeder = a_feeder(30, order=Order.RANDOM)
    first, again, other = (take_all(supply_of(feeder, seed=seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert first != sorted(first)


def test_a_random_order_of_a_hundred_million_rows_costs_what_is_taken_of_it():
    source = PatternRows(Pattern("{n}"), size=100_000_000)
    feeder = Feeder("cards", "key", source, Use.ONCE, Order.RANDOM)
    taken = {
        supply.take("cards", 1)
        for supply in (supply_of(feeder, positions=Dealt(index, 2)) for index in (0, 1))
        for _ in range(50)
    }
    assert len(taken) == 100
    assert min(len(row) for row in taken) > 4


def test_every_order_of_a_few_rows_is_as_likely_as_any_other():
    shuffles = (RandomOrder(3, Random(seed)) for seed in range(600))
    orders = Counter(tuple(map(shuffle.at, (2, 0, 1))) for shuffle in shuffles)
    assert {tuple(sorted(order)) for order in orders} == {(0, 1, 2)}
    assert len(orders) == 6
    assert min(orders.values()) > 70


def test_a_process_that_came_late_has_shared_rows():
    assert supply_of(a_feeder(9, Use.SHARED), Share(None, 2)).take("cards", 1) == 0


def test_a_pattern_without_an_end_never_runs_out():
    source = PatternRows(Pattern("C{n:03d}"), first=5)
    feeder = Feeder("cards", "k", source, Use.ONCE)
    supply = supply_of(feeder, positions=Dealt(1, 3))
    assert [supply.take("cards", 1) for _ in range(3)] == ["C006", "C009", "C012"]


def test_what_is_defined_in_one_place_is_one_stock_whoever_names_it():
    stocks = Stocks()
    one, same = (stocks.supply({"cards": a_feeder(2)}) for _ in range(2))
    assert [one.take("cards", 1), same.take("cards", 2)] == [0, 1]
    [stock] = stocks.all()
    assert stock.taken == 2


def test_every_row_and_everybody_who_asked_in_vain_is_counted():
    stocks = Stocks()
    supply = stocks.supply({"cards": a_feeder(2)})
    take_all(supply)
    take_all(supply)
    assert [(stock.taken, stock.in_vain) for stock in stocks.all()] == [(2, 2)]


def test_without_feeders_there_is_nothing():
    assert "cards" not in NOTHING
