"""What an operator asks of a web server (RFC 9110): any request, and whatever is answered."""

import re

import gevent
import pytest
from gevent.event import AsyncResult
from support.certificates import server_context
from support.file_servers import transfers

from ocpp_load.charge_point import HttpRequest, HttpResponse
from ocpp_load.transport import TransferError, TransferPolicy

SECRET = "s3cret"


def whole_request(peer):
    """Return the head and the content of a request."""
    head = peer.read_request()
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return head, peer._read(int(length[1])) if length else b""


def answering(serve, response, *, tls=None):
    """Return the URL of a server that answers with these bytes, and what it is asked."""
    asked = AsyncResult()

    def script(peer):
        asked.set(whole_request(peer))
        peer.send(response)
        peer.close()

    scheme = "http" if tls is None else "https"
    return f"{scheme}://127.0.0.1:{serve(script, tls=tls).port}/press?now=1", asked


def reason_of(request, **options):
    with pytest.raises(TransferError) as raised:
        transfers(**options).ask(request)
    return raised.value.reason


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_request_goes_out_as_it_is_written_and_its_response_comes_back(serve, scheme):
    tls = server_context() if scheme == "https" else None
    url, asked = answering(serve, b'HTTP/1.1 202 Accepted\r\n\r\n{"a": 1}', tls=tls)
    headers = (("Authorization", "Bearer x"), ("X-Station", "CP1"))
    response = transfers().ask(HttpRequest("PATCH", url, headers, b'{"b": 2}'))
    assert response == HttpResponse(202, b'{"a": 1}')
    head, content = asked.get()
    assert head.startswith(b"PATCH /press?now=1 HTTP/1.1\r\n")
    assert b"Authorization: Bearer x\r\n" in head
    assert b"X-Station: CP1\r\n" in head
    assert content == b'{"b": 2}'


@pytest.mark.parametrize("status", ["204 No Content", "301 Moved", "404 Not Found", "500 Oh"])
def test_whatever_the_status_it_is_a_response(serve, status):
    url, asked = answering(serve, f"HTTP/1.1 {status}\r\n\r\n".encode())
    assert transfers().ask(HttpRequest("GET", url)).status == int(status[:3])
    assert b"ontent-length" not in asked.get()[0]


def test_no_policy_of_hosts_applies(serve):
    url, _ = answering(serve, b"HTTP/1.1 200 OK\r\n\r\n")
    nothing_allowed = TransferPolicy(frozenset(), frozenset())
    assert transfers(policy=nothing_allowed).ask(HttpRequest("GET", url)).status == 200


def test_a_header_of_the_author_goes_over_one_of_ours(serve):
    url, asked = answering(serve, b"HTTP/1.1 200 OK\r\n\r\n")
    transfers().ask(HttpRequest("GET", url, (("user-agent", "mine"), ("host", "elsewhere"))))
    head = asked.get()[0].lower()
    assert [head.count(name) for name in (b"user-agent:", b"host:")] == [1, 1]
    assert b"host: elsewhere" in head


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (HttpRequest("GET", f"no url {SECRET}"), "location is no URL"),
        (HttpRequest("GET", f"ftp://127.0.0.1/{SECRET}"), "unknown scheme"),
        (
            HttpRequest("GET", "http://127.0.0.1:{port}/", (("A", f"{SECRET}\r\nB: c"),)),
            "request cannot be sent",
        ),
        (
            HttpRequest("GET", "http://127.0.0.1:{port}/", (("A", f"{SECRET}\u20ac"),)),
            "request cannot be sent",
        ),
    ],
)
def test_what_cannot_be_sent_is_told_without_showing_it(serve, request_, reason):
    server = serve(lambda peer: peer.read_to_the_end())
    url = request_.url.replace("{port}", str(server.port))
    request = HttpRequest(request_.method, url, request_.headers)
    assert SECRET not in repr(request)
    assert reason_of(request) == reason


def test_a_server_that_hangs_is_waited_for_no_longer_than_the_author_says(serve):
    server = serve(lambda peer: peer.read_to_the_end())
    url = f"http://127.0.0.1:{server.port}/"
    assert reason_of(HttpRequest("GET", url, timeout_s=0.05)) == "timed out"


def test_a_response_without_end_is_given_up(serve):
    def script(peer):
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            peer.send(bytes(100_000))

    url = f"http://127.0.0.1:{serve(script).port}/"
    assert reason_of(HttpRequest("GET", url)) == "response too big"


def test_it_blocks_nobody_else(serve):
    server = serve(lambda peer: peer.read_to_the_end())
    asking = gevent.spawn(transfers().ask, HttpRequest("GET", f"http://127.0.0.1:{server.port}/"))
    while not server.accepted:
        gevent.sleep(0.001)
    asking.kill()
    server.next_peer()  # its script has seen the client hang up
