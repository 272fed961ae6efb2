"""Stations that change their credentials, on real sockets.

Security whitepaper edition 3: A01, A02, A05, M05.
"""

import base64
from dataclasses import replace

import gevent
import pytest
from gevent import ssl
from support.link_harness import endpoint_at
from support.pump_harness import PumpUnderTest, ScriptedCentralSystem, connect_and_boot, send
from support.simulation import VALIDATOR, a_station
from support.station_certificates import NOW_S, authority, names_of, server_context

from ocpp_load.central_system.authority import Authority
from ocpp_load.charge_point.consequences import CONSEQUENCES
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.messages.v16.security_enums import CertificateUse
from ocpp_load.ocppj import format_timestamp
from ocpp_load.transport import TlsOptions

OLD, NEW = "00" * 16, "ab" * 20
BOOTED = {
    "BootNotification": {
        "status": "Accepted",
        "currentTime": format_timestamp(NOW_S),
        "interval": 300,
    }
}


class Operator:
    """A central system that sends commands and waits for their answers."""

    def __init__(self) -> None:
        self.scripted = ScriptedCentralSystem(BOOTED)
        self._sent = 0

    def next_peer(self):
        return self.scripted.connections.get()

    def command(self, peer, action, payload):
        self._sent += 1
        message_id = f"command {self._sent}"
        send(peer, [2, message_id, action, payload])
        while (message := self.scripted.frames.get())[1] != message_id:
            pass
        return message[2]

    def change(self, peer, key, value):
        return self.command(peer, "ChangeConfiguration", {"key": key, "value": value})["status"]

    def wait_for(self, action):
        return self.scripted.next_frame(action)[3]


@pytest.fixture
def operator():
    return Operator()


@pytest.fixture
def start():
    started = []

    def run(endpoint, station):
        pump = PumpUnderTest(
            endpoint,
            station=station,
            registry=make_registry(VALIDATOR),
            consequences=CONSEQUENCES,
        )
        started.append(pump.start(connect_and_boot))
        return pump

    yield run
    gevent.killall(started)


@pytest.fixture
def trusting(tmp_path):
    file = tmp_path / "ca.pem"
    file.write_text(authority().pem)
    return TlsOptions(file)


def a_station_with(profile, **configuration):
    values = {"SecurityProfile": str(profile), "AuthorizationKey": OLD, **configuration}
    return a_station(configuration=values)


def password_of(peer):
    _, encoded = peer.request_headers["authorization"].split()
    identity, _, password = base64.b64decode(encoded).partition(b":")
    assert identity == b"CP000007"
    return password.hex()


def test_a_new_password_is_what_the_next_connection_is_opened_with(serve, operator, start):
    pump = start(endpoint_at(serve(operator.scripted.serve)), a_station_with(1))
    peer = operator.next_peer()
    assert password_of(peer) == OLD
    operator.wait_for("StatusNotification")
    assert operator.change(peer, "AuthorizationKey", NEW) == "Accepted"
    assert operator.scripted.close_codes.get() == 1000
    assert password_of(operator.next_peer()) == NEW
    assert pump.observer.own_faults == []


def test_a_raised_profile_connects_over_tls_with_the_root_that_was_installed(
    serve, operator, start
):
    plain = serve(operator.scripted.serve)
    secure = serve(operator.scripted.serve, tls=server_context())
    secured = endpoint_at(secure, tls=TlsOptions())  # the system trusts other authorities
    start(replace(endpoint_at(plain), secured=secured), a_station_with(1))
    peer = operator.next_peer()
    operator.wait_for("StatusNotification")
    certificate = {
        "certificateType": "CentralSystemRootCertificate",
        "certificate": authority().pem,
    }
    assert operator.change(peer, "SecurityProfile", "2") == "Rejected"
    assert operator.command(peer, "InstallCertificate", certificate) == {"status": "Accepted"}
    assert operator.change(peer, "SecurityProfile", "2") == "Accepted"
    peer = operator.next_peer()
    assert isinstance(peer.socket, ssl.SSLSocket)
    assert password_of(peer) == OLD
    assert operator.change(peer, "SecurityProfile", "1") == "Rejected"
    assert plain.accepted == 1


def test_a_raised_profile_that_leads_nowhere_is_taken_back(serve, operator, start):
    plain = serve(operator.scripted.serve)
    stranger = serve(operator.scripted.serve, tls=server_context(authority("Stranger")))
    secured = endpoint_at(stranger, tls=TlsOptions())
    pump = start(replace(endpoint_at(plain), secured=secured), a_station_with(1))
    peer = operator.next_peer()
    operator.wait_for("StatusNotification")
    certificate = {
        "certificateType": "CentralSystemRootCertificate",
        "certificate": authority().pem,
    }
    operator.command(peer, "InstallCertificate", certificate)
    assert operator.change(peer, "SecurityProfile", "2") == "Accepted"
    peer = operator.next_peer()
    assert not isinstance(peer.socket, ssl.SSLSocket)
    told = operator.wait_for("SecurityEventNotification")
    assert told["type"] == "InvalidCentralSystemCertificate"
    assert told["techInfo"] == "TLS failure: certificate not trusted"
    asked = operator.command(peer, "GetConfiguration", {"key": ["SecurityProfile"]})
    assert asked["configurationKey"][0]["value"] == "1"
    failure = "connect: TLS failure: certificate not trusted"
    assert pump.observer.names.count(failure) == 3


def test_a_certificate_that_was_asked_for_is_what_the_next_connection_shows(
    serve, operator, start, trusting
):
    context = server_context()
    context.load_verify_locations(cadata=authority().pem)
    context.verify_mode = ssl.CERT_OPTIONAL
    station = a_station_with(2, CpoName="Ladegut")
    start(endpoint_at(serve(operator.scripted.serve, tls=context), tls=trusting), station)
    peer = operator.next_peer()
    operator.wait_for("StatusNotification")
    certificate = {
        "certificateType": "CentralSystemRootCertificate",
        "certificate": authority().pem,
    }
    assert operator.command(peer, "InstallCertificate", certificate) == {"status": "Accepted"}
    trigger = {"requestedMessage": "SignChargePointCertificate"}
    assert operator.command(peer, "ExtendedTriggerMessage", trigger) == {"status": "Accepted"}
    csr = operator.wait_for("SignCertificate")["csr"]
    chain = Authority(NOW_S, authority()).certificate_chain(csr, NOW_S)
    assert operator.command(peer, "CertificateSigned", {"certificateChain": chain}) == {
        "status": "Accepted"
    }
    assert operator.change(peer, "SecurityProfile", "3") == "Accepted"
    peer = operator.next_peer()
    assert names_of(peer) == ["CP000007"]
    assert "authorization" not in peer.request_headers


def test_the_fallback_of_a_new_root_goes_with_the_first_connection_that_proves_it(
    serve, operator, start, trusting
):
    station = a_station_with(2, AdditionalRootCertificateCheck="true")
    roots = [authority("Old"), authority("New")]
    install = station.certificates.install
    for issuer in roots:
        status = install(
            CertificateUse.CENTRAL_SYSTEM_ROOT,
            issuer.pem,
            NOW_S,
            max_roots=9,
            successors_only=False,
        )
        assert status == "Accepted"
    server = serve(operator.scripted.serve, tls=server_context(roots[1]))
    pump = start(endpoint_at(server, tls=trusting), station)
    operator.wait_for("StatusNotification")
    left = pump.charge_point.station.certificates.roots(CertificateUse.CENTRAL_SYSTEM_ROOT)
    assert left == [roots[1].certificate]
