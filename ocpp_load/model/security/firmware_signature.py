"""Whether firmware is what its manufacturer made (security whitepaper edition 3, L01).

No I/O and no clock: callers pass the digest of the file and seconds since the epoch.
"""

from base64 import b64decode

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from ocpp_load.model.security.certificate import (
    check_key_strength,
    check_validity,
    extension,
    read_certificates,
    reading,
)
from ocpp_load.model.security.certificate_chain import verify_chain
from ocpp_load.model.security.invalid_certificate import InvalidCertificate

_DIGEST = Prehashed(hashes.SHA256())
_RSA_PADDINGS = (
    padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.AUTO),
    padding.PKCS1v15(),
)


def check_signing_certificate(pem: str, roots: list[x509.Certificate], epoch_s: float) -> None:
    """Raise `InvalidCertificate` unless a manufacturer's root vouches for it (L01.FR.12 and 23).

    One certificate, without intermediate ones (the remarks of L01), strong enough, and for
    signatures where it says what it is for. Whether it has been revoked cannot be known: a
    charge point has nobody to ask.
    """
    certificates = read_certificates(pem)
    if len(certificates) > 1:
        raise InvalidCertificate(f"{len(certificates)} certificates where one is expected")
    certificate = certificates[0]
    check_validity(certificate, epoch_s)
    check_key_strength(certificate)
    usage = extension(certificate, x509.KeyUsage)
    if usage is not None and not usage.digital_signature:
        raise InvalidCertificate("its key is not for signing")
    verify_chain(certificate, [], roots, epoch_s)


def firmware_signature_is_valid(
    signing_certificate_pem: str, signature_base64: str, sha256_digest: bytes
) -> bool:
    """Tell whether the signature is one of the certificate's key over that digest (L01.FR.04).

    RSA-PSS, as the paper asks, and the older PKCS #1 v1.5; with a key on a curve ECDSA, which
    manufacturers use where the paper says ECSchnorr. What cannot be read is no valid signature.
    """
    try:
        with reading():
            key = read_certificates(signing_certificate_pem)[0].public_key()
            signature = b64decode("".join(signature_base64.split()), validate=True)
            match key:
                case rsa.RSAPublicKey():
                    return _is_signed_by_rsa(key, signature, sha256_digest)
                case ec.EllipticCurvePublicKey():
                    key.verify(signature, sha256_digest, ec.ECDSA(_DIGEST))
                    return True
    except InvalidCertificate:
        pass
    return False


def _is_signed_by_rsa(key: rsa.RSAPublicKey, signature: bytes, sha256_digest: bytes) -> bool:
    for scheme in _RSA_PADDINGS:
        try:
            key.verify(signature, sha256_digest, scheme, _DIGEST)
        except InvalidSignature:
            continue
        return True
    return False
