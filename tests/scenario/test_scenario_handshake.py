"""`handshake`: a connection that is tried (OCPP-J 1.6 chapter 3, security whitepaper edition 3, 2)."""

import pytest
from support.scripted_station import live

from ocpp_load.charge_point import HandshakeOutcome, TransferFailure
from ocpp_load.model.security.credentials import NO_CREDENTIALS

LET_IN = HandshakeOutcome(status=101, subprotocol="ocpp1.6", tls_version="TLSv1.3", cipher="c")
REFUSED = HandshakeOutcome("HTTP 401", status=401, closed=True)
PASSWORD = "ab" * 16


def trying(*steps, outcome=LET_IN):
    """Return the simulation after those steps; `outcome` is what comes of each handshake."""
    text = "".join(f"  - {step}\n" for step in (*steps, "heartbeat"))
    simulation = live("  - wait: 2 s\n" + text)
    simulation.transfer_outcome = lambda _: outcome
    simulation.station.station.configuration["AuthorizationKey"] = PASSWORD
    return simulation.run(5)


def test_the_credentials_and_the_offer_are_those_of_the_station_unless_told():
    [handshake] = trying("handshake").transfers
    assert handshake.credentials is NO_CREDENTIALS
    assert handshake.subprotocols == ("ocpp1.6",)
    assert (handshake.ciphers, handshake.max_tls, handshake.waits_s) == (None, None, 0)


@pytest.mark.parametrize(
    ("options", "profile", "password"),
    [
        ("profile: 1", 1, bytes.fromhex(PASSWORD)),
        ("profile: 2, password: guessed", 2, b"guessed"),
        ("profile: 1, password: 'hex:${1 + 1}${n}'", 1, b"\x27"),
        ("profile: 0", 0, None),
    ],
)
def test_other_credentials_are_shown(options, profile, password):
    [handshake] = trying(f"handshake: {{{options}}}").transfers
    assert (handshake.credentials.profile, handshake.credentials.password) == (profile, password)


def test_something_else_is_offered():
    [handshake] = trying(
        "handshake: {subprotocols: [a, b], ciphers: X, max_tls: 1.2, closed_within: 2 s}"
    ).transfers
    assert handshake.subprotocols == ("a", "b")
    assert (handshake.ciphers, handshake.max_tls, handshake.waits_s) == ("X", "1.2", 2)


@pytest.mark.parametrize(
    ("outcome", "failure"),
    [
        (LET_IN, None),
        (REFUSED, "HTTP 401"),
        (HandshakeOutcome(status=101, closed=True), "no agreed subprotocol"),
        (HandshakeOutcome(status=101, subprotocol="ocpp2.0"), "no agreed subprotocol"),
    ],
)
def test_that_it_is_accepted_is_a_check_where_nothing_else_is_expected(outcome, failure):
    simulation = trying("handshake: {name: let in, clause: A00}", outcome=outcome)
    assert simulation.observer.checks == [("let in (A00)", failure)]
    assert simulation.actions[-1] == "Heartbeat"


@pytest.mark.parametrize(
    ("outcome", "seen"),
    [
        (LET_IN, [True, 101, "ocpp1.6", False, None, "TLSv1.3", "c"]),
        (REFUSED, [False, 401, None, True, "HTTP 401", None, None]),
    ],
)
def test_what_came_of_it_is_checked_and_kept(outcome, seen):
    simulation = trying(
        "handshake: {save: {seen: 'handshake'}, expect: {the same: handshake.accepted}}",
        "call: {action: X, payload: {seen: '${seen}'}}",
        outcome=outcome,
    )
    [message] = [each for each in simulation.messages if each.action == "X"]
    assert list(message.payload["seen"].values()) == seen
    assert simulation.observer.checks == [("the same", None if seen[0] else "does not hold")]


def test_its_clause_is_that_of_what_is_expected_and_names_no_other():
    simulation = trying(
        "handshake: {clause: A00, expect: [handshake.accepted, {that: true, name: b, clause: B00}]}"
    )
    assert simulation.observer.checks == [
        ("handshake: handshake.accepted (A00)", None),
        ("b (B00)", None),
    ]


def test_a_script_ends_where_one_that_is_required_is_refused():
    simulation = trying("handshake: {required: true}", outcome=REFUSED)
    assert "Heartbeat" not in simulation.actions


def test_a_fault_of_this_program_is_no_answer_of_the_central_system():
    simulation = trying(
        "handshake: {expect: {it is refused: not handshake.accepted}}",
        outcome=TransferFailure("fault of ocpp_load"),
    )
    assert simulation.observer.checks == [("it is refused", "fault of ocpp_load")]


def test_a_password_that_is_none_is_a_fault_of_the_scenario():
    simulation = trying("handshake: {profile: 1, password: 'hex:xyz'}")
    assert len(simulation.observer.own_faults) == 1
    assert simulation.transfers == []
