"""Which stations have a fault: the same in every process, and as many as the share says."""

import pytest

from ocpp_load.model.misbehaviour import (
    FaultKind,
    Misbehaviour,
    StationFault,
    faults_of,
    identity_number,
)

NUMBERS = range(1, 4001)


def fault(kind=FaultKind.NO_PONG, **fields):
    return StationFault(kind, fields.pop("name", kind.value), **fields)


def struck(faults, seed=1):
    return {number for number in NUMBERS if faults_of(faults, seed, number)}


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 1.0])
def test_a_fault_strikes_its_share_of_the_stations(share):
    assert len(struck([fault(share=share)])) == pytest.approx(4000 * share, abs=90)


def test_the_same_seed_strikes_the_same_stations_and_another_one_others():
    faults = [fault(share=0.1)]
    assert struck(faults, 1) == struck(faults, 1)
    assert len(struck(faults, 1) & struck(faults, 2)) < 100


def test_the_place_in_the_list_decides_with_so_that_faults_do_not_strike_the_same_stations():
    both = [fault(name="a", share=0.5), fault(name="b", share=0.5)]
    counts = [len(faults_of(both, 1, number)) for number in NUMBERS]
    assert counts.count(1) == pytest.approx(2000, abs=150)


def test_a_station_has_the_faults_in_the_order_of_the_list():
    both = [fault(name="a"), fault(name="b")]
    assert faults_of(both, 1, 7) == tuple(both)


def test_stations_without_the_fault_have_their_own_identity():
    assert [identity_number((fault(),), 1, number) for number in (1, 2, 3)] == [1, 2, 3]


def test_those_who_share_an_identity_do_so_in_pairs_and_with_each_other():
    faults = [fault(FaultKind.DUPLICATE_IDENTITY, share=0.2)]
    with_it = struck(faults)
    assert len(with_it) == pytest.approx(800, abs=120)
    assert {number for pair in with_it for number in ((pair - 1) // 2 * 2 + 1,)} <= with_it
    for number in with_it:
        used = identity_number(faults, 1, number)
        neighbour = number + 1 if number % 2 else number - 1
        assert used in (number, neighbour)
        assert used == identity_number(faults, 1, neighbour)


def test_of_the_odd_ones_alone_about_half_use_another_identity():
    faults = [fault(FaultKind.DUPLICATE_IDENTITY)]
    others = sum(identity_number(faults, 1, number) != number for number in NUMBERS if number % 2)
    assert others == pytest.approx(1000, abs=90)


def test_what_is_wrong_is_found_by_its_kind():
    wrong = Misbehaviour()
    first = fault(name="a")
    wrong.active += [first, fault(name="b")]
    assert wrong.of(FaultKind.NO_PONG) is first
    assert wrong.of(FaultKind.HALF_OPEN) is None
