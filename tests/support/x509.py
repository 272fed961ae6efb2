"""Certificate authorities and what they sign, at the time of the simulation."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from support.simulation import EPOCH_S

NOW = datetime.fromtimestamp(EPOCH_S, UTC)
CPO = "Ladegut"

SIGNS_CERTIFICATES = {"key_cert_sign": True, "crl_sign": True}
SIGNS = {"digital_signature": True}


def curve_key(curve=ec.SECP256R1):
    return ec.generate_private_key(curve())


@cache
def rsa_key(bits=2048):
    """Return a key that all tests of a process share: it takes a while to make."""
    return rsa.generate_private_key(65537, bits)


def name(common_name, organization=CPO):
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if organization is not None:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(attributes)


def key_usage(**flags):
    every = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(**every | flags)


@dataclass(frozen=True)
class Issued:
    """A certificate, and the private key where the test has it."""

    certificate: x509.Certificate
    key: Any = None

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def issue(self, common_name, **fields) -> "Issued":
        """Sign a certificate for somebody else; an authority's with `is_authority`."""
        key = fields.pop("key", None) or curve_key()
        subject = name(common_name, fields.pop("organization", CPO))
        certificate = _signed(subject, key.public_key(), self.certificate.subject, self.key, fields)
        return Issued(certificate, key)

    def sign(self, csr_pem, **fields) -> "Issued":
        """Make a certificate of a request, with other fields than it asks for where given."""
        csr = x509.load_pem_x509_csr(csr_pem.encode())
        subject = fields.pop("subject", csr.subject)
        public_key = fields.pop("public_key", csr.public_key())
        return Issued(_signed(subject, public_key, self.certificate.subject, self.key, fields))


def root(common_name="Root", *, key=None, organization=CPO, **fields) -> Issued:
    """Make an authority that vouches for itself."""
    key = key or curve_key()
    subject = name(common_name, organization)
    fields = {"is_authority": True, **fields}
    return Issued(_signed(subject, key.public_key(), subject, key, fields), key)


def impostor(of: Issued) -> Issued:
    """Make an authority of the same name with a key of its own."""
    key = curve_key()
    subject = of.certificate.subject
    return Issued(_signed(subject, key.public_key(), subject, key, {"is_authority": True}), key)


def with_another_signature(of: Issued) -> Issued:
    """Make the certificate of an authority that names itself as issuer, but is not signed by it."""
    subject = of.certificate.subject
    forged = _signed(subject, of.key.public_key(), subject, curve_key(), {"is_authority": True})
    return replace(of, certificate=forged)


def _signed(subject, public_key, issuer_name, issuer_key, fields):
    days = fields.pop("days", (-1, 3650))
    is_authority = fields.pop("is_authority", False)
    path_length = fields.pop("path_length", None)
    usage = fields.pop("usage", None)
    serial_number = fields.pop("serial_number", None)
    assert not fields, fields
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name)
        .public_key(public_key)
        .serial_number(serial_number or x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=days[0]))
        .not_valid_after(NOW + timedelta(days=days[1]))
    )
    if is_authority is not None:
        constraints = x509.BasicConstraints(ca=is_authority, path_length=path_length)
        builder = builder.add_extension(constraints, critical=True)
    if usage is not None:
        builder = builder.add_extension(key_usage(**usage), critical=True)
    edwards = isinstance(issuer_key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    return builder.sign(issuer_key, None if edwards else hashes.SHA256())
