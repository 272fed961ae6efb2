"""`faults` of a scenario: every kind with its options, and what is wrong with the wrong ones."""

import pytest

from ocpp_load.errors import ScenarioError
from ocpp_load.model.misbehaviour import FaultKind
from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.distribution import Fixed, Uniform

HEAD = 'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m}\nsteps: [connect]\nfaults:\n'


def faults(text):
    return parse_scenario((HEAD + text).encode(), "x.yaml").faults


def mistakes(text):
    with pytest.raises(ScenarioError) as caught:
        faults(text)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_a_scenario_without_faults_has_none():
    without = HEAD.replace("faults:\n", "")
    assert parse_scenario(without.encode(), "x.yaml").faults == ()


def test_a_bare_name_is_a_fault_of_all_stations_for_the_whole_run():
    [fault] = faults("- no_pong\n")
    assert (fault.kind, fault.name, fault.share) == (FaultKind.NO_PONG, "no_pong", 1.0)
    assert (fault.after, fault.every, fault.lasts, fault.by_event) == (None, None, None, False)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            "half_open: {name: hangs, share: 5 %, after: 2 min, every: 10 min, for: 30 s}",
            {
                "name": "hangs",
                "share": 0.05,
                "after": Fixed(120.0),
                "every": Fixed(600.0),
                "lasts": Fixed(30.0),
            },
        ),
        ("close_without_handshake: {every: {uniform: [1 s, 2 s]}}", {"every": Uniform(1.0, 2.0)}),
        ("close_without_handshake: {after: 0, reset: true}", {"resets": True, "after": Fixed(0)}),
        ("close_without_handshake: {only_by_event: true}", {"by_event": True}),
        ("flapping: {stays: 5 s, reset: false}", {"stays": Fixed(5.0), "resets": False}),
        ("slow_reading: {bytes_per_second: 200}", {"bytes_per_second": 200}),
        ("trickled_frames: {bytes: 3}", {"piece_bytes": 3, "pause_s": 0.01, "fragmented": False}),
        ("trickled_frames: {bytes: 1, pause: 1 s, fragmented: true}", {"fragmented": True}),
        ("messages_twice:", {"probability": 1.0}),
        ("messages_twice: {probability: 20 %}", {"probability": 0.2}),
        ("out_of_order:", {"probability": 1.0, "at_most_s": 1.0}),
        ("out_of_order: {at_most: 50 ms}", {"at_most_s": 0.05}),
        ("clock_off: {by: -3 h}", {"off_by_s": -10_800.0}),
        ("duplicate_identity: {share: 2 %}", {"share": 0.02}),
    ],
)
def test_a_fault_is_what_its_options_say(options, expected):
    [fault] = faults(f"- {options}\n")
    assert fault.kind == options.partition(":")[0]
    assert {field: getattr(fault, field) for field in expected} == expected


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("- half_opne\n", "unknown fault half_opne; did you mean half_open?"),
        ("- [no_pong]\n", "a list is not a fault"),
        (
            "- no_pong:\n  share: 1 %\n",
            "no_pong and share share a dash; begin each fault with its own",
        ),
        ("- slow_reading\n", "the key bytes_per_second is missing"),
        ("- slow_reading: {bytes_per_second: 0}\n", "0 is not allowed; allowed: whole numbers"),
        ("- flapping\n", "the key stays is missing"),
        ("- clock_off\n", "the key by is missing"),
        ("- no_pong: {every: 1 min}\n", "it needs for as well"),
        ("- close_without_handshake\n", "needs after or every"),
        ("- close_without_handshake: {after: 1 s, for: 1 s}\n", "unknown key for"),
        ("- duplicate_identity: {after: 1 s}\n", "unknown key after"),
        ("- no_pong: {share: 101 %}\n", "101 %"),
        ("- no_pong\n- no_pong: {share: 1 %}\n", "a second fault called no_pong"),
    ],
)
def test_a_mistake_says_what_is_wrong(text, mistake):
    [told] = mistakes(text)
    assert mistake in told


def test_two_faults_of_one_kind_need_names():
    both = faults("- no_pong: {share: 1 %}\n- no_pong: {name: deaf, share: 2 %}\n")
    assert [fault.name for fault in both] == ["no_pong", "deaf"]


def test_every_mistake_is_told_in_the_line_it_stands_in():
    found = mistakes("- nothing\n- flapping: {stay: 1 s}\n")
    assert [line.split(":")[1] for line in found] == ["6", "7", "7"]
