"""One installed root certificate, and the hashes that name it (security whitepaper edition 3, 6.1).

No I/O and no clock: callers pass seconds since the epoch.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import OCSPRequestBuilder

from ocpp_load.messages.v16.security_enums import CertificateUse, HashAlgorithm
from ocpp_load.model.security.certificate import (
    check_key_strength,
    check_serial_number,
    check_validity,
    read_certificates,
    reading,
    shared,
)
from ocpp_load.model.security.certificate_chain import check_may_sign
from ocpp_load.model.security.certificate_hash_data import CertificateHashData
from ocpp_load.model.security.invalid_certificate import InvalidCertificate

_HASHES = {
    HashAlgorithm.SHA256: hashes.SHA256(),
    HashAlgorithm.SHA384: hashes.SHA384(),
    HashAlgorithm.SHA512: hashes.SHA512(),
}
_VERIFIABLE_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)


@dataclass(frozen=True, slots=True)
class RootCertificate:
    """A certificate that a charge point trusts, for one use; the issuer is mostly itself."""

    use: CertificateUse
    certificate: x509.Certificate
    issuer: x509.Certificate

    @property
    def der(self) -> bytes:
        """Return it in DER."""
        return self.certificate.public_bytes(Encoding.DER)

    def hash_data(self, algorithm: HashAlgorithm) -> CertificateHashData:
        """Return what identifies it."""
        return hash_data(self.certificate, self.issuer, algorithm)

    @property
    def is_usable(self) -> bool:
        """Tell whether this station can verify signatures that are made with its key."""
        match self.certificate.public_key():
            case rsa.RSAPublicKey():
                return True
            case ec.EllipticCurvePublicKey(curve=curve):
                return isinstance(curve, _VERIFIABLE_CURVES)
        return False


def read_root(
    use: CertificateUse, pem: str, epoch_s: float, known: Iterable[x509.Certificate]
) -> RootCertificate:
    """Read a certificate that is to be trusted.

    It is one certificate of an authority, valid now and strong enough, and signed by itself or
    by one of `known`. Raises `InvalidCertificate` for anything else.
    """
    certificates = read_certificates(pem)
    if len(certificates) > 1:
        raise InvalidCertificate(f"{len(certificates)} certificates where one is expected")
    certificate = certificates[0]
    check_serial_number(certificate)
    check_validity(certificate, epoch_s)
    check_key_strength(certificate)
    check_may_sign(certificate)
    issuer = next((one for one in (certificate, *known) if is_issued_by(certificate, one)), None)
    if issuer is None:
        raise InvalidCertificate("signed by an authority that is not installed")
    return RootCertificate(use, shared(certificate), shared(issuer))


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether `issuer` is named in `certificate` and has signed it.

    Raises `InvalidCertificate` where that cannot be told.
    """
    with reading():
        if certificate.issuer != issuer.subject:
            return False
        try:
            certificate.verify_directly_issued_by(issuer)
        except InvalidSignature:
            return False
        return True


def hash_data(
    certificate: x509.Certificate, issuer: x509.Certificate, algorithm: HashAlgorithm
) -> CertificateHashData:
    """Return what identifies `certificate`, hashed as OCSP does it (RFC 6960 section 4.1.1)."""
    identified = (
        OCSPRequestBuilder().add_certificate(certificate, issuer, _HASHES[algorithm]).build()
    )
    return CertificateHashData(
        algorithm,
        identified.issuer_name_hash.hex().upper(),
        identified.issuer_key_hash.hex().upper(),
        f"{certificate.serial_number:X}",
    )
