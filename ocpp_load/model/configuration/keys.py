"""The standard configuration keys: a table, in the order of the specification.

OCPP 1.6 chapter 9 with errata 3.76 to 3.91, and the security whitepaper's chapter 7. Where the
specification leaves the access open the central system may write: `AuthorizeRemoteTxRequests`,
`StopTransactionOnEVSideDisconnect` (errata 3.80), and `UnlockConnectorOnEVSideDisconnect` but for a
fixed cable, which has no lock (errata 3.84).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ocpp_load.messages.v16.actions import FeatureProfile
from ocpp_load.messages.v16.enums import Measurand
from ocpp_load.model.configuration import measurands
from ocpp_load.model.configuration.kinds import (
    Boolean,
    CommaSeparatedList,
    Hexadecimal,
    Integer,
    Kind,
    PhaseRotations,
    Text,
)
from ocpp_load.model.surroundings import Lock

if TYPE_CHECKING:
    from ocpp_load.model.station import StationType

_VALUE_LENGTH = 500  # CiString500Type


class Access(Enum):
    """What the central system may do with a key."""

    READ_WRITE = "RW"
    READ_ONLY = "R"
    WRITE_ONLY = "W"


_R = Access.READ_ONLY


@dataclass(frozen=True, slots=True)
class ConfigurationKey:
    """One key. An empty default means that the key is known but not set (section 7.29).

    The default may follow from the station's type; where it is `derived` nothing else can be the
    value. One that `needs_reboot` is in force after the next restart. One that can be written may
    still be `fixed` in stations of some types.
    """

    name: str
    kind: Kind
    default: "str | Callable[[StationType], str]"
    section: str
    profile: FeatureProfile = FeatureProfile.CORE
    access: Access = Access.READ_WRITE
    needs_reboot: bool = False
    derived: bool = False
    fixed: "Callable[[StationType], bool] | None" = None

    @property
    def is_readable(self) -> bool:
        """Tell whether the central system may see the value."""
        return self.access is not Access.WRITE_ONLY

    @property
    def is_writable(self) -> bool:
        """Tell whether the central system may change the value."""
        return self.access is not Access.READ_ONLY

    def can_be_changed(self, type_: "StationType") -> bool:
        """Tell whether the central system may change the value in a station of that type."""
        return self.is_writable and not (self.fixed is not None and self.fixed(type_))

    @property
    def is_list(self) -> bool:
        """Tell whether the value is a comma-separated list, which may be empty."""
        return isinstance(self.kind, CommaSeparatedList | PhaseRotations)


def _measurands(max_length_key: str) -> CommaSeparatedList:
    return CommaSeparatedList(measurands.members, max_length_key)


def _one_of(*members: str) -> CommaSeparatedList:
    return CommaSeparatedList(lambda _: members)


def _rotations(type_: "StationType") -> str:
    """Return the standard rotation of every connector, as far as a value has room for them."""
    has_three = type_.phases == 3 and not type_.electrical.is_dc
    rotation = "RST" if has_three else "NotApplicable"
    value = f"0.{rotation}"
    for connector in range(1, type_.connectors + 1):
        longer = f"{value},{connector}.{rotation}"
        if len(longer) > _VALUE_LENGTH:
            break
        value = longer
    return value


def _profiles(type_: "StationType") -> str:
    return ",".join(name for name in _LISTED_PROFILES if name in type_.feature_profiles)


def _has_no_lock(type_: "StationType") -> bool:
    return type_.surroundings.lock is Lock.NONE


_Key = ConfigurationKey
_LISTED_PROFILES = tuple(p.value for p in FeatureProfile if p is not FeatureProfile.SECURITY)
_ENERGY = Measurand.ENERGY_ACTIVE_IMPORT_REGISTER.value
_INTEGER = Integer()
_BOOLEAN = Boolean()
_LIST_LENGTH = "20"

_CORE = (
    _Key("AllowOfflineTxForUnknownId", _BOOLEAN, "false", "9.1.1"),
    _Key("AuthorizationCacheEnabled", _BOOLEAN, "true", "9.1.2"),
    _Key("AuthorizeRemoteTxRequests", _BOOLEAN, "false", "9.1.3"),
    _Key("BlinkRepeat", _INTEGER, "3", "9.1.4"),
    _Key("ClockAlignedDataInterval", _INTEGER, "0", "9.1.5"),
    _Key("ConnectionTimeOut", _INTEGER, "60", "9.1.6"),
    _Key(
        "ConnectorPhaseRotation",
        PhaseRotations("ConnectorPhaseRotationMaxLength"),
        _rotations,
        "9.1.7",
        needs_reboot=True,
    ),
    _Key(
        "ConnectorPhaseRotationMaxLength",
        _INTEGER,
        lambda type_: str(type_.connectors + 1),
        "9.1.8",
        access=_R,
    ),
    _Key("GetConfigurationMaxKeys", _INTEGER, "50", "9.1.9", access=_R),
    _Key("HeartbeatInterval", _INTEGER, "86400", "9.1.10"),
    _Key("LightIntensity", Integer(maximum=100), "100", "9.1.11"),
    _Key("LocalAuthorizeOffline", _BOOLEAN, "true", "9.1.12"),
    _Key("LocalPreAuthorize", _BOOLEAN, "false", "9.1.13"),
    _Key("MaxEnergyOnInvalidId", _INTEGER, "0", "9.1.14"),
    # Not set, it leaves the time to the options of the run. Without a second there is no answer.
    _Key("MessageTimeout", Integer(minimum=1), "", "errata 3.83"),
    _Key(
        "MeterValuesAlignedData",
        _measurands("MeterValuesAlignedDataMaxLength"),
        _ENERGY,
        "9.1.15",
    ),
    _Key("MeterValuesAlignedDataMaxLength", _INTEGER, _LIST_LENGTH, "9.1.16", access=_R),
    _Key(
        "MeterValuesSampledData",
        _measurands("MeterValuesSampledDataMaxLength"),
        _ENERGY,
        "9.1.17",
    ),
    _Key("MeterValuesSampledDataMaxLength", _INTEGER, _LIST_LENGTH, "9.1.18", access=_R),
    _Key("MeterValueSampleInterval", _INTEGER, "60", "9.1.19"),
    _Key("MinimumStatusDuration", _INTEGER, "0", "9.1.20"),
    _Key(
        "NumberOfConnectors",
        _INTEGER,
        lambda type_: str(type_.connectors),
        "9.1.21",
        access=_R,
        derived=True,
    ),
    _Key("ResetRetries", _INTEGER, "3", "9.1.22"),
    _Key("StopTransactionMaxMeterValues", _INTEGER, "100", "errata 3.91", access=_R),
    _Key("StopTransactionOnEVSideDisconnect", _BOOLEAN, "true", "9.1.23"),
    _Key("StopTransactionOnInvalidId", _BOOLEAN, "true", "9.1.24"),
    _Key("StopTxnAlignedData", _measurands("StopTxnAlignedDataMaxLength"), "", "9.1.25"),
    _Key("StopTxnAlignedDataMaxLength", _INTEGER, _LIST_LENGTH, "9.1.26", access=_R),
    _Key("StopTxnSampledData", _measurands("StopTxnSampledDataMaxLength"), "", "9.1.27"),
    _Key("StopTxnSampledDataMaxLength", _INTEGER, _LIST_LENGTH, "9.1.28", access=_R),
    _Key(
        "SupportedFeatureProfiles",
        _one_of(*_LISTED_PROFILES),
        _profiles,
        "9.1.29",
        access=_R,
        derived=True,
    ),
    _Key(
        "SupportedFeatureProfilesMaxLength",
        _INTEGER,
        str(len(_LISTED_PROFILES)),
        "9.1.30",
        access=_R,
    ),
    _Key("TransactionMessageAttempts", _INTEGER, "3", "9.1.31"),
    _Key("TransactionMessageRetryInterval", _INTEGER, "60", "9.1.32"),
    _Key(
        "UnlockConnectorOnEVSideDisconnect",
        _BOOLEAN,
        lambda type_: "false" if _has_no_lock(type_) else "true",
        "9.1.33",
        fixed=_has_no_lock,
    ),
    _Key("WebSocketPingInterval", _INTEGER, "0", "9.1.34"),
    # OCPP-J 1.6 section 6.2 has it without the security extension too.
    _Key(
        "AuthorizationKey",
        Hexadecimal(16, 20),
        "",
        "security whitepaper 7.2",
        access=Access.WRITE_ONLY,
    ),
)

_P = FeatureProfile.LOCAL_AUTH_LIST_MANAGEMENT
_LOCAL_AUTH_LIST_MANAGEMENT = (
    _Key("LocalAuthListEnabled", _BOOLEAN, "true", "9.2.1", _P),
    _Key("LocalAuthListMaxLength", _INTEGER, "1000", "9.2.2", _P, _R),
    _Key("SendLocalListMaxLength", _INTEGER, "100", "9.2.3", _P, _R),
)

_P = FeatureProfile.RESERVATION
_RESERVATION = (_Key("ReserveConnectorZeroSupported", _BOOLEAN, "true", "9.3.1", _P, _R),)

_P = FeatureProfile.SMART_CHARGING
_SMART_CHARGING = (
    _Key("ChargeProfileMaxStackLevel", _INTEGER, "10", "9.4.1", _P, _R),
    _Key(
        "ChargingScheduleAllowedChargingRateUnit",
        _one_of("Current", "Power"),
        "Current,Power",
        "9.4.2",
        _P,
        _R,
    ),
    _Key("ChargingScheduleMaxPeriods", _INTEGER, "48", "9.4.3", _P, _R),
    _Key("ConnectorSwitch3to1PhaseSupported", _BOOLEAN, "false", "9.4.4", _P, _R),
    _Key("MaxChargingProfilesInstalled", _INTEGER, "20", "9.4.5", _P, _R),
)

_P = FeatureProfile.FIRMWARE_MANAGEMENT
_FIRMWARE_MANAGEMENT = (
    _Key(
        "SupportedFileTransferProtocols",
        _one_of("FTP", "FTPS", "HTTP", "HTTPS"),
        "FTP,FTPS,HTTP,HTTPS",
        "errata 3.90",
        _P,
        _R,
    ),
)

_P = FeatureProfile.SECURITY
_WHITEPAPER = "security whitepaper"
_SECURITY = (
    _Key("AdditionalRootCertificateCheck", _BOOLEAN, "false", f"{_WHITEPAPER} 7.1", _P, _R),
    _Key(
        "CertificateSignedMaxChainSize",
        Integer(maximum=10_000),
        "10000",
        f"{_WHITEPAPER} 7.3",
        _P,
        _R,
    ),
    _Key("CertificateStoreMaxLength", _INTEGER, "10", f"{_WHITEPAPER} 7.4", _P, _R),
    # RFC 5280 gives the organization of a certificate's subject 64 characters.
    _Key("CpoName", Text(64), "", f"{_WHITEPAPER} 7.5", _P),
    _Key("SecurityProfile", Integer(maximum=3), "0", f"{_WHITEPAPER} 7.6", _P),
)

STANDARD_KEYS: Mapping[str, ConfigurationKey] = {
    key.name: key
    for key in (
        *_CORE,
        *_LOCAL_AUTH_LIST_MANAGEMENT,
        *_RESERVATION,
        *_SMART_CHARGING,
        *_FIRMWARE_MANAGEMENT,
        *_SECURITY,
    )
}
"""Every standard key by its name."""

_BY_LOWER_CASE = {name.lower(): key for name, key in STANDARD_KEYS.items()}


def standard_key(name: str) -> ConfigurationKey | None:
    """Return the standard key of that name; it is a CiString50Type, so case does not matter.

    That holds `HeartBeatInterval` too, which many central systems write.
    """
    return _BY_LOWER_CASE.get(name.lower())


def vendor_key(name: str, value: str) -> ConfigurationKey:
    """Return a vendor's own key, which a station has because its scenario gives it a value."""
    return ConfigurationKey(name, Text(), value, "")
