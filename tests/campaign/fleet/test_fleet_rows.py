"""Rows that nobody is to have twice, in a fleet: chunks of a master, never dealt again."""

from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.campaign import GroupSequence
from ocpp_load.campaign.fleet import RowBook, RowStore, StationRanks


def exchange(book, worker, store):
    book.hear(worker, store.ask())
    return store.hear(book.answer(worker))


def take_all(store, now=0.0):
    taken = []
    while (row := store.take("cards", now)) is not None:
        taken.append(row)
    return taken


def wants(store, rows):
    store.wait("cards", rows)
    return store


def test_a_worker_has_some_rows_at_hand_before_anybody_asks():
    book, store = RowBook(), RowStore({"cards": None})
    assert exchange(book, "a", store) == ["cards"]
    assert take_all(store) == [0, 1, 2, 3]


def test_a_worker_has_what_it_uses_in_three_seconds_at_hand():
    book, store = RowBook(), RowStore({"cards": None})
    wants(store, 50)
    exchange(book, "a", store)
    assert len([store.take("cards", 0.5) for _ in range(50)]) == 50
    wants(store, -50)
    assert store.runs_low("cards")
    exchange(book, "a", store)
    assert not store.runs_low("cards")
    assert take_all(store, 0.9) == list(range(50, 200)[: 3 * 50])


def test_few_rows_are_dealt_out_one_by_one_so_that_nobody_sits_on_the_last():
    book = RowBook()
    one, other = (RowStore({"cards": 6}) for _ in range(2))
    exchange(book, "one", one)
    exchange(book, "other", other)
    held = len(take_all(one)) + len(take_all(other))
    wants(one, 6 - held)
    exchange(book, "one", one)
    assert held <= 1
    assert len(take_all(one)) == 6 - held


def test_everybody_is_told_when_no_row_is_left():
    book = RowBook()
    one, other = (RowStore({"cards": 3}) for _ in range(2))
    exchange(book, "one", wants(one, 3))
    assert take_all(one) == [0, 1, 2]
    assert one.is_used_up("cards")
    assert exchange(book, "other", wants(other, 1)) == ["cards"]
    assert other.take("cards", 0.0) is None
    assert other.is_used_up("cards")


def test_an_answer_that_got_lost_is_given_again_and_one_that_came_twice_counts_once():
    book, store = RowBook(), RowStore({"cards": None})
    book.hear("a", store.ask())
    book.hear("a", store.ask())
    answer = book.answer("a")
    store.hear(answer)
    store.hear(answer)
    assert take_all(store) == [0, 1, 2, 3]


def test_what_a_dead_worker_had_is_never_dealt_again_and_known():
    book = RowBook()
    dead, living = (RowStore({"cards": None}) for _ in range(2))
    exchange(book, "dead", wants(dead, 10))
    exchange(book, "living", wants(living, 2))
    assert book.dealt("dead") == {"cards": 14}
    assert take_all(living)[0] == 14


def test_what_a_worker_that_leaves_has_not_used_is_dealt_out_anew():
    book = RowBook()
    one, other = (RowStore({"cards": None}) for _ in range(2))
    exchange(book, "one", wants(one, 6))
    assert [one.take("cards", 0.0) for _ in range(3)] == [0, 1, 2]
    book.hear("one", wants(one, 3).ask())  # and the answer does not arrive
    book.leave("one", one.leave())
    assert one.take("cards", 0.0) is None
    exchange(book, "other", wants(other, 20))
    assert take_all(other) == list(range(3, 27))


def test_rows_that_come_back_are_there_for_who_was_told_that_none_is_left():
    book = RowBook()
    one, other = (RowStore({"cards": 3}) for _ in range(2))
    exchange(book, "one", wants(one, 3))
    exchange(book, "other", wants(other, 1))
    assert other.is_used_up("cards")
    book.leave("one", one.leave())
    exchange(book, "other", other)
    assert take_all(other) == [0]


@given(
    st.integers(0, 40) | st.none(),
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 9), st.sampled_from(("", "lost", "leaves"))),
        max_size=60,
    ),
)
def test_no_row_is_ever_dealt_twice_and_none_is_left_out(limit, moves):
    book = RowBook()
    stores = [RowStore({"cards": limit}) for _ in range(3)]
    names = ["0", "1", "2"]
    taken = []
    for now, (index, waiting, fate) in enumerate(moves):
        store, name = stores[index], names[index]
        store.wait("cards", waiting)
        book.hear(name, store.ask())
        if not fate:
            store.hear(book.answer(name))
        if fate == "leaves":
            book.leave(name, store.leave())
            stores[index], names[index] = RowStore({"cards": limit}), f"{index} of move {now}"
        store.wait("cards", -waiting)
        for _ in range(waiting):
            row = store.take("cards", float(now))
            if row is not None:
                taken.append(row)
    for index, store in enumerate(stores):
        store.wait("cards", 0 if limit is None else limit)
        exchange(book, names[index], store)
        taken += take_all(store)
    assert len(taken) == len(set(taken))
    assert limit is None or sorted(taken) == list(range(limit))


def test_the_rank_of_a_station_counts_those_of_its_groups_before_it():
    sequence = GroupSequence([0.5, 0.5])
    ranks = StationRanks(sequence, [["homes", "all"], ["all"]])
    groups = [sequence.group_at(place) for place in range(8)]
    of_homes = [place for place in range(8) if groups[place] == 0]
    assert [ranks.rank("homes", place) for place in of_homes] == [0, 1, 2, 3]
    assert [ranks.rank("all", place) for place in (7, 3, 0)] == [7, 3, 0]
