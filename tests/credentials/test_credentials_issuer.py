"""The test authority and what it signs (security whitepaper edition 3, section 2.6.1)."""

import stat

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key
from cryptography.x509.oid import NameOID

from ocpp_load.credentials import Issuer
from ocpp_load.credentials.issuer import pem_of_key

NOW_S = 1_790_000_000.0


@pytest.fixture(scope="module")
def issuer():
    return Issuer.make("Test root", NOW_S)


def named(certificate, oid):
    return [attribute.value for attribute in certificate.subject.get_attributes_for_oid(oid)]


def test_a_stations_certificate_names_serial_number_owner_and_identity(issuer):
    issued = issuer.issue_to_station("SN-7", "Säule/7", "Ladegut", NOW_S)
    certificate = issued.certificate
    assert named(certificate, NameOID.COMMON_NAME) == ["SN-7"]  # A00.FR.511
    assert named(certificate, NameOID.ORGANIZATION_NAME) == ["Ladegut"]  # A00.FR.509
    assert named(certificate, NameOID.USER_ID) == ["Säule/7"]
    certificate.verify_directly_issued_by(issuer.certificate)
    key = load_der_private_key(issued.private_key, None)
    assert key.public_key() == certificate.public_key()
    assert key.key_size == 256


def test_every_station_gets_a_key_and_a_serial_number_of_its_own(issuer):
    one, other = (issuer.issue_to_station("SN", "CP", "x", NOW_S) for _ in range(2))
    assert one.private_key != other.private_key
    assert one.certificate.serial_number != other.certificate.serial_number


def test_a_name_that_is_too_long_for_x520_is_cut(issuer):
    issued = issuer.issue_to_station("S" * 65, "CP", "O" * 65, NOW_S)
    assert named(issued.certificate, NameOID.COMMON_NAME) == ["S" * 64]
    assert named(issued.certificate, NameOID.ORGANIZATION_NAME) == ["O" * 64]


def test_a_servers_certificate_names_its_hosts(issuer):
    certificate = issuer.issue_to_server(["localhost", "127.0.0.1", "::1"], NOW_S).certificate
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert named(certificate, NameOID.COMMON_NAME) == ["localhost"]


def test_an_authority_comes_back_from_its_files(issuer, tmp_path):
    issuer.save(tmp_path / "pki")
    loaded = Issuer.load(tmp_path / "pki")
    assert loaded.certificate == issuer.certificate
    loaded.issue_to_station("SN", "CP", "x", NOW_S).certificate.verify_directly_issued_by(
        issuer.certificate
    )


def test_only_the_owner_may_read_the_key(issuer, tmp_path):
    (tmp_path / "ca.key").touch(0o644)
    issuer.save(tmp_path)
    assert stat.S_IMODE((tmp_path / "ca.key").stat().st_mode) == 0o600


def test_a_key_in_pem_is_the_same_key(issuer):
    issued = issuer.issue_to_station("SN", "CP", "x", NOW_S)
    key = load_pem_private_key(pem_of_key(issued.private_key), None)
    assert key.public_key() == issued.certificate.public_key()


@pytest.mark.parametrize("missing", ["ca.pem", "ca.key"])
def test_half_an_authority_is_none(issuer, tmp_path, missing):
    issuer.save(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(OSError, match=missing):
        Issuer.load(tmp_path)


def test_the_key_of_another_authority_is_refused(issuer, tmp_path):
    issuer.save(tmp_path)
    certificate = (tmp_path / "ca.pem").read_text()
    Issuer.make("Other", NOW_S).save(tmp_path)
    (tmp_path / "ca.pem").write_text(certificate)
    with pytest.raises(ValueError, match="not the key of"):
        Issuer.load(tmp_path)


def test_keys_are_not_shown(issuer):
    assert "key=" not in repr(issuer)
    assert "private_key" not in repr(issuer.issue_to_station("SN", "CP", "x", NOW_S))
