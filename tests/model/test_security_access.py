"""Credentials of the next connection, and what becomes of a raised profile.

Security whitepaper edition 3, 2.1 to 2.5 and A05.
"""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from support.simulation import EPOCH_S, a_station
from support.station_certificates import authority, own_certificate

from ocpp_load.messages.v16.security_enums import CertificateUse
from ocpp_load.model.security.access import Access, ConnectFault
from ocpp_load.model.security.credentials import (
    NO_CREDENTIALS,
    Credentials,
    credentials_of,
    take_note_of_anchor,
)

KEY = "0001020304050607FFFFFFFFCCCCCCCCCCCCCCCC"
ROOT = CertificateUse.CENTRAL_SYSTEM_ROOT


def station(**configuration):
    return a_station(configuration={name: str(value) for name, value in configuration.items()})


def equipped(profile):
    made = station(SecurityProfile=profile, AuthorizationKey=KEY)
    made.certificates.provide(own_certificate(made_at=EPOCH_S))
    return made


@pytest.mark.parametrize(
    ("profile", "password", "certificate", "tls"),
    [
        (0, False, False, False),
        (1, True, False, False),
        (2, True, False, True),
        (3, False, True, True),
    ],
)
def test_each_profile_takes_what_it_needs_and_nothing_else(profile, password, certificate, tls):
    made = credentials_of(equipped(profile), EPOCH_S)
    assert made.profile == profile
    assert made.password == (bytes.fromhex(KEY) if password else None)
    assert (made.certificate is not None) is certificate
    assert made.needs_tls is tls
    assert made.missing is None


@pytest.mark.parametrize(
    ("profile", "missing"),
    [
        (0, None),
        (1, "no password"),
        (2, "no password"),
        (3, "no valid charge point certificate"),
    ],
)
def test_what_is_missing_has_a_name(profile, missing):
    assert credentials_of(station(SecurityProfile=profile), EPOCH_S).missing == missing


def test_a_certificate_that_has_ended_is_no_certificate():
    made = equipped(3)
    assert credentials_of(made, EPOCH_S + 366 * 86_400).certificate is None


def test_stations_without_security_share_one_value():
    assert credentials_of(station(), EPOCH_S) is NO_CREDENTIALS


def test_installed_roots_count_under_every_profile_in_their_order():
    made = station()
    for name in ("Old", "New"):
        pem = authority(name).pem
        status = made.certificates.install(
            ROOT, pem, authority_time(), max_roots=10, successors_only=False
        )
        assert status == "Accepted"
    roots = tuple(authority(name).certificate for name in ("Old", "New"))
    assert credentials_of(made, EPOCH_S) == Credentials(0, roots=roots)


def authority_time():
    return authority("Old").certificate.not_valid_before_utc.timestamp() + 3600


@pytest.mark.parametrize(
    ("check", "anchor", "left"),
    [
        ("true", "New", ["New"]),  # M05.FR.12
        ("true", "Old", ["Old", "New"]),
        ("false", "New", ["Old", "New"]),
    ],
)
def test_the_fallback_goes_once_the_new_root_has_proved_itself(check, anchor, left):
    made = station(AdditionalRootCertificateCheck=check)
    for name in ("Old", "New"):
        made.certificates.install(
            ROOT, authority(name).pem, authority_time(), max_roots=10, successors_only=False
        )
    take_note_of_anchor(made, bytes_of(authority(anchor)))
    assert made.certificates.roots(ROOT) == [authority(name).certificate for name in left]


def bytes_of(issuer):
    return issuer.certificate.public_bytes(Encoding.DER)


def test_passwords_and_keys_are_not_shown():
    own = own_certificate()
    shown = repr(Credentials(3, password=b"hunter2", certificate=own))
    assert "hunter2" not in shown
    assert repr(own.private_key) not in shown


def test_a_raised_profile_is_given_up_after_three_failures():
    access = Access()
    access.raise_from(1)
    assert [access.failed() for _ in range(5)] == [None, None, 1, None, None]


def test_a_raised_profile_that_has_proved_itself_is_never_given_up():
    access = Access()
    access.raise_from(1)
    access.failed()
    access.connected()
    assert [access.failed() for _ in range(5)] == [None] * 5


def test_of_two_raises_without_a_connection_in_between_the_first_is_gone_back_behind():
    access = Access()
    access.raise_from(0)
    access.failed()
    access.raise_from(1)
    assert [access.failed() for _ in range(3)] == [None, None, 0]


@given(st.lists(st.one_of(st.integers(0, 2), st.booleans())))
def test_a_profile_is_only_ever_given_up_for_one_that_was_left_since_the_last_connection(events):
    access, left = Access(), []
    for event in events:
        if event is True:
            access.connected()
            left = []
        elif event is False:
            fallback = access.failed()
            assert fallback is None or fallback == left[0]
            if fallback is not None:
                left = []
        else:
            access.raise_from(event)
            left.append(event)


def test_a_fault_is_news_once_until_the_next_connection():
    access = Access()
    version, certificate = ConnectFault.TLS_VERSION, ConnectFault.CENTRAL_SYSTEM_CERTIFICATE
    assert [access.is_news(fault) for fault in (version, version, certificate, version)] == [
        True,
        False,
        True,
        False,
    ]
    access.connected()
    assert access.is_news(version)
