"""The security extension's payloads and enumerations against the official schemas.

Security whitepaper edition 3, chapters 5, 6 and 8.
"""

from importlib import resources

import orjson
import pytest
from support.simulation import VALIDATOR

from ocpp_load.messages.v16 import security, security_enums
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.security_enums import SecurityEvent

NOW = "2026-11-23T01:53:32.120Z"

BUILT = [
    (
        Action.LOG_STATUS_NOTIFICATION,
        security.log_status_notification(status="Idle"),
        {"status": "Idle"},
    ),
    (
        Action.LOG_STATUS_NOTIFICATION,
        security.log_status_notification(status="Uploading", request_id=0),
        {"status": "Uploading", "requestId": 0},
    ),
    (
        Action.SECURITY_EVENT_NOTIFICATION,
        security.security_event_notification(type_="MemoryExhaustion", timestamp=NOW),
        {"type": "MemoryExhaustion", "timestamp": NOW},
    ),
    (
        Action.SECURITY_EVENT_NOTIFICATION,
        security.security_event_notification(type_="X", timestamp=NOW, tech_info="t"),
        {"type": "X", "timestamp": NOW, "techInfo": "t"},
    ),
    (Action.SIGN_CERTIFICATE, security.sign_certificate(csr="c"), {"csr": "c"}),
    (
        Action.SIGNED_FIRMWARE_STATUS_NOTIFICATION,
        security.signed_firmware_status_notification(status="Idle"),
        {"status": "Idle"},
    ),
    (
        Action.SIGNED_FIRMWARE_STATUS_NOTIFICATION,
        security.signed_firmware_status_notification(status="Downloaded", request_id=7),
        {"status": "Downloaded", "requestId": 7},
    ),
]

ENUMERATIONS = [
    ("CertificateSignedStatus", "CertificateSignedResponse", ("status",)),
    ("CertificateUse", "InstallCertificate", ("certificateType",)),
    ("CertificateUse", "GetInstalledCertificateIds", ("certificateType",)),
    ("DeleteCertificateStatus", "DeleteCertificateResponse", ("status",)),
    ("GetInstalledCertificateStatus", "GetInstalledCertificateIdsResponse", ("status",)),
    ("HashAlgorithm", "DeleteCertificate", ("certificateHashData", "hashAlgorithm")),
    ("InstallCertificateStatus", "InstallCertificateResponse", ("status",)),
    ("LogStatus", "GetLogResponse", ("status",)),
    ("LogType", "GetLog", ("logType",)),
    ("ExtendedMessageTrigger", "ExtendedTriggerMessage", ("requestedMessage",)),
    ("SignCertificateStatus", "SignCertificateResponse", ("status",)),
    ("SignedFirmwareStatus", "SignedFirmwareStatusNotification", ("status",)),
    ("UpdateFirmwareStatus", "SignedUpdateFirmwareResponse", ("status",)),
    ("UploadLogStatus", "LogStatusNotification", ("status",)),
]


def published(name):
    """Return the schema as the package has it: a correction may take an enumeration out."""
    file = resources.files("ocpp.v16") / "schemas" / f"{name}.json"
    return orjson.loads(file.read_bytes())


def definition_of(schema, path):
    definition = schema
    for key in path:
        definition = definition["properties"][key]
        if "$ref" in definition:
            definition = schema["definitions"][definition["$ref"].rpartition("/")[2]]
    return definition


@pytest.mark.parametrize(("action", "payload", "expected"), BUILT)
def test_what_is_built_fits_its_schema_and_leaves_out_what_is_not_given(action, payload, expected):
    assert payload == expected
    assert VALIDATOR.check_request(action, payload) is None


@pytest.mark.parametrize(("name", "schema", "path"), ENUMERATIONS)
def test_an_enumeration_has_the_values_of_the_official_schema(name, schema, path):
    enumeration = getattr(security_enums, name)
    definition = definition_of(published(schema), path)
    assert {member.value for member in enumeration} == set(definition["enum"])


def test_security_events_fit_the_field_that_carries_them():
    assert max(len(event) for event in SecurityEvent) <= 50


def test_the_critical_events_are_those_of_the_table():
    assert {event.value for event in SecurityEvent if event.is_critical} == {
        "FirmwareUpdated",
        "SettingSystemTime",
        "StartupOfTheDevice",
        "ResetOrReboot",
        "SecurityLogWasCleared",
        "MemoryExhaustion",
        "TamperDetectionActivated",
    }
