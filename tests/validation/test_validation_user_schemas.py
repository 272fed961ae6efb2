"""A directory of the user's replaces and adds schemas; a broken file in it is named."""

import json
import socket

import pytest

from ocpp_load.errors import SchemaFileError, UserInputError
from ocpp_load.validation import PayloadValidator, SchemaStore

DRAFT_04 = "http://json-schema.org/draft-04/schema#"


def write(directory, **schemas):
    for name, schema in schemas.items():
        (directory / f"{name}.json").write_text(json.dumps(schema))
    return directory


def validator(directory):
    return PayloadValidator(SchemaStore(user_directory=directory))


def test_without_a_directory_the_official_schemas_hold():
    assert SchemaStore().names == SchemaStore(user_directory=None).names


def test_an_empty_directory_changes_nothing(tmp_path):
    assert SchemaStore(user_directory=tmp_path).names == SchemaStore().names


def test_a_file_replaces_the_official_schema_whole(tmp_path):
    write(tmp_path, Authorize={"$schema": DRAFT_04, "required": ["badge"]})
    vendor = validator(tmp_path)
    assert vendor.check_request("Authorize", {"badge": 7, "more": []}) is None
    assert vendor.check_request("Authorize", {"idTag": "A"}).reason == "badge breaks required"
    assert vendor.check_request("Heartbeat", {"a": 1}) is not None


def test_no_correction_is_applied_to_what_the_user_replaced(tmp_path):
    interval = {"properties": {"interval": {"type": "number"}}}
    write(tmp_path, BootNotificationResponse=interval)
    assert SchemaStore(user_directory=tmp_path).load("BootNotificationResponse") == interval
    assert validator(tmp_path).check_response("BootNotification", {"interval": 0.5}) is None


def test_a_file_replaces_a_response_alone(tmp_path):
    vendor = validator(write(tmp_path, HeartbeatResponse={"required": ["time"]}))
    assert vendor.check_response("Heartbeat", {"time": 1}) is None
    assert vendor.check_request("Heartbeat", {"a": 1}) is not None


def test_files_add_actions_that_ocpp_does_not_know(tmp_path):
    vendor = validator(write(tmp_path, OpenLid={"required": ["lid"]}, OpenLidResponse={}))
    assert vendor.check_request("OpenLid", {}).reason == "lid breaks required"


@pytest.mark.parametrize("name", ["OpenLid", "OpenLidResponse"])
def test_a_message_of_an_action_may_have_a_schema_without_the_other(tmp_path, name):
    vendor = validator(write(tmp_path, **{name: {"required": ["lid"]}}))
    violations = [vendor.check_request("OpenLid", {}), vendor.check_response("OpenLid", {})]
    assert [violation is not None for violation in violations] == [
        name == "OpenLid",
        name == "OpenLidResponse",
    ]


def test_a_response_schema_is_none_for_requests(tmp_path):
    vendor = validator(write(tmp_path, OpenLidResponse={"required": ["lid"]}))
    assert vendor.check_request("OpenLidResponse", {}) is None


def test_references_within_the_file_are_followed(tmp_path):
    schema = {
        "$id": "https://vendor.example/OpenLid",
        "definitions": {"lid": {"$id": "lid.json", "enum": ["front", "back"]}},
        "properties": {"lid": {"$ref": "lid.json"}, "other": {"$ref": "#/definitions/lid"}},
    }
    vendor = validator(write(tmp_path, OpenLid=schema))
    assert vendor.check_request("OpenLid", {"lid": "front", "other": "back"}) is None
    assert vendor.check_request("OpenLid", {"other": "top"}).reason == "other breaks enum"


def test_what_is_no_json_file_is_left_alone(tmp_path):
    (tmp_path / "README.md").write_text("{")
    (tmp_path / "Authorize.json.bak").write_text("{")
    (tmp_path / "drafts").mkdir()
    assert SchemaStore(user_directory=tmp_path).names == SchemaStore().names


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("{'type': 'object'}", "is not JSON"),
        ('{"type": "object",}', "is not JSON"),
        (b'\xff\xfe{\x00"\x00', "is not JSON"),
        ("[" * 2000, "is not JSON"),
        ("[]", "must be an object"),
        ("true", "must be an object"),
        ("null", "must be an object"),
        ('"{\\"type\\": \\"object\\"}"', "must be an object"),
        ('{"type": "text"}', "is not a JSON Schema"),
        ('{"type": 3}', "is not a JSON Schema"),
        ('{"properties": []}', "is not a JSON Schema"),
        ('{"required": "a"}', "is not a JSON Schema"),
        ('{"pattern": "("}', "is not a JSON Schema"),
        (f'{{"$schema": "{DRAFT_04}", "required": []}}', "is not a JSON Schema"),
        (f'{{"$schema": "{DRAFT_04}", "exclusiveMinimum": 1}}', "is not a JSON Schema"),
        ('{"$schema": "https://vendor.example/dialect"}', "https://vendor.example/dialect"),
        ('{"$ref": "#/definitions/none"}', "'/definitions/none' does not exist"),
        ('{"$ref": "#none"}', "'none' does not exist"),
        ('{"$ref": "Other.json"}', "'Other.json'"),
        ('{"properties": {"a": {"$ref": "../Other.json#/x"}}}', "'../Other.json#/x'"),
        ('{"$ref": "file:///etc/hostname"}', "'file:///etc/hostname'"),
        ('{"$id": "https://vendor.example/a", "$ref": "b"}', "'https://vendor.example/b'"),
        ('{"a": ' * 400 + "{}" + "}" * 400, "cannot be checked"),
    ],
)
def test_a_broken_file_is_named_with_its_problem(tmp_path, content, problem):
    write(tmp_path, Authorize={}, Heartbeat={})
    file = tmp_path / "Broken.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SchemaFileError) as caught:
        SchemaStore(user_directory=tmp_path)
    assert caught.value.file == file
    assert problem in caught.value.problem
    assert str(caught.value).startswith(f"{file}: ")
    assert "\n" not in str(caught.value)


def test_a_directory_with_the_name_of_a_file_is_named(tmp_path):
    (tmp_path / "Authorize.json").mkdir()
    with pytest.raises(SchemaFileError, match=r"Authorize\.json: cannot be read: Is a directory"):
        SchemaStore(user_directory=tmp_path)


@pytest.mark.parametrize("name", ["missing", "Authorize.json"])
def test_what_is_no_directory_is_named(tmp_path, name):
    write(tmp_path, Authorize={})
    with pytest.raises(SchemaFileError, match=rf"{name}: is not a directory"):
        SchemaStore(user_directory=tmp_path / name)


def test_a_broken_file_is_the_users_to_mend(tmp_path):
    (tmp_path / "Authorize.json").write_text("{")
    with pytest.raises(UserInputError):
        SchemaStore(user_directory=tmp_path)


@pytest.mark.parametrize("keyword", ["$ref", "$schema"])
def test_nothing_is_fetched_over_the_network(tmp_path, keyword):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/lid.json"
        write(tmp_path, OpenLid={"properties": {"lid": {"$ref": url}}, keyword: url})
        with pytest.raises(
            SchemaFileError, match=r"refers to what is not in the file: .*lid\.json"
        ):
            SchemaStore(user_directory=tmp_path)
        with pytest.raises(BlockingIOError):
            server.accept()
