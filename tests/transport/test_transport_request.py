"""What a link asks the central system for (OCPP-J 1.6 section 3.1)."""

import os
import socket

import pytest
from support.scripted_server import Peer

from ocpp_load.transport import ConnectError, Dialer, Endpoint


@pytest.mark.parametrize(
    ("identity", "segment"),
    [
        ("CP000001", "CP000001"),
        ("RDAM 123", "RDAM%20123"),
        ("a/b", "a%2Fb"),
        ("100%", "100%25"),
        ("50%25", "50%2525"),
        ("who?", "who%3F"),
        ("a#b", "a%23b"),
        ("a;v=1", "a%3Bv%3D1"),
        ("Zürich", "Z%C3%BCrich"),
        ("充電", "%E5%85%85%E9%9B%BB"),
        ("..", ".."),
    ],
)
def test_the_identity_is_the_last_segment_percent_encoded(serve, link_to, identity, segment):
    server = serve()
    link_to(server).open(identity)
    assert server.next_peer().request_target == f"/ocpp/{segment}"


@pytest.mark.parametrize(
    ("rest", "target"),
    [
        ("", "/CP1"),
        ("/", "/CP1"),
        ("/ocpp", "/ocpp/CP1"),
        ("/ocpp/", "/ocpp/CP1"),
        ("/a/b%20c/v1.6", "/a/b%20c/v1.6/CP1"),
        ("/ocpp?tenant=7&x=%2F", "/ocpp/CP1?tenant=7&x=%2F"),
        ("/ocpp/?tenant=7", "/ocpp/CP1?tenant=7"),
        ("?tenant=a/b", "/CP1?tenant=a/b"),
    ],
)
def test_path_and_query_of_the_endpoint_are_kept(serve, link_to, rest, target):
    server = serve()
    link = link_to(server, url=f"ws://127.0.0.1:{server.port}{rest}")
    link.open("CP1")
    assert server.next_peer().request_target == target


def test_the_request_has_what_a_websocket_needs_and_no_more(serve, link_to):
    server = serve()
    link_to(server, headers={"Authorization": "Basic Q1AxOnB3", "X-Tenant": "7"}).open("CP1")
    peer = server.next_peer()
    headers = peer.request_headers
    assert peer.request.startswith(b"GET /ocpp/CP1 HTTP/1.1\r\n")
    assert len(headers.pop("sec-websocket-key")) == 24
    assert headers == {
        "upgrade": "websocket",
        "connection": "Upgrade",
        "host": f"127.0.0.1:{server.port}",
        "sec-websocket-version": "13",
        "sec-websocket-protocol": "ocpp1.6",
        "authorization": "Basic Q1AxOnB3",
        "x-tenant": "7",
    }


def test_another_subprotocol_can_be_asked_for(serve, link_to):
    server = serve(lambda peer: peer.upgrade(Sec_WebSocket_Protocol="ocpp2.0.1"))
    link_to(server, subprotocol="ocpp2.0.1").open("CP1")
    assert server.next_peer().request_headers["sec-websocket-protocol"] == "ocpp2.0.1"


@pytest.mark.parametrize("status", [101, 403])
def test_cookies_are_not_kept_between_connections(serve, link_to, status):
    cookie = "backend=1; Domain=127.0.0.1; Path=/"

    def script(peer):
        if status == 101:
            peer.upgrade(Set_Cookie=cookie)
        else:
            peer.respond("403 Forbidden", f"Set-Cookie: {cookie}")

    server = serve(script)
    for _ in range(2):
        try:
            link_to(server).open("CP1")
        except ConnectError:
            assert status == 403
        assert "cookie" not in server.next_peer().request_headers


def test_small_frames_leave_at_once(connect):
    link, _ = connect()
    with socket.socket(fileno=os.dup(link._socket.fileno())) as connected:
        assert connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_dialer_decides_where_to_connect_and_the_url_what_is_asked_for(serve, link_to):
    server = serve(Peer.upgrade)
    dialer = Dialer("127.0.0.1", server.port, 10.0, None)
    link_to(Endpoint("ws://central.example/ocpp", dialer)).open("CP1")
    assert server.next_peer().request_headers["host"] == "central.example"
