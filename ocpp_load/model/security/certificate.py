"""Reading X.509 certificates that a central system sends (security whitepaper edition 3, 2.6).

What cannot be read, or breaks the properties of section 2.6.1, is an `InvalidCertificate`: that
is the peer's doing and never an exception of another kind. No I/O and no clock: callers pass
seconds since the epoch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.x509.verification import VerificationError

from ocpp_load.model.security.invalid_certificate import InvalidCertificate

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST_SERIAL_NUMBER_BITS = 160
_MINIMUM_RSA_BITS = 2048
_MINIMUM_CURVE_BITS = 224
_WHERE = " (encountered processing"  # the library shows the whole certificate after it

_ExtensionT = TypeVar("_ExtensionT", bound=x509.ExtensionType)

# Whatever the library raises while it reads what a peer made up, field by field.
_UNREADABLE = (
    ValueError,
    TypeError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    VerificationError,
)


@contextmanager
def reading() -> Iterator[None]:
    """Turn what goes wrong while a peer's certificate is read into `InvalidCertificate`."""
    try:
        yield
    except _UNREADABLE as error:
        text, _, _ = str(error).partition(_WHERE)
        raise InvalidCertificate(" ".join(text.split()) or type(error).__name__) from error


def moment(epoch_s: float) -> datetime:
    """Return seconds since the epoch as the library takes them."""
    return _EPOCH + timedelta(seconds=epoch_s)


def read_certificates(pem: str) -> list[x509.Certificate]:
    """Return the certificates of a PEM text, at least one, in their order (A00.FR.507).

    Raises `InvalidCertificate`.
    """
    with reading():
        return x509.load_pem_x509_certificates(pem.encode())


@lru_cache(maxsize=256)
def shared(certificate: x509.Certificate) -> x509.Certificate:
    """Return the one object for equal certificates, which thousands of stations then share."""
    return certificate


def check_serial_number(certificate: x509.Certificate) -> None:
    """Raise `InvalidCertificate` for one that is not of 1 to 20 bytes (A00.FR.508, RFC 5280)."""
    with reading():
        serial_number = certificate.serial_number
    if not 0 < serial_number < 1 << _LARGEST_SERIAL_NUMBER_BITS:
        raise InvalidCertificate("the serial number is not one of 1 to 20 bytes")


def check_key_strength(certificate: x509.Certificate) -> None:
    """Raise `InvalidCertificate` for a key below 112 bits of security (A00.FR.501 to 503)."""
    with reading():
        key = certificate.public_key()
    match key:
        case rsa.RSAPublicKey() | dsa.DSAPublicKey():
            minimum_bits = _MINIMUM_RSA_BITS
        case ec.EllipticCurvePublicKey():
            minimum_bits = _MINIMUM_CURVE_BITS
        case _:  # the Edwards curves have one size each, all of them above
            return
    if key.key_size < minimum_bits:
        raise InvalidCertificate(f"a key of {key.key_size} bits; {minimum_bits} are needed")


def check_validity(certificate: x509.Certificate, epoch_s: float) -> None:
    """Raise `InvalidCertificate` outside the period that the certificate names."""
    with reading():
        begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if moment(epoch_s) > ends:
        raise InvalidCertificate("the certificate has expired")
    if moment(epoch_s) < begins:
        raise InvalidCertificate("the certificate is not valid yet")


def extension(certificate: x509.Certificate, kind: type[_ExtensionT]) -> _ExtensionT | None:
    """Return the extension of that kind, if there is one. Raises `InvalidCertificate`."""
    with reading():
        try:
            return certificate.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None
