"""The installed profiles: which replace each other, prevail and cease (sections 3.13 and 5.16)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.charging import DEFAULT, MAX, TX, profile, wire_profile

from ocpp_load.messages.v16.enums import ChargingProfilePurposeType
from ocpp_load.model.charging.profiles import ChargingProfiles


def installed(*places):
    """Return a store with profiles that were installed in this order, as (connector, profile)."""
    profiles = ChargingProfiles()
    for connector_id, one in places:
        profiles.install(connector_id, one)
    return profiles


def ids(profiles, purpose, connector_id):
    return [one.id for one in profiles.stack(ChargingProfilePurposeType(purpose), connector_id)]


@pytest.mark.parametrize(
    ("place", "new", "left_on_1", "left_on_2"),
    [
        # The same id, wherever it is and whatever it says.
        (1, profile(TX, number=1, level=5), [], []),
        (2, profile(DEFAULT, number=1, level=5), [], [1]),
        # The same purpose and stack level on the connector.
        (1, profile(DEFAULT, number=9, level=0), [9], []),
        # Anything else is added.
        (1, profile(DEFAULT, number=9, level=1), [9, 1], []),
        (1, profile(TX, number=9, level=0), [1], []),
        (2, profile(DEFAULT, number=9, level=0), [1], [9]),
    ],
)
def test_a_profile_replaces_its_own_id_and_its_own_level(place, new, left_on_1, left_on_2):
    profiles = installed((1, profile(DEFAULT, number=1, level=0)))
    expected = profiles.count_with(place, new)
    profiles.install(place, new)
    assert ids(profiles, DEFAULT, 1) == left_on_1
    assert ids(profiles, DEFAULT, 2) == left_on_2
    assert len(profiles) == expected


def test_a_stack_begins_with_its_highest_level():
    profiles = installed(
        (0, profile(MAX, number=1, level=2)),
        (0, profile(MAX, number=2, level=7)),
        (0, profile(MAX, number=3, level=0)),
    )
    assert ids(profiles, MAX, 0) == [2, 1, 3]


def test_a_connectors_default_replaces_the_stations_of_its_level_for_this_connector_only():
    # 3.13.1: a TxDefaultProfile of connector 0 is replaced only for that specific connector.
    profiles = installed(
        (1, profile(DEFAULT, number=11, level=1)),
        (0, profile(DEFAULT, number=1, level=1)),
        (0, profile(DEFAULT, number=2, level=2)),
        (0, profile(DEFAULT, number=3, level=0)),
    )
    assert ids(profiles, DEFAULT, 1) == [2, 11, 3]
    assert ids(profiles, DEFAULT, 2) == [2, 1, 3]


def test_the_profiles_of_a_transaction_are_those_of_its_connector():
    profiles = installed((1, profile(TX, number=1)), (2, profile(TX, number=2)))
    assert ids(profiles, TX, 1) == [1]
    assert ids(profiles, TX, 2) == [2]


def test_the_end_of_a_transaction_ends_its_profiles_and_no_others():
    profiles = installed(
        (1, profile(TX, number=1)),
        (1, profile(TX, number=2, level=1)),
        (2, profile(TX, number=3)),
        (1, profile(DEFAULT, number=4)),
    )
    profiles.transaction_ended(1)
    assert ids(profiles, TX, 1) == []
    assert (ids(profiles, TX, 2), ids(profiles, DEFAULT, 1)) == ([3], [4])


def test_the_profile_of_a_remote_start_is_there_for_its_transaction():
    profiles = installed((1, profile(TX, number=1, level=1)), (2, profile(TX, number=2)))
    profiles.keep_for_start(1, wire_profile(TX, number=3))
    assert (ids(profiles, TX, 1), ids(profiles, TX, 2)) == ([3], [2])


def test_a_remote_start_without_a_profile_has_none_of_an_earlier_one():
    profiles = ChargingProfiles()
    profiles.keep_for_start(1, wire_profile(TX))
    profiles.keep_for_start(1, None)
    assert len(profiles) == 0


PLACED = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.builds(
            profile,
            st.sampled_from([MAX, DEFAULT, TX]),
            number=st.integers(1, 6),
            level=st.integers(0, 2),
        ),
    ),
    max_size=12,
)


def contents(profiles):
    """Return (connector, id, purpose, level) of every profile, as `stack` shows them."""
    return {
        (connector_id, one.id, one.purpose.value, one.stack_level)
        for connector_id in (0, 1, 2)
        for purpose in ChargingProfilePurposeType
        for one in profiles.stack(purpose, connector_id)
        if purpose is not ChargingProfilePurposeType.TX_DEFAULT_PROFILE
        or connector_id == 0
        or one not in profiles.stack(purpose, 0)
    }


@given(places=PLACED)
def test_no_two_profiles_share_an_id_or_a_level_and_the_last_one_is_there(places):
    profiles = installed(*places)
    kept = contents(profiles)
    assert len(kept) == len(profiles)
    assert len({number for _, number, _, _ in kept}) == len(kept)
    assert len({(place, purpose, level) for place, _, purpose, level in kept}) == len(kept)
    if places:
        place, last = places[-1]
        assert (place, last.id, last.purpose.value, last.stack_level) in kept


@given(
    places=PLACED,
    profile_id=st.none() | st.integers(1, 6),
    connector_id=st.none() | st.integers(0, 3),
    purpose=st.none() | st.sampled_from([MAX, DEFAULT, TX]),
    stack_level=st.none() | st.integers(0, 2),
)
def test_clearing_removes_what_matches_and_nothing_else(
    places, profile_id, connector_id, purpose, stack_level
):
    # Errata 3.25 and 3.26: the logical AND of what is given, and an id alone.
    profiles = installed(*places)
    before = contents(profiles)
    if profile_id is not None:
        matching = {one for one in before if one[1] == profile_id}
    else:
        matching = {
            (place, number, of_purpose, level)
            for place, number, of_purpose, level in before
            if (connector_id is None or place == connector_id)
            and (purpose is None or of_purpose == purpose)
            and (stack_level is None or level == stack_level)
        }
    cleared = profiles.clear(
        profile_id=profile_id, connector_id=connector_id, purpose=purpose, stack_level=stack_level
    )
    assert cleared == len(matching)
    assert contents(profiles) == before - matching
