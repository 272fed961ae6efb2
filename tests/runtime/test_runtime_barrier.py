"""The barrier at which stations wait for each other: who is let go when, and what is told of it."""

import gc
from math import inf
from socket import socketpair
from time import monotonic

import gevent
import gevent.event
import pytest

from ocpp_load.campaign.load import Release
from ocpp_load.runtime.barrier import Barrier
from ocpp_load.transport.mailbox import Mailbox


class Dialing:
    """Tells of attempts to connect as a dialer does."""

    tell_attempt = None

    def dial(self):
        if self.tell_attempt is not None:
            self.tell_attempt(monotonic())


@pytest.fixture
def dialer():
    return Dialing()


def waiting(barrier, dialer, stations, started):
    """Return the greenlets of so many stations that have come to wait at the barrier."""

    def station(number):
        since = barrier.wait()
        started.append((number, since))
        dialer.dial()
        gevent.sleep(0)
        dialer.dial()  # again, as after a failure

    greenlets = [gevent.spawn(station, number) for number in range(stations)]
    gevent.idle()
    return greenlets


def test_nobody_starts_before_the_word_and_then_all_do_in_the_order_they_came(dialer):
    barrier, started = Barrier(Release(1.0, 0.0), [dialer]), []
    greenlets = waiting(barrier, dialer, 50, started)
    assert (barrier.there, started, barrier.is_open) == (50, [], False)
    barrier.let_go()
    gevent.joinall(greenlets)
    assert barrier.is_open
    assert [number for number, _ in started] == list(range(50))
    assert {since for _, since in started} == {barrier.released_at}


def test_the_first_attempt_of_each_is_counted_and_no_other(dialer):
    barrier = Barrier(Release(1.0, 0.05), [dialer])
    greenlets = waiting(barrier, dialer, 20, [])
    assert barrier.take_news() is None
    dialer.dial()  # somebody who has not waited
    barrier.let_go()
    gevent.joinall(greenlets)
    attempts = barrier.attempts
    assert (attempts.stations, attempts.attempts, attempts.late.count) == (20, 20, 20)
    assert 0 <= attempts.first_s < attempts.last_s
    # Nobody is ahead of time: the last of twenty is due 19.5 twentieths on.
    assert attempts.last_s >= 0.98 * 0.05 * 19.5 / 20
    assert barrier.take_news()["attempts"] == 20
    assert barrier.take_news() is None
    assert dialer.tell_attempt is None


def test_who_is_thrown_out_and_waits_for_something_else_is_let_alone():
    class PlaceLost(Exception):
        pass

    def station(comes_again):
        try:
            barrier.wait()
        except PlaceLost:
            waits_for.get()
            if comes_again:
                barrier.wait()

    barrier, waits_for = Barrier(Release(1.0, 0.0)), gevent.event.AsyncResult()
    lost, back = (gevent.spawn(station, comes_again) for comes_again in (False, True))
    gevent.idle()
    assert barrier.there == 2
    for greenlet in (lost, back):
        gevent.get_hub().loop.run_callback(greenlet.throw, PlaceLost)
    gevent.idle()
    assert barrier.there == 0
    barrier.let_go()
    gevent.idle()
    assert not lost.dead
    assert not back.dead
    waits_for.set()
    gevent.joinall([lost, back])
    assert (lost.successful(), back.successful()) == (True, True)


def test_who_is_due_starts_ahead_of_those_who_have_something_to_read_or_to_do(monkeypatch):
    order, mailbox = [], Mailbox()
    ours, peers = socketpair()
    mailbox.watch(ours.fileno())

    def read():
        for turn in ("a frame", "a note", "a time"):
            mailbox.wait(inf if turn != "a time" else monotonic())
            order.append(turn)

    monkeypatch.setattr(Mailbox, "start_what_is_due", staticmethod(lambda: order.append("due")))
    reader = gevent.spawn(read)
    gevent.idle()
    peers.send(b"x")
    while not order:
        gevent.sleep(0)
    ours.recv(1)
    mailbox.post("a note")
    reader.join()
    mailbox.close()
    ours.close()
    peers.close()
    turns = [order[index - 1 : index + 1] for index, what in enumerate(order) if what != "due"]
    assert turns == [["due", "a frame"], ["due", "a note"], ["due", "a time"]]


def test_who_comes_after_the_release_does_not_wait_and_is_no_part_of_it(dialer):
    barrier, started = Barrier(Release(1.0, 0.0), [dialer]), []
    barrier.let_go()
    gevent.joinall(waiting(barrier, dialer, 3, started))
    assert started == [(0, None), (1, None), (2, None)]
    assert barrier.attempts.attempts == 0


def test_a_run_that_ends_lets_everybody_go_and_no_release_has_been(dialer):
    barrier, started = Barrier(Release(1.0, 60.0), [dialer]), []
    greenlets = waiting(barrier, dialer, 5, started)
    barrier.dissolve()
    gevent.joinall(greenlets)
    assert [since for _, since in started] == [None] * 5
    assert barrier.released_at is None


def test_a_run_that_ends_in_a_long_release_lets_the_others_go_at_once(dialer):
    barrier, started = Barrier(Release(1.0, 3600.0), [dialer]), []
    greenlets = waiting(barrier, dialer, 5, started)
    barrier.let_go()
    gevent.idle()
    assert started == []
    barrier.dissolve()
    gevent.joinall(greenlets)
    assert len(started) == 5


def test_a_station_that_is_killed_while_it_waits_keeps_nobody_back(dialer):
    barrier, started = Barrier(Release(1.0, 0.0), [dialer]), []
    greenlets = waiting(barrier, dialer, 3, started)
    greenlets[1].kill()
    barrier.let_go()
    gevent.joinall(greenlets)
    assert [number for number, _ in started] == [0, 2]


@pytest.mark.parametrize(("over_s", "collects"), [(0.01, False), (3600.0, True)])
def test_garbage_is_collected_again_after_a_short_release_and_all_through_a_long_one(
    dialer, over_s, collects
):
    barrier = Barrier(Release(1.0, over_s), [dialer])
    greenlets = waiting(barrier, dialer, 2, [])
    barrier.let_go()
    assert gc.isenabled() is collects
    assert Mailbox.start_what_is_due is not None
    if collects:
        barrier.dissolve()
    gevent.joinall(greenlets)
    assert gc.isenabled()
    assert Mailbox.start_what_is_due is None
