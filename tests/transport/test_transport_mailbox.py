"""Where a station sleeps, and what wakes it."""

from math import inf
from time import monotonic

import gevent
import pytest
from support.link_harness import FAR_S

from ocpp_load.transport import Mailbox


@pytest.fixture
def pair():
    ends = gevent.socket.socketpair()
    yield ends
    for end in ends:
        end.close()


@pytest.fixture
def mailbox(pair):
    made = Mailbox()
    yield made
    made.close()  # before what it watches


def sleeper(mailbox, until=inf):
    """Return a greenlet that already waits."""
    greenlet = gevent.spawn(mailbox.wait, until)
    gevent.sleep(0)
    assert not greenlet.dead
    return greenlet


def wait_until(mailbox, time):
    """Wait as who calls the mailbox does: it may return early."""
    while monotonic() < time:
        mailbox.wait(time)


@pytest.mark.parametrize("seconds", [0.02, 0.0, -1.0])
def test_a_wait_ends_at_its_time(mailbox, seconds):
    until = monotonic() + seconds
    wait_until(mailbox, until)
    assert monotonic() >= until


def test_a_time_that_has_passed_still_lets_others_run(mailbox):
    ran = []
    gevent.spawn(ran.append, "other")
    mailbox.wait(monotonic() - 1)
    gevent.sleep(0)
    assert ran == ["other"]


def test_an_earlier_time_comes_before_a_later_one_that_was_set_first(mailbox):
    sleeper(mailbox, monotonic() + FAR_S).kill()
    wait_until(mailbox, monotonic() + 0.01)


def test_a_timer_of_an_earlier_wait_does_not_end_a_later_one_for_good(mailbox):
    sleeper(mailbox, monotonic() + 0.01).kill()
    until = monotonic() + 0.05
    wait_until(mailbox, until)
    assert monotonic() >= until


def test_a_note_wakes_who_waits(mailbox):
    waiting = sleeper(mailbox)
    mailbox.post("first")
    mailbox.post("second")
    waiting.get()
    assert mailbox.notes == ["first", "second"]


def test_a_note_without_anybody_waiting_is_kept(mailbox):
    mailbox.post("note")
    gevent.sleep(0)
    assert mailbox.notes == ["note"]


def test_what_can_be_read_wakes_who_waits(mailbox, pair):
    mailbox.watch(pair[0].fileno())
    waiting = sleeper(mailbox)
    pair[1].send(b"x")
    waiting.get()


def test_what_can_be_read_already_ends_a_wait_at_once(mailbox, pair):
    pair[1].send(b"x")
    mailbox.watch(pair[0].fileno())
    mailbox.wait(inf)
    mailbox.wait(inf)


def test_what_is_not_read_does_not_keep_the_hub_busy(mailbox, pair):
    mailbox.watch(pair[0].fileno())
    sleeper(mailbox).kill()
    pair[1].send(b"x")
    for _ in range(3):
        gevent.sleep(0.001)
    assert not mailbox._io.active
    mailbox.wait(inf)


def test_another_descriptor_can_be_watched_later(mailbox, pair):
    mailbox.watch(pair[0].fileno())
    sleeper(mailbox).kill()
    mailbox.unwatch()
    mailbox.watch(pair[1].fileno())
    pair[0].send(b"x")
    mailbox.wait(inf)


def test_a_descriptor_that_takes_more_is_waited_for(mailbox, pair):
    fill(pair[0])
    waiting = gevent.spawn(mailbox.wait_writable, pair[0].fileno(), FAR_S)
    gevent.sleep(0)
    assert not waiting.dead
    pair[1].close()
    waiting.get()


def test_a_descriptor_that_takes_nothing_is_given_up(mailbox, pair):
    fill(pair[0])
    mailbox.wait_writable(pair[0].fileno(), 0.01)


def test_a_timeout_of_somebody_else_is_passed_on(mailbox, pair):
    fill(pair[0])
    with pytest.raises(gevent.Timeout) as caught, gevent.Timeout(0.01) as theirs:
        mailbox.wait_writable(pair[0].fileno(), FAR_S)
    assert caught.value is theirs


@pytest.mark.parametrize("kind", ["time", "readable", "writable"])
def test_who_is_killed_while_waiting_leaves_nothing_behind(mailbox, pair, kind):
    fill(pair[0])
    if kind == "readable":
        mailbox.watch(pair[0].fileno())
    if kind == "writable":
        waiting = gevent.spawn(mailbox.wait_writable, pair[0].fileno(), FAR_S)
        gevent.sleep(0)
    else:
        waiting = sleeper(mailbox, monotonic() + FAR_S)
    waiting.kill()
    mailbox.post("late")
    gevent.sleep(0)
    assert waiting.dead


def fill(end):
    end.setblocking(False)
    try:
        while True:
            end.send(bytes(65536))
    except BlockingIOError:
        return
