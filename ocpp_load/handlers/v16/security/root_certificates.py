"""InstallCertificate, DeleteCertificate, GetInstalledCertificateIds.

Security whitepaper edition 3, M03 to M05.
"""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import ReportSecurityEvent
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.security_enums import (
    CertificateUse,
    DeleteCertificateStatus,
    GetInstalledCertificateStatus,
    HashAlgorithm,
    InstallCertificateStatus,
    SecurityEvent,
)
from ocpp_load.model import Station
from ocpp_load.model.security.certificate_hash_data import CertificateHashData
from ocpp_load.ocppj import Payload

_FIRST_PROFILE_WITH_TLS = 2


@handles(Action.INSTALL_CERTIFICATE, profile=FeatureProfile.SECURITY)
def on_install_certificate(station: Station, command: Command) -> Reply:
    """Trust a root certificate from now on, if it is in order and there is room for it."""
    configuration = station.configuration
    use = CertificateUse(command.payload["certificateType"])
    status = station.certificates.install(
        use,
        command.payload["certificate"],
        command.epoch_s,
        max_roots=configuration.integer("CertificateStoreMaxLength"),
        successors_only=configuration.boolean("AdditionalRootCertificateCheck"),
    )
    if status is not InstallCertificateStatus.ACCEPTED:
        return Reply({"status": status})
    return Reply({"status": status}, [_reconfigured(f"{use} installed")])


@handles(
    Action.DELETE_CERTIFICATE,
    profile=FeatureProfile.SECURITY,
    switched_off={"status": DeleteCertificateStatus.NOT_FOUND},
)
def on_delete_certificate(station: Station, command: Command) -> Reply:
    """Trust a root certificate no longer, unless the connection depends on it."""
    data = command.payload["certificateHashData"]
    status = station.certificates.delete(
        CertificateHashData(
            hash_algorithm=data["hashAlgorithm"],
            issuer_name_hash=data["issuerNameHash"],
            issuer_key_hash=data["issuerKeyHash"],
            serial_number=data["serialNumber"],
        ),
        needs_central_system_root=(
            station.configuration.integer("SecurityProfile") >= _FIRST_PROFILE_WITH_TLS
        ),
    )
    if status is not DeleteCertificateStatus.ACCEPTED:
        return Reply({"status": status})
    return Reply({"status": status}, [_reconfigured("root certificate deleted")])


@handles(
    Action.GET_INSTALLED_CERTIFICATE_IDS,
    profile=FeatureProfile.SECURITY,
    switched_off={"status": GetInstalledCertificateStatus.NOT_FOUND},
)
def on_get_installed_certificate_ids(station: Station, command: Command) -> Reply:
    """Tell what identifies the root certificates of a type, with SHA-256 (A00.FR.506)."""
    use = CertificateUse(command.payload["certificateType"])
    installed = station.certificates.hash_data(use, HashAlgorithm.SHA256)
    if not installed:
        return Reply({"status": GetInstalledCertificateStatus.NOT_FOUND})
    return Reply(
        {
            "status": GetInstalledCertificateStatus.ACCEPTED,
            "certificateHashData": [_on_the_wire(data) for data in installed],
        }
    )


def _reconfigured(what: str) -> ReportSecurityEvent:
    return ReportSecurityEvent(SecurityEvent.RECONFIGURATION_OF_SECURITY_PARAMETERS, what)


def _on_the_wire(data: CertificateHashData) -> Payload:
    return {
        "hashAlgorithm": data.hash_algorithm,
        "issuerNameHash": data.issuer_name_hash,
        "issuerKeyHash": data.issuer_key_hash,
        "serialNumber": data.serial_number,
    }
