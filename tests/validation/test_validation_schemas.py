"""The 78 official schemas as corrected: whole, valid, closed, and met by the example payloads."""

from collections import Counter

import jsonschema
import pytest
from support.ocpp16_payloads import REQUESTS, RESPONSES

from ocpp_load.messages.v16.actions import Action
from ocpp_load.validation import PayloadValidator, SchemaStore

STORE = SchemaStore()
VALIDATOR = PayloadValidator(STORE)
NAMES = sorted(STORE.names)


def subschemas(schema):
    if isinstance(schema, dict):
        yield schema
        for child in schema.values():
            yield from subschemas(child)


def test_there_is_a_request_and_a_response_schema_for_each_of_the_39_actions():
    assert len(NAMES) == 78
    assert set(NAMES) == {*Action, *(f"{action}Response" for action in Action)}


def test_the_core_is_draft_04_and_the_security_extension_draft_06():
    drafts = Counter(STORE.load(name)["$schema"] for name in NAMES)
    assert drafts == {
        "http://json-schema.org/draft-04/schema#": 2 * 28,
        "http://json-schema.org/draft-06/schema#": 2 * 11,
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_by_its_own_draft(name):
    schema = STORE.load(name)
    jsonschema.validators.validator_for(schema).check_schema(schema)


@pytest.mark.parametrize("name", NAMES)
def test_no_object_lets_unknown_fields_through(name):
    # OCPP-J 1.6 errata 3.2
    for schema in subschemas(STORE.load(name)):
        if schema.get("type") == "object":
            assert schema.get("additionalProperties") is False, schema


@pytest.mark.parametrize("name", NAMES)
def test_every_format_is_one_that_is_checked(name):
    formats = {
        schema["format"]
        for schema in subschemas(STORE.load(name))
        if isinstance(schema.get("format"), str)
    }
    assert formats <= {"date-time", "uri"}


@pytest.mark.parametrize("action", Action)
def test_the_example_payloads_are_valid(action):
    assert VALIDATOR.check_request(action, REQUESTS[action]) is None
    assert VALIDATOR.check_response(action, RESPONSES[action]) is None


def test_there_are_example_payloads_for_every_message():
    assert set(REQUESTS) == set(RESPONSES) == set(Action)


def test_what_is_loaded_may_be_changed_without_harm():
    STORE.load("Authorize").clear()
    assert STORE.load("Authorize")["required"] == ["idTag"]


@pytest.mark.parametrize("name", ["Nonsense", "", "authorize", "../schemas/Authorize", "x" * 5000])
def test_there_is_no_schema_by_another_name(name):
    with pytest.raises(KeyError):
        STORE.load(name)
