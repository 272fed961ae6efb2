"""The station's own log of its messages: what it keeps, for how long, and what it never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.commands import booted
from support.simulation import VALIDATOR

from ocpp_load.model.maintenance.message_log import MessageLog
from ocpp_load.ocppj import Call, serialise_call

NOON = 1_790_000_000.0


def lines(log, start_s=0.0, stop_s=4e9):
    return log.text(start_s, stop_s).decode().splitlines()


def test_a_message_is_a_line_with_time_and_direction():
    log = MessageLog(10_000)
    log.add(NOON, True, b'[2,"a","Heartbeat",{}]')
    log.add(NOON + 0.25, False, b'[3,"a",{}]')
    assert lines(log) == [
        '2026-09-21T14:13:20.000Z -> [2,"a","Heartbeat",{}]',
        '2026-09-21T14:13:20.250Z <- [3,"a",{}]',
    ]


def test_only_the_messages_of_the_time_asked_for_are_given():
    log = MessageLog(10_000)
    for second in range(5):
        log.add(NOON + second, True, b"%d" % second)
    assert [line[-1] for line in lines(log, NOON + 1, NOON + 3)] == ["1", "2", "3"]
    assert log.text(NOON + 10, NOON + 20) == b""


@given(st.lists(st.integers(0, 3000), max_size=60), st.integers(1, 10_000))
def test_the_newest_messages_are_kept_as_far_as_the_memory_goes(sizes, limit):
    log = MessageLog(limit)
    for number, size in enumerate(sizes):
        log.add(NOON + number, True, b"x" * size)
    kept = [line.partition(" -> ")[2] for line in lines(log)]
    assert kept == [("x" * size) for size in sizes][len(sizes) - len(kept) :]
    assert sum(len(text) for text in kept) <= limit


def test_a_station_may_keep_none():
    log = MessageLog(0)
    log.add(NOON, True, b"[]")
    log.add_received(NOON, b"[]", None)
    assert log.text(0.0, 4e9) == b""


@pytest.mark.parametrize("key", ["AuthorizationKey", "authorizationkey", "AUTHORIZATIONKEY"])
def test_a_password_that_is_set_is_never_kept(key):
    log = MessageLog(10_000)
    call = Call("a", "ChangeConfiguration", {"key": key, "value": "0123456789ABCDEF"})
    log.add_received(NOON, b'[2,"a","ChangeConfiguration",{"key":"\\u0041..."}]', call)
    log.add_received(NOON, f'[2,"a","{key}" 0123456789ABCDEF'.encode(), None)  # no message at all
    misspelt = Call("a", "ChangeConfiguration", {"Key": key, "value": "0123456789ABCDEF"})
    log.add_received(NOON, serialise_call("a", misspelt.action, misspelt.payload), misspelt)
    text = log.text(0.0, 4e9)
    assert b"0123" not in text
    assert text.count(b"\n") == 3


def test_a_password_that_is_malformed_is_repeated_nowhere():
    simulation = booted()
    for value in (["0123456789"], 123456789, "0123456789" * 60):
        simulation.command("ChangeConfiguration", {"key": "AuthorizationKey", "value": value})
    shown = [simulation.station.station.message_log.text(0.0, 4e9), *simulation.sent_frames]
    assert not any(b"123456789" in text for text in shown)
    assert "123456789" not in str(VALIDATOR.explanations)


def test_the_station_keeps_what_it_sends_and_what_it_reads():
    simulation = booted()
    simulation.command("ClearCache")
    kept = lines(simulation.station.station.message_log)
    assert [line.split()[1] for line in kept[-2:]] == ["<-", "->"]
    assert "ClearCache" in kept[-2]
    assert kept[0].split(maxsplit=2)[2].startswith('[2,"test')
