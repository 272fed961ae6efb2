"""Certificates of the test authority (security whitepaper edition 3: 2.6, A02, A03, L01)."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from support.signing_requests import COMMON_NAME, ORGANIZATION, csr

from ocpp_load.central_system.authority import Authority, SigningRequestError

NOW_S = 1_795_398_812.5
NOW = datetime.fromtimestamp(int(NOW_S), UTC)
SHA256 = hashes.SHA256()


@pytest.fixture(scope="module")
def authority():
    return Authority(NOW_S)


def key_on(curve):
    return ec.generate_private_key(curve)


@pytest.mark.parametrize(
    "make_key",
    [
        lambda: key_on(ec.SECP256R1()),
        lambda: key_on(ec.SECP384R1()),
        lambda: rsa.generate_private_key(65537, 2048),
    ],
)
def test_a_request_is_signed_with_its_subject_and_key_as_they_are(authority, make_key):
    key = make_key()
    pem = authority.certificate_chain(csr(key), NOW_S)
    leaf, root = x509.load_pem_x509_certificates(pem.encode())
    assert leaf.public_key() == key.public_key()
    assert [(name.oid, name.value) for name in leaf.subject] == [ORGANIZATION, COMMON_NAME]
    leaf.verify_directly_issued_by(root)
    assert root == x509.load_pem_x509_certificate(authority.root.encode())


def test_a_chain_is_one_that_a_station_can_verify_against_the_installed_root(authority):
    pem = authority.certificate_chain(csr(), NOW_S)
    leaf, *others = x509.load_pem_x509_certificates(pem.encode())
    root = x509.load_pem_x509_certificate(authority.root.encode())
    policy = x509.verification.ExtensionPolicy
    verifier = (
        x509.verification.PolicyBuilder()
        .store(x509.verification.Store([root]))
        .time(NOW)
        # A00.FR.511: a charge point certificate has no subjectAltName, which the default asks for.
        .extension_policies(ca_policy=policy.webpki_defaults_ca(), ee_policy=policy.permit_all())
        .build_client_verifier()
    )
    assert verifier.verify(leaf, others).chain == [leaf, root]


def test_a_certificate_is_valid_from_now_and_for_one_purpose_only(authority):
    leaf = x509.load_pem_x509_certificate(authority.certificate_chain(csr(), NOW_S).encode())
    assert leaf.not_valid_before_utc <= NOW
    assert leaf.not_valid_after_utc == NOW + timedelta(days=365)
    extensions = leaf.extensions
    assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert not usage.value.key_cert_sign
    purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_each_certificate_has_its_own_serial_number(authority):
    request = csr()
    serial_numbers = {
        x509.load_pem_x509_certificate(
            authority.certificate_chain(request, NOW_S).encode()
        ).serial_number
        for _ in range(3)
    }
    assert len(serial_numbers) == 3


def with_another_signature(request):
    der = bytearray(x509.load_pem_x509_csr(request.encode()).public_bytes(Encoding.DER))
    der[-1] ^= 1
    body = base64.encodebytes(bytes(der)).decode()
    return f"-----BEGIN CERTIFICATE REQUEST-----\n{body}-----END CERTIFICATE REQUEST-----\n"


@pytest.mark.parametrize(
    ("make_csr", "problem"),
    [
        (lambda: "", "no certificate signing request"),
        (lambda: "nonsense \ud800", "no certificate signing request"),
        (
            lambda: (
                "-----BEGIN CERTIFICATE REQUEST-----\nMIH1MIGc\n-----END CERTIFICATE REQUEST-----"
            ),
            "no certificate signing request",
        ),
        (
            lambda: with_another_signature(csr()),
            "the signature is not that of the key",
        ),
        (
            lambda: csr(rsa.generate_private_key(65537, 1024)),
            "1024 bits, fewer than 2048",
        ),
        (
            lambda: csr(key_on(ec.SECP192R1())),
            "192 bits, fewer than 224",
        ),
        (
            lambda: csr(dsa.generate_private_key(2048)),
            "neither RSA nor on an elliptic curve",
        ),
        (
            lambda: csr(ed25519.Ed25519PrivateKey.generate(), algorithm=None),
            "neither RSA nor on an elliptic curve",
        ),
        (lambda: csr(names=[COMMON_NAME]), "no organizationName"),
        (lambda: csr(names=[ORGANIZATION]), "no commonName"),
    ],
)
def test_a_request_that_is_broken_or_weak_is_not_signed(authority, make_csr, problem):
    with pytest.raises(SigningRequestError, match=problem):
        authority.certificate_chain(make_csr(), NOW_S)


@pytest.mark.parametrize("which", ["root", "manufacturer_root"])
def test_a_root_signs_itself_and_may_sign_others(authority, which):
    root = x509.load_pem_x509_certificate(getattr(authority, which).encode())
    root.verify_directly_issued_by(root)
    constraints = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (constraints.ca, constraints.path_length) == (True, 0)
    assert root.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    assert root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    assert getattr(authority, which) == getattr(authority, which)
    assert len(getattr(authority, which)) < 5500


def test_the_two_hierarchies_have_nothing_in_common(authority):
    assert authority.root != authority.manufacturer_root


def test_firmware_is_signed_with_rsa_pss_by_a_certificate_of_the_manufacturer(authority):
    image = b"firmware" * 1000
    signed = authority.sign_firmware(image)
    certificate = x509.load_pem_x509_certificate(signed.signing_certificate.encode())
    certificate.verify_directly_issued_by(
        x509.load_pem_x509_certificate(authority.manufacturer_root.encode())
    )
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.CODE_SIGNING]
    scheme = padding.PSS(padding.MGF1(SHA256), SHA256.digest_size)
    signature = base64.b64decode(signed.signature, validate=True)
    certificate.public_key().verify(signature, image, scheme, SHA256)
    with pytest.raises(InvalidSignature):
        certificate.public_key().verify(signature, image + b"!", scheme, SHA256)


def test_an_image_is_signed_once_and_another_one_anew(authority):
    assert authority.sign_firmware(b"one") is authority.sign_firmware(b"one")
    other = authority.sign_firmware(b"two")
    assert other.signature != authority.sign_firmware(b"one").signature
    assert other.signing_certificate == authority.sign_firmware(b"one").signing_certificate
