"""CertificateSigned (security whitepaper edition 3, A02 and A03)."""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import ReportSecurityEvent
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.security_enums import CertificateSignedStatus, SecurityEvent
from ocpp_load.model import Station
from ocpp_load.model.security.invalid_certificate import InvalidCertificate


@handles(Action.CERTIFICATE_SIGNED, profile=FeatureProfile.SECURITY)
def on_certificate_signed(station: Station, command: Command) -> Reply:
    """Take on the certificate that SignCertificate asked for, if it is in order.

    One that is not is discarded, and told of as a security event (A02.FR.07); the request
    stands, so that the central system can send a better one.
    """
    chain = command.payload["certificateChain"]
    max_size = station.configuration.integer("CertificateSignedMaxChainSize")
    try:
        if len(chain) > max_size:
            raise InvalidCertificate(f"{len(chain)} characters; {max_size} are allowed")
        station.certificates.accept_signed(chain, command.epoch_s)
    except InvalidCertificate as error:
        return Reply(
            {"status": CertificateSignedStatus.REJECTED},
            [ReportSecurityEvent(SecurityEvent.INVALID_CHARGE_POINT_CERTIFICATE, error.reason)],
        )
    return Reply(
        {"status": CertificateSignedStatus.ACCEPTED},
        [
            ReportSecurityEvent(
                SecurityEvent.RECONFIGURATION_OF_SECURITY_PARAMETERS,
                "charge point certificate installed",
            )
        ],
    )
