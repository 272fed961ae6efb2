import json

import pytest

from ocpp_load.central_system.command_request import (
    CommandRequest,
    CommandRequestError,
    read_command_request,
)
from ocpp_load.validation import PayloadValidator, SchemaStore

VALIDATOR = PayloadValidator(SchemaStore("1.6"))


def read(fields):
    body = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    return read_command_request(body, VALIDATOR)


def test_an_action_alone_is_sent_with_an_empty_payload_and_the_usual_timeout():
    assert read({"action": "ClearCache"}) == CommandRequest("ClearCache", {}, 30.0)


def test_every_field_arrives():
    fields = {"action": "Reset", "payload": {"type": "Soft"}, "timeout": 5, "validate": True}
    assert read(fields) == CommandRequest("Reset", {"type": "Soft"}, 5.0)


@pytest.mark.parametrize("action", ["Heartbeat", "Rest"])
def test_anything_may_be_sent_without_validation(action):
    fields = {"action": action, "payload": {"any": 1}, "validate": False}
    assert read(fields) == CommandRequest(action, {"any": 1}, 30.0)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (b"{", "the body is not JSON"),
        (b"", "the body is not JSON"),
        ([], "the body is not a JSON object"),
        ({}, "action is missing or no string"),
        ({"action": 7}, "action is missing or no string"),
        ({"action": "Reset", "payload": []}, "payload is not an object"),
        ({"action": "Reset", "payload": {}}, r"payload: type breaks required"),
        ({"action": "Reset", "payload": {"type": "Cold"}}, r"payload: type breaks enum"),
        ({"action": "Heartbeat"}, "'Heartbeat' is no command of a central system"),
        ({"action": "Rest"}, "'Rest' is no command of a central system: there are Cancel"),
        ({"action": "ClearCache", "timeout": 0}, "timeout is not a number of seconds"),
        ({"action": "ClearCache", "timeout": "5"}, "timeout is not a number of seconds"),
        ({"action": "ClearCache", "timeout": True}, "timeout is not a number of seconds"),
        ({"action": "ClearCache", "timeout": 1e9}, "timeout is not a number of seconds"),
        ({"action": "ClearCache", "validate": "no"}, "validate is neither true nor false"),
        ({"action": "ClearCache", "validate": 0}, "validate is neither true nor false"),
        ({"action": "ClearCache", "paylod": {}}, "'paylod' is no field: there are action,"),
    ],
)
def test_a_body_that_is_no_command_is_told_what_is_wrong_with_it(fields, problem):
    with pytest.raises(CommandRequestError, match=problem):
        read(fields)


def test_all_problems_of_a_body_are_told_at_once():
    with pytest.raises(CommandRequestError) as refused:
        read({"payload": 1, "timeout": -1, "validate": None, "x": 1})
    assert len(refused.value.problems) == 5
