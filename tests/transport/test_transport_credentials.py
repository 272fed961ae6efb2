"""Links under the security profiles (security whitepaper edition 3, 2.1 to 2.5), on real sockets."""

import base64
import subprocess
from dataclasses import replace

import gevent
import pytest
from gevent import ssl
from support.link_harness import LinkUnderTest, endpoint_at
from support.scripted_server import Peer
from support.station_certificates import (
    authority,
    names_of,
    own_certificate,
    own_rsa_certificate,
    server_context,
    with_certificate,
)

from ocpp_load.model.security.access import ConnectFault
from ocpp_load.model.security.credentials import Credentials
from ocpp_load.transport import ConnectError, TlsOptions
from ocpp_load.transport.trust import TlsContexts

KEY = bytes.fromhex("0001020304050607FFFFFFFFCCCCCCCCCCCCCCCC")
PASSWORD = Credentials(1, password=KEY)


@pytest.fixture
def trusting(tmp_path):
    file = tmp_path / "ca.pem"
    file.write_text(authority().pem)
    return TlsOptions(file)


def failure_of(link, credentials):
    with pytest.raises(ConnectError) as caught:
        link.open("CP1", credentials)
    assert not link.is_open
    return caught.value


def test_a_password_goes_into_the_upgrade_request(serve, link_to):
    server = serve()
    link_to(server).open("CP 1", PASSWORD)
    scheme, encoded = server.next_peer().request_headers["authorization"].split()
    assert (scheme, base64.b64decode(encoded)) == ("Basic", b"CP 1:" + KEY)


@pytest.mark.parametrize("credentials", [Credentials(), Credentials(0, password=KEY)])
def test_without_a_password_there_is_no_such_header_but_the_users(serve, link_to, credentials):
    server = serve()
    link = link_to(server, headers={"Authorization": "Bearer mine"})
    link.open("CP1", replace(credentials, password=None))
    assert server.next_peer().request_headers["authorization"] == "Bearer mine"


def test_a_password_stands_in_place_of_a_header_of_the_users(serve, link_to):
    server = serve()
    link_to(server, headers={"AUTHORIZATION": "Bearer mine", "X-Tenant": "7"}).open("CP1", PASSWORD)
    request = server.next_peer().request.lower()
    assert request.count(b"authorization:") == 1
    assert b"bearer" not in request
    assert b"x-tenant: 7" in request


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        ("401 Unauthorized", ConnectFault.AUTHENTICATION),
        ("403 Forbidden", ConnectFault.AUTHENTICATION),
        ("404 Not Found", None),
        ("503 Service Unavailable", None),
    ],
)
def test_a_refused_password_is_named_and_a_fault_of_the_credentials(serve, link_to, status, fault):
    failure = failure_of(link_to(serve(lambda peer: peer.respond(status))), PASSWORD)
    assert (failure.outcome, failure.fault) == (f"HTTP {status[:3]}", fault)


@pytest.mark.parametrize(
    ("credentials", "outcome"),
    [
        (Credentials(1), "no password"),
        (Credentials(2), "no password"),
        (Credentials(3), "no valid charge point certificate"),
    ],
)
def test_what_the_profile_asks_for_and_is_not_there_is_named_before_anything_is_sent(
    serve, link_to, credentials, outcome
):
    server = serve()
    link = link_to(server)
    assert failure_of(link, credentials).outcome == outcome
    assert link.observer.names == [f"connect: {outcome}"]
    assert server.accepted == 0


def test_a_station_shows_its_certificate(serve, link_to, trusting):
    server = serve(tls=server_context(clients=authority()))
    link_to(server, tls=trusting).open("CP1", with_certificate(own_certificate("CP1")))
    peer = server.next_peer()
    assert names_of(peer) == ["CP1"]
    assert "authorization" not in peer.request_headers


def test_stations_that_share_a_context_show_each_its_own_certificate(serve, trusting):
    server = serve(tls=server_context(clients=authority()))
    endpoint = endpoint_at(server, tls=trusting)
    names = [f"CP{number}" for number in range(20)]
    links = [LinkUnderTest(endpoint) for _ in names]
    opening = [
        gevent.spawn(link.open, name, with_certificate(own_certificate(name)))
        for name, link in zip(names, links, strict=True)
    ]
    gevent.joinall(opening, raise_error=True)
    peers = [server.next_peer() for _ in names]
    for peer in peers:
        identity = peer.request_target.rpartition("/")[2]
        assert names_of(peer) == [identity]
    assert sorted(name for peer in peers for name in names_of(peer)) == sorted(names)
    for link in links:
        link.close(1000, "done", wait_s=0)
        link.dispose()


def test_certificates_of_different_kinds_do_not_mix(serve, link_to, trusting):
    server = serve(tls=server_context(clients=authority()))
    link = link_to(server, tls=trusting)
    for identity, own in (
        ("RSA1", own_rsa_certificate("RSA1")),
        ("EC1", own_certificate("EC1")),
        ("RSA2", own_rsa_certificate("RSA2")),
    ):
        link.open(identity, with_certificate(own))
        assert names_of(server.next_peer()) == [identity]
        link.close(1000, "next", wait_s=0)


def test_a_station_without_a_certificate_never_shows_another_ones(serve, link_to, trusting):
    context = server_context()
    context.load_verify_locations(cadata=authority().pem)
    context.verify_mode = ssl.CERT_OPTIONAL
    server = serve(tls=context)
    link = link_to(server, tls=trusting)
    link.open("CP1", with_certificate(own_certificate("CP1")))
    assert names_of(server.next_peer()) == ["CP1"]
    link.close(1000, "next", wait_s=0)
    link.open("CP2", Credentials(2, password=KEY))
    assert not server.next_peer().socket.getpeercert()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize(
    "credentials",
    [Credentials(2, password=KEY), with_certificate(own_certificate(issuer=authority("Stranger")))],
    ids=["none", "stranger"],
)
def test_a_certificate_that_is_not_trusted_is_a_failure_with_a_name(
    serve, link_to, trusting, version, credentials
):
    server = serve(tls=server_context(clients=authority(), version=version))
    failure = failure_of(link_to(server, tls=trusting), credentials)
    assert failure.outcome.startswith("TLS failure: ")
    assert "alert" in failure.outcome
    if credentials.certificate is not None:
        assert failure.fault is ConnectFault.AUTHENTICATION


def test_an_installed_root_is_trusted_beside_those_of_the_run(serve, link_to, trusting):
    other = authority("Other")
    for issuer in (authority(), other):
        link = link_to(serve(tls=server_context(issuer)), tls=trusting)
        link.open("CP1", Credentials(2, password=KEY, roots=(other.certificate,)))
        assert link.is_open


def test_an_untrusted_central_system_is_a_fault_of_its_certificate(serve, link_to, trusting):
    server = serve(tls=server_context(authority("Other")))
    failure = failure_of(link_to(server, tls=trusting), PASSWORD)
    assert failure.outcome == "TLS failure: certificate not trusted"
    assert failure.fault is ConnectFault.CENTRAL_SYSTEM_CERTIFICATE


@pytest.mark.parametrize("name", ["Old", "New"])
def test_of_several_installed_roots_the_one_that_was_used_is_told(serve, link_to, trusting, name):
    roots = tuple(authority(each).certificate for each in ("Old", "New"))
    link = link_to(serve(tls=server_context(authority(name))), tls=trusting)
    anchor = link.open("CP1", Credentials(2, password=KEY, roots=roots))
    assert anchor == ssl.PEM_cert_to_DER_cert(authority(name).pem)


def test_where_there_is_no_choice_of_roots_none_is_told(serve, link_to, trusting):
    root = authority("Old").certificate
    link = link_to(serve(tls=server_context(authority("Old"))), tls=trusting)
    assert link.open("CP1", Credentials(2, password=KEY, roots=(root,))) is None


def test_stations_that_trust_the_same_share_a_context(trusting):
    contexts = TlsContexts(trusting)
    root = authority("Other").certificate
    certificates = [own_certificate(f"CP{number}") for number in range(3)]
    found = {
        id(contexts._context(roots, own))
        for roots in ((), (root,))
        for own in (None, *certificates)
    }
    assert len(found) == 4


def test_contexts_of_roots_that_are_gone_do_not_pile_up(trusting):
    contexts = TlsContexts(trusting)
    for number in range(80):
        contexts._context((authority(f"Root {number}").certificate,), None)
    assert len(contexts._others) <= 64


def test_a_certificate_that_cannot_be_used_is_a_named_failure(serve, link_to, trusting):
    own = replace(own_certificate(), private_key=own_certificate().private_key)
    server = serve(Peer.read_to_the_end)
    failure = failure_of(link_to(server, tls=trusting), with_certificate(own))
    assert failure.outcome == "TLS failure: key values mismatch"
    server.next_peer()  # the socket is closed


@pytest.mark.parametrize(
    ("offered", "version"), [("1.3", ssl.TLSVersion.TLSv1_2), ("1.2", ssl.TLSVersion.TLSv1_3)]
)
def test_without_a_common_version_of_tls_the_fault_is_the_version(
    serve, link_to, trusting, offered, version
):
    tls = replace(trusting, min_version=offered, max_version=offered)
    failure = failure_of(link_to(serve(tls=server_context(version=version)), tls=tls), PASSWORD)
    assert failure.fault is ConnectFault.TLS_VERSION


def test_without_a_common_cipher_suite_the_fault_is_the_suite(serve, link_to, trusting):
    context = server_context(version=ssl.TLSVersion.TLSv1_2)
    context.set_ciphers("ECDHE-ECDSA-AES256-GCM-SHA384")
    tls = replace(trusting, ciphers="ECDHE-ECDSA-AES128-GCM-SHA256")
    failure = failure_of(link_to(serve(tls=context), tls=tls), PASSWORD)
    assert failure.fault is ConnectFault.TLS_CIPHER_SUITE


def test_a_server_name_of_the_users_is_asked_for_and_looked_for(serve, link_to, trusting):
    asked = []
    context = server_context(host="csms.example")
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    link = link_to(serve(tls=context), tls=replace(trusting, server_name="csms.example"))
    link.open("CP1")
    assert link.is_open
    assert asked == ["csms.example"]


def test_a_directory_of_authorities_is_a_trust_store(serve, link_to, tmp_path):
    (tmp_path / "ca.pem").write_text(authority().pem)
    subprocess.run(["openssl", "rehash", str(tmp_path)], check=True, capture_output=True)
    link = link_to(serve(tls=server_context()), tls=TlsOptions(tmp_path))
    link.open("CP1")
    assert link.is_open


def test_a_profile_with_tls_goes_to_the_secured_endpoint(serve, trusting):
    plain, secure = serve(), serve(tls=server_context())
    endpoint = replace(endpoint_at(plain), secured=endpoint_at(secure, tls=trusting))
    for profile, server in ((0, plain), (1, plain), (2, secure)):
        link = LinkUnderTest(endpoint)
        link.open("CP1", Credentials(profile, password=KEY))
        assert server.next_peer().request_target == "/ocpp/CP1"
        link.close(1000, "next", wait_s=0)
        link.dispose()


def test_a_profile_with_tls_without_such_an_endpoint_is_a_named_failure(serve, link_to):
    server = serve()
    failure = failure_of(link_to(server), Credentials(2, password=KEY))
    assert failure.outcome == "no wss endpoint (--secure-host)"
    assert server.accepted == 0
