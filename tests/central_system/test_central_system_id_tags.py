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
