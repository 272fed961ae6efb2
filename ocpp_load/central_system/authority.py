"""A certificate authority for tests: it signs what stations and firmware need, and forgets it all.

Two hierarchies (security whitepaper edition 3, section 2.6.2), each of one root in memory: the
operator's, for the certificates of charge points, and a manufacturer's, for firmware. A root is
made when it is first needed. Never to be trusted by anything that matters.
"""

import base64
from dataclasses import dataclass
from functools import cached_property

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ocpp_load.credentials import Issuer
from ocpp_load.credentials.issuer import subject_name
from ocpp_load.errors import OcppLoadError

_LEAST_BITS_RSA = 2048  # A00.FR.502
_LEAST_BITS_EC = 224  # A00.FR.503

_SHA256 = hashes.SHA256()


class SigningRequestError(OcppLoadError):
    """A certificate signing request that cannot be signed."""


@dataclass(frozen=True, slots=True)
class FirmwareSignature:
    """What SignedUpdateFirmware.req proves an image with: a PEM certificate and Base64."""

    signing_certificate: str
    signature: str


class Authority:
    """Roots, and what they sign. `now`, in seconds since the epoch, is when validity begins.

    `operator` is the operator's root where there is one already.
    """

    def __init__(self, now: float, operator: Issuer | None = None) -> None:
        self._made_at = now
        self._given_operator = operator
        self._signed_images: dict[bytes, FirmwareSignature] = {}

    @property
    def root(self) -> str:
        """Return the operator's root certificate, which stations keep as CentralSystemRoot."""
        return self._operator.pem

    @property
    def manufacturer_root(self) -> str:
        """Return the manufacturer's root certificate in PEM."""
        return self._manufacturer.pem

    def certificate_chain(self, csr: str, now: float) -> str:
        """Return the certificate for a PEM signing request and its root, leaf first (A02, A03).

        The subject stays as it is asked for, and needs organizationName and commonName
        (A00.FR.509, A00.FR.511). Raises `SigningRequestError`.
        """
        request = _verified(csr)
        public_key = _strong_key(request)
        for oid, what in (
            (NameOID.ORGANIZATION_NAME, "organizationName"),
            (NameOID.COMMON_NAME, "commonName"),
        ):
            if not request.subject.get_attributes_for_oid(oid):
                raise SigningRequestError(f"the subject has no {what}")
        leaf = self._operator.issue(
            request.subject, public_key, ExtendedKeyUsageOID.CLIENT_AUTH, now
        )
        return _pem(leaf) + self._operator.pem

    def sign_firmware(self, image: bytes) -> FirmwareSignature:
        """Sign an image as its manufacturer would (L01); the same image only once."""
        digest = hashes.Hash(_SHA256)
        digest.update(image)
        name = digest.finalize()
        if name not in self._signed_images:
            key, certificate = self._firmware_signer
            # L01.FR.04 names RSA-PSS and ECSchnorr; nothing that is common has the latter.
            scheme = padding.PSS(padding.MGF1(_SHA256), _SHA256.digest_size)
            signature = base64.b64encode(key.sign(image, scheme, _SHA256)).decode()
            self._signed_images[name] = FirmwareSignature(certificate, signature)
        return self._signed_images[name]

    @cached_property
    def _operator(self) -> Issuer:
        return self._given_operator or Issuer.make("ocpp_load test operator root", self._made_at)

    @cached_property
    def _manufacturer(self) -> Issuer:
        return Issuer.make("ocpp_load test manufacturer root", self._made_at)

    @cached_property
    def _firmware_signer(self) -> tuple[rsa.RSAPrivateKey, str]:
        key = rsa.generate_private_key(public_exponent=65537, key_size=_LEAST_BITS_RSA)
        certificate = self._manufacturer.issue(
            subject_name("ocpp_load test firmware"),
            key.public_key(),
            ExtendedKeyUsageOID.CODE_SIGNING,
            self._made_at,
        )
        return key, _pem(certificate)


def _verified(csr: str) -> x509.CertificateSigningRequest:
    try:
        request = x509.load_pem_x509_csr(csr.encode())
        proves_possession = request.is_signature_valid
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as error:
        raise SigningRequestError(f"no certificate signing request: {error}") from error
    if not proves_possession:
        raise SigningRequestError("the signature is not that of the key")
    return request


def _strong_key(
    request: x509.CertificateSigningRequest,
) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
    try:
        key = request.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SigningRequestError(f"the key cannot be used: {error}") from error
    if isinstance(key, ec.EllipticCurvePublicKey):
        least_bits = _LEAST_BITS_EC
    elif isinstance(key, rsa.RSAPublicKey):
        least_bits = _LEAST_BITS_RSA
    else:
        raise SigningRequestError("the key is neither RSA nor on an elliptic curve")
    if key.key_size < least_bits:
        raise SigningRequestError(f"the key has {key.key_size} bits, fewer than {least_bits}")
    return key


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
