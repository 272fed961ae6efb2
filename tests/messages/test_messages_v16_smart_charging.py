"""The enumerations of Smart Charging (OCPP 1.6 sections 7.9 to 7.12, 7.21, 7.26, 7.37)."""

import pytest

from ocpp_load.messages.v16.enums import (
    ChargingProfileKindType,
    ChargingProfilePurposeType,
    ChargingProfileStatus,
    ChargingRateUnitType,
    ClearChargingProfileStatus,
    GetCompositeScheduleStatus,
    RecurrencyKindType,
)
from ocpp_load.validation import SchemaStore

PROFILE = ("csChargingProfiles",)


@pytest.mark.parametrize(
    ("enumeration", "schema", "path"),
    [
        (ChargingProfileKindType, "SetChargingProfile", (*PROFILE, "chargingProfileKind")),
        (ChargingProfilePurposeType, "SetChargingProfile", (*PROFILE, "chargingProfilePurpose")),
        (RecurrencyKindType, "SetChargingProfile", (*PROFILE, "recurrencyKind")),
        (
            ChargingRateUnitType,
            "SetChargingProfile",
            (*PROFILE, "chargingSchedule", "chargingRateUnit"),
        ),
        (ChargingProfileStatus, "SetChargingProfileResponse", ("status",)),
        (ClearChargingProfileStatus, "ClearChargingProfileResponse", ("status",)),
        (GetCompositeScheduleStatus, "GetCompositeScheduleResponse", ("status",)),
    ],
)
def test_an_enumeration_has_the_values_of_the_official_schema(enumeration, schema, path):
    definition = SchemaStore().load(schema)
    for key in path:
        definition = definition["properties"][key]
    assert {member.value for member in enumeration} == set(definition["enum"])
