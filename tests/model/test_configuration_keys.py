"""The table of standard keys, held against the specification.

OCPP 1.6 chapter 9, errata 3.80 to 3.91, security whitepaper edition 3 chapter 7.
"""

import pytest
from support.simulation import a_station

from ocpp_load.model.configuration.keys import STANDARD_KEYS, standard_key

# Name, access, type (B boolean, I integer, L list, S string); "R|RW" is the station's choice.
CORE = """
    AllowOfflineTxForUnknownId         RW    B
    AuthorizationCacheEnabled          RW    B
    AuthorizeRemoteTxRequests          R|RW  B
    BlinkRepeat                        RW    I
    ClockAlignedDataInterval           RW    I
    ConnectionTimeOut                  RW    I
    ConnectorPhaseRotation             RW    L
    ConnectorPhaseRotationMaxLength    R     I
    GetConfigurationMaxKeys            R     I
    HeartbeatInterval                  RW    I
    LightIntensity                     RW    I
    LocalAuthorizeOffline              RW    B
    LocalPreAuthorize                  RW    B
    MaxEnergyOnInvalidId               RW    I
    MessageTimeout                     RW    I
    MeterValuesAlignedData             RW    L
    MeterValuesAlignedDataMaxLength    R     I
    MeterValuesSampledData             RW    L
    MeterValuesSampledDataMaxLength    R     I
    MeterValueSampleInterval           RW    I
    MinimumStatusDuration              RW    I
    NumberOfConnectors                 R     I
    ResetRetries                       RW    I
    StopTransactionMaxMeterValues      R     I
    StopTransactionOnEVSideDisconnect  R|RW  B
    StopTransactionOnInvalidId         RW    B
    StopTxnAlignedData                 RW    L
    StopTxnAlignedDataMaxLength        R     I
    StopTxnSampledData                 RW    L
    StopTxnSampledDataMaxLength        R     I
    SupportedFeatureProfiles           R     L
    SupportedFeatureProfilesMaxLength  R     I
    TransactionMessageAttempts         RW    I
    TransactionMessageRetryInterval    RW    I
    UnlockConnectorOnEVSideDisconnect  R|RW  B
    WebSocketPingInterval              RW    I
    AuthorizationKey                   W     S
"""
OTHERS = """
    LocalAuthListManagement  LocalAuthListEnabled                     RW  B
    LocalAuthListManagement  LocalAuthListMaxLength                   R   I
    LocalAuthListManagement  SendLocalListMaxLength                   R   I
    Reservation              ReserveConnectorZeroSupported            R   B
    SmartCharging            ChargeProfileMaxStackLevel               R   I
    SmartCharging            ChargingScheduleAllowedChargingRateUnit  R   L
    SmartCharging            ChargingScheduleMaxPeriods               R   I
    SmartCharging            ConnectorSwitch3to1PhaseSupported        R   B
    SmartCharging            MaxChargingProfilesInstalled             R   I
    FirmwareManagement       SupportedFileTransferProtocols           R   L
    Security                 AdditionalRootCertificateCheck           R   B
    Security                 CertificateSignedMaxChainSize            R   I
    Security                 CertificateStoreMaxLength                R   I
    Security                 CpoName                                  RW  S
    Security                 SecurityProfile                          RW  I
"""
ROWS = [
    *(("Core", *row.split()) for row in CORE.strip().splitlines()),
    *(tuple(row.split()) for row in OTHERS.strip().splitlines()),
]
TYPES = {
    "Boolean": "B",
    "CommaSeparatedList": "L",
    "Hexadecimal": "S",
    "Integer": "I",
    "PhaseRotations": "L",
    "Text": "S",
}


@pytest.mark.parametrize(("profile", "name", "access", "type_"), ROWS)
def test_a_key_is_as_the_specification_has_it(profile, name, access, type_):
    key = STANDARD_KEYS[name]
    assert key.profile == profile
    assert key.access.value in access.split("|")
    assert TYPES[type(key.kind).__name__] == type_
    assert key.is_list == (type_ == "L")


def test_there_are_no_other_keys():
    assert set(STANDARD_KEYS) == {name for _, name, _, _ in ROWS}


@pytest.mark.parametrize("key", STANDARD_KEYS.values(), ids=STANDARD_KEYS)
def test_a_default_is_a_value_that_the_key_takes_or_none(key):
    configuration = a_station().configuration
    value = configuration[key.name]
    assert value == "" or key.kind.standard(value, configuration) == value
    assert len(value) <= 500
    assert key.section


def test_only_what_follows_from_the_station_is_derived():
    derived = {name for name, key in STANDARD_KEYS.items() if key.derived}
    assert derived == {"NumberOfConnectors", "SupportedFeatureProfiles"}


@pytest.mark.parametrize("spelled", ["HeartBeatInterval", "heartbeatinterval", "HEARTBEATINTERVAL"])
def test_the_case_of_a_name_does_not_matter(spelled):
    assert standard_key(spelled) is STANDARD_KEYS["HeartbeatInterval"]


def test_a_name_that_is_not_in_the_specification_is_no_standard_key():
    assert standard_key("HeartbeatIntervall") is None
