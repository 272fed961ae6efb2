"""What a person is told of payloads that broke their schema."""

import pytest

from ocpp_load.validation import PayloadValidator, SchemaStore


@pytest.fixture
def validator():
    return PayloadValidator(SchemaStore())


def test_the_first_of_each_kind_is_explained_and_the_others_are_not(validator):
    validator.check_response("Authorize", {"idTagInfo": {"status": "Perhaps"}})
    validator.check_response("Authorize", {"idTagInfo": {"status": "Never"}})
    validator.check_response("Authorize", {})
    assert validator.explanations == {
        "AuthorizeResponse: idTagInfo.status breaks enum": (
            "$.idTagInfo.status: 'Perhaps' is not one of "
            "['Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx']"
        ),
        "AuthorizeResponse: idTagInfo breaks required": ("$: 'idTagInfo' is a required property"),
    }


def test_what_only_the_faster_validator_sees_is_told_in_its_words(validator):
    payload = {"location": "::no uri", "retrieveDate": "2026-11-23T00:00:00Z"}
    validator.check_request("UpdateFirmware", payload)
    [text] = validator.explanations.values()
    assert "::no uri" in text


def test_a_long_value_of_the_peers_is_cut(validator):
    validator.check_request("Authorize", {"idTag": "x" * 100_000})
    [text] = validator.explanations.values()
    assert len(text) <= 301


def test_what_fits_its_schema_needs_no_words(validator):
    assert validator.check_request("Heartbeat", {}) is None
    assert validator.explanations == {}


def test_a_payload_nested_too_deep_for_the_slower_validator_is_told_by_the_faster(validator):
    deep = {}
    for _ in range(240):
        deep = {"a": deep}
    validator.check_request("Authorize", {"idTag": deep})
    assert len(validator.explanations) == 1
