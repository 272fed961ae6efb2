"""The Local Authorization List (OCPP 1.6 sections 3.5.2, 5.10, 5.15, 6.41, 7.1, 7.47; errata 3.52)."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ocpp_load.messages.v16.authorization_data import AuthorizationData, IdTagInfo
from ocpp_load.messages.v16.enums import AuthorizationStatus, UpdateStatus, UpdateType
from ocpp_load.model.authorization.local_list import LocalList

ACCEPTED = IdTagInfo(AuthorizationStatus.ACCEPTED)
BLOCKED = IdTagInfo(AuthorizationStatus.BLOCKED)
FULL, DIFFERENTIAL = UpdateType.FULL, UpdateType.DIFFERENTIAL
LONG = 1000


def entries(**infos):
    return [AuthorizationData(id_tag, info) for id_tag, info in infos.items()]


def a_list(version=5, **infos):
    made = LocalList()
    assert made.update(FULL, version, entries(**infos), max_length=LONG) is UpdateStatus.ACCEPTED
    return made


def contents(local_list):
    return {tag: info for tag in "ABCDE" if (info := local_list.find(tag, 0.0)) is not None}


def test_a_station_starts_with_an_empty_list_of_version_0():
    fresh = LocalList()
    assert (fresh.version, len(fresh), fresh.find("A", 0.0)) == (0, 0, None)


def test_a_full_update_replaces_the_list_whatever_its_version_was():
    changed = a_list(5, A=ACCEPTED, B=ACCEPTED)
    update = entries(B=BLOCKED, C=ACCEPTED)
    assert changed.update(FULL, 2, update, max_length=LONG) is UpdateStatus.ACCEPTED
    assert (changed.version, contents(changed)) == (2, {"B": BLOCKED, "C": ACCEPTED})


def test_a_differential_update_adds_replaces_and_removes():
    changed = a_list(5, A=ACCEPTED, B=ACCEPTED, C=ACCEPTED)
    update = entries(A=None, B=BLOCKED, D=ACCEPTED, E=None)
    assert changed.update(DIFFERENTIAL, 6, update, max_length=LONG) is UpdateStatus.ACCEPTED
    assert changed.version == 6
    assert contents(changed) == {"B": BLOCKED, "C": ACCEPTED, "D": ACCEPTED}


def test_a_differential_update_without_entries_changes_the_version_only():
    changed = a_list(5, A=ACCEPTED)
    assert changed.update(DIFFERENTIAL, 9, [], max_length=LONG) is UpdateStatus.ACCEPTED
    assert (changed.version, contents(changed)) == (9, {"A": ACCEPTED})


@pytest.mark.parametrize(("update_type", "update"), [(FULL, []), (DIFFERENTIAL, entries(A=None))])
def test_the_version_of_an_emptied_list_is_0(update_type, update):
    changed = a_list(5, A=ACCEPTED)
    assert changed.update(update_type, 6, update, max_length=LONG) is UpdateStatus.ACCEPTED
    assert (changed.version, len(changed)) == (0, 0)
    # Whoever asks for the version is told 0, and goes on from there.
    anew = entries(B=ACCEPTED)
    assert changed.update(DIFFERENTIAL, 1, anew, max_length=LONG) is UpdateStatus.ACCEPTED
    assert changed.version == 1


@pytest.mark.parametrize(
    ("update_type", "version", "update", "max_length", "status"),
    [
        pytest.param(FULL, 0, entries(B=ACCEPTED), 10, "Failed", id="full, version 0"),
        pytest.param(FULL, -1, entries(B=ACCEPTED), 10, "Failed", id="full, version -1"),
        pytest.param(DIFFERENTIAL, 0, entries(B=ACCEPTED), 10, "Failed", id="version 0"),
        pytest.param(DIFFERENTIAL, -1, entries(B=ACCEPTED), 10, "Failed", id="version -1"),
        pytest.param(DIFFERENTIAL, 5, entries(B=ACCEPTED), 10, "VersionMismatch", id="equal"),
        pytest.param(DIFFERENTIAL, 4, entries(B=ACCEPTED), 10, "VersionMismatch", id="older"),
        pytest.param(FULL, 6, entries(B=None), 10, "Failed", id="full without idTagInfo"),
        pytest.param(FULL, 6, entries(B=ACCEPTED, b=ACCEPTED), 10, "Failed", id="full, twice"),
        pytest.param(DIFFERENTIAL, 6, entries(B=ACCEPTED, b=None), 10, "Failed", id="twice"),
        pytest.param(FULL, 6, entries(B=ACCEPTED, C=ACCEPTED), 1, "Failed", id="full, too long"),
        pytest.param(DIFFERENTIAL, 6, entries(B=ACCEPTED), 1, "Failed", id="too long"),
    ],
)
def test_an_update_that_cannot_be_changes_nothing(update_type, version, update, max_length, status):
    unchanged = a_list(5, A=ACCEPTED)
    assert unchanged.update(update_type, version, update, max_length=max_length) == status
    assert (unchanged.version, contents(unchanged)) == (5, {"A": ACCEPTED})


def test_a_full_list_may_grow_no_further_but_change():
    full = a_list(5, A=ACCEPTED)
    exchange = entries(A=None, B=ACCEPTED)
    assert full.update(DIFFERENTIAL, 6, exchange, max_length=1) is UpdateStatus.ACCEPTED
    assert contents(full) == {"B": ACCEPTED}


def test_an_id_tag_is_found_in_any_case():
    assert a_list(AbC1=ACCEPTED).find("aBc1", 0.0) is ACCEPTED


def test_an_entry_whose_date_has_come_is_expired_but_stays():
    mixed = a_list(A=IdTagInfo(AuthorizationStatus.ACCEPTED, 100.0, "FAMILY"))
    assert mixed.find("A", 99.0).status == "Accepted"
    assert mixed.find("A", 100.0) == IdTagInfo(AuthorizationStatus.EXPIRED, 100.0, "FAMILY")
    assert len(mixed) == 1


id_tags = st.sampled_from(["a", "A", "b", "B", "c", "d", "e"])
infos = st.sampled_from([None, ACCEPTED, BLOCKED])
updates = st.lists(st.builds(AuthorizationData, id_tags, infos), max_size=5)


class ListAgainstDictionary(RuleBasedStateMachine):
    """A list that is updated at random, and the dictionary that it must equal."""

    def __init__(self):
        super().__init__()
        self.local_list = LocalList()
        self.entries = {}
        self.version = 0

    @rule(data=updates, version=st.integers(-2, 8))
    def full(self, data, version):
        mistaken = any(entry.id_tag_info is None for entry in data)
        new = {entry.id_tag.lower(): entry.id_tag_info for entry in data}
        self.update(FULL, version, data, new, mistaken=mistaken, mismatch=False)

    @rule(data=updates, version=st.integers(-2, 8))
    def differential(self, data, version):
        new = self.entries | {entry.id_tag.lower(): entry.id_tag_info for entry in data}
        new = {id_tag: info for id_tag, info in new.items() if info is not None}
        mismatch = version <= (self.version if self.entries else 0)
        self.update(DIFFERENTIAL, version, data, new, mistaken=False, mismatch=mismatch)

    def update(self, update_type, version, data, new, *, mistaken, mismatch):
        twice = len({entry.id_tag.lower() for entry in data}) < len(data)
        status = self.local_list.update(update_type, version, data, max_length=3)
        if version < 1:
            assert status == "Failed"
        elif mismatch:
            assert status == "VersionMismatch"
        elif mistaken or twice or len(new) > 3:
            assert status == "Failed"
        else:
            assert status == "Accepted"
            self.entries, self.version = new, version

    @invariant()
    def equal(self):
        found = {tag: info for tag in "abcde" if (info := self.local_list.find(tag, 0.0))}
        assert found == self.entries
        assert len(self.local_list) == len(self.entries)
        assert self.local_list.version == (self.version if self.entries else 0)


TestListAgainstDictionary = ListAgainstDictionary.TestCase
TestListAgainstDictionary.settings = settings(max_examples=60, stateful_step_count=20)
