"""Files by HTTP and HTTPS (RFC 9110), against a web server and against odd ones."""

import hashlib
import ssl

import gevent
import pytest
from support.certificates import authority_file, certificate_file, server_context
from support.file_servers import WebServer, download, transfers, upload

from ocpp_load.charge_point import Transferred
from ocpp_load.transport import TlsOptions
from ocpp_load.transport.transfer.http_exchange import HttpExchange
from ocpp_load.transport.transfer.location import read_location

LOG = bytes(range(256)) * 1000


@pytest.fixture(params=["http", "https"])
def server(request, tmp_path):
    tls = None
    if request.param == "https":
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate_file(tmp_path))
    with WebServer({"/firmware.bin": LOG}, tls) as running:
        yield running


def test_an_upload_arrives_whole(server):
    sent = transfers().upload(f"{server.url}/logs/", "log.tar.gz", LOG)
    assert sent == Transferred(len(LOG), hashlib.sha256(LOG).digest())
    assert server.files["/logs/log.tar.gz"] == LOG


def test_an_empty_file_arrives_too(server):
    assert upload(server.url, b"") is None
    assert server.files["/log.tar.gz"] == b""


def test_a_download_is_measured_and_digested(server):
    fetched = transfers().download(f"{server.url}/firmware.bin")
    assert fetched == Transferred(len(LOG), hashlib.sha256(LOG).digest())


def test_a_file_that_is_too_big_is_given_up(server):
    assert download(f"{server.url}/firmware.bin", most_bytes=len(LOG)) is None
    assert download(f"{server.url}/firmware.bin", most_bytes=len(LOG) - 1) == "file too big"


def test_what_is_not_there_cannot_be_fetched(server):
    assert download(f"{server.url}/nothing.bin") == "not found"


def test_a_signed_location_is_asked_for_as_it_is(server):
    assert upload(f"{server.url}/bucket/key?signature=a%2Fb", LOG) is None
    assert server.requests[0][:2] == ("PUT", "/bucket/key?signature=a%2Fb")


def test_user_and_password_of_the_location_are_sent_decoded(server):
    scheme, _, rest = server.url.partition("://")
    assert upload(f"{scheme}://us%40er:p%3Aw@{rest}/") is None
    headers = server.requests[0][2]
    assert headers["Authorization"] == "Basic dXNAZXI6cDp3"
    assert headers["Host"] == rest


def test_without_a_user_nothing_is_sent_of_one(server):
    upload(server.url)
    assert "Authorization" not in server.requests[0][2]


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        ({}, None),
        ({"authority": "stranger"}, "TLS failure: certificate not trusted"),
        ({"host": "other.example"}, "TLS failure: certificate names another host"),
        ({"is_expired": True}, "TLS failure: certificate expired"),
    ],
)
def test_the_certificate_of_the_server_is_verified(serve, tmp_path, certificate, reason):
    server = serve(
        lambda peer: answer(peer, b"HTTP/1.1 204 No Content\r\n\r\n"),
        tls=server_context(**certificate),
    )
    tls = TlsOptions(authority_file(tmp_path))
    assert upload(f"https://127.0.0.1:{server.port}/", tls=tls) == reason


# --- servers that speak as they like -------------------------------------------------------


def answer(peer, response):
    """Read the head of a request, answer, and hang up once the client has."""
    peer.read_request()
    peer.send(response)
    peer.read_to_the_end()


def location_of(serve, response):
    """Return a location whose server answers with these bytes, or plays this script."""
    script = response if callable(response) else lambda peer: answer(peer, response)
    return f"http://127.0.0.1:{serve(script).port}/"


def hang_up_after(response):
    def script(peer):
        peer.read_request()
        peer.send(response)
        peer.close()

    return script


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("200 OK", None),
        ("201 Created", None),
        ("204 No Content", None),
        ("301 Moved", "HTTP 301"),
        ("400 Bad", "HTTP 400"),
        ("401 Who", "login refused"),
        ("403 No", "HTTP 403"),
        ("404 Not Found", "not found"),
        ("410 Gone", "not found"),
        ("413 Too Large", "HTTP 413"),
        ("503 Busy", "HTTP 503"),
        ("507 Insufficient Storage", "no space left"),
    ],
)
def test_each_status_is_an_outcome(serve, status, reason):
    response = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
    assert upload(location_of(serve, response)) == reason
    assert download(location_of(serve, response)) == reason


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(serve, status):
    elsewhere = serve()
    response = (
        f"HTTP/1.1 {status} Elsewhere\r\nLocation: http://127.0.0.1:{elsewhere.port}/\r\n"
        "Content-Length: 0\r\n\r\n"
    )
    assert download(location_of(serve, response.encode())) == f"HTTP {status}"
    assert elsewhere.accepted == 0


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (hang_up_after(b""), "connection lost"),
        (hang_up_after(b"HTTP/1.1 200 OK\r\nContent-Le"), "connection lost"),
        (hang_up_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), "connection lost"),
        (
            hang_up_after(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"),
            "connection lost",
        ),
        (lambda peer: peer.reset(), "connection lost"),
        (hang_up_after(b"HTTP/1.0 200 OK\r\n\r\nup to the end of the connection"), None),
        (hang_up_after(b"HTTP/1.1 100 Continue\r\n\r\n"), "connection lost"),
        (b"220 ready\r\n\r\n", "HTTP protocol error"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "HTTP protocol error"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP protocol error"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000, "HTTP protocol error"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None),
    ],
)
def test_what_a_server_answers_becomes_an_outcome(serve, response, reason):
    assert download(location_of(serve, response)) == reason


def test_the_size_of_chunks_does_not_count(serve):
    response = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    fetched = transfers().download(location_of(serve, response))
    assert fetched == Transferred(5, hashlib.sha256(b"abcde").digest())


def test_interim_responses_without_end_do_not_keep_the_hub(serve):
    def script(peer):
        peer.read_request()
        while True:
            peer.send(b"HTTP/1.1 102 Processing\r\n\r\n" * 1000)

    assert download(location_of(serve, script), longest_s=0.1) == "timed out"


class EverReadySocket:
    """Never waits: a peer that is always quicker."""

    def __init__(self, *pieces):
        self.pieces = iter(pieces)

    def sendall(self, _data):
        pass

    def recv(self, _size):
        return next(self.pieces)


def test_whatever_is_read_gives_another_greenlet_a_turn():
    turns = []

    def count():
        while True:
            turns.append(None)
            gevent.sleep(0)

    interim = [b"HTTP/1.1 102 Processing\r\n\r\n"] * 50
    exchange = HttpExchange(EverReadySocket(*interim, b"HTTP/1.1 200 OK\r\n\r\n"))
    exchange.ask("GET", read_location("http://host/"), [])
    exchange.end()
    counter = gevent.spawn(count)
    exchange.read_status()
    counter.kill()
    assert len(turns) >= len(interim)


def test_who_refuses_in_the_middle_is_heard_out(serve):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 0\r\n\r\n")
        # No reset, which might overtake the response: what comes is read, and none of it kept.
        peer.socket.shutdown(1)
        while peer.socket.recv(65536):
            pass

    assert upload(location_of(serve, script), bytes(3_000_000)) == "no space left"


def test_a_success_that_comes_before_the_whole_file_was_taken_is_none(serve):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        peer.close()

    assert upload(location_of(serve, script), bytes(30_000_000)) == "connection lost"


def silent(peer):
    peer.read_to_the_end()


def never_reading(peer):
    gevent.sleep(60)


def dripping(peer):
    peer.read_request()
    peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        peer.send(b"x")
        gevent.sleep(0.01)


@pytest.mark.parametrize(
    ("script", "options"),
    [
        (silent, {"timeout_s": 0.05}),
        (never_reading, {"timeout_s": 0.05}),
        (dripping, {"longest_s": 0.1}),
    ],
)
def test_a_server_that_hangs_ends_by_timeout(serve, script, options):
    if script is dripping:
        assert download(location_of(serve, script), **options) == "timed out"
    else:
        assert upload(location_of(serve, script), bytes(30_000_000), **options) == "timed out"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_transfer_that_is_killed_leaves_no_socket(serve, scheme):
    tls = server_context() if scheme == "https" else None
    server = serve(silent, tls=tls)
    carrier = transfers()
    for after_s in (0.0, 0.001, 0.002, 0.005, 0.01):
        location = f"{scheme}://127.0.0.1:{server.port}/"
        transferring = gevent.spawn(carrier.upload, location, "log.tar.gz", bytes(30_000_000))
        gevent.sleep(after_s)
        transferring.kill()
        assert transferring.dead
