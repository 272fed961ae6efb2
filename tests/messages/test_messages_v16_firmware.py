"""What a charge point tells of uploads and updates (OCPP 1.6 sections 6.17, 6.19, 7.24, 7.25)."""

import pytest
from support.simulation import VALIDATOR

from ocpp_load.messages.v16.enums import DiagnosticsStatus, FirmwareStatus
from ocpp_load.messages.v16.firmware import (
    diagnostics_status_notification,
    firmware_status_notification,
)
from ocpp_load.validation import SchemaStore

MESSAGES = [
    ("DiagnosticsStatusNotification", diagnostics_status_notification, DiagnosticsStatus),
    ("FirmwareStatusNotification", firmware_status_notification, FirmwareStatus),
]


@pytest.mark.parametrize(("action", "build", "enumeration"), MESSAGES)
def test_every_status_makes_a_payload_that_fits_its_schema(action, build, enumeration):
    for status in enumeration:
        assert build(status=status) == {"status": status.value}
        assert VALIDATOR.check_request(action, build(status=status)) is None


@pytest.mark.parametrize(("action", "_build", "enumeration"), MESSAGES)
def test_the_statuses_are_those_of_the_official_schema(action, _build, enumeration):
    statuses = SchemaStore().load(action)["properties"]["status"]["enum"]
    assert {member.value for member in enumeration} == set(statuses)
