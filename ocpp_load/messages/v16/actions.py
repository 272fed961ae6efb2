"""The actions of OCPP 1.6: who sends each, and the feature profile it belongs to.

OCPP 1.6 edition 2 section 3.3 with errata 3.2 (the columns of its table were mixed up),
and the security extension (security whitepaper edition 3).
"""

from collections.abc import Mapping
from enum import Enum, StrEnum


class FeatureProfile(StrEnum):
    """Feature profiles as `SupportedFeatureProfiles` spells them (section 9.1.29).

    The security extension is no feature profile of the book; its actions need a group too.
    """

    CORE = "Core"
    FIRMWARE_MANAGEMENT = "FirmwareManagement"
    LOCAL_AUTH_LIST_MANAGEMENT = "LocalAuthListManagement"
    RESERVATION = "Reservation"
    SMART_CHARGING = "SmartCharging"
    REMOTE_TRIGGER = "RemoteTrigger"
    SECURITY = "Security"


class Sender(Enum):
    """Which side may send the Call."""

    CHARGE_POINT = "charge point"
    CENTRAL_SYSTEM = "central system"
    EITHER = "either"


class Action(StrEnum):
    """Every action of OCPP 1.6 with its security extension, as the wire spells it."""

    profile: FeatureProfile
    sender: Sender

    def __new__(cls, name: str, profile: FeatureProfile, sender: Sender) -> "Action":
        action = str.__new__(cls, name)
        action._value_ = name
        action.profile = profile
        action.sender = sender
        return action

    AUTHORIZE = "Authorize", FeatureProfile.CORE, Sender.CHARGE_POINT
    BOOT_NOTIFICATION = "BootNotification", FeatureProfile.CORE, Sender.CHARGE_POINT
    CHANGE_AVAILABILITY = "ChangeAvailability", FeatureProfile.CORE, Sender.CENTRAL_SYSTEM
    CHANGE_CONFIGURATION = "ChangeConfiguration", FeatureProfile.CORE, Sender.CENTRAL_SYSTEM
    CLEAR_CACHE = "ClearCache", FeatureProfile.CORE, Sender.CENTRAL_SYSTEM
    DATA_TRANSFER = "DataTransfer", FeatureProfile.CORE, Sender.EITHER
    GET_CONFIGURATION = "GetConfiguration", FeatureProfile.CORE, Sender.CENTRAL_SYSTEM
    HEARTBEAT = "Heartbeat", FeatureProfile.CORE, Sender.CHARGE_POINT
    METER_VALUES = "MeterValues", FeatureProfile.CORE, Sender.CHARGE_POINT
    REMOTE_START_TRANSACTION = (
        "RemoteStartTransaction",
        FeatureProfile.CORE,
        Sender.CENTRAL_SYSTEM,
    )
    REMOTE_STOP_TRANSACTION = "RemoteStopTransaction", FeatureProfile.CORE, Sender.CENTRAL_SYSTEM
    RESET = "Reset", FeatureProfile.CORE, Sender.CENTRAL_SYSTEM
    START_TRANSACTION = "StartTransaction", FeatureProfile.CORE, Sender.CHARGE_POINT
    STATUS_NOTIFICATION = "StatusNotification", FeatureProfile.CORE, Sender.CHARGE_POINT
    STOP_TRANSACTION = "StopTransaction", FeatureProfile.CORE, Sender.CHARGE_POINT
    UNLOCK_CONNECTOR = "UnlockConnector", FeatureProfile.CORE, Sender.CENTRAL_SYSTEM

    DIAGNOSTICS_STATUS_NOTIFICATION = (
        "DiagnosticsStatusNotification",
        FeatureProfile.FIRMWARE_MANAGEMENT,
        Sender.CHARGE_POINT,
    )
    FIRMWARE_STATUS_NOTIFICATION = (
        "FirmwareStatusNotification",
        FeatureProfile.FIRMWARE_MANAGEMENT,
        Sender.CHARGE_POINT,
    )
    GET_DIAGNOSTICS = (
        "GetDiagnostics",
        FeatureProfile.FIRMWARE_MANAGEMENT,
        Sender.CENTRAL_SYSTEM,
    )
    UPDATE_FIRMWARE = (
        "UpdateFirmware",
        FeatureProfile.FIRMWARE_MANAGEMENT,
        Sender.CENTRAL_SYSTEM,
    )

    GET_LOCAL_LIST_VERSION = (
        "GetLocalListVersion",
        FeatureProfile.LOCAL_AUTH_LIST_MANAGEMENT,
        Sender.CENTRAL_SYSTEM,
    )
    SEND_LOCAL_LIST = (
        "SendLocalList",
        FeatureProfile.LOCAL_AUTH_LIST_MANAGEMENT,
        Sender.CENTRAL_SYSTEM,
    )

    CANCEL_RESERVATION = "CancelReservation", FeatureProfile.RESERVATION, Sender.CENTRAL_SYSTEM
    RESERVE_NOW = "ReserveNow", FeatureProfile.RESERVATION, Sender.CENTRAL_SYSTEM

    CLEAR_CHARGING_PROFILE = (
        "ClearChargingProfile",
        FeatureProfile.SMART_CHARGING,
        Sender.CENTRAL_SYSTEM,
    )
    GET_COMPOSITE_SCHEDULE = (
        "GetCompositeSchedule",
        FeatureProfile.SMART_CHARGING,
        Sender.CENTRAL_SYSTEM,
    )
    SET_CHARGING_PROFILE = (
        "SetChargingProfile",
        FeatureProfile.SMART_CHARGING,
        Sender.CENTRAL_SYSTEM,
    )

    TRIGGER_MESSAGE = "TriggerMessage", FeatureProfile.REMOTE_TRIGGER, Sender.CENTRAL_SYSTEM

    CERTIFICATE_SIGNED = "CertificateSigned", FeatureProfile.SECURITY, Sender.CENTRAL_SYSTEM
    DELETE_CERTIFICATE = "DeleteCertificate", FeatureProfile.SECURITY, Sender.CENTRAL_SYSTEM
    EXTENDED_TRIGGER_MESSAGE = (
        "ExtendedTriggerMessage",
        FeatureProfile.SECURITY,
        Sender.CENTRAL_SYSTEM,
    )
    GET_INSTALLED_CERTIFICATE_IDS = (
        "GetInstalledCertificateIds",
        FeatureProfile.SECURITY,
        Sender.CENTRAL_SYSTEM,
    )
    GET_LOG = "GetLog", FeatureProfile.SECURITY, Sender.CENTRAL_SYSTEM
    INSTALL_CERTIFICATE = "InstallCertificate", FeatureProfile.SECURITY, Sender.CENTRAL_SYSTEM
    LOG_STATUS_NOTIFICATION = (
        "LogStatusNotification",
        FeatureProfile.SECURITY,
        Sender.CHARGE_POINT,
    )
    SECURITY_EVENT_NOTIFICATION = (
        "SecurityEventNotification",
        FeatureProfile.SECURITY,
        Sender.CHARGE_POINT,
    )
    SIGN_CERTIFICATE = "SignCertificate", FeatureProfile.SECURITY, Sender.CHARGE_POINT
    SIGNED_FIRMWARE_STATUS_NOTIFICATION = (
        "SignedFirmwareStatusNotification",
        FeatureProfile.SECURITY,
        Sender.CHARGE_POINT,
    )
    SIGNED_UPDATE_FIRMWARE = (
        "SignedUpdateFirmware",
        FeatureProfile.SECURITY,
        Sender.CENTRAL_SYSTEM,
    )


PROFILES: Mapping[str, str] = {action.value: action.profile.value for action in Action}
"""The feature profile of every action."""
