"""Authorization data as it arrives (OCPP 1.6 sections 7.1, 7.27, 7.28; errata 3.73 to 3.75)."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.messages.v16.authorization_data import (
    AuthorizationData,
    IdTagInfo,
    folded,
    read_authorization_data,
    read_id_tag_info,
)
from ocpp_load.messages.v16.enums import AuthorizationStatus

ACCEPTED = AuthorizationStatus.ACCEPTED


def test_an_id_tag_info_is_read_with_everything_that_it_may_hold():
    payload = {
        "status": "Blocked",
        "expiryDate": "1970-01-01T01:00:00.500+01:00",
        "parentIdTag": "FAMILY",
    }
    assert read_id_tag_info(payload) == IdTagInfo(AuthorizationStatus.BLOCKED, 0.5, "FAMILY")
    assert read_id_tag_info({"status": "Accepted"}) == IdTagInfo(ACCEPTED, None, None)


def test_the_year_0_which_the_schema_allows_is_long_past():
    info = read_id_tag_info({"status": "Accepted", "expiryDate": "0000-02-29T00:00:00Z"})
    assert info.expires_at == -inf
    assert not info.at(-1e12).accepted


def test_an_entry_without_id_tag_info_is_one_to_be_removed():
    assert read_authorization_data({"idTag": "A"}) == AuthorizationData("A", None)
    entry = read_authorization_data({"idTag": "A", "idTagInfo": {"status": "Accepted"}})
    assert entry == AuthorizationData("A", IdTagInfo(ACCEPTED))


@pytest.mark.parametrize(
    ("status", "accepted", "valid", "after_its_date"),
    [
        ("Accepted", True, True, "Expired"),
        ("ConcurrentTx", False, True, "Expired"),
        ("Blocked", False, False, "Blocked"),
        ("Expired", False, False, "Expired"),
        ("Invalid", False, False, "Invalid"),
    ],
)
def test_what_a_status_means_and_what_becomes_of_it(status, accepted, valid, after_its_date):
    info = IdTagInfo(AuthorizationStatus(status), 100.0, "FAMILY")
    assert (info.accepted, info.valid) == (accepted, valid)
    assert info.at(99.9) is info
    late = info.at(100.0)
    assert (late.status, late.parent_id_tag) == (after_its_date, "FAMILY")


def test_stations_share_what_is_equal_in_the_lists_that_they_are_sent():
    entry = {"idTag": "A", "idTagInfo": {"status": "Accepted", "parentIdTag": "FAMILY"}}
    first, second = read_authorization_data(entry), read_authorization_data(dict(entry))
    assert first.id_tag_info is second.id_tag_info


@given(st.text(alphabet="aBc01-ÄöØ", max_size=20))
def test_the_case_of_an_id_tag_does_not_count(id_tag):
    assert folded(id_tag) == folded(id_tag.upper()) == folded(id_tag.lower())
