"""`send_raw`: frames that are no OCPP."""

import pytest
from support.scripted_station import live


def test_text_goes_out_as_it_is_written():
    simulation = live(
        "  - send_raw: {text: '[2,\"${station.identity}\"'}\n"
        '  - send_raw: {text: "${n}"}\n'
        '  - send_raw: {text: ""}\n'
        '  - send_raw: {text: "$${n} 1${n}"}\n'
        '  - send_raw: {text: "${[n, station.identity]}"}\n'
        "  - send_raw: {text: Größe}\n"
    )
    assert [frame for _, frame, binary in simulation.raw_frames if not binary] == [
        b'[2,"CP7"',
        b"7",
        b"",
        b"${n} 17",
        b'[7, "CP7"]',
        "Größe".encode(),
    ]
    assert simulation.observer.own_faults == []


def test_bytes_go_out_as_a_binary_frame():
    simulation = live("  - send_raw: {binary: AAH/}\n")
    assert simulation.raw_frames == [(0.0, b"\x00\x01\xff", True)]


def test_nobody_waits_for_an_answer():
    simulation = live("  - send_raw: {text: x}\n  - heartbeat\n")
    assert simulation.actions[-1] == "Heartbeat"
    assert simulation.observer.checks == []


def test_without_a_connection_it_waits_for_one():
    simulation = live("  - wait: 2 s\n  - send_raw: {text: x}\n")
    simulation.reachable = False
    simulation.lose_connection().run(10)
    assert simulation.raw_frames == []
    simulation.reachable = True
    simulation.run(120)
    assert [frame for _, frame, _ in simulation.raw_frames] == [b"x"]


def test_what_answers_a_raw_frame_is_judged_as_ever():
    simulation = live('  - send_raw: {text: \'[2, "raw", "Heartbeat", {}]\'}\n')
    simulation.receive([3, "raw", {"currentTime": "2026-09-21T13:33:20.000Z"}])
    assert simulation.observer.violations == ["answer to a call never made"]


@pytest.mark.parametrize(
    ("options", "lost_after_s", "check"),
    [
        ("", 3, ("the connection is closed", None)),
        ("", 8, ("the connection is closed", "the connection stood after 5 s")),
        (", name: thrown out, clause: '4.1'", 3, ("thrown out (4.1)", None)),
    ],
)
def test_the_peer_may_be_expected_to_close_the_connection(options, lost_after_s, check):
    simulation = live(f"  - send_raw: {{text: x, expect_close: 5 s{options}}}\n")
    simulation.run(lost_after_s - 1).lose_connection().run(1)
    assert simulation.observer.checks == [check]


def test_a_connection_that_is_required_to_close_and_stands_ends_the_script():
    simulation = live(
        "  - send_raw: {text: x, expect_close: 2 s, required: true}\n  - heartbeat\n"
    ).run(5)
    assert len(simulation.observer.checks) == 1
    assert "Heartbeat" not in simulation.actions


@pytest.mark.parametrize(
    ("step", "mistake"),
    [
        ("send_raw: {}", "needs exactly one of text, binary"),
        ("send_raw: {text: x, binary: AAAA}", "needs exactly one of text, binary"),
        ("send_raw: {binary: AAA}", "is not base64"),
        ("send_raw: {text: 5}", "5 is not text"),
        ("send_raw: {text: x, name: y}", "checks nothing without expect_close"),
        ("send_raw: {text: '${'}", "a ${ has no }"),
    ],
)
def test_a_mistake_is_told(mistakes_of_step, step, mistake):
    found = mistakes_of_step(step)
    assert len(found) == 1
    assert mistake in found[0]
