"""What becomes of an attempt to connect: each outcome has a name of its own."""

import errno
import socket as blocking_socket
from contextlib import ExitStack, nullcontext
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import gevent
import pytest
from support.link_harness import FAR_S, endpoint_at
from support.scripted_server import CLOSE, TEXT, Peer

from ocpp_load.transport import ConnectError, Dialer, Endpoint
from ocpp_load.transport.opening import PlainSocket


def failure_of(link):
    with pytest.raises(ConnectError) as caught:
        link.open("CP1")
    return caught.value


def closed_port():
    with blocking_socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def responding(status, *headers, body=b"", then=None):
    def script(peer):
        peer.respond(status, *headers, body=body)
        if then is not None:
            then(peer)

    return script


def sending(raw, then=Peer.read_to_the_end):
    def script(peer):
        peer.read_request()
        peer.send(raw)
        then(peer)

    return script


def endlessly(piece, first=b""):
    def script(peer):
        peer.read_request()
        peer.send(first)
        while True:
            peer.send(piece)

    return script


def test_every_step_of_connecting_is_measured_apart(connect):
    link, _ = connect()
    assert link.is_open
    assert link.observer.names == ["tcp connect", "websocket upgrade", "connect"]
    steps = [link.observer.duration_s(name) for name in ("tcp connect", "websocket upgrade")]
    assert min(steps) > 0
    assert link.observer.duration_s("connect") >= sum(steps)


@pytest.mark.parametrize("status", [200, 301, 302, 307, 401, 403, 404, 429, 500, 503])
def test_an_http_status_is_an_outcome_of_its_own(serve, link_to, status):
    server = serve(responding(f"{status} Whatever", "Content-Length: 2", body=b"no"))
    link = link_to(server)
    assert failure_of(link).outcome == f"HTTP {status}"
    assert link.observer.names == ["tcp connect", f"connect: HTTP {status}"]
    assert not link.is_open


def test_a_redirect_is_not_followed(serve, link_to):
    elsewhere = serve()
    server = serve(responding("302 Found", f"Location: {elsewhere.url}"))
    assert failure_of(link_to(server)).outcome == "HTTP 302"
    assert elsewhere.accepted == 0


@pytest.mark.parametrize(
    ("header", "retry_after_s"),
    [
        ("Retry-After: 7", 7.0),
        ("retry-after:120 ", 120.0),
        ("Retry-After: 10000000000", 1e10),
        ("X-Retry-After: 7", None),
        ("Retry-After: soon", None),
        ("Retry-After: -1", None),
        ("Date: Wed, 21 Oct 2026 07:27:30 GMT\r\nRetry-After: Wed, 21 Oct 2026 07:28:00 GMT", 30.0),
        ("Retry-After: Wed, 21 Oct 2026 07:28:00 GMT\r\ndate:Wed, 21 Oct 2026 07:30:00 GMT", 0.0),
        ("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Retry-After: Wed, 32 Oct 2026 07:28:00 GMT", None),
        ("Retry-After: ", None),
        ("Server: busy", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_the_time_that_a_busy_server_asks_for_is_handed_on(
    serve, link_to, status, header, retry_after_s
):
    server = serve(responding(f"{status} Busy", header, body=b"\r\nRetry-After: 99\r\n"))
    assert failure_of(link_to(server)).retry_after_s == retry_after_s


def test_a_date_counts_from_now_where_the_server_does_not_say_what_time_it_is(serve, link_to):
    until = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    server = serve(responding("503 Busy", f"Retry-After: {until}"))
    assert 7100 < failure_of(link_to(server)).retry_after_s <= 7200


@pytest.mark.parametrize(
    "script",
    [
        responding("503 Busy", "Content-Length: 1000", then=Peer.close),
        responding("503 Busy", "Content-Length: 1000", then=Peer.reset),
        responding("503 Busy", "Content-Length: 1000", then=Peer.read_to_the_end),
        responding("503 Busy", "Content-Length: many", then=Peer.read_to_the_end),
        responding("503 Busy", "Content-Length: 9999999999", body=b"x" * 500_000),
        endlessly(b"x" * 65536, b"HTTP/1.1 503 Busy\r\nContent-Length: 99999999999\r\n\r\n"),
        sending(b"HTTP/1.1 503 Busy\r\nServer: gone in the middle of its head", Peer.close),
    ],
    ids=["no body", "reset", "no body, held", "unreadable length", "long", "endless", "cut off"],
)
def test_the_status_counts_whatever_becomes_of_the_body(serve, link_to, script):
    assert failure_of(link_to(serve(script))).outcome == "HTTP 503"


@pytest.mark.parametrize(
    "script",
    [
        sending(b"220 mail.example ESMTP\r\n"),
        sending(b"\x00\xff\xfe" * 100 + b"\n"),
        sending(b"\r\n\r\n"),
        sending(b"HTTP/1.1 101 Switching Protocols\r\nno colon\r\n\r\n"),
        sending(b"HTTP/1.1 101 Switching Protocols\r\nServer: \xff\r\n\r\n"),
        lambda peer: peer.upgrade(Sec_WebSocket_Accept="bm90IHdoYXQgd2FzIGFza2Vk"),
        lambda peer: peer.upgrade(Sec_WebSocket_Accept=None),
        lambda peer: peer.upgrade(Upgrade=None),
        lambda peer: peer.upgrade(Connection="close"),
        endlessly(b"x" * 65536),
        endlessly(b"x" * 65536, b"HTTP/1.1 101 Switching Protocols\r\nServer: "),
        endlessly(b"X-Name: value\r\n" * 4096, b"HTTP/1.1 101 Switching Protocols\r\n"),
    ],
    ids=[
        "another protocol",
        "garbage",
        "nothing",
        "not a header",
        "not UTF-8",
        "wrong accept",
        "no accept",
        "no upgrade",
        "no connection",
        "endless line",
        "endless header",
        "endless headers",
    ],
)
def test_what_is_no_websocket_server_is_told_apart(serve, link_to, script):
    assert failure_of(link_to(serve(script))).outcome == "not a WebSocket upgrade"


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (Peer.read_to_the_end, "upgrade timed out"),
        (sending(b"HTTP/1.1 101 Switching Pro"), "upgrade timed out"),
        (lambda peer: (peer.read_request(), peer.close()), "closed during upgrade"),
        (sending(b"HTTP/1.1 101 Switching Pro", Peer.close), "closed during upgrade"),
        (lambda peer: (peer.read_request(), peer.reset()), "connection reset"),
    ],
    ids=["silent", "half an answer", "closed", "closed in the middle", "reset"],
)
def test_an_upgrade_that_does_not_come_to_an_end_says_how(serve, link_to, script, outcome):
    assert failure_of(link_to(serve(script), upgrade_timeout_s=0.2)).outcome == outcome


@pytest.mark.parametrize("agreed", [None, "", "ocpp2.0.1", "ocpp1.6, ocpp2.0.1"])
def test_without_the_subprotocol_the_link_is_closed_and_the_server_is_told(serve, link_to, agreed):
    server = serve(lambda peer: peer.upgrade(Sec_WebSocket_Protocol=agreed))
    link = link_to(server)
    assert failure_of(link).outcome == "no agreed subprotocol"
    assert server.next_peer().read_close_code() == 1002
    assert link.observer.names == ["tcp connect", "connect: no agreed subprotocol"]


def test_the_subprotocol_is_compared_without_regard_to_case(serve, link_to):
    link = link_to(serve(lambda peer: peer.upgrade(Sec_WebSocket_Protocol="OCPP1.6")))
    link.open("CP1")
    assert link.is_open


def test_frames_right_behind_the_handshake_are_not_lost(serve, link_to):
    def script(peer):
        plain_send, sent = peer.send, []
        peer.send = sent.append
        peer.upgrade()
        peer.send = plain_send
        peer.send(b"".join(sent) + b"\x81\x02[]")

    link = link_to(serve(script))
    link.open("CP1")
    assert link.receive().data == b"[]"


def test_a_refused_connection_is_named(link_to):
    link = link_to(closed_port())
    assert failure_of(link).outcome == "connection refused"
    assert link.observer.names == ["connect: connection refused"]


def test_a_host_that_does_not_answer_is_a_timeout(link_to):
    with ExitStack() as stack:
        listener = stack.enter_context(blocking_socket.create_server(("127.0.0.1", 0), backlog=0))
        address = listener.getsockname()
        for _ in range(3):  # what the queue of unaccepted connections has no room for is dropped
            waiting = stack.enter_context(blocking_socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(address)
        link = link_to(address[1], timeout_s=0.1)
        assert failure_of(link).outcome == "connect timed out"


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (errno.EMFILE, "generator out of file descriptors"),
        (errno.ENFILE, "generator out of file descriptors"),
        (errno.ENOBUFS, "ENOBUFS"),
    ],
)
def test_a_limit_of_the_generator_itself_is_named(link_to, monkeypatch, number, outcome):
    def no_socket(*_):
        raise OSError(number, "")

    link = link_to(closed_port())
    monkeypatch.setattr("ocpp_load.transport.opening.PlainSocket", no_socket)
    assert failure_of(link).outcome == outcome


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (errno.EADDRNOTAVAIL, "generator out of local ports"),
        (errno.EHOSTUNREACH, "host unreachable"),
        (errno.ENETUNREACH, "network unreachable"),
        (errno.ETIMEDOUT, "connect timed out"),
    ],
)
def test_an_unreachable_host_is_named_and_its_socket_closed(link_to, monkeypatch, number, outcome):
    class Unconnected(PlainSocket):
        def connect_ex(self, _address):
            return number

    monkeypatch.setattr("ocpp_load.transport.opening.PlainSocket", Unconnected)
    assert failure_of(link_to(closed_port())).outcome == outcome


def _is_v6(address):
    return address[0] == blocking_socket.AF_INET6


@pytest.mark.parametrize("order", [(4, 6), (6, 4)])
def test_a_machine_without_ipv6_is_not_out_of_ports(link_to, monkeypatch, order):
    families = {4: blocking_socket.AF_INET, 6: blocking_socket.AF_INET6}

    def no_connection(address, _timeout_s, _source):
        raise OSError(errno.EADDRNOTAVAIL if _is_v6(address) else errno.ECONNREFUSED, "")

    found = [(families[version], ("", 1)) for version in order]
    monkeypatch.setattr("ocpp_load.transport.dialer.look_up", lambda *_: found)
    monkeypatch.setattr("ocpp_load.transport.dialer.connect_plainly", no_connection)
    assert failure_of(link_to(1)).outcome == "connection refused"


class Resolver:
    """In place of DNS: answers, fails or keeps silent, and counts how often it is asked."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = 0

    def getaddrinfo(self, host, port, type):  # noqa: A002 - as it is called
        self.asked += 1
        gevent.sleep(0)
        answer = self.answer
        if answer is None:
            gevent.sleep(FAR_S)
        if isinstance(answer, Exception):
            raise answer
        return [(blocking_socket.AF_INET, type, 6, "", (address, port)) for address in answer]


@pytest.fixture
def resolve(monkeypatch):
    def with_answer(answer):
        resolver = Resolver(answer)
        monkeypatch.setattr("gevent.socket.getaddrinfo", resolver.getaddrinfo)
        return resolver

    return with_answer


@pytest.mark.parametrize(
    "answer",
    [
        blocking_socket.gaierror(blocking_socket.EAI_NONAME, "not known"),
        UnicodeError("label too long"),
        OSError(errno.EMFILE, "no thread"),
        [],
        None,
    ],
    ids=["unknown", "no name", "error", "nothing", "silent"],
)
def test_a_name_that_cannot_be_resolved_is_its_own_outcome(link_to, resolve, answer):
    resolve(answer)
    link = link_to(1, host="central.invalid", timeout_s=0.05)
    assert failure_of(link).outcome == "name resolution failed"
    assert link.observer.names == ["connect: name resolution failed"]


def test_a_label_that_dns_does_not_allow_is_no_crash(link_to):
    link = link_to(1, host="a" * 64 + ".invalid")
    assert failure_of(link).outcome == "name resolution failed"


@pytest.mark.parametrize(
    ("answer", "is_open"), [(["127.0.0.1"], True), (blocking_socket.gaierror(), False)]
)
def test_one_station_resolves_the_name_for_all(serve, link_to, resolve, answer, is_open):
    resolver = resolve(answer)
    endpoint = endpoint_at(serve(), host="central.invalid")
    links = [link_to(endpoint) for _ in range(20)]

    def open_link(link):
        with nullcontext() if is_open else pytest.raises(ConnectError):
            link.open("CP1")

    openers = [gevent.spawn(open_link, link) for link in links]
    gevent.joinall(openers, raise_error=True)
    assert [link.is_open for link in links] == [is_open] * 20
    assert resolver.asked == 1


def test_the_next_address_is_tried_and_remembered_as_the_one_that_works(
    serve, link_to, resolve, monkeypatch
):
    resolve(["127.0.0.2", "127.0.0.1"])
    tried = {}  # in their order; each is asked twice how it goes

    class Watched(PlainSocket):
        def connect_ex(self, address):
            tried.setdefault((self.fileno(), address[0]))
            return super().connect_ex(address)

    monkeypatch.setattr("ocpp_load.transport.opening.PlainSocket", Watched)
    endpoint = endpoint_at(serve(), host="central.invalid")
    for _ in range(2):
        link_to(endpoint).open("CP1")
    assert [address for _, address in tried] == ["127.0.0.2", "127.0.0.1", "127.0.0.1"]


@pytest.mark.parametrize("listens", [True, False])
def test_a_peer_that_is_not_on_this_machine_is_waited_for(serve, link_to, monkeypatch, listens):
    class Distant(PlainSocket):
        def connect_ex(self, address):
            is_first = self.getsockname()[1] == 0
            return super().connect_ex(address) if is_first else errno.EALREADY

    monkeypatch.setattr("ocpp_load.transport.opening.PlainSocket", Distant)
    if listens:
        link = link_to(serve())
        link.open("CP1")
        assert link.is_open
    else:
        assert failure_of(link_to(closed_port())).outcome == "connection refused"


def test_an_attempt_that_is_killed_leaves_nothing_and_reports_nothing(serve, link_to):
    server = serve(lambda peer: (peer.read_request(), peer.read_to_the_end()))
    link = link_to(server)
    opener = gevent.spawn(link.open, "CP1")
    while not link.observer.names:
        gevent.sleep(0.001)
    opener.kill()
    assert link.observer.names == ["tcp connect"]
    assert server.next_peer().read_to_the_end() == b""


def test_a_link_can_be_opened_again(serve, link_to):
    server = serve()
    link = link_to(server)
    for data in (b"first", b"second"):
        link.open("CP1")
        peer = server.next_peer()
        peer.send_frame(TEXT, data)
        assert link.receive().data == data
        peer.send_frame(CLOSE)
        assert link.end() == "closed by peer"


def test_the_dialer_of_an_endpoint_is_shared(serve, link_to):
    server = serve()
    dialer = Dialer("127.0.0.1", server.port, FAR_S, None)
    for identity in ("CP1", "CP2"):
        link_to(Endpoint(server.url, dialer)).open(identity)
    assert {server.next_peer().request_target for _ in range(2)} == {"/ocpp/CP1", "/ocpp/CP2"}


@pytest.mark.parametrize("succeeds", [True, False])
def test_an_opening_is_reported_for_as_long_as_it_lasts(serve, link_to, succeeds):
    seen = []

    def script(peer):
        seen.append(link.observer.opening)
        if succeeds:
            peer.upgrade()
        else:
            peer.respond("503 Service Unavailable")

    link = link_to(serve(script))
    try:
        link.open("CP1")
    except ConnectError:
        assert not succeeds
    assert (seen, link.observer.opening) == ([1], 0)
