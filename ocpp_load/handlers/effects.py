"""What an answered command causes: the vocabulary between handlers and activities.

Values only. State that a handler can change by itself has changed when an effect is returned;
an effect is what takes time or sends messages. No OCPP version is taken for granted.
"""

from dataclasses import dataclass

from ocpp_load.ocppj import Payload


@dataclass(frozen=True, slots=True)
class NotifyStatus:
    """Report the status of these connectors, in this order; 0 is the station itself."""

    connector_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ApplyConfiguration:
    """Act on a configuration key whose value has changed."""

    key: str


@dataclass(frozen=True, slots=True)
class ApplyChargingProfiles:
    """Act on charging profiles that have changed: there may be another limit in force."""


@dataclass(frozen=True, slots=True)
class Restart:
    """Restart the station; `hard` ends transactions as a power cut would."""

    hard: bool


@dataclass(frozen=True, slots=True)
class StartRemotely:
    """Start a transaction for `id_tag` on a connector that was found free for it."""

    connector_id: int
    id_tag: str
    charging_profile: Payload | None = None


@dataclass(frozen=True, slots=True)
class StopRemotely:
    """Stop the transaction on a connector; `reason` as the wire spells it."""

    connector_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class AwaitExpiry:
    """End a reservation when its time has come."""

    reservation_id: int


@dataclass(frozen=True, slots=True)
class SendRequested:
    """Send the message that the central system asked for; None is for all connectors."""

    message: str
    connector_id: int | None = None


@dataclass(frozen=True, slots=True)
class UploadLog:
    """Upload a log as `file_name` to a place that the peer named.

    `content` is the log's plain text: the archive that is uploaded is made from it when the answer
    has left. `retries` are further attempts, `retry_interval_s` apart. `request_id` is that of
    GetLog; without one the progress is told by DiagnosticsStatusNotification.
    """

    location: str
    file_name: str
    content: bytes
    retries: int
    retry_interval_s: float
    request_id: int | None = None


@dataclass(frozen=True, slots=True)
class UpdateFirmware:
    """Download firmware after `retrieve_at`, install it after `install_at`, and restart.

    Times are seconds since the epoch. `signature` and `signing_certificate` (PEM) are those of
    SignedUpdateFirmware, whose progress carries `request_id`.
    """

    location: str
    retrieve_at: float
    install_at: float | None
    retries: int
    retry_interval_s: float
    request_id: int | None = None
    signing_certificate: str | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class RequestCertificate:
    """Send a certificate signing request for a new key."""


@dataclass(frozen=True, slots=True)
class ReportSecurityEvent:
    """Report a security event (security whitepaper edition 3, chapter 8)."""

    type: str
    tech_info: str | None = None
