"""Where stations have their credentials from (security whitepaper edition 3, section 2.6.4)."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from support.simulation import EPOCH_S, a_station
from support.station_certificates import authority, own_certificate, own_rsa_certificate

from ocpp_load.campaign.provisioning import Provisioning
from ocpp_load.credentials import CredentialRow, parse_station_text
from ocpp_load.credentials.issuer import pem_of_key
from ocpp_load.errors import OptionError
from ocpp_load.model.security.credentials import credentials_of

NOW_S = authority().certificate.not_valid_before_utc.timestamp() + 3600
FILE, OTHER, PATTERN = (
    b"of the file",
    parse_station_text("other"),
    parse_station_text("pw-{identity}-{n}"),
)


def equip(provisioning, profile=1, **type_fields):
    configuration = {"SecurityProfile": str(profile), **type_fields.pop("configuration", {})}
    station = a_station(configuration=configuration, **type_fields)
    provisioning.equip(station, NOW_S)
    return credentials_of(station, NOW_S)


def write(directory, own, name="CP000007"):
    certificate, key = directory / f"{name}.pem", directory / f"{name}.key"
    chain = (own.certificate, *own.authorities)
    certificate.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in chain))
    key.write_bytes(pem_of_key(own.private_key))
    return certificate, key


@pytest.mark.parametrize(
    ("provisioning", "password"),
    [
        (Provisioning(), None),
        (Provisioning(scenario=PATTERN), b"pw-CP000007-7"),
        (Provisioning(scenario=OTHER, environment=PATTERN), b"pw-CP000007-7"),
        (Provisioning({"CP000007": CredentialRow(FILE)}, environment=PATTERN), FILE),
        (Provisioning({"CP000008": CredentialRow(FILE)}, environment=PATTERN), b"pw-CP000007-7"),
        (Provisioning({"CP000007": CredentialRow()}, environment=PATTERN), b"pw-CP000007-7"),
        (Provisioning(environment=parse_station_text("hex:00ff{n:02x}")), b"\x00\xff\x07"),
    ],
)
def test_a_password_comes_from_the_file_the_environment_or_the_scenario(provisioning, password):
    assert equip(provisioning).password == password


def test_without_any_the_configuration_keeps_its_own():
    key = {"AuthorizationKey": "ab" * 16}
    assert equip(Provisioning(), configuration=key).password == bytes.fromhex("ab" * 16)
    assert equip(Provisioning(environment=OTHER), configuration=key).password == b"other"


@pytest.mark.parametrize("make", [own_certificate, own_rsa_certificate])
@pytest.mark.parametrize("apart", [True, False])
def test_a_certificate_comes_from_the_files_that_a_pattern_names(tmp_path, make, apart):
    own = make("CP000007")
    certificate, key = write(tmp_path, own)
    if not apart:
        certificate.write_bytes(key.read_bytes() + certificate.read_bytes())
    found = equip(
        Provisioning(
            certificate=parse_station_text(f"{tmp_path}/{{identity}}.pem"),
            key=parse_station_text(f"{tmp_path}/CP{{n:06d}}.key") if apart else None,
        ),
        profile=3,
    ).certificate
    assert found == own


def test_a_row_of_the_file_names_a_certificate_of_its_own(tmp_path):
    own = own_certificate("CP000007")
    certificate, key = write(tmp_path, own, "mine")
    provisioning = Provisioning(
        {"CP000007": CredentialRow(None, certificate, key)}, issuer=authority()
    )
    assert equip(provisioning, profile=3).certificate == own


def test_an_authority_issues_what_no_file_has():
    found = equip(
        Provisioning(issuer=authority()),
        profile=3,
        serial_number="SN-7",
        configuration={"CpoName": "Ladegut"},
    ).certificate
    assert found.certificate.subject == x509.Name.from_rfc4514_string(
        "UID=CP000007,CN=SN-7,O=Ladegut"
    )
    assert found.issuer == authority().certificate


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda certificate, _key: certificate.unlink(), "No such file"),
        (lambda _certificate, key: key.unlink(), "No such file"),
        (lambda certificate, _key: certificate.write_text("no PEM"), "cannot be used"),
        (lambda _certificate, key: key.write_text("hunter2"), "cannot be used"),
        (
            lambda _certificate, key: key.write_bytes(pem_of_key(own_certificate().private_key)),
            "the key is not that of the certificate",
        ),
    ],
)
def test_files_of_no_use_are_told_with_their_option(tmp_path, damage, problem):
    certificate, key = write(tmp_path, own_certificate("CP000007"))
    damage(certificate, key)
    provisioning = Provisioning(
        certificate=parse_station_text(str(certificate)), key=parse_station_text(str(key))
    )
    with pytest.raises(OptionError, match=problem) as caught:
        equip(provisioning)
    assert str(caught.value).startswith("--cert: ")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("profile", "problem"),
    [
        (1, "--credentials: security profile 1, and CP000007 has no password"),
        (2, "--credentials: security profile 2, and CP000007 has no password"),
        (3, "--cert: security profile 3, and CP000007 has no valid charge point certificate"),
    ],
)
def test_a_station_that_lacks_what_its_profile_asks_for_is_told_before_the_start(profile, problem):
    station = a_station(configuration={"SecurityProfile": str(profile)})
    with pytest.raises(OptionError, match=f"^{problem}"):
        Provisioning().check(station, EPOCH_S)


@pytest.mark.parametrize("profile", [0, 1, 2, 3])
def test_a_station_that_has_everything_passes(profile):
    station = a_station(configuration={"SecurityProfile": str(profile)})
    Provisioning(environment=PATTERN, issuer=authority()).check(station, NOW_S)


def test_nothing_of_it_is_shown():
    provisioning = Provisioning(
        {"CP1": CredentialRow(b"hunter2")}, parse_station_text("hunter2"), issuer=authority()
    )
    assert "hunter2" not in repr(provisioning)
