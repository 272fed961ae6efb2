"""What is wrong with a payload, which CallError code says so, and how it is counted."""

import pytest
from support.ocpp16_payloads import LATER, NOW, REQUESTS, RESPONSES
from support.schemas import validator_for

from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import ErrorCode
from ocpp_load.validation import (
    CODE_BY_KEYWORD,
    PayloadValidator,
    PayloadViolation,
    SchemaStore,
)

VALIDATOR = PayloadValidator(SchemaStore())

INCOMPLETE = ErrorCode.PROTOCOL_ERROR
FORMATION = ErrorCode.FORMATION_VIOLATION
PROPERTY = ErrorCode.PROPERTY_CONSTRAINT_VIOLATION
OCCURRENCE = ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION
TYPE = ErrorCode.TYPE_CONSTRAINT_VIOLATION

BOOT = {"chargePointVendor": "V", "chargePointModel": "M"}


def sampled(**fields):
    return {
        "connectorId": 1,
        "meterValue": [{"timestamp": NOW, "sampledValue": [{"value": "1"}, fields]}],
    }


def verdict(violation):
    return None if violation is None else (violation.code, violation.reason)


@pytest.mark.parametrize(
    ("action", "payload", "code", "reason"),
    [
        ("Authorize", {}, INCOMPLETE, "idTag breaks required"),
        (
            "BootNotification",
            {"chargePointVendor": "V"},
            INCOMPLETE,
            "chargePointModel breaks required",
        ),
        (
            "MeterValues",
            sampled(unit="Wh"),
            INCOMPLETE,
            "meterValue[].sampledValue[].value breaks required",
        ),
        (
            "DeleteCertificate",
            {"certificateHashData": {"hashAlgorithm": "SHA256", "issuerNameHash": ""}},
            INCOMPLETE,
            "certificateHashData.issuerKeyHash breaks required",
        ),
        ("Heartbeat", {"currentTime": NOW}, FORMATION, "* breaks additionalProperties"),
        ("BootNotification", BOOT | {"vendor": "V"}, FORMATION, "* breaks additionalProperties"),
        (
            "MeterValues",
            sampled(value="1", note="x"),
            FORMATION,
            "meterValue[].sampledValue[].* breaks additionalProperties",
        ),
        ("Authorize", {"idTag": 7}, TYPE, "idTag breaks type"),
        ("Authorize", {"idTag": None}, TYPE, "idTag breaks type"),
        ("UnlockConnector", {"connectorId": "1"}, TYPE, "connectorId breaks type"),
        ("UnlockConnector", {"connectorId": 1.5}, TYPE, "connectorId breaks type"),
        ("UnlockConnector", {"connectorId": True}, TYPE, "connectorId breaks type"),
        ("GetConfiguration", {"key": "HeartbeatInterval"}, TYPE, "key breaks type"),
        ("GetConfiguration", {"key": ["A", 1]}, TYPE, "key[] breaks type"),
        ("MeterValues", sampled(value=1), TYPE, "meterValue[].sampledValue[].value breaks type"),
        ("Authorize", {"idTag": "T" * 21}, PROPERTY, "idTag breaks maxLength"),
        ("GetConfiguration", {"key": ["K" * 51]}, PROPERTY, "key[] breaks maxLength"),
        ("Reset", {"type": "soft"}, PROPERTY, "type breaks enum"),
        ("Reset", {"type": ""}, PROPERTY, "type breaks enum"),
        (
            "MeterValues",
            sampled(value="1", unit="Hertz"),
            PROPERTY,
            "meterValue[].sampledValue[].unit breaks enum",
        ),
        (
            "DeleteCertificate",
            {
                "certificateHashData": REQUESTS["DeleteCertificate"]["certificateHashData"]
                | {"hashAlgorithm": "MD5"}
            },
            PROPERTY,
            "certificateHashData.hashAlgorithm breaks enum",
        ),
        (
            "MeterValues",
            {"connectorId": 1, "meterValue": []},
            OCCURRENCE,
            "meterValue breaks minItems",
        ),
        (
            "MeterValues",
            {"connectorId": 1, "meterValue": [{"timestamp": NOW, "sampledValue": []}]},
            OCCURRENCE,
            "meterValue[].sampledValue breaks minItems",
        ),
    ],
)
def test_a_bad_request_is_told_by_code_and_reason(action, payload, code, reason):
    assert verdict(VALIDATOR.check_request(action, payload)) == (code, reason)


@pytest.mark.parametrize(
    ("action", "payload", "code", "reason"),
    [
        ("Heartbeat", {}, INCOMPLETE, "currentTime breaks required"),
        ("BootNotification", {"status": "Accepted"}, INCOMPLETE, "currentTime breaks required"),
        (
            "BootNotification",
            RESPONSES["BootNotification"] | {"interval": 300.5},
            TYPE,
            "interval breaks type",
        ),
        (
            "BootNotification",
            RESPONSES["BootNotification"] | {"heartbeatInterval": 300},
            FORMATION,
            "* breaks additionalProperties",
        ),
        ("StatusNotification", {"status": "Ok"}, FORMATION, "* breaks additionalProperties"),
        ("LogStatusNotification", {"status": "Ok"}, FORMATION, "* breaks additionalProperties"),
        (
            "Authorize",
            {"idTagInfo": {"status": "OK"}},
            PROPERTY,
            "idTagInfo.status breaks enum",
        ),
        ("Authorize", {"idTagInfo": "Accepted"}, TYPE, "idTagInfo breaks type"),
        (
            "GetInstalledCertificateIds",
            {"status": "Accepted", "certificateHashData": []},
            OCCURRENCE,
            "certificateHashData breaks minItems",
        ),
    ],
)
def test_a_bad_response_is_told_by_code_and_reason(action, payload, code, reason):
    assert verdict(VALIDATOR.check_response(action, payload)) == (code, reason)


@pytest.mark.parametrize(
    ("rule", "value", "code", "keyword"),
    [
        ({"const": 1}, 2, PROPERTY, "const"),
        ({"enum": [1, 2]}, 3, PROPERTY, "enum"),
        ({"minimum": 1}, 0, PROPERTY, "minimum"),
        ({"maximum": 1}, 2, PROPERTY, "maximum"),
        ({"exclusiveMinimum": 1}, 1, PROPERTY, "exclusiveMinimum"),
        ({"exclusiveMaximum": 1}, 1, PROPERTY, "exclusiveMaximum"),
        ({"multipleOf": 5}, 7, PROPERTY, "multipleOf"),
        ({"minLength": 1}, "", PROPERTY, "minLength"),
        ({"maxLength": 1}, "xx", PROPERTY, "maxLength"),
        ({"pattern": "^[A-Z]+$"}, "a", PROPERTY, "pattern"),
        ({"pattern": r"^\p{Lu}$"}, "a", PROPERTY, "pattern"),
        ({"format": "date-time"}, "now", PROPERTY, "format"),
        ({"format": "uri"}, "here", PROPERTY, "format"),
        ({"uniqueItems": True}, [1, 1], PROPERTY, "uniqueItems"),
        ({"minItems": 1}, [], OCCURRENCE, "minItems"),
        ({"maxItems": 1}, [1, 2], OCCURRENCE, "maxItems"),
        ({"contains": {"const": 1}}, [2], OCCURRENCE, "contains"),
        ({"minProperties": 1}, {}, OCCURRENCE, "minProperties"),
        ({"maxProperties": 0}, {"b": 1}, OCCURRENCE, "maxProperties"),
        ({"type": "integer"}, "1", TYPE, "type"),
        ({"additionalProperties": False}, {"b": 1}, FORMATION, "additionalProperties"),
        (
            {"additionalProperties": False, "properties": {}},
            {"b": 1},
            FORMATION,
            "additionalProperties",
        ),
        ({"unevaluatedProperties": False}, {"b": 1}, FORMATION, "unevaluatedProperties"),
        ({"required": ["b"]}, {}, INCOMPLETE, "required"),
        ({"dependentRequired": {"b": ["c"]}}, {"b": 1}, INCOMPLETE, "required"),
        ({"not": {}}, 1, FORMATION, "not"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, 1, FORMATION, "anyOf"),
        ({"oneOf": [{}, {}]}, 1, FORMATION, "oneOf"),
        (False, 1, FORMATION, "falseSchema"),
    ],
)
def test_each_keyword_a_vendor_may_use_has_its_code(rule, value, code, keyword):
    violation = validator_for(Vendor={"properties": {"a": rule}}).check_request(
        "Vendor", {"a": value}
    )
    assert (violation.code, violation.keyword) == (code, keyword)
    assert violation.path.startswith("a")


def test_every_keyword_in_the_table_is_one_that_the_validator_reports():
    shown = next(
        mark.args[1]
        for mark in test_each_keyword_a_vendor_may_use_has_its_code.pytestmark
        if mark.name == "parametrize"
    )
    assert {keyword for *_, keyword in shown} >= set(CODE_BY_KEYWORD)


@pytest.mark.parametrize(
    ("keyword", "path", "reason"),
    [
        ("required", "idTag", "idTag breaks required"),
        ("type", "", "payload breaks type"),
        ("x-vendor", "a[].b", "a[].b breaks x-vendor"),
    ],
)
def test_a_reason_names_the_field_and_the_keyword(keyword, path, reason):
    assert PayloadViolation(keyword, path, "in full").reason == reason


def test_an_unknown_keyword_is_a_formation_violation():
    assert PayloadViolation("x-vendor", "", "").code == FORMATION


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"chargePointVendor": 3, "vendor": 1, **BOOT}, "* breaks additionalProperties"),
        ({"chargePointVendor": 3, "iccid": "x" * 99}, "chargePointModel breaks required"),
        (BOOT | {"iccid": 3}, "iccid breaks type"),
    ],
)
def test_of_several_mistakes_the_outermost_is_told(payload, reason):
    assert VALIDATOR.check_request("BootNotification", payload).reason == reason


def test_a_mistake_outside_is_told_before_one_inside():
    payload = {"connectorId": 1, "meterValue": [{"timestamp": "x", "sampledValue": []}], "y": 1}
    assert VALIDATOR.check_request("MeterValues", payload).path == "*"


@pytest.mark.parametrize("secret", ["TAG-OF-JANE", "é" * 30, "idTag", "\n\0"])
@pytest.mark.parametrize(
    ("schema", "payload"),
    [
        ({"additionalProperties": False}, lambda secret: {secret: 1}),
        ({"unevaluatedProperties": False}, lambda secret: {secret: 1}),
        ({"additionalProperties": {"type": "null"}}, lambda secret: {secret: 1}),
        ({"additionalProperties": {"required": ["b"]}}, lambda secret: {secret: {}}),
        ({"patternProperties": {"": {"type": "null"}}}, lambda secret: {secret: 1}),
        ({"propertyNames": {"maxLength": 0}}, lambda secret: {secret: 1}),
        ({"properties": {"b": {"enum": [1]}}}, lambda secret: {"b": secret}),
        ({"properties": {"b": {"additionalProperties": False}}}, lambda secret: {"b": {secret: 1}}),
        ({"properties": {"b": {"items": {"maxLength": 1}}}}, lambda secret: {"b": ["", secret]}),
        ({"maxProperties": 0}, lambda secret: {secret: secret}),
    ],
)
def test_nothing_of_the_payload_gets_into_the_reason(schema, payload, secret):
    validator = validator_for(Vendor=schema)
    violation = validator.check_request("Vendor", payload(secret))
    assert violation is not None
    assert violation.reason == validator.check_request("Vendor", payload("another")).reason
    assert secret not in violation.reason


@pytest.mark.parametrize("keyword", ["additionalProperties", "unevaluatedProperties"])
@pytest.mark.parametrize("beside", [{}, {"properties": {"c": {}}}])
def test_a_field_that_should_not_be_there_is_told_as_an_asterisk(keyword, beside):
    schema = {"properties": {"a": {keyword: False} | beside}}
    violation = validator_for(Vendor=schema).check_request("Vendor", {"a": {"b": 1}})
    assert violation.reason == f"a.* breaks {keyword}"


def test_a_field_of_a_free_name_keeps_the_names_around_it():
    schema = {
        "properties": {"tariffs": {"additionalProperties": {"properties": {"kWh": {"minimum": 0}}}}}
    }
    violation = validator_for(Vendor=schema).check_request(
        "Vendor", {"tariffs": {"night": {"kWh": -1}}}
    )
    assert violation.path == "tariffs.*.kWh"


@pytest.mark.parametrize(
    ("action", "payload", "message"),
    [
        ("Reset", {"type": "soft"}, '"soft" is not one of "Hard" or "Soft"'),
        ("Reset", {}, '"type" is a required property'),
        ("Authorize", {"idTag": 7}, '7 is not of type "string"'),
        ("Heartbeat", {"a": 1}, "Additional properties are not allowed ('a' was unexpected)"),
    ],
)
def test_the_message_tells_a_person_what_came_and_what_was_expected(action, payload, message):
    assert VALIDATOR.check_request(action, payload).message == message


def test_an_object_that_allows_no_field_at_all_is_told_in_the_same_words():
    violation = VALIDATOR.check_response("SecurityEventNotification", {"a": 1})
    assert violation.message == "Additional properties are not allowed"


@pytest.mark.parametrize(
    "name", ["AuthorizeResponse", "authorize", "Authorize.json", "", "x" * 5000]
)
def test_an_action_without_a_schema_is_not_checked(name):
    assert VALIDATOR.check_request(name, {"anything": 1}) is None
    assert VALIDATOR.check_response(name, {"anything": 1}) is None


@pytest.mark.parametrize(
    "name", ["../../v201/schemas/HeartbeatRequest", "/etc/passwd", "a\0b", "\ud800", "..", "CON"]
)
def test_an_action_never_becomes_a_path(name):
    assert VALIDATOR.check_request(name, {"anything": 1}) is None
    assert VALIDATOR.check_response(name, {"anything": 1}) is None


def test_unknown_actions_leave_nothing_behind():
    validator = PayloadValidator(SchemaStore())
    for number in range(100):
        validator.check_request(f"Unknown{number}", {})
        validator.check_response(f"Unknown{number}", {})
    assert not validator._compiled


def test_a_schema_is_compiled_once():
    validator = PayloadValidator(SchemaStore())
    validator.check_request("Heartbeat", {})
    compiled = validator._compiled["Heartbeat"]
    validator.check_request(Action.HEARTBEAT, {"a": 1})
    assert validator._compiled == {"Heartbeat": compiled}


@pytest.mark.parametrize(
    ("timestamp", "good"),
    [
        *((text, True) for text in (NOW, LATER, "2026-11-23T01:53:32.123456789Z")),
        *((text, True) for text in ("2026-11-23T01:53:32+05:30", "2026-11-23t01:53:32z")),
        ("2016-12-31T23:59:60Z", True),
        *((text, False) for text in ("", "now", "2026-11-23", "2026-11-23T01:53:32")),
        *((text, False) for text in ("2026-11-23 01:53:32Z", "2026-02-30T00:00:00Z")),
        *((text, False) for text in ("2026-11-23T24:00:00Z", "2026-11-23T01:53:32+24:00")),
        *((text, False) for text in ("2026-11-23T01:53:32.Z", "2026-11-23T01:53:32Z\n")),
        *((text, False) for text in ("20261123T015332Z", "1795398812")),
    ],
)
def test_a_timestamp_must_be_one(timestamp, good):
    violation = VALIDATOR.check_response("Heartbeat", {"currentTime": timestamp})
    assert verdict(violation) == (None if good else (PROPERTY, "currentTime breaks format"))


@pytest.mark.parametrize(
    ("location", "good"),
    [
        *((uri, True) for uri in ("ftp://user:pw@192.0.2.7/x", "https://[2001:db8::1]:8443/a?b=c")),
        *((uri, True) for uri in ("ftps://example.org/a%20b/", "sftp://h", "urn:a:b", "file:///x")),
        *(
            (uri, False)
            for uri in ("", "x", "/diagnostics", "//host/x", "ftp://h/a b", "ftp://h/%")
        ),
        *((uri, False) for uri in ("1ftp://h", "ftp://h/é", "ftp://h:port/", "http://[::1/")),
    ],
)
def test_a_location_must_be_a_uri(location, good):
    violation = VALIDATOR.check_request("GetDiagnostics", {"location": location})
    assert verdict(violation) == (None if good else (PROPERTY, "location breaks format"))
