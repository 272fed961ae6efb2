"""The certificate that a charge point shows to prove who it is (security whitepaper edition 3, A02).

No I/O and no clock: callers pass seconds since the epoch.
"""

from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from ocpp_load.messages.v16.security_enums import HashAlgorithm
from ocpp_load.model.security.certificate import (
    check_validity,
    moment,
    read_certificates,
    reading,
    shared,
)
from ocpp_load.model.security.certificate_chain import verify_chain
from ocpp_load.model.security.certificate_hash_data import CertificateHashData
from ocpp_load.model.security.certificate_request import CertificateRequest
from ocpp_load.model.security.invalid_certificate import InvalidCertificate
from ocpp_load.model.security.root_certificate import hash_data

_NAMES = (
    (NameOID.COMMON_NAME, "common_name", "commonName"),
    (NameOID.ORGANIZATION_NAME, "organization", "organizationName"),
)


@dataclass(frozen=True, slots=True)
class ChargePointCertificate:
    """A certificate, the authorities above it up to the root, and its private key (PKCS #8)."""

    certificate: x509.Certificate
    authorities: tuple[x509.Certificate, ...]
    private_key: bytes = field(repr=False)

    @property
    def issuer(self) -> x509.Certificate:
        """Return the certificate of the authority that signed it."""
        return self.authorities[0] if self.authorities else self.certificate

    def hash_data(self, algorithm: HashAlgorithm) -> CertificateHashData:
        """Return what identifies it."""
        return hash_data(self.certificate, self.issuer, algorithm)

    def begins_by(self, epoch_s: float) -> bool:
        """Tell whether its period of validity has begun."""
        return self.certificate.not_valid_before_utc <= moment(epoch_s)

    def ends_by(self, epoch_s: float) -> bool:
        """Tell whether its period of validity is over."""
        return self.certificate.not_valid_after_utc < moment(epoch_s)


def read_signed(
    request: CertificateRequest, chain_pem: str, roots: list[x509.Certificate], epoch_s: float
) -> ChargePointCertificate:
    """Read what an authority made of a request; the station's own certificate comes first.

    A02.FR.06: it is for the key and the names of the request, its chain verifies against one of
    `roots`, and its period is not over. A period that is yet to begin is all right (A02.FR.08);
    the chain must hold then. Raises `InvalidCertificate`.
    """
    certificate, *others = read_certificates(chain_pem)
    with reading():
        public_key = certificate.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
        subject = certificate.subject
        begins_at = certificate.not_valid_before_utc.timestamp()
    if public_key != request.public_key:
        raise InvalidCertificate("the certificate is for another key than the request")
    for oid, name, label in _NAMES:
        expected = getattr(request, name)
        if expected not in [attribute.value for attribute in subject.get_attributes_for_oid(oid)]:
            raise InvalidCertificate(f"the {label} is not {expected}")
    verified_at = max(epoch_s, begins_at)
    check_validity(certificate, verified_at)
    path = verify_chain(certificate, others, roots, verified_at)
    return ChargePointCertificate(
        _unread(certificate), tuple(shared(one) for one in path[1:]), request.private_key
    )


def _unread(certificate: x509.Certificate) -> x509.Certificate:
    """Return the same as if nobody had looked at it: what is read of it stays with it, 1.4 KiB."""
    return x509.load_der_x509_certificate(certificate.public_bytes(Encoding.DER))
