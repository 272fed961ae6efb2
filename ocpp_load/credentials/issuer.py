"""A root certificate and its key, and what they sign: for tests, and nothing that matters.

Keys are on P-256, where signing costs tens of microseconds. In a directory, an authority is two
files: `ca.pem` and `ca.key`.
"""

import base64
import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ocpp_load.credentials.authority_files import KEY_FILE, ORGANIZATION, ROOT_FILE

_ROOT_LIFE = timedelta(days=3650)
_LIFE = timedelta(days=365)
# A station's clock may be a little behind.
_BACKDATED = timedelta(minutes=10)
_SHA256 = hashes.SHA256()


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its private key, in PKCS #8 DER."""

    certificate: x509.Certificate
    private_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Issuer:
    """A self-signed root certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @classmethod
    def make(cls, name: str, now: float) -> "Issuer":
        """Return a new one; `now` is seconds since the epoch."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = subject_name(name)
        begins = _moment(now)
        certificate = (
            x509.CertificateBuilder(
                issuer_name=subject,
                subject_name=subject,
                public_key=key.public_key(),
                serial_number=x509.random_serial_number(),
                not_valid_before=begins - _BACKDATED,
                not_valid_after=begins + _ROOT_LIFE,
            )
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
            .sign(key, _SHA256)
        )
        return cls(certificate, key)

    @classmethod
    def load(cls, directory: Path) -> "Issuer":
        """Read the two files. Raises `OSError` or `ValueError`."""
        certificate = x509.load_pem_x509_certificate((directory / ROOT_FILE).read_bytes())
        key = load_pem_private_key((directory / KEY_FILE).read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{KEY_FILE} is not a key on an elliptic curve")
        if key.public_key() != certificate.public_key():
            raise ValueError(f"{KEY_FILE} is not the key of {ROOT_FILE}")
        return cls(certificate, key)

    @property
    def pem(self) -> str:
        """Return the root certificate."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def save(self, directory: Path) -> None:
        """Write the two files. Raises `OSError`."""
        directory.mkdir(parents=True, exist_ok=True)
        write_private(directory / KEY_FILE, pem_of_key(_pkcs8(self.key)))
        (directory / ROOT_FILE).write_text(self.pem)

    def issue(
        self,
        subject: x509.Name,
        public_key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
        purpose: x509.ObjectIdentifier,
        now: float,
        names: Iterable[x509.GeneralName] = (),
    ) -> x509.Certificate:
        """Return a certificate for this key, good for a year and for one purpose."""
        own_identifier = self.certificate.extensions.get_extension_for_class(
            x509.SubjectKeyIdentifier
        ).value
        begins = _moment(now)
        builder = (
            x509.CertificateBuilder(
                issuer_name=self.certificate.subject,
                subject_name=subject,
                public_key=public_key,
                serial_number=x509.random_serial_number(),
                not_valid_before=begins - _BACKDATED,
                not_valid_after=begins + _LIFE,
            )
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own_identifier),
                critical=False,
            )
        )
        if alternatives := list(names):
            builder = builder.add_extension(
                x509.SubjectAlternativeName(alternatives), critical=False
            )
        return builder.sign(self.key, _SHA256)

    def issue_to_station(
        self, serial_number: str, identity: str, organization: str, now: float
    ) -> Issued:
        """Return a charge point certificate with a new key.

        Security whitepaper edition 3, A00.FR.511: the commonName is the serial number. The
        identity of the connection's URL stands beside it, as the subject's userId.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        subject = subject_name(serial_number, organization, identity)
        certificate = self.issue(subject, key.public_key(), ExtendedKeyUsageOID.CLIENT_AUTH, now)
        return Issued(certificate, _pkcs8(key))

    def issue_to_server(self, hosts: Iterable[str], now: float) -> Issued:
        """Return a central system's certificate that names `hosts`: DNS names and addresses."""
        names = [_general_name(host) for host in hosts]
        key = ec.generate_private_key(ec.SECP256R1())
        subject = subject_name(str(names[0].value))
        certificate = self.issue(
            subject, key.public_key(), ExtendedKeyUsageOID.SERVER_AUTH, now, names
        )
        return Issued(certificate, _pkcs8(key))


def subject_name(
    common_name: str, organization: str = ORGANIZATION, user_id: str | None = None
) -> x509.Name:
    """Return a subject; text beyond the 64 characters that X.520 allows is cut."""
    attributes = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization[:64]),
        x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
    ]
    if user_id is not None:
        attributes.append(x509.NameAttribute(NameOID.USER_ID, user_id))
    return x509.Name(attributes)


def pem_of_key(private_key: bytes) -> bytes:
    """Return a key in PEM that is in PKCS #8 DER."""
    text = base64.encodebytes(private_key)
    return b"-----BEGIN PRIVATE KEY-----\n" + text + b"-----END PRIVATE KEY-----\n"


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, in place of what is there."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)


def _pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _moment(epoch_s: float) -> datetime:
    # X.509 has no fractions of a second.
    return datetime.fromtimestamp(int(epoch_s), UTC)
