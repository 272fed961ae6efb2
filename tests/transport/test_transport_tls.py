"""Links over TLS (wss)."""

import gevent
import pytest
from support.certificates import authority_file, server_context
from support.scripted_server import TEXT, Peer, frame

from ocpp_load.transport import ConnectError, LinkClosed, Text, TlsOptions


@pytest.fixture
def trusting(tmp_path):
    return TlsOptions(authority_file(tmp_path))


@pytest.fixture
def connect_securely(serve, link_to, trusting):
    def make(**options):
        server = serve(tls=server_context())
        link = link_to(server, tls=trusting, **options)
        link.open("CP1")
        return link, server.next_peer()

    return make


def failure_of(link):
    with pytest.raises(ConnectError) as caught:
        link.open("CP1")
    assert not link.is_open
    return caught.value.outcome


def test_the_tls_handshake_is_measured_apart(connect_securely):
    link, _ = connect_securely()
    assert link.observer.names == [
        "tcp connect",
        "tls handshake",
        "websocket upgrade",
        "connect",
    ]
    assert link.observer.duration_s("tls handshake") > 0


def test_messages_pass_both_ways(connect_securely):
    link, peer = connect_securely()
    link.send(b"question")
    assert peer.read_frame() == (TEXT, b"question")
    peer.send_frame(TEXT, b"answer")
    assert link.receive() == Text(b"answer")


@pytest.mark.parametrize(
    ("server_tls", "outcome"),
    [
        ({"authority": "stranger"}, "TLS failure: certificate not trusted"),
        ({"host": "127.0.0.2"}, "TLS failure: certificate names another host"),
        ({"host": "other.example"}, "TLS failure: certificate names another host"),
        ({"is_expired": True}, "TLS failure: certificate expired"),
    ],
)
def test_a_certificate_that_does_not_hold_is_refused_by_name(
    serve, link_to, trusting, server_tls, outcome
):
    link = link_to(serve(tls=server_context(**server_tls)), tls=trusting)
    assert failure_of(link) == outcome
    assert link.observer.names == ["tcp connect", f"connect: {outcome}"]


def test_a_wrong_name_is_refused_when_the_host_is_a_name(serve, link_to, trusting):
    server = serve(tls=server_context("other.example"))
    outcome = failure_of(link_to(server, host="localhost", tls=trusting))
    assert outcome == "TLS failure: certificate names another host"


def test_without_a_file_the_authorities_of_the_system_count(serve, link_to):
    link = link_to(serve(tls=server_context()), tls=TlsOptions())
    assert failure_of(link) == "TLS failure: certificate not trusted"


@pytest.mark.parametrize("server_tls", [{"authority": "stranger"}, {"host": "other.example"}])
def test_insecure_accepts_any_certificate(serve, link_to, server_tls):
    link = link_to(serve(tls=server_context(**server_tls)), tls=TlsOptions(insecure=True))
    link.open("CP1")
    assert link.is_open


def test_a_plain_server_behind_wss_is_a_tls_failure(serve, link_to, trusting):
    def script(peer):
        peer.socket.recv(1)
        peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        peer.read_to_the_end()

    outcome = failure_of(link_to(serve(script), tls=trusting))
    assert outcome.startswith("TLS failure: ")
    assert "_" not in outcome


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (Peer.read_to_the_end, "TLS handshake timed out"),
        (Peer.reset, "connection reset"),
    ],
    ids=["silent", "reset"],
)
def test_a_tls_handshake_that_does_not_come_to_an_end_says_how(
    serve, link_to, trusting, script, outcome
):
    assert failure_of(link_to(serve(script), tls=trusting, timeout_s=0.2)) == outcome


def test_a_server_that_hangs_up_in_the_tls_handshake_is_a_tls_failure(serve, link_to, trusting):
    def script(peer):
        peer.socket.recv(65536)
        peer.close()

    assert failure_of(link_to(serve(script), tls=trusting)).startswith("TLS failure: ")


def test_a_plain_client_of_a_tls_server_fails_in_the_upgrade(serve, link_to):
    server = serve(tls=server_context())
    assert failure_of(link_to(server)) in (
        "not a WebSocket upgrade",
        "closed during upgrade",
        "connection reset",
    )


def test_several_records_sent_at_once_are_all_read(connect_securely):
    link, peer = connect_securely()
    messages = [str(number).encode() * size for number, size in enumerate((1, 20_000, 1, 40_000))]
    for message in messages:
        peer.send_frame(TEXT, message)
    assert [link.receive().data for _ in messages] == messages


def test_several_frames_in_one_record_are_all_read(connect_securely):
    link, peer = connect_securely()
    peer.send(b"".join(frame(TEXT, str(number).encode()) for number in range(500)))
    assert [int(link.receive().data) for _ in range(500)] == list(range(500))


def test_a_record_that_comes_in_single_bytes_is_put_together(serve, link_to, trusting):
    tls_server = serve(tls=server_context())

    def copy(source, target, size):
        while data := source.recv(size):
            target.sendall(data)

    def pass_on_byte_by_byte(peer):
        with gevent.socket.create_connection(("127.0.0.1", tls_server.port)) as onward:
            requests = gevent.spawn(copy, peer.socket, onward, 65536)
            try:
                copy(onward, peer.socket, 1)
            finally:
                requests.kill()

    link = link_to(serve(pass_on_byte_by_byte), tls=trusting)
    link.open("CP1")
    tls_server.next_peer().send_frame(TEXT, b"slowly")
    assert link.receive() == Text(b"slowly")


def test_a_peer_that_reads_nothing_is_given_up(connect_securely):
    link, _ = connect_securely(send_timeout_s=0.1)
    with pytest.raises(LinkClosed, match="peer reads nothing"):
        link.send(b"x" * 30_000_000)
    assert link.observer.names[-1] == "connected: peer reads nothing"


def test_a_message_larger_than_all_buffers_arrives_whole(connect_securely):
    link, peer = connect_securely()
    reader = gevent.spawn(peer.read_frame)
    link.send(b"x" * 10_000_000)
    assert reader.get() == (TEXT, b"x" * 10_000_000)


def test_a_connection_that_just_ends_says_so(connect_securely):
    link, peer = connect_securely()
    peer.close()
    assert link.end() == "closed without close frame"


def test_a_reset_is_named_where_python_tells_it_from_an_end(connect_securely):
    link, peer = connect_securely()
    peer.reset()
    # Up to Python 3.12 the ssl module reports a reset as the end of the stream.
    assert link.end() in ("connection reset", "closed without close frame")


def test_a_close_frame_ends_the_link(connect_securely):
    link, peer = connect_securely()
    closer = gevent.spawn(link.close, 1000, "closed by us")
    assert peer.read_close_code() == 1000
    peer.close()
    closer.get()
    assert link.observer.names[-1] == "connected: closed by us"
