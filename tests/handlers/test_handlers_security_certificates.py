"""The commands that concern certificates (security whitepaper edition 3, A02, M03 to M05)."""

import pytest
from support.simulation import EPOCH_S, VALIDATOR, a_station
from support.x509 import CPO, root

from ocpp_load.handlers import Command, HandlerRegistry, Leniency, Refusal
from ocpp_load.handlers.effects import ReportSecurityEvent
from ocpp_load.handlers.v16.security import certificate_signed, root_certificates
from ocpp_load.messages.v16.actions import PROFILES, FeatureProfile
from ocpp_load.messages.v16.security_enums import CertificateUse
from ocpp_load.model import Registration
from ocpp_load.model.security.certificate_request import request_certificate
from ocpp_load.ocppj import ErrorCode

CENTRAL_SYSTEM = CertificateUse.CENTRAL_SYSTEM_ROOT
RECONFIGURED = "ReconfigurationOfSecurityParameters"


class Peer:
    """A central system that sends commands to one station."""

    def __init__(self, *, leniency=None, **type_fields):
        self.station = a_station(**type_fields)
        self.station.registration = Registration.ACCEPTED
        self.registry = HandlerRegistry(PROFILES, VALIDATOR, leniency)
        self.registry.register([root_certificates, certificate_signed])
        self.events = []

    def send(self, action, payload, epoch_s=EPOCH_S):
        """Return the answer; what it reports is kept in `events`."""
        reply = self.registry.dispatch(self.station, Command(action, payload, epoch_s, 0.0))
        if isinstance(reply, Refusal):
            return reply.code
        assert VALIDATOR.check_response(action, reply.payload) is None
        assert all(isinstance(effect, ReportSecurityEvent) for effect in reply.effects)
        self.events += [(effect.type, effect.tech_info) for effect in reply.effects]
        return reply.payload

    def install(self, one, use=CENTRAL_SYSTEM, epoch_s=EPOCH_S):
        payload = {"certificateType": use, "certificate": one.pem}
        return self.send("InstallCertificate", payload, epoch_s)["status"]

    def installed(self, use=CENTRAL_SYSTEM):
        return self.send("GetInstalledCertificateIds", {"certificateType": use})

    def delete(self, data):
        return self.send("DeleteCertificate", {"certificateHashData": data})["status"]

    def sign(self, *chain, epoch_s=EPOCH_S):
        text = "".join(one.pem for one in chain)
        return self.send("CertificateSigned", {"certificateChain": text}, epoch_s)["status"]

    def request(self):
        self.station.certificates.request, csr = request_certificate("CP000007", CPO)
        return csr


def test_a_root_is_installed_told_of_and_deleted():
    peer = Peer()
    one = root(serial_number=0xABC)
    assert peer.install(one) == "Accepted"
    told = peer.installed()
    [data] = told["certificateHashData"]
    assert told["status"] == "Accepted"
    assert (data["hashAlgorithm"], data["serialNumber"]) == ("SHA256", "ABC")
    assert len(data["issuerNameHash"]) == len(data["issuerKeyHash"]) == 64
    assert peer.delete(data) == "Accepted"
    assert peer.installed() == {"status": "NotFound"}
    assert peer.delete(data) == "NotFound"
    assert peer.events == [
        (RECONFIGURED, "CentralSystemRootCertificate installed"),
        (RECONFIGURED, "root certificate deleted"),
    ]


def test_roots_are_told_of_by_their_use():
    peer = Peer()
    peer.install(root(), CertificateUse.MANUFACTURER_ROOT)
    assert peer.installed() == {"status": "NotFound"}
    assert peer.installed(CertificateUse.MANUFACTURER_ROOT)["status"] == "Accepted"


@pytest.mark.parametrize(
    ("one", "status"),
    [
        (root(is_authority=False), "Rejected"),
        (root(days=(-2, -1)), "Rejected"),
    ],
)
def test_what_is_not_installed_is_reported_to_nobody(one, status):
    peer = Peer()
    assert peer.install(one) == status
    assert (peer.installed()["status"], peer.events) == ("NotFound", [])


def test_dates_are_those_of_the_stations_clock():
    peer = Peer()
    one = root(days=(1, 2))
    assert peer.install(one) == "Rejected"
    assert peer.install(one, epoch_s=EPOCH_S + 1.5 * 86_400) == "Accepted"


def test_the_store_is_as_large_as_its_configuration_key_says():
    peer = Peer(configuration={"CertificateStoreMaxLength": "1"})
    assert [peer.install(root(name)) for name in ("One", "Two")] == ["Accepted", "Rejected"]


@pytest.mark.parametrize(("check", "status"), [("true", "Rejected"), ("false", "Accepted")])
def test_additional_root_certificate_check_decides_on_a_second_root(check, status):
    peer = Peer(configuration={"AdditionalRootCertificateCheck": check})
    peer.install(root("One"))
    assert peer.install(root("Two")) == status


@pytest.mark.parametrize(
    ("profile", "status"), [("0", "Accepted"), ("1", "Accepted"), ("2", "Failed"), ("3", "Failed")]
)
def test_the_last_root_cannot_be_deleted_under_a_security_profile_with_tls(profile, status):
    peer = Peer(configuration={"SecurityProfile": profile})
    peer.install(root())
    [data] = peer.installed()["certificateHashData"]
    peer.events.clear()
    assert peer.delete(data) == status
    assert bool(peer.events) is (status == "Accepted")


def test_a_certificate_that_was_asked_for_is_taken_on():
    peer, top = Peer(), root()
    peer.install(top)
    between = top.issue("Between", is_authority=True)
    signed = between.sign(peer.request())
    peer.events.clear()
    assert peer.sign(signed, between) == "Accepted"
    assert peer.station.certificates.own(EPOCH_S).certificate == signed.certificate
    assert peer.events == [(RECONFIGURED, "charge point certificate installed")]


def test_a_chain_that_does_not_verify_is_refused_and_reported():
    peer, top = Peer(), root()
    peer.install(root("Another"))
    peer.events.clear()
    assert peer.sign(top.sign(peer.request())) == "Rejected"
    assert peer.station.certificates.own(EPOCH_S) is None
    [(type_, tech_info)] = peer.events
    assert type_ == "InvalidChargePointCertificate"
    assert tech_info


def test_a_certificate_is_refused_once_it_has_expired():
    peer, top = Peer(), root()
    peer.install(top)
    signed = top.sign(peer.request(), days=(-1, 1))
    assert peer.sign(signed, epoch_s=EPOCH_S + 2 * 86_400) == "Rejected"
    assert peer.events[-1] == ("InvalidChargePointCertificate", "the certificate has expired")
    assert peer.sign(signed) == "Accepted"


def test_a_certificate_that_was_not_asked_for_is_refused():
    assert Peer().sign(root()) == "Rejected"


def test_a_chain_beyond_the_size_that_is_allowed_is_refused():
    top = root()
    size = len(top.sign(request_certificate("CP000007", CPO)[1]).pem)
    peer = Peer(configuration={"CertificateSignedMaxChainSize": str(size + 100)})
    peer.install(top)
    signed = top.sign(peer.request())
    assert peer.sign(signed, top) == "Rejected"
    assert f"{size + 100} are allowed" in peer.events[-1][1]
    assert peer.sign(signed) == "Accepted"


ANY_HASH_DATA = {
    "hashAlgorithm": "SHA512",
    "issuerNameHash": "",
    "issuerKeyHash": "",
    "serialNumber": "",
}
COMMANDS = {
    "CertificateSigned": ({"certificateChain": ""}, ErrorCode.NOT_SUPPORTED),
    "DeleteCertificate": ({"certificateHashData": ANY_HASH_DATA}, {"status": "NotFound"}),
    "GetInstalledCertificateIds": ({"certificateType": CENTRAL_SYSTEM}, {"status": "NotFound"}),
    "InstallCertificate": (
        {"certificateType": CENTRAL_SYSTEM, "certificate": ""},
        ErrorCode.NOT_SUPPORTED,
    ),
}


@pytest.mark.parametrize("action", COMMANDS)
def test_a_station_without_the_extension_refuses_leniently_where_a_status_fits(action):
    payload, lenient_answer = COMMANDS[action]
    fields = {"feature_profiles": frozenset({FeatureProfile.CORE})}
    assert Peer(**fields).send(action, payload) == ErrorCode.NOT_SUPPORTED
    assert Peer(leniency=Leniency(profiles=True), **fields).send(action, payload) == lenient_answer
