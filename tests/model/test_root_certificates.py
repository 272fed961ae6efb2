"""Installed root certificates (security whitepaper edition 3, M03 to M05, sections 2.6.1 and 6.1)."""

import hashlib
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from support.simulation import EPOCH_S
from support.x509 import (
    SIGNS,
    SIGNS_CERTIFICATES,
    curve_key,
    impostor,
    root,
    rsa_key,
    with_another_signature,
)

from ocpp_load.messages.v16.security_enums import CertificateUse, HashAlgorithm
from ocpp_load.model.security.certificate import InvalidCertificate, check_serial_number
from ocpp_load.model.security.certificates import Certificates

CENTRAL_SYSTEM = CertificateUse.CENTRAL_SYSTEM_ROOT
MANUFACTURER = CertificateUse.MANUFACTURER_ROOT


def install(certificates, pem, use=CENTRAL_SYSTEM, *, max_roots=10, successors_only=False):
    return certificates.install(
        use, pem, EPOCH_S, max_roots=max_roots, successors_only=successors_only
    )


def holding(*roots, use=CENTRAL_SYSTEM):
    certificates = Certificates()
    for one in roots:
        assert install(certificates, one.pem, use) == "Accepted"
    return certificates


def identity(certificates, index=0, use=CENTRAL_SYSTEM, algorithm=HashAlgorithm.SHA256):
    return certificates.hash_data(use, algorithm)[index]


def private_key_pem():
    return curve_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


ACCEPTED = {
    "a root": lambda: root().pem,
    "a root with RSA": lambda: root(key=rsa_key()).pem,
    "a root on P-384": lambda: root(key=curve_key(ec.SECP384R1)).pem,
    "one that says that it signs certificates": lambda: root(usage=SIGNS_CERTIFICATES).pem,
    "one in the midst of other text": lambda: f"my root\n{root().pem}\nends here",
    "one that ends within the hour": lambda: root(days=(-1, 1 / 24)).pem,
    "the largest serial number": lambda: root(serial_number=2**159 - 1).pem,
}

REJECTED = {
    "nothing": lambda: "",
    "text": lambda: "-----BEGIN CERTIFICATE-----",
    "what is no base64": lambda: "-----BEGIN CERTIFICATE-----\n\n?\n-----END CERTIFICATE-----",
    "what is no certificate": lambda: (
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
    ),
    "a private key": private_key_pem,
    "half a certificate": lambda: root().pem[:200] + "\n-----END CERTIFICATE-----",
    "two certificates": lambda: root().pem + root("Another").pem,
    "one that is no authority": lambda: root(is_authority=False).pem,
    "one that does not say whether it is": lambda: root(is_authority=None).pem,
    "one whose key is for other things": lambda: root(usage=SIGNS).pem,
    "one that has expired": lambda: root(days=(-2, -1)).pem,
    "one that is not valid yet": lambda: root(days=(1, 2)).pem,
    "too short an RSA key": lambda: root(key=rsa_key(1024)).pem,
    "too small a curve": lambda: root(key=curve_key(ec.SECP192R1)).pem,
    "an authority below one that is not there": lambda: (
        root().issue("Below", is_authority=True).pem
    ),
    "its own name and another's signature": lambda: with_another_signature(root()).pem,
}


@pytest.mark.parametrize("pem", ACCEPTED.values(), ids=ACCEPTED)
@pytest.mark.parametrize("use", CertificateUse)
def test_a_certificate_in_order_is_installed_for_its_use(use, pem):
    certificates = Certificates()
    assert install(certificates, pem(), use) == "Accepted"
    assert {other: len(certificates.roots(other)) for other in CertificateUse} == {
        other: int(other is use) for other in CertificateUse
    }


@pytest.mark.parametrize("pem", REJECTED.values(), ids=REJECTED)
def test_a_certificate_that_is_not_in_order_is_rejected_and_not_installed(pem):
    certificates = Certificates()
    assert install(certificates, pem()) == "Rejected"
    assert certificates.roots(CENTRAL_SYSTEM) == []


@pytest.mark.parametrize(
    "key", [ed25519.Ed25519PrivateKey.generate, lambda: curve_key(ec.BrainpoolP256R1)]
)
def test_a_certificate_in_order_that_is_of_no_use_to_the_station_fails(key):
    certificates = Certificates()
    assert install(certificates, root(key=key()).pem) == "Failed"
    assert certificates.roots(CENTRAL_SYSTEM) == []


@pytest.mark.filterwarnings("ignore::UserWarning")  # of the library, for such a number
def test_a_serial_number_is_positive():
    der = root(serial_number=1).certificate.public_bytes(Encoding.DER)
    without_number = der.replace(b"\x02\x01\x01", b"\x02\x01\x00", 1)
    with pytest.raises(InvalidCertificate, match="serial number"):
        check_serial_number(x509.load_der_x509_certificate(without_number))


def test_an_authority_below_an_installed_root_is_installed():
    top = root()
    certificates = holding(top)
    assert install(certificates, top.issue("Below", is_authority=True).pem) == "Accepted"
    assert len(certificates.roots(CENTRAL_SYSTEM)) == 2


def test_a_root_of_one_use_does_not_vouch_for_another_use():
    top = root()
    certificates = holding(top, use=MANUFACTURER)
    assert install(certificates, top.issue("Below", is_authority=True).pem) == "Rejected"


def test_the_same_certificate_once_more_changes_nothing():
    one = root()
    certificates = holding(one)
    assert install(certificates, one.pem, max_roots=1) == "Accepted"
    assert certificates.roots(CENTRAL_SYSTEM) == [one.certificate]


def test_the_store_holds_as_many_as_it_may_of_all_uses():
    certificates = holding(root("First"))
    assert install(certificates, root("Second").pem, MANUFACTURER, max_roots=2) == "Accepted"
    for use in CertificateUse:
        assert install(certificates, root("Third").pem, use, max_roots=2) == "Rejected"
        assert len(certificates.roots(use)) == 1


def test_equal_certificates_are_one_object_for_all_stations():
    pem = root().pem
    first, second = Certificates(), Certificates()
    install(first, pem)
    install(second, pem, MANUFACTURER)
    assert first.roots(CENTRAL_SYSTEM)[0] is second.roots(MANUFACTURER)[0]


class TestOnlySuccessors:
    """AdditionalRootCertificateCheck (M05.FR.08 to 12)."""

    def test_the_first_root_needs_no_predecessor(self):
        certificates = Certificates()
        assert install(certificates, root().pem, successors_only=True) == "Accepted"

    def test_a_root_that_the_old_one_has_not_signed_is_rejected(self):
        old = root()
        certificates = holding(old)
        for pem in (root("New").pem, impostor(old).pem):
            assert install(certificates, pem, successors_only=True) == "Rejected"
        assert certificates.roots(CENTRAL_SYSTEM) == [old.certificate]

    def test_a_root_that_the_old_one_has_signed_replaces_it_with_the_old_one_as_fallback(self):
        old = root()
        new = old.issue("New", is_authority=True)
        certificates = holding(old)
        assert install(certificates, new.pem, successors_only=True) == "Accepted"
        assert certificates.roots(CENTRAL_SYSTEM) == [old.certificate, new.certificate]

    def test_there_is_one_fallback_at_most(self):
        first = root()
        second = first.issue("Second", is_authority=True)
        third = second.issue("Third", is_authority=True)
        certificates = holding(first)
        for successor in (second, third):
            install(certificates, successor.pem, max_roots=2, successors_only=True)
        assert certificates.roots(CENTRAL_SYSTEM) == [second.certificate, third.certificate]

    def test_a_successor_of_the_fallback_is_rejected(self):
        first = root()
        certificates = holding(first)
        install(certificates, first.issue("Second", is_authority=True).pem, successors_only=True)
        rival = first.issue("Rival", is_authority=True)
        assert install(certificates, rival.pem, successors_only=True) == "Rejected"

    def test_the_fallback_counts_as_installed(self):
        old = root()
        certificates = holding(old)
        successor = old.issue("New", is_authority=True).pem
        assert install(certificates, successor, max_roots=1, successors_only=True) == "Rejected"
        assert certificates.roots(CENTRAL_SYSTEM) == [old.certificate]

    def test_roots_of_a_manufacturer_are_free_of_it(self):
        certificates = holding(root("One"), use=MANUFACTURER)
        status = install(certificates, root("Two").pem, MANUFACTURER, successors_only=True)
        assert status == "Accepted"

    def test_the_fallback_is_forgotten_once_it_is_not_needed(self):
        old, other = root(), root("Maker")
        new = old.issue("New", is_authority=True)
        certificates = holding(old)
        install(certificates, other.pem, MANUFACTURER)
        install(certificates, new.pem, successors_only=True)
        certificates.forget_fallback()
        assert certificates.roots(CENTRAL_SYSTEM) == [new.certificate]
        assert certificates.roots(MANUFACTURER) == [other.certificate]


class TestHashes:
    """What identifies a certificate (section 6.1, RFC 6960)."""

    @pytest.mark.parametrize("algorithm", HashAlgorithm)
    def test_a_root_with_a_curve_is_named_by_its_own_name_and_point(self, algorithm):
        one = root()
        data = identity(holding(one), algorithm=algorithm)
        point = one.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        assert data.hash_algorithm == algorithm
        assert data.issuer_name_hash == self.digest(
            algorithm, one.certificate.subject.public_bytes()
        )
        assert data.issuer_key_hash == self.digest(algorithm, point)
        assert int(data.serial_number, 16) == one.certificate.serial_number

    def test_a_root_with_rsa_is_named_by_its_modulus_and_exponent(self):
        one = root(key=rsa_key())
        key = one.key.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
        assert identity(holding(one)).issuer_key_hash == self.digest("SHA256", key)

    def test_an_authority_below_is_named_by_the_name_and_the_key_above_it(self):
        top = root()
        certificates = holding(top)
        install(certificates, top.issue("Below", is_authority=True).pem)
        above, below = (identity(certificates, index) for index in (0, 1))
        assert below.issuer_name_hash == above.issuer_name_hash
        assert below.issuer_key_hash == above.issuer_key_hash
        assert below.serial_number != above.serial_number

    def test_a_serial_number_is_hexadecimal_without_leading_zeros(self):
        assert identity(holding(root(serial_number=4095))).serial_number == "FFF"

    def test_what_has_been_installed_is_told_by_use_and_in_its_order(self):
        certificates = holding(root("A", serial_number=0xA), root("B", serial_number=0xB))
        install(certificates, root("C", serial_number=0xC).pem, MANUFACTURER)
        serials = {
            use: [data.serial_number for data in certificates.hash_data(use, HashAlgorithm.SHA256)]
            for use in CertificateUse
        }
        assert serials == {CENTRAL_SYSTEM: ["A", "B"], MANUFACTURER: ["C"]}

    @staticmethod
    def digest(algorithm, content):
        return hashlib.new(algorithm, content).hexdigest().upper()


class TestDeleting:
    """M04."""

    @pytest.mark.parametrize("algorithm", HashAlgorithm)
    @pytest.mark.parametrize("spelled", [str.upper, str.lower])
    def test_a_root_that_is_found_is_deleted(self, algorithm, spelled):
        one, other = root("One"), root("Other")
        certificates = holding(one, other)
        wanted = identity(certificates, algorithm=algorithm)
        wanted = replace(
            wanted,
            issuer_name_hash=spelled(wanted.issuer_name_hash),
            issuer_key_hash=spelled(wanted.issuer_key_hash),
            serial_number=spelled(wanted.serial_number),
        )
        assert certificates.delete(wanted, needs_central_system_root=False) == "Accepted"
        assert certificates.roots(CENTRAL_SYSTEM) == [other.certificate]
        assert certificates.delete(wanted, needs_central_system_root=False) == "NotFound"

    @pytest.mark.parametrize("field", ["issuer_name_hash", "issuer_key_hash", "serial_number"])
    def test_every_field_counts(self, field):
        certificates = holding(root())
        wanted = replace(identity(certificates), **{field: "AB"})
        assert certificates.delete(wanted, needs_central_system_root=False) == "NotFound"
        assert len(certificates.roots(CENTRAL_SYSTEM)) == 1

    def test_the_hashes_are_those_of_the_algorithm_that_is_named(self):
        certificates = holding(root())
        wanted = replace(identity(certificates), hash_algorithm=HashAlgorithm.SHA512)
        assert certificates.delete(wanted, needs_central_system_root=False) == "NotFound"

    def test_the_last_root_goes_too_where_no_connection_needs_it(self):
        certificates = holding(root())
        status = certificates.delete(identity(certificates), needs_central_system_root=False)
        assert (status, certificates.roots(CENTRAL_SYSTEM)) == ("Accepted", [])

    def test_the_last_root_stays_where_the_connection_needs_it(self):
        first, second = root("First"), root("Second")
        certificates = holding(first, second)
        statuses = [
            certificates.delete(identity(certificates), needs_central_system_root=True)
            for _ in range(2)
        ]
        assert statuses == ["Accepted", "Failed"]
        assert certificates.roots(CENTRAL_SYSTEM) == [second.certificate]

    def test_a_manufacturers_root_goes_although_the_connection_needs_another(self):
        certificates = holding(root(), use=MANUFACTURER)
        wanted = identity(certificates, use=MANUFACTURER)
        assert certificates.delete(wanted, needs_central_system_root=True) == "Accepted"

    def test_a_root_of_both_uses_goes_from_both(self):
        both = root()
        certificates = holding(both)
        install(certificates, both.pem, MANUFACTURER)
        wanted = identity(certificates)
        assert certificates.delete(wanted, needs_central_system_root=True) == "Failed"
        assert certificates.delete(wanted, needs_central_system_root=False) == "Accepted"
        assert [certificates.roots(use) for use in CertificateUse] == [[], []]
