"""Enumerations of the security extension (security whitepaper edition 3, chapters 6 and 8).

Values only, spelled as the wire spells them; the paper's name is given where it differs.
"""

from enum import StrEnum


class CertificateSignedStatus(StrEnum):
    """The verdict on a signed charge point certificate (section 6.2)."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"


class CertificateUse(StrEnum):
    """What an installed root certificate vouches for (section 6.4)."""

    CENTRAL_SYSTEM_ROOT = "CentralSystemRootCertificate"
    MANUFACTURER_ROOT = "ManufacturerRootCertificate"


class DeleteCertificateStatus(StrEnum):
    """What came of a deletion (section 6.7)."""

    ACCEPTED = "Accepted"
    FAILED = "Failed"
    NOT_FOUND = "NotFound"


class ExtendedMessageTrigger(StrEnum):
    """Which message ExtendedTriggerMessage asks for (section 6.16, MessageTrigger)."""

    BOOT_NOTIFICATION = "BootNotification"
    LOG_STATUS_NOTIFICATION = "LogStatusNotification"
    FIRMWARE_STATUS_NOTIFICATION = "FirmwareStatusNotification"
    HEARTBEAT = "Heartbeat"
    METER_VALUES = "MeterValues"
    SIGN_CHARGE_POINT_CERTIFICATE = "SignChargePointCertificate"
    STATUS_NOTIFICATION = "StatusNotification"


class GetInstalledCertificateStatus(StrEnum):
    """Whether there are certificates of the type asked for (section 6.11)."""

    ACCEPTED = "Accepted"
    NOT_FOUND = "NotFound"


class HashAlgorithm(StrEnum):
    """How the hashes that identify a certificate are made (section 6.12)."""

    SHA256 = "SHA256"
    SHA384 = "SHA384"
    SHA512 = "SHA512"


class InstallCertificateStatus(StrEnum):
    """What came of an installation (section 6.3, CertificateStatus)."""

    ACCEPTED = "Accepted"
    FAILED = "Failed"
    REJECTED = "Rejected"


class LogStatus(StrEnum):
    """Whether a log will be uploaded (section 6.15)."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    ACCEPTED_CANCELED = "AcceptedCanceled"


class LogType(StrEnum):
    """Which log is asked for (section 6.13, Log)."""

    DIAGNOSTICS_LOG = "DiagnosticsLog"
    SECURITY_LOG = "SecurityLog"


class SecurityEvent(StrEnum):
    """What may happen to the security of a charge point (chapter 8).

    `is_critical` is the last column of the table: those are pushed to the central system.
    """

    is_critical: bool

    def __new__(cls, name: str, is_critical: bool) -> "SecurityEvent":
        event = str.__new__(cls, name)
        event._value_ = name
        event.is_critical = is_critical
        return event

    FIRMWARE_UPDATED = "FirmwareUpdated", True
    FAILED_TO_AUTHENTICATION_AT_CENTRAL_SYSTEM = "FailedToAuthenticationAtCentralSystem", False
    CENTRAL_SYSTEM_FAILED_TO_AUTHENTICATION = "CentralSystemFailedToAuthentication", False
    SETTING_SYSTEM_TIME = "SettingSystemTime", True
    STARTUP_OF_THE_DEVICE = "StartupOfTheDevice", True
    RESET_OR_REBOOT = "ResetOrReboot", True
    SECURITY_LOG_WAS_CLEARED = "SecurityLogWasCleared", True
    RECONFIGURATION_OF_SECURITY_PARAMETERS = "ReconfigurationOfSecurityParameters", False
    MEMORY_EXHAUSTION = "MemoryExhaustion", True
    INVALID_MESSAGES = "InvalidMessages", False
    ATTEMPTED_REPLAY_ATTACKS = "AttemptedReplayAttacks", False
    TAMPER_DETECTION_ACTIVATED = "TamperDetectionActivated", True
    INVALID_FIRMWARE_SIGNATURE = "InvalidFirmwareSignature", False
    INVALID_FIRMWARE_SIGNING_CERTIFICATE = "InvalidFirmwareSigningCertificate", False
    INVALID_CENTRAL_SYSTEM_CERTIFICATE = "InvalidCentralSystemCertificate", False
    INVALID_CHARGE_POINT_CERTIFICATE = "InvalidChargePointCertificate", False
    INVALID_TLS_VERSION = "InvalidTLSVersion", False
    INVALID_TLS_CIPHER_SUITE = "InvalidTLSCipherSuite", False


class SignCertificateStatus(StrEnum):
    """Whether the central system takes up a certificate signing request (section 6.10, Generic)."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"


class SignedFirmwareStatus(StrEnum):
    """How far a signed firmware update is (section 6.8, FirmwareStatus).

    Idle only where it was asked for by ExtendedTriggerMessage.
    """

    DOWNLOADED = "Downloaded"
    DOWNLOAD_FAILED = "DownloadFailed"
    DOWNLOADING = "Downloading"
    DOWNLOAD_SCHEDULED = "DownloadScheduled"
    DOWNLOAD_PAUSED = "DownloadPaused"
    IDLE = "Idle"
    INSTALLATION_FAILED = "InstallationFailed"
    INSTALLING = "Installing"
    INSTALLED = "Installed"
    INSTALL_REBOOTING = "InstallRebooting"
    INSTALL_SCHEDULED = "InstallScheduled"
    INSTALL_VERIFICATION_FAILED = "InstallVerificationFailed"
    INVALID_SIGNATURE = "InvalidSignature"
    SIGNATURE_VERIFIED = "SignatureVerified"


class UpdateFirmwareStatus(StrEnum):
    """Whether a signed firmware update is taken up (section 6.18)."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    ACCEPTED_CANCELED = "AcceptedCanceled"
    INVALID_CERTIFICATE = "InvalidCertificate"
    REVOKED_CERTIFICATE = "RevokedCertificate"


class UploadLogStatus(StrEnum):
    """How far the upload of a log is (section 6.19).

    Idle only where it was asked for by ExtendedTriggerMessage.
    """

    BAD_MESSAGE = "BadMessage"
    IDLE = "Idle"
    NOT_SUPPORTED_OPERATION = "NotSupportedOperation"
    PERMISSION_DENIED = "PermissionDenied"
    UPLOADED = "Uploaded"
    UPLOAD_FAILURE = "UploadFailure"
    UPLOADING = "Uploading"
