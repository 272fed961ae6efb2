"""The log of security events (security whitepaper edition 3, A04.FR.04 and N01.FR.05)."""

from math import inf

from support.simulation import EPOCH_S

from ocpp_load.model.security.security_log import SecurityLog


def lines(log, start_s=-inf, stop_s=inf):
    return log.text(start_s, stop_s).decode().splitlines()


def test_a_log_begins_empty():
    assert SecurityLog().text(-inf, inf) == b""


def test_an_event_is_a_line_with_its_time():
    log = SecurityLog()
    log.add(EPOCH_S, "StartupOfTheDevice")
    log.add(EPOCH_S + 1.5, "InvalidMessages", "3 of them")
    assert log.text(-inf, inf) == (
        b"2026-09-21T14:13:20.000Z StartupOfTheDevice\n"
        b"2026-09-21T14:13:21.500Z InvalidMessages 3 of them\n"
    )


def test_what_a_peer_wrote_cannot_make_lines_of_its_own():
    log = SecurityLog()
    log.add(EPOCH_S, "InvalidMessages", "a\n2026-09-21T14:13:20.000Z FirmwareUpdated\r\x0b\u2028b")
    assert len(lines(log)) == 1


def test_the_log_is_cut_to_a_time():
    log = SecurityLog()
    for second in range(5):
        log.add(EPOCH_S + second, f"Event{second}")
    kept = [line.partition(" ")[2] for line in lines(log, EPOCH_S + 1, EPOCH_S + 3)]
    assert kept == ["Event1", "Event2", "Event3"]


def test_the_oldest_events_give_way():
    log = SecurityLog()
    for number in range(1000):
        log.add(EPOCH_S, f"Event{number}")
    kept = [line.partition(" ")[2] for line in lines(log)]
    assert 0 < len(kept) < 100
    assert kept == [f"Event{number}" for number in range(1000 - len(kept), 1000)]
