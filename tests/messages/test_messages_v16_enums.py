"""The enumerations against the official schemas, with the corrections of the errata sheet."""

import pytest

from ocpp_load.messages.v16.enums import (
    AuthorizationStatus,
    CancelReservationStatus,
    ChargePointErrorCode,
    ChargePointStatus,
    ClearCacheStatus,
    Location,
    Measurand,
    Phase,
    ReadingContext,
    Reason,
    RegistrationStatus,
    ReservationStatus,
    UnitOfMeasure,
    UpdateStatus,
    UpdateType,
    ValueFormat,
)
from ocpp_load.validation import SchemaStore

SAMPLED_VALUE = ("meterValue", "sampledValue")


@pytest.mark.parametrize(
    ("enumeration", "schema", "path"),
    [
        (AuthorizationStatus, "AuthorizeResponse", ("idTagInfo", "status")),
        (CancelReservationStatus, "CancelReservationResponse", ("status",)),
        (ChargePointErrorCode, "StatusNotification", ("errorCode",)),
        (ChargePointStatus, "StatusNotification", ("status",)),
        (ClearCacheStatus, "ClearCacheResponse", ("status",)),
        (Location, "MeterValues", (*SAMPLED_VALUE, "location")),
        (Measurand, "MeterValues", (*SAMPLED_VALUE, "measurand")),
        (Phase, "MeterValues", (*SAMPLED_VALUE, "phase")),
        (ReadingContext, "MeterValues", (*SAMPLED_VALUE, "context")),
        (Reason, "StopTransaction", ("reason",)),
        (RegistrationStatus, "BootNotificationResponse", ("status",)),
        (ReservationStatus, "ReserveNowResponse", ("status",)),
        (UnitOfMeasure, "MeterValues", (*SAMPLED_VALUE, "unit")),
        (UpdateStatus, "SendLocalListResponse", ("status",)),
        (UpdateType, "SendLocalList", ("updateType",)),
        (ValueFormat, "MeterValues", (*SAMPLED_VALUE, "format")),
    ],
)
def test_an_enumeration_has_the_values_of_the_official_schema(enumeration, schema, path):
    definition = SchemaStore().load(schema)
    for key in path:
        definition = definition.get("items", definition)["properties"][key]
    assert {member.value for member in enumeration} == set(definition["enum"])
