"""New passwords, higher security profiles, and the events of connections that fail.

Security whitepaper edition 3: A00, A01, A05.
"""

import pytest
from support.commands import booted, forget
from support.simulation import EPOCH_S, a_station
from support.station_certificates import authority, own_certificate

from ocpp_load.charge_point import BackOff
from ocpp_load.messages.v16.security_enums import CertificateUse
from ocpp_load.model.security.access import ConnectFault
from ocpp_load.model.security.credentials import credentials_of

BACK_OFF = BackOff(minimum_s=1, factor=1, random_s=0, maximum_s=60)
OLD, NEW = "00" * 16, "ab" * 20
PROFILE = "SecurityProfile"


def a_booted_station(profile=0, **type_fields):
    configuration = {PROFILE: str(profile), "AuthorizationKey": OLD}
    return booted(station=a_station(configuration=configuration, **type_fields), back_off=BACK_OFF)


def change(simulation, key, value):
    answer = simulation.command("ChangeConfiguration", {"key": key, "value": value})
    return answer["status"]


def password(simulation):
    return credentials_of(simulation.station.station, EPOCH_S).password


def profile(simulation):
    asked = simulation.command("GetConfiguration", {"key": [PROFILE]})
    return asked["configurationKey"][0]["value"]


def prepare(simulation):
    """Give the station all that the profiles 2 and 3 ask for."""
    state = simulation.station.station
    issuer = authority()
    made_at = issuer.certificate.not_valid_before_utc.timestamp() + 3600
    status = state.certificates.install(
        CertificateUse.CENTRAL_SYSTEM_ROOT, issuer.pem, made_at, max_roots=9, successors_only=False
    )
    assert status == "Accepted"
    state.certificates.provide(own_certificate(made_at=made_at))
    simulation.station.set_clock(made_at)


@pytest.mark.parametrize("in_use", [1, 2])
def test_a_new_password_is_accepted_and_then_connected_with(in_use):
    simulation = a_booted_station(in_use)
    assert password(simulation) == bytes.fromhex(OLD)
    attempts = len(simulation.attempts)
    assert change(simulation, "AuthorizationKey", NEW) == "Accepted"
    assert simulation.closings == [(1, 1000, "closed by us")]
    simulation.run(2)
    assert len(simulation.attempts) == attempts + 1
    assert simulation.station.connected
    assert password(simulation) == bytes.fromhex(NEW)


def test_a_reconnect_with_a_new_password_is_no_boot():
    simulation = a_booted_station(1)
    change(simulation, "AuthorizationKey", NEW)
    simulation.run(30)
    assert "BootNotification" not in simulation.actions


@pytest.mark.parametrize("in_use", [0, 3])
def test_a_new_password_is_only_kept_where_none_is_in_use(in_use):
    simulation = a_booted_station(in_use)
    assert change(simulation, "AuthorizationKey", NEW) == "Accepted"
    assert simulation.closings == []
    assert simulation.station.station.configuration["AuthorizationKey"] == NEW


@pytest.mark.parametrize("value", ["ab" * 15, "ab" * 21, "secret", OLD])
def test_a_password_that_is_none_or_no_other_changes_no_connection(value):
    simulation = a_booted_station(1)
    status = change(simulation, "AuthorizationKey", value)
    assert status == ("Accepted" if value == OLD else "Rejected")
    assert simulation.closings == []
    assert password(simulation) == bytes.fromhex(OLD)


def test_there_is_no_way_back_to_the_old_password():
    simulation = a_booted_station(1)
    simulation.reachable, simulation.fault = False, ConnectFault.AUTHENTICATION
    change(simulation, "AuthorizationKey", NEW)
    simulation.run(30)
    assert len(simulation.attempts) > 10
    assert password(simulation) == bytes.fromhex(NEW)


@pytest.mark.parametrize(("present", "wanted"), [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)])
def test_a_higher_profile_is_accepted_and_then_connected_under(present, wanted):
    simulation = a_booted_station(present)
    prepare(simulation)
    assert change(simulation, PROFILE, str(wanted)) == "Accepted"
    assert simulation.closings == [(1, 1000, "closed by us")]
    simulation.run(2)
    assert simulation.station.connected
    credentials = credentials_of(simulation.station.station, simulation.station.epoch_s())
    assert (credentials.profile, credentials.missing) == (wanted, None)
    assert profile(simulation) == str(wanted)


@pytest.mark.parametrize(("present", "wanted"), [(1, 0), (1, 1), (2, 1), (3, 2), (3, 0), (3, 3)])
def test_a_lower_or_equal_profile_is_rejected_and_nothing_happens(present, wanted):
    simulation = a_booted_station(present)
    prepare(simulation)
    assert change(simulation, PROFILE, str(wanted)) == "Rejected"
    assert simulation.closings == []
    assert profile(simulation) == str(present)


@pytest.mark.parametrize("key", ["", "ab" * 8, "ab" * 21])
def test_a_password_that_is_no_proper_key_is_no_ground_for_a_profile_with_one(key):
    # A05.FR.02: one that meets the requirements for AuthorizationKey.
    simulation = a_booted_station(0)
    simulation.station.station.configuration["AuthorizationKey"] = key
    assert change(simulation, PROFILE, "1") == "Rejected"


def test_a_profile_that_leads_nowhere_is_given_up_and_the_one_before_is_back():
    simulation = a_booted_station(1)
    prepare(simulation)
    simulation.reachable = False
    change(simulation, PROFILE, "2")
    forget(simulation)
    simulation.run(3.5)
    assert len(simulation.attempts) == 4
    assert credentials_of(simulation.station.station, EPOCH_S).profile == 1
    simulation.reachable = True
    simulation.run(2)
    assert profile(simulation) == "1"


def test_a_profile_that_has_connected_once_is_kept_whatever_comes():
    simulation = a_booted_station(1)
    prepare(simulation)
    change(simulation, PROFILE, "2")
    simulation.run(2)
    simulation.reachable = False
    simulation.lose_connection().run(60)
    assert len(simulation.attempts) > 20
    assert credentials_of(simulation.station.station, EPOCH_S).profile == 2


def test_a_profile_that_was_given_up_can_be_raised_again():
    simulation = a_booted_station(1)
    prepare(simulation)
    simulation.reachable = False
    change(simulation, PROFILE, "2")
    simulation.run(4)
    simulation.reachable = True
    simulation.run(2)
    assert change(simulation, PROFILE, "2") == "Accepted"
    simulation.run(2)
    assert profile(simulation) == "2"


def events_of(simulation):
    return [payload["type"] for payload in simulation.payloads("SecurityEventNotification")]


def log_of(simulation):
    return simulation.station.station.security_log.text(0, 1e12).decode()


@pytest.mark.parametrize(
    ("fault", "event"),
    [
        (ConnectFault.CENTRAL_SYSTEM_CERTIFICATE, "InvalidCentralSystemCertificate"),
        (ConnectFault.TLS_VERSION, "InvalidTLSVersion"),
        (ConnectFault.TLS_CIPHER_SUITE, "InvalidTLSCipherSuite"),
    ],
)
def test_a_central_system_that_was_not_trusted_is_told_once_of_it_after_reconnecting(fault, event):
    simulation = a_booted_station(2)
    simulation.reachable, simulation.fault = False, fault
    simulation.lose_connection().run(20)
    assert events_of(simulation) == []
    assert log_of(simulation).count(event) == 1
    simulation.reachable = True
    simulation.run(2)
    assert events_of(simulation) == [event]
    [told] = simulation.payloads("SecurityEventNotification")
    assert told["techInfo"] == "connection refused"


def test_it_is_told_again_after_the_next_outage():
    simulation = a_booted_station(2)
    simulation.fault = ConnectFault.TLS_VERSION
    for _ in range(2):
        simulation.reachable = False
        simulation.lose_connection().run(5)
        simulation.reachable = True
        simulation.run(5)
    assert events_of(simulation) == ["InvalidTLSVersion"] * 2


def test_a_refused_password_stands_in_the_log_only():
    # Chapter 8 has FailedToAuthenticationAtCentralSystem as not critical.
    simulation = a_booted_station(1)
    simulation.reachable, simulation.fault = False, ConnectFault.AUTHENTICATION
    simulation.lose_connection().run(5)
    simulation.reachable = True
    simulation.run(5)
    assert events_of(simulation) == []
    assert log_of(simulation).count("FailedToAuthenticationAtCentralSystem") == 1


def test_an_ordinary_failure_to_connect_is_no_security_event():
    simulation = a_booted_station(2)
    simulation.reachable = False
    simulation.lose_connection().run(5)
    simulation.reachable = True
    simulation.run(5)
    assert events_of(simulation) == []
    assert "Invalid" not in log_of(simulation)


def test_a_password_is_nowhere_to_be_read_back():
    simulation = a_booted_station(1)
    change(simulation, "AuthorizationKey", NEW)
    simulation.run(2)
    forget(simulation)
    asked = simulation.command("GetConfiguration", {"key": ["AuthorizationKey"]})
    assert asked == {"unknownKey": ["AuthorizationKey"]}
    simulation.command("GetConfiguration")
    state = simulation.station.station
    shown = b"".join(
        [*simulation.sent_frames, state.message_log.text(0, 1e12), log_of(simulation).encode()]
    )
    assert NEW.encode() not in shown
    assert b"AuthorizationKey changed" in shown
