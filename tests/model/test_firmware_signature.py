"""Who signed firmware, and whether the signature is theirs (security whitepaper edition 3, L01)."""

from base64 import b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
from support.simulation import EPOCH_S
from support.x509 import SIGNS, SIGNS_CERTIFICATES, curve_key, impostor, root, rsa_key

from ocpp_load.model.security.certificate import InvalidCertificate
from ocpp_load.model.security.firmware_signature import (
    check_signing_certificate,
    firmware_signature_is_valid,
)

FIRMWARE = b"firmware 2.0"
DIGEST = sha256(FIRMWARE).digest()
SHA256 = hashes.SHA256()

SIGNATURES = {
    "ECDSA": (curve_key, lambda key: key.sign(FIRMWARE, ec.ECDSA(SHA256))),
    "ECDSA on P-384": (
        lambda: curve_key(ec.SECP384R1),
        lambda key: key.sign(FIRMWARE, ec.ECDSA(SHA256)),
    ),
    "RSA-PSS": (
        rsa_key,
        lambda key: key.sign(FIRMWARE, padding.PSS(padding.MGF1(SHA256), 32), SHA256),
    ),
    "RSA-PSS with the longest salt": (
        rsa_key,
        lambda key: key.sign(
            FIRMWARE, padding.PSS(padding.MGF1(SHA256), padding.PSS.MAX_LENGTH), SHA256
        ),
    ),
    "PKCS #1 v1.5": (rsa_key, lambda key: key.sign(FIRMWARE, padding.PKCS1v15(), SHA256)),
}


def signed(kind):
    make_key, sign = SIGNATURES[kind]
    key = make_key()
    certificate = root("Maker").issue("Firmware", key=key).pem
    return certificate, b64encode(sign(key)).decode()


@pytest.mark.parametrize("kind", SIGNATURES)
def test_a_signature_over_the_whole_file_is_valid(kind):
    certificate, signature = signed(kind)
    assert firmware_signature_is_valid(certificate, signature, DIGEST)
    wrapped = "\n".join(signature[at : at + 64] for at in range(0, len(signature), 64))
    assert firmware_signature_is_valid(certificate, wrapped, DIGEST)


@pytest.mark.parametrize("kind", SIGNATURES)
def test_a_signature_is_of_one_file_and_one_key(kind):
    certificate, signature = signed(kind)
    other_file = sha256(FIRMWARE + b"!").digest()
    assert not firmware_signature_is_valid(certificate, signature, other_file)
    other_key = root("Other").pem
    assert not firmware_signature_is_valid(other_key, signature, DIGEST)


@pytest.mark.parametrize("signature", ["", "?", "AAAA", "AAA", "ä", "=" * 800])
@pytest.mark.parametrize("kind", ["ECDSA", "RSA-PSS"])
def test_what_is_no_signature_is_not_valid(kind, signature):
    certificate, _ = signed(kind)
    assert not firmware_signature_is_valid(certificate, signature, DIGEST)


@pytest.mark.parametrize("digest", [b"", b"short", DIGEST + b"!"])
def test_what_is_no_digest_has_no_valid_signature(digest):
    certificate, signature = signed("ECDSA")
    assert not firmware_signature_is_valid(certificate, signature, digest)


def test_a_certificate_that_cannot_be_read_or_used_validates_nothing():
    _, signature = signed("ECDSA")
    edwards = root("Maker").issue("Firmware", key=ed25519.Ed25519PrivateKey.generate()).pem
    for certificate in ("", "no certificate", edwards):
        assert not firmware_signature_is_valid(certificate, signature, DIGEST)


MAKER = root("Maker")

REFUSED = {
    "no certificate": "",
    "two certificates": MAKER.issue("Firmware").pem + MAKER.pem,
    "expired": MAKER.issue("Firmware", days=(-2, -1)).pem,
    "not valid yet": MAKER.issue("Firmware", days=(1, 2)).pem,
    "of another root": root("Other").issue("Firmware").pem,
    "of a root with the same name": impostor(MAKER).issue("Firmware").pem,
    "below an authority in between": (
        MAKER.issue("Between", is_authority=True).issue("Firmware").pem
    ),
    "for other things than signing": MAKER.issue("Firmware", usage=SIGNS_CERTIFICATES).pem,
    "with a weak key": MAKER.issue("Firmware", key=rsa_key(1024)).pem,
}


def check(pem, *roots):
    check_signing_certificate(pem, [one.certificate for one in roots], EPOCH_S)


@pytest.mark.parametrize("fields", [{}, {"usage": SIGNS}, {"days": (-1, 1 / 24)}])
@pytest.mark.parametrize("key", [curve_key, rsa_key])
def test_a_signing_certificate_that_a_root_vouches_for_is_in_order(key, fields):
    pem = MAKER.issue("Firmware", key=key(), **fields).pem
    assert check(pem, root("Other"), MAKER) is None


@pytest.mark.parametrize("pem", REFUSED.values(), ids=REFUSED)
def test_any_other_signing_certificate_is_refused(pem):
    with pytest.raises(InvalidCertificate):
        check(pem, MAKER)


def test_without_a_root_every_signing_certificate_is_refused():
    with pytest.raises(InvalidCertificate, match="no root"):
        check(MAKER.issue("Firmware").pem)
