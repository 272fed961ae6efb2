"""Message ids: short, never used twice, and told apart from every lookalike."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocpp_load.ocppj import MAX_MESSAGE_ID_LENGTH, MessageIds


def test_no_two_senders_ever_issue_the_same_id():
    senders = [MessageIds() for _ in range(200)]
    issued = [ids.issue() for _ in range(50) for ids in senders]
    assert len(set(issued)) == len(issued)


@pytest.mark.parametrize("ids", [MessageIds(), MessageIds("t" * 20)], ids=["random", "longest"])
def test_an_id_keeps_within_36_characters_for_a_million_billion_calls(ids):
    assert len(ids.issue()) - len("1") + len(str(10**15 - 1)) <= MAX_MESSAGE_ID_LENGTH


def test_an_empty_token_is_no_token():
    assert len(MessageIds("").issue()) > len("-1")


def test_a_sender_knows_what_it_issued_and_no_more():
    ids = MessageIds("station")
    assert not ids.has_issued("station-1")
    issued = [ids.issue() for _ in range(12)]
    assert issued[0] == "station-1"
    assert all(ids.has_issued(message_id) for message_id in issued)
    assert not ids.has_issued("station-13")


@pytest.mark.parametrize(
    "lookalike",
    [
        *("", "1", "-1", "station", "station-", "station1", "tation-1", "other-1", "STATION-1"),
        *("station-0", "station-01", "station-00001", "station--1", "station-+1", "station-1.0"),
        *("station- 1", "station-1 ", "station-1\n", "\nstation-1", "station-1_0", "station-0x1"),
        *("station-1e0", "station-one", "station-station-1", "station-1-1", "station-1\0"),
        *("station-\u0661", "station-\uff11", "station-\u00b9", "station-\u2460", "station-\u0967"),
        "station-1\u0660",
        "station-" + "1" * 15,
        "station-" + "1" * 5000,
    ],
)
def test_a_lookalike_was_not_issued(lookalike):
    ids = MessageIds("station")
    for _ in range(12):
        ids.issue()
    assert not ids.has_issued(lookalike)


@given(
    st.integers(0, 30),
    st.text(max_size=4) | st.integers(-5, 40).map(str) | st.integers(0, 9).map("0{}".format),
    st.sampled_from(["station-", "station", "s-", ""]),
)
@settings(max_examples=300)
def test_has_issued_is_exact(count, counter, prefix):
    ids = MessageIds("station")
    issued = {ids.issue() for _ in range(count)}
    assert ids.has_issued(prefix + counter) == (prefix + counter in issued)
