"""The Authorization Cache (OCPP 1.6 section 3.5.1 with errata 3.4, section 5.4)."""

from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.messages.v16.authorization_data import IdTagInfo
from ocpp_load.messages.v16.enums import AuthorizationStatus
from ocpp_load.model.authorization.cache import CAPACITY, AuthorizationCache

ACCEPTED = IdTagInfo(AuthorizationStatus.ACCEPTED)
BLOCKED = IdTagInfo(AuthorizationStatus.BLOCKED)


def a_cache(**infos):
    cache = AuthorizationCache()
    for id_tag, info in infos.items():
        cache.put(id_tag, info, 0.0)
    return cache


def full(info=ACCEPTED, but=0):
    return a_cache(**{f"TAG{number}": info for number in range(CAPACITY - but)})


def known(cache, *id_tags):
    return [id_tag for id_tag in id_tags if cache.find(id_tag, 0.0) is not None]


def test_what_was_said_last_of_an_id_tag_is_known_accepted_or_not():
    cache = a_cache(A=ACCEPTED, B=BLOCKED)
    cache.put("A", BLOCKED, 0.0)
    assert (cache.find("A", 0.0), cache.find("B", 0.0)) == (BLOCKED, BLOCKED)
    assert cache.find("C", 0.0) is None
    assert len(cache) == 2


def test_an_id_tag_is_found_and_removed_in_any_case():
    cache = a_cache(AbC1=ACCEPTED)
    assert cache.find("aBC1", 0.0) is ACCEPTED
    cache.put("ABC1", BLOCKED, 0.0)
    assert len(cache) == 1
    cache.remove("abc1")
    assert len(cache) == 0


def test_an_id_tag_that_is_not_known_is_removed_without_ado():
    AuthorizationCache().remove("A")
    cache = a_cache(A=ACCEPTED)
    cache.remove("B")
    assert known(cache, "A", "B") == ["A"]


def test_an_entry_whose_date_has_come_is_expired():
    cache = a_cache(A=IdTagInfo(AuthorizationStatus.ACCEPTED, 100.0, "FAMILY"))
    assert cache.find("A", 99.0).status == "Accepted"
    assert cache.find("A", 100.0) == IdTagInfo(AuthorizationStatus.EXPIRED, 100.0, "FAMILY")


def test_what_is_not_accepted_makes_room_before_anything_that_is():
    cache = full(but=2)
    cache.put("BLOCKED", BLOCKED, 0.0)
    cache.put("EXPIRED", IdTagInfo(AuthorizationStatus.ACCEPTED, 50.0), 0.0)
    cache.put("NEW", ACCEPTED, 60.0)
    assert known(cache, "TAG0", "BLOCKED", "EXPIRED", "NEW") == ["TAG0", "NEW"]
    assert len(cache) == CAPACITY - 1


def test_then_the_oldest_makes_room_and_what_was_confirmed_is_no_longer_old():
    cache = full()
    cache.put("TAG0", ACCEPTED, 0.0)
    cache.put("NEW", ACCEPTED, 0.0)
    assert known(cache, "TAG0", "TAG1", "TAG2", "NEW") == ["TAG0", "TAG2", "NEW"]
    assert len(cache) == CAPACITY


def test_to_confirm_an_entry_of_a_full_cache_takes_no_room():
    cache = full(BLOCKED)
    cache.put("TAG7", ACCEPTED, 0.0)
    assert len(cache) == CAPACITY


def test_a_cleared_cache_is_empty():
    cache = full()
    cache.clear()
    assert (len(cache), cache.find("TAG0", 0.0)) == (0, None)
    cache.put("A", ACCEPTED, 0.0)
    assert known(cache, "A") == ["A"]


@given(st.lists(st.tuples(st.integers(0, 150), st.sampled_from([ACCEPTED, BLOCKED]))))
def test_the_cache_never_outgrows_its_capacity_and_always_knows_the_latest(said):
    cache = full(but=3)
    for number, info in said:
        cache.put(f"tag{number}", info, 0.0)
        assert cache.find(f"TAG{number}", 0.0) is info
        assert len(cache) <= CAPACITY
