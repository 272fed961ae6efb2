import pytest

from ocpp_load.central_system.id_tags import IdTags, Refusal
from ocpp_load.messages.v16.enums import AuthorizationStatus

ID_TAGS = IdTags(
    [
        Refusal("STOLEN-7", AuthorizationStatus.INVALID),
        Refusal("STOLEN*", AuthorizationStatus.BLOCKED),
        Refusal("OLD?", AuthorizationStatus.EXPIRED),
    ]
)


@pytest.mark.parametrize(
    ("id_tag", "status"),
    [
        ("TAG000001", "Accepted"),
        ("STOLEN-1", "Blocked"),
        ("STOLEN-7", "Invalid"),
        ("stolen-1", "Blocked"),
        ("OLD1", "Expired"),
        ("OLD12", "Accepted"),
        ("NOT-STOLEN", "Accepted"),
    ],
)
def test_the_first_pattern_that_fits_decides_over_an_id_tag(id_tag, status):
    assert ID_TAGS.info(id_tag) == {"status": status}


def test_without_refusals_every_id_tag_is_accepted():
    assert IdTags().info("ANY") == {"status": "Accepted"}


@pytest.mark.parametrize(
    ("id_tag", "info"),
    [
        ("INVALID-7", {"status": "Invalid"}),
        ("expired-7", {"status": "Expired"}),
        ("BLOCKED-7", {"status": "Blocked"}),
        ("CONCURRENTTX-7", {"status": "ConcurrentTx"}),
        ("INVALID7", {"status": "Accepted"}),
        ("GROUP12-A", {"status": "Accepted", "parentIdTag": "GROUP12"}),
        ("FLEET-1-A", {"status": "Accepted", "parentIdTag": "FLEET-1"}),
    ],
)
def test_some_id_tags_are_refused_or_of_a_group_without_an_option(id_tag, info):
    assert IdTags(groups=["FLEET-?-*"]).info(id_tag) == info


def test_what_is_given_goes_before_what_is_usual():
    tags = IdTags([Refusal("EXPIRED-1", AuthorizationStatus.BLOCKED)])
    assert tags.info("EXPIRED-1") == {"status": "Blocked"}
