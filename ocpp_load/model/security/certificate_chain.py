"""From a certificate up to a root that is trusted (RFC 5280 section 6).

Security whitepaper edition 3, section 2.6.2. No clock: callers pass seconds since the epoch.
"""

from cryptography import x509
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from ocpp_load.model.security.certificate import extension, moment, reading
from ocpp_load.model.security.invalid_certificate import InvalidCertificate

_NO_AUTHORITY = "not the certificate of an authority"


def check_may_sign(certificate: x509.Certificate) -> None:
    """Raise `InvalidCertificate` unless it is one of a certificate authority (RFC 5280 4.2.1)."""
    constraints = extension(certificate, x509.BasicConstraints)
    if constraints is None:
        raise InvalidCertificate(_NO_AUTHORITY)
    with reading():
        _is_authority(None, certificate, constraints)
        _signs_certificates(None, certificate, extension(certificate, x509.KeyUsage))


def verify_chain(
    certificate: x509.Certificate,
    intermediates: list[x509.Certificate],
    roots: list[x509.Certificate],
    epoch_s: float,
) -> list[x509.Certificate]:
    """Return the path from a certificate up to one of `roots`, itself first.

    Path validation of RFC 5280 section 6: signatures, dates, authorities, path lengths, critical
    extensions, strength of keys and algorithms above the certificate. Raises
    `InvalidCertificate`.
    """
    if not roots:
        raise InvalidCertificate("no root certificate is installed to verify it with")
    with reading():
        verifier = (
            PolicyBuilder()
            .store(Store(roots))
            .time(moment(epoch_s))
            .extension_policies(ca_policy=_AUTHORITIES, ee_policy=ExtensionPolicy.permit_all())
            .build_client_verifier()
        )
        try:
            return verifier.verify(certificate, intermediates).chain
        except VerificationError as error:
            raise InvalidCertificate(f"no valid path to an installed root: {error}") from error


def _is_authority(
    _policy: Policy | None, _certificate: x509.Certificate, constraints: x509.BasicConstraints
) -> None:
    if not constraints.ca:
        raise ValueError(_NO_AUTHORITY)


def _signs_certificates(
    _policy: Policy | None, _certificate: x509.Certificate, usage: x509.KeyUsage | None
) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("its key is not for signing certificates")


# Charge points meet the authorities of operators, which are not those of the web: no more is
# asked of their certificates than what path validation needs.
_AUTHORITIES = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _is_authority)
    .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _signs_certificates)
)
