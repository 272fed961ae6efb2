"""Certificate signing requests, as a charge point makes them."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

COMMON_NAME = (NameOID.COMMON_NAME, "CP000001")
ORGANIZATION = (NameOID.ORGANIZATION_NAME, "Charge Point Operator")
NAMES = (ORGANIZATION, COMMON_NAME)


def csr(key=None, *, names=NAMES, algorithm=hashes.SHA256()):  # noqa: B008 - has no state
    """Return a request in PEM; of a new key on P-256 where none is given."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    attributes = [x509.NameAttribute(oid, value) for oid, value in names]
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(attributes))
    return builder.sign(key, algorithm).public_bytes(Encoding.PEM).decode()
