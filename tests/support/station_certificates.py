"""Credentials of a station for real connections, and the TLS side of a server that asks for them."""

import time
from functools import cache
from tempfile import NamedTemporaryFile
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from gevent import ssl

from ocpp_load.credentials import Issuer
from ocpp_load.credentials.issuer import pem_of_key, subject_name
from ocpp_load.model.security.charge_point_certificate import ChargePointCertificate
from ocpp_load.model.security.credentials import Credentials

NOW_S = time.time()


@cache
def authority(name: str = "Operator") -> Issuer:
    """Return an authority of that name, the same one for all tests of a process."""
    return Issuer.make(name, NOW_S)


def own_certificate(
    identity: str = "CP1", issuer: Issuer | None = None, *, made_at: float = NOW_S
) -> ChargePointCertificate:
    """Return a station's certificate on P-256."""
    issuer = issuer or authority()
    issued = issuer.issue_to_station(identity, identity, "Ladegut", made_at)
    return ChargePointCertificate(issued.certificate, (issuer.certificate,), issued.private_key)


def own_rsa_certificate(identity: str = "CP1") -> ChargePointCertificate:
    """Return a station's certificate with an RSA key."""
    key = rsa.generate_private_key(65537, 2048)
    certificate = authority().issue(
        subject_name(identity), key.public_key(), ExtendedKeyUsageOID.CLIENT_AUTH, NOW_S
    )
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return ChargePointCertificate(certificate, (), der)


def with_certificate(own: ChargePointCertificate, *roots: x509.Certificate) -> Credentials:
    """Return the credentials of security profile 3."""
    return Credentials(3, certificate=own, roots=roots)


def server_context(
    issuer: Issuer | None = None,
    *,
    host: str = "127.0.0.1",
    clients: Issuer | None = None,
    version: ssl.TLSVersion | None = None,
) -> Any:
    """Return the TLS context of a server; with `clients` it requires certificates of theirs."""
    issued = (issuer or authority()).issue_to_server([host], NOW_S)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with NamedTemporaryFile() as file:
        file.write(issued.certificate.public_bytes(Encoding.PEM) + pem_of_key(issued.private_key))
        file.flush()
        context.load_cert_chain(file.name)
    if clients is not None:
        context.load_verify_locations(cadata=clients.pem)
        context.verify_mode = ssl.CERT_REQUIRED
    if version is not None:
        context.minimum_version = context.maximum_version = version
    return context


def names_of(peer: Any) -> list[str]:
    """Return the common names of the certificate that a client has shown."""
    subject = peer.socket.getpeercert()["subject"]
    return [value for group in subject for name, value in group if name == "commonName"]
