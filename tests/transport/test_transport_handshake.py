"""Connections that are only tried (OCPP-J 1.6 chapter 3)."""

import gevent
import pytest
from support.certificates import authority_file, server_context
from support.scripted_server import CLOSE, Peer, frame

from ocpp_load.charge_point import Handshake, HandshakeOutcome
from ocpp_load.model.security.credentials import NO_PASSWORD, Credentials
from ocpp_load.transport import TlsOptions
from ocpp_load.transport.handshake import try_handshake

PASSWORD = Credentials(1, b"secret")


def try_at(link, credentials=PASSWORD, subprotocols=("ocpp1.6",), **options):
    return try_handshake(link.endpoint, "CP1", Handshake(credentials, subprotocols, **options))


def test_it_asks_as_the_station_would_and_says_good_bye(serve, link_to):
    server = serve()
    link = link_to(server)
    outcome = try_at(link, subprotocols=("ocpp0.1", "ocpp1.6"))
    assert outcome == HandshakeOutcome(status=101, subprotocol="ocpp1.6")
    peer = server.next_peer()
    assert peer.request_headers["sec-websocket-protocol"] == "ocpp0.1, ocpp1.6"
    assert peer.request_headers["authorization"].startswith("Basic ")
    assert peer.read_frame() == (CLOSE, b"\x03\xe8")
    assert not link.is_open
    assert link.observer.names == []


def test_a_subprotocol_that_was_not_offered_is_told_as_it_is(serve, link_to):
    link = link_to(serve(lambda peer: peer.upgrade(Sec_WebSocket_Protocol="ocpp9")))
    assert try_at(link).subprotocol == "ocpp9"


def test_a_refusal_is_told_with_its_status(serve, link_to):
    link = link_to(serve(lambda peer: peer.respond("401 Unauthorized")))
    assert try_at(link) == HandshakeOutcome("HTTP 401", status=401, closed=True)


@pytest.mark.parametrize("goes", ["by a close frame", "without one", "after something else"])
def test_a_peer_that_closes_in_time_is_seen_to(serve, link_to, goes):
    def close(peer: Peer) -> None:
        peer.upgrade()
        if goes == "after something else":
            peer.send(frame(0x9, b""))
        if goes == "without one":
            peer.socket.close()
        else:
            peer.send_frame(CLOSE, b"\x03\xea")

    link = link_to(serve(close))
    assert try_at(link, waits_s=10.0).closed


def test_a_peer_that_keeps_the_connection_is_left_after_a_while(serve, link_to):
    outcome = try_at(link_to(serve()), waits_s=0.01)
    assert (outcome.status, outcome.closed) == (101, False)


def test_nobody_is_asked_without_what_the_profile_needs(link_to, serve):
    outcome = try_at(link_to(serve()), Credentials(1))
    assert outcome == HandshakeOutcome(NO_PASSWORD, closed=True)


def test_what_is_agreed_on_in_tls_is_told(serve, link_to, tmp_path):
    server = serve(tls=server_context())
    link = link_to(server, tls=TlsOptions(authority_file(tmp_path)))
    cipher = "ECDHE-ECDSA-AES256-GCM-SHA384"
    outcome = try_at(link, ciphers=cipher, max_tls="1.2")
    assert (outcome.tls_version, outcome.cipher) == ("TLSv1.2", cipher)
    assert try_at(link).tls_version == "TLSv1.3"


def test_a_certificate_that_is_not_trusted_is_told(serve, link_to, tmp_path):
    server = serve(tls=server_context(authority="stranger"))
    outcome = try_at(link_to(server, tls=TlsOptions(authority_file(tmp_path))))
    assert outcome.failure == "TLS failure: certificate not trusted"


def test_one_that_is_cut_off_leaves_nothing_behind(serve, link_to):
    greenlet = gevent.spawn(try_at, link_to(serve(lambda peer: peer.read_request())))
    gevent.sleep(0)
    greenlet.kill()
    assert greenlet.dead
