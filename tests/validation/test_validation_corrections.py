"""Each correction names its erratum, changes what it says, and changes nothing when repeated."""

import re
from importlib import resources

import jsonschema
import orjson
import pytest
from support.ocpp16_payloads import REQUESTS, RESPONSES

from ocpp_load.resources import SCHEMAS
from ocpp_load.validation import SchemaStore
from ocpp_load.validation.schema_store import merge_patch

CORRECTIONS = {
    file.stem: orjson.loads(file.read_bytes())
    for file in sorted((SCHEMAS / "ocpp16" / "corrections").glob("*.json"))
}
MERGES = [
    pytest.param(name, correction["merge"], id=f"{stem}-{name}")
    for stem, correction in CORRECTIONS.items()
    for name in correction["schemas"]
]

UNITS_AT_FIRST = [
    *("Wh", "kWh", "varh", "kvarh", "W", "kW", "VA", "kVA", "var", "kvar", "A", "V", "K"),
    *("Celcius", "Fahrenheit", "Percent"),
]


def official(name):
    file = resources.files("ocpp.v16") / "schemas" / f"{name}.json"
    return orjson.loads(file.read_bytes())


def accepts(schema, payload):
    draft = jsonschema.validators.validator_for(schema)
    return draft(schema, format_checker=draft.FORMAT_CHECKER).is_valid(payload)


def at(path, value):
    """Return `{"a": {"b": value}}` for the path `a.b`."""
    for part in reversed(path.split(".")):
        value = {part: value}
    return value


def unit(field, unit):
    sample = {"timestamp": "2026-11-23T01:53:32Z", "sampledValue": [{"value": "1", "unit": unit}]}
    return {field: [sample]}


def id_tag_info(**fields):
    return {
        "localAuthorizationList": [{"idTag": "A", "idTagInfo": {"status": "Accepted"} | fields}]
    }


UNIT_OF = "properties.{}.items.properties.sampledValue.items.properties.unit.enum"
ID_TAG_INFO = "properties.localAuthorizationList.items.properties.idTagInfo"

# correction, schema, what the schema said at first, payload, its verdict at first and now
EFFECTS = [
    (
        "boot_notification_interval",
        "BootNotificationResponse",
        at("properties.interval.type", "number"),
        RESPONSES["BootNotification"] | {"interval": 300.5},
        (True, False),
    ),
    (
        "update_firmware_retries",
        "UpdateFirmware",
        at("properties.retries.type", "number"),
        REQUESTS["UpdateFirmware"] | {"retries": 1.5},
        (True, False),
    ),
    (
        "update_firmware_retries",
        "UpdateFirmware",
        at("properties.retryInterval.type", "number"),
        REQUESTS["UpdateFirmware"] | {"retryInterval": 0.5},
        (True, False),
    ),
    (
        "stop_transaction_reason",
        "StopTransaction",
        {"required": ["transactionId", "timestamp", "meterStop", "reason"]},
        {"transactionId": 1, "timestamp": "2026-11-23T01:53:32Z", "meterStop": 0},
        (False, True),
    ),
    (
        "meter_values_units",
        "MeterValues",
        at(UNIT_OF.format("meterValue"), UNITS_AT_FIRST),
        {"connectorId": 1} | unit("meterValue", "Celsius"),
        (False, True),
    ),
    (
        "meter_values_units",
        "MeterValues",
        at(UNIT_OF.format("meterValue"), UNITS_AT_FIRST),
        {"connectorId": 1} | unit("meterValue", "Celcius"),
        (True, True),
    ),
    (
        "meter_values_units",
        "MeterValues",
        at(UNIT_OF.format("meterValue"), [*UNITS_AT_FIRST, "Hertz"]),
        {"connectorId": 1} | unit("meterValue", "Hertz"),
        (True, False),
    ),
    (
        "stop_transaction_units",
        "StopTransaction",
        at(UNIT_OF.format("transactionData"), UNITS_AT_FIRST),
        REQUESTS["StopTransaction"] | unit("transactionData", "Celsius"),
        (False, True),
    ),
    (
        "stop_transaction_units",
        "StopTransaction",
        at(UNIT_OF.format("transactionData"), [*UNITS_AT_FIRST, "Hertz"]),
        REQUESTS["StopTransaction"] | unit("transactionData", "Hertz"),
        (True, False),
    ),
    *(
        (
            "send_local_list_id_tag_info",
            "SendLocalList",
            at(
                ID_TAG_INFO,
                {
                    "expirationDate": {"type": "string", "format": "date-time"},
                    "expiryDate": {"type": "string", "format": "date-time"},
                    "parentIdTag": {"type": "string", "maxLength": 20},
                    "properties": {"expiryDate": None, "parentIdTag": None},
                    "additionalProperties": None,
                },
            ),
            {"listVersion": 1, "updateType": "Full"} | id_tag_info(**fields),
            verdicts,
        )
        for fields, verdicts in [
            ({"expiryDate": "2026-11-24T00:00:00Z", "parentIdTag": "FLEET-7"}, (True, True)),
            ({"expiryDate": "tomorrow"}, (True, False)),
            ({"parentIdTag": "P" * 21}, (True, False)),
            ({"expirationDate": "2026-11-24T00:00:00Z"}, (True, False)),
            ({"expireDate": "2026-11-24T00:00:00Z"}, (True, False)),
            ({"status": "Unknown"}, (False, False)),
        ]
    ),
    (
        "trigger_message_requested_message",
        "TriggerMessage",
        {},
        {"requestedMessage": "FirmwareTemperature"},
        (False, True),
    ),
    (
        "extended_trigger_message_requested_message",
        "ExtendedTriggerMessage",
        {},
        {"requestedMessage": "FirmwareTemperature"},
        (False, True),
    ),
    (
        "extended_trigger_message_requested_message",
        "ExtendedTriggerMessage",
        {},
        {"requestedMessage": 5},
        (False, False),
    ),
]


@pytest.mark.parametrize("correction", CORRECTIONS.values(), ids=CORRECTIONS)
def test_a_correction_names_its_erratum(correction):
    source = r"-J 1\.6 errata 2\.\d| 1\.6 (security whitepaper edition 3 )?section 5\.\d+"
    assert re.match(rf"OCPP({source}): \w", correction["erratum"])
    assert correction["schemas"]


@pytest.mark.parametrize(("stem", "name", "at_first", "payload", "verdicts"), EFFECTS)
def test_a_correction_mends_the_schema_as_it_was_published_at_first(
    stem, name, at_first, payload, verdicts
):
    published = merge_patch(official(name), at_first)
    corrected = merge_patch(published, CORRECTIONS[stem]["merge"])
    assert (accepts(published, payload), accepts(corrected, payload)) == verdicts


@pytest.mark.parametrize(("stem", "name", "at_first", "payload", "verdicts"), EFFECTS)
def test_a_schema_that_came_wrong_is_the_same_after_correction_as_one_that_came_right(
    stem, name, at_first, payload, verdicts
):
    correction = CORRECTIONS[stem]["merge"]
    corrected = merge_patch(merge_patch(official(name), at_first), correction)
    assert corrected == merge_patch(official(name), correction)


@pytest.mark.parametrize(("stem", "name", "at_first", "payload", "verdicts"), EFFECTS)
def test_the_store_gives_the_corrected_schema(stem, name, at_first, payload, verdicts):
    assert accepts(SchemaStore().load(name), payload) is verdicts[1]


@pytest.mark.parametrize(("name", "merge"), MERGES)
def test_a_correction_changes_nothing_when_repeated(name, merge):
    once = merge_patch(official(name), merge)
    assert merge_patch(once, merge) == once


@pytest.mark.parametrize(("name", "merge"), MERGES)
def test_a_corrected_schema_is_a_schema(name, merge):
    schema = merge_patch(official(name), merge)
    jsonschema.validators.validator_for(schema).check_schema(schema)


def test_every_correction_has_its_effect_shown_here():
    assert {stem for stem, *_ in EFFECTS} == set(CORRECTIONS)


def test_a_unit_that_was_never_official_is_taken_out_of_the_schema_of_the_package():
    payload = {"connectorId": 1} | unit("meterValue", "Hertz")
    assert accepts(official("MeterValues"), payload)
    assert not accepts(SchemaStore().load("MeterValues"), payload)


# RFC 7396, appendix A
@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_works_as_its_rfc_says(target, patch, result):
    before = orjson.dumps(target)
    assert merge_patch(target, patch) == result
    assert orjson.dumps(target) == before
