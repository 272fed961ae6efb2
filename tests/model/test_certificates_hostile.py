"""Whatever a central system sends as a certificate is answered; nothing raises."""

from base64 import b64encode
from contextlib import suppress
from functools import cache

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from support.simulation import EPOCH_S
from support.x509 import CPO, root, rsa_key

from ocpp_load.messages.v16.security_enums import CertificateUse, HashAlgorithm
from ocpp_load.model.security.certificate import InvalidCertificate
from ocpp_load.model.security.certificate_request import request_certificate
from ocpp_load.model.security.certificates import Certificates
from ocpp_load.model.security.firmware_signature import (
    check_signing_certificate,
    firmware_signature_is_valid,
)

# The library warns of what is odd in a certificate without refusing it.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@cache
def top():
    return root()


@cache
def bases():
    issued = [top(), top().issue("Below", is_authority=True), top().issue("X", key=rsa_key())]
    return [one.certificate.public_bytes(Encoding.DER) for one in issued]


def as_base64(content):
    return b64encode(content).decode()


def as_pem(der):
    return f"-----BEGIN CERTIFICATE-----\n{as_base64(der)}\n-----END CERTIFICATE-----\n"


@st.composite
def broken_certificates(draw):
    """A certificate with some of its bytes changed."""
    der = bytearray(draw(st.sampled_from(bases())))
    for _ in range(draw(st.integers(0, 3))):
        der[draw(st.integers(0, len(der) - 1))] = draw(st.integers(0, 255))
    return as_pem(bytes(der))


CERTIFICATES = st.one_of(
    st.text(),
    st.binary().map(as_pem),
    broken_certificates(),
    st.lists(broken_certificates(), max_size=3).map("".join),
)


def trusting():
    certificates = Certificates()
    for use in CertificateUse:
        certificates.install(use, top().pem, EPOCH_S, max_roots=10, successors_only=False)
    return certificates


@given(pem=CERTIFICATES, use=st.sampled_from(CertificateUse), successors_only=st.booleans())
def test_installing_it_is_answered_with_a_status(pem, use, successors_only):
    certificates = trusting()
    status = certificates.install(use, pem, EPOCH_S, max_roots=10, successors_only=successors_only)
    assert status in ("Accepted", "Rejected", "Failed")
    for algorithm in HashAlgorithm:
        told = certificates.hash_data(use, algorithm)
        assert len(told) == len(certificates.roots(use))
        assert all(0 < len(data.serial_number) <= 40 for data in told)


@given(chain=CERTIFICATES)
def test_as_the_stations_own_certificate_it_is_refused(chain):
    certificates = trusting()
    certificates.request, _ = request_certificate("SN", CPO)
    with pytest.raises(InvalidCertificate):
        certificates.accept_signed(chain, EPOCH_S)


@given(others=CERTIFICATES)
def test_beside_the_stations_own_certificate_it_does_no_harm(others):
    certificates = trusting()
    certificates.request, csr = request_certificate("SN", CPO)
    with suppress(InvalidCertificate):
        certificates.accept_signed(top().sign(csr).pem + others, EPOCH_S)
    own = certificates.own(EPOCH_S)
    assert own is None or own.authorities == (top().certificate,)


@given(pem=CERTIFICATES, signature=st.one_of(st.text(), st.binary().map(as_base64)))
def test_it_signs_no_firmware(pem, signature):
    with suppress(InvalidCertificate):
        check_signing_certificate(pem, [top().certificate], EPOCH_S)
    assert firmware_signature_is_valid(pem, signature, bytes(32)) is False
