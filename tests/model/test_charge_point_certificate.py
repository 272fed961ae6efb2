"""The station's own certificate: request, verification, choice (security whitepaper edition 3, A02)."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_private_key
from cryptography.x509.oid import NameOID
from support.simulation import EPOCH_S
from support.x509 import CPO, curve_key, impostor, name, root

from ocpp_load.messages.v16.security_enums import CertificateUse
from ocpp_load.model.security.certificate import InvalidCertificate
from ocpp_load.model.security.certificate_request import request_certificate
from ocpp_load.model.security.certificates import Certificates
from ocpp_load.model.security.root_certificate import hash_data

DAY_S = 86_400.0
SERIAL = "SN-0007"
CENTRAL_SYSTEM = CertificateUse.CENTRAL_SYSTEM_ROOT
MANUFACTURER = CertificateUse.MANUFACTURER_ROOT


class Enrolment:
    """A station with a root installed, and the authorities above it and below."""

    def __init__(self, **root_fields):
        self.root = root(**root_fields)
        self.certificates = Certificates()
        assert self.install(self.root) == "Accepted"
        self.csr = self.request()

    def install(self, one, use=CENTRAL_SYSTEM):
        return self.certificates.install(use, one.pem, EPOCH_S, max_roots=10, successors_only=False)

    def request(self):
        self.certificates.request, csr = request_certificate(SERIAL, CPO)
        return csr

    def accept(self, *chain, epoch_s=EPOCH_S):
        self.certificates.accept_signed("".join(one.pem for one in chain), epoch_s)

    def refusal(self, *chain, epoch_s=EPOCH_S):
        with pytest.raises(InvalidCertificate) as refusal:
            self.accept(*chain, epoch_s=epoch_s)
        return refusal.value.reason

    def own(self, epoch_s=EPOCH_S):
        return self.certificates.own(epoch_s)


def test_a_request_is_a_signed_csr_that_names_the_station_and_its_operator():
    request, pem = request_certificate(SERIAL, CPO)
    csr = x509.load_pem_x509_csr(pem.encode())
    assert csr.is_signature_valid
    assert csr.subject == name(SERIAL, CPO)
    assert csr.public_key().curve.key_size == 256
    assert len(pem) <= 5500
    key = load_der_private_key(request.private_key, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.public_key() == csr.public_key()


def test_every_request_has_a_key_of_its_own_that_is_not_shown():
    (first, _), (second, _) = (request_certificate(SERIAL, CPO) for _ in range(2))
    assert first.public_key != second.public_key
    assert "private_key" not in repr(first)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("x" * 65, "x" * 64), ("ä" * 33, "ä" * 32), ("x" + "ä" * 32, "x" + "ä" * 31)],
)
def test_names_are_cut_to_the_bytes_that_x_509_allows(given, kept):
    request, pem = request_certificate(given, given)
    subject = x509.load_pem_x509_csr(pem.encode()).subject
    assert (request.common_name, request.organization) == (kept, kept)
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        assert subject.get_attributes_for_oid(oid)[0].value == kept


def test_a_certificate_that_the_root_has_signed_is_taken_on():
    enrolment = Enrolment()
    private_key = enrolment.certificates.request.private_key
    signed = enrolment.root.sign(enrolment.csr)
    enrolment.accept(signed)
    own = enrolment.own()
    assert own.certificate == signed.certificate
    assert own.authorities == (enrolment.root.certificate,)
    assert own.private_key == private_key
    assert "private_key" not in repr(own)
    assert enrolment.certificates.request is None


def test_a_chain_may_hold_what_lies_between_and_the_root_itself():
    enrolment = Enrolment()
    upper = enrolment.root.issue("Upper", is_authority=True)
    lower = upper.issue("Lower", is_authority=True)
    signed = lower.sign(enrolment.csr)
    enrolment.accept(signed, enrolment.root, upper, lower)
    assert enrolment.own().authorities == tuple(
        one.certificate for one in (lower, upper, enrolment.root)
    )


def test_one_of_several_roots_is_enough():
    enrolment = Enrolment()
    another = root("Another")
    enrolment.install(another)
    enrolment.accept(another.sign(enrolment.csr))
    assert enrolment.own().issuer == another.certificate


def test_authorities_are_one_object_for_all_stations():
    enrolments = [Enrolment(), Enrolment()]
    top = root("Shared")
    between = top.issue("Between", is_authority=True)
    for enrolment in enrolments:
        enrolment.install(top)
        enrolment.accept(between.sign(enrolment.csr), between)
    first, second = (enrolment.own().authorities for enrolment in enrolments)
    assert all(one is other for one, other in zip(first, second, strict=True))


def between(enrolment, **fields):
    authority = enrolment.root.issue("Between", **{"is_authority": True, **fields})
    return authority.sign(enrolment.csr), authority


def signed_below_a_path_of_length_0():
    enrolment = Enrolment(path_length=0)
    return enrolment, between(enrolment)


def signed_with_a_root_of(use):
    enrolment = Enrolment()
    other = root("Other")
    enrolment.install(other, use)
    return enrolment, [other.sign(enrolment.csr)]


def by_root(**fields):
    def make():
        enrolment = Enrolment()
        return enrolment, [enrolment.root.sign(enrolment.csr, **fields)]

    return make


def by_authority(**fields):
    def make():
        enrolment = Enrolment()
        return enrolment, between(enrolment, **fields)

    return make


def by_impostor():
    enrolment = Enrolment()
    return enrolment, [impostor(enrolment.root).sign(enrolment.csr)]


def without_what_lies_between():
    enrolment, [signed, _] = by_authority()()
    return enrolment, [signed]


def in_the_wrong_order():
    enrolment, [signed, authority] = by_authority()()
    return enrolment, [authority, signed]


def with_nothing():
    return Enrolment(), []


REFUSED = {
    "nothing": with_nothing,
    "another key": by_root(public_key=curve_key().public_key()),
    "another station's name": by_root(subject=name("SN-0008")),
    "another operator's name": by_root(subject=name(SERIAL, "Stromlos")),
    "no operator's name": by_root(subject=name(SERIAL, None)),
    "expired": by_root(days=(-2, -1)),
    "a root that is not installed": lambda: signed_with_a_root_of(MANUFACTURER),
    "a root of the same name with another key": by_impostor,
    "an authority in between that is missing": without_what_lies_between,
    "an authority in between that has expired": by_authority(days=(-2, -1)),
    "an authority in between that is none": by_authority(is_authority=False),
    "an authority in between whose key is for other things": by_authority(
        usage={"digital_signature": True}
    ),
    "an authority more than the root allows": signed_below_a_path_of_length_0,
    "an authority first": in_the_wrong_order,
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_a_chain_that_does_not_verify_is_refused_and_the_request_stands(make):
    enrolment, chain = make()
    request = enrolment.certificates.request
    assert enrolment.refusal(*chain)
    assert enrolment.own() is None
    assert enrolment.certificates.request is request


def test_after_a_refusal_a_better_chain_is_taken_on():
    enrolment = Enrolment()
    enrolment.refusal(impostor(enrolment.root).sign(enrolment.csr))
    enrolment.accept(enrolment.root.sign(enrolment.csr))
    assert enrolment.own() is not None


def test_nothing_verifies_while_no_root_is_installed():
    enrolment = Enrolment()
    signed = enrolment.root.sign(enrolment.csr)
    enrolment.certificates = Certificates()
    enrolment.csr = enrolment.request()
    assert "no root" in enrolment.refusal(enrolment.root.sign(enrolment.csr))
    assert "another key" in enrolment.refusal(signed)


def test_nothing_is_taken_on_that_was_not_asked_for():
    enrolment = Enrolment()
    signed = enrolment.root.sign(enrolment.csr)
    enrolment.accept(signed)
    assert enrolment.refusal(signed) == "no certificate was asked for"


def test_a_certificate_is_checked_against_the_clock_of_the_command():
    enrolment = Enrolment()
    signed = enrolment.root.sign(enrolment.csr, days=(-1, 1))
    enrolment.refusal(signed, epoch_s=EPOCH_S + 2 * DAY_S)
    enrolment.accept(signed)


class TestChoice:
    """Which certificate is in force (A02.FR.08 to 10)."""

    def enrolled(self, *periods):
        """A station that was given certificates with these days of validity, one by one."""
        enrolment = Enrolment()
        given = []
        for days in periods:
            signed = enrolment.root.sign(enrolment.request(), days=days)
            enrolment.accept(signed)
            given.append(signed.certificate)
        return enrolment, given

    def test_one_that_is_not_valid_yet_waits_for_its_day(self):
        enrolment, [present, following] = self.enrolled((-10, 10), (5, 30))
        certificates = [enrolment.own(EPOCH_S + day * DAY_S) for day in (0, 4.9, 5, 20)]
        assert [own.certificate for own in certificates] == [
            present,
            present,
            following,
            following,
        ]

    def test_the_newest_is_the_one_whose_period_began_last(self):
        enrolment, [newer, _] = self.enrolled((-1, 10), (-5, 30))
        assert enrolment.own().certificate == newer
        assert enrolment.own(EPOCH_S + 11 * DAY_S) is not None

    def test_of_two_that_began_at_once_it_is_the_one_that_came_last(self):
        enrolment, [_, latter] = self.enrolled((-1, 30), (-1, 10))
        assert enrolment.own().certificate == latter

    def test_there_is_none_before_the_first_and_after_the_last(self):
        enrolment, _ = self.enrolled((1, 2))
        assert [enrolment.own(EPOCH_S + day * DAY_S) for day in (0, 3)] == [None, None]

    def test_the_one_in_force_and_the_last_one_are_kept(self):
        enrolment, [_, in_force, last] = self.enrolled((-9, 100), (-8, 20), (5, 10))
        assert [enrolment.own(EPOCH_S + day * DAY_S) for day in (21, 101)] == [None, None]
        assert enrolment.own().certificate == in_force
        assert enrolment.own(EPOCH_S + 6 * DAY_S).certificate == last

    def test_the_one_in_force_stays_however_many_wait_for_their_day(self):
        enrolment, [in_force, _, last] = self.enrolled((-9, 100), (5, 300), (6, 300))
        assert enrolment.own().certificate == in_force
        assert enrolment.own(EPOCH_S + 7 * DAY_S).certificate == last

    @pytest.mark.parametrize(
        ("periods", "due"),
        [
            ((), False),
            (((-10, 29),), True),
            (((-10, 31),), False),
            (((-10, 29), (20, 400)), False),
            (((-10, 5), (4, 29)), True),
        ],
    )
    def test_renewal_is_due_in_the_last_month_of_the_last_one(self, periods, due):
        enrolment, _ = self.enrolled(*periods)
        enrolment.certificates.request = None
        assert enrolment.certificates.is_due_for_renewal(EPOCH_S) is due
        enrolment.request()
        assert enrolment.certificates.is_due_for_renewal(EPOCH_S) is False

    def test_it_cannot_be_deleted(self):
        enrolment, [certificate] = self.enrolled((-1, 10))
        wanted = hash_data(certificate, enrolment.root.certificate, "SHA256")
        status = enrolment.certificates.delete(wanted, needs_central_system_root=False)
        assert status == "Failed"
        assert enrolment.own().certificate == certificate
