import asyncio
import socket
from contextlib import ExitStack
from http import HTTPStatus

import pytest
from support.central_system_peers import run

from ocpp_load.central_system.http_server import HttpRequest, HttpResponse, HttpServer
from ocpp_load.central_system.listening import listening_port


async def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        {"method": request.method, "target": request.target, "body": request.body.decode()},
        HTTPStatus.ACCEPTED,
    )


async def answer_to(*sent: bytes) -> bytes:
    """Send these bytes and an end of file; return everything that comes back."""
    server = HttpServer(echo)
    port = listening_port(await server.listen("127.0.0.1", 0))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in sent:
        writer.write(part)
        await writer.drain()
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    await server.close()
    return answer


def test_several_requests_share_one_connection():
    async def scene():
        one = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
        two = b"GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        answer = await answer_to(one, two)
        assert answer.count(b"HTTP/1.1 202 Accepted") == 2
        assert b'{"method":"POST","target":"/a","body":"hi"}' in answer
        assert answer.endswith(b'{"method":"GET","target":"/b","body":""}')

    run(scene())


def test_a_body_may_come_in_chunks():
    async def scene():
        head = b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        answer = await answer_to(head, b"2\r\nhe\r\n", b"3\r\nllo\r\n0\r\n\r\n")
        assert b'"body":"hello"' in answer

    run(scene())


def test_a_client_that_waits_for_permission_to_send_its_body_gets_it():
    async def scene():
        head = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        answer = await answer_to(head)
        assert answer.startswith(b"HTTP/1.1 100 ")

    run(scene())


def test_the_answer_to_head_has_no_content_and_the_connection_goes_on():
    async def scene():
        one = b"HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n"
        two = b"GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        first, _, second = (await answer_to(one, two)).partition(b"\r\n\r\n")
        assert first.startswith(b"HTTP/1.1 202 Accepted")
        assert second.startswith(b"HTTP/1.1 202 Accepted")

    run(scene())


@pytest.mark.parametrize(
    ("sent", "status_line"),
    [
        (b"\x16\x03\x01 hello\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"GET /a HTTP/1.1\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (
            b"GET /a HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000,
            b"HTTP/1.1 431 Request Header Fields Too Large",
        ),
        (
            b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1100000\r\n\r\n" + b"a" * 1_100_000,
            b"HTTP/1.1 413 ",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_and_the_connection_closed(sent, status_line):
    async def scene():
        answer = await answer_to(sent)
        assert answer.startswith(status_line)
        assert b"Connection: close" in answer

    run(scene())


@pytest.mark.parametrize("sent", [b"", b"GET /a HTTP/1.1\r\nHo", b"POST / HTTP/1.1\r\nHost: x\r\n"])
def test_a_client_that_goes_early_is_let_go(sent):
    async def scene():
        assert (await answer_to(sent)).startswith((b"", b"HTTP/1.1 400"))

    run(scene())


def test_closing_the_server_ends_idle_connections():
    async def scene():
        server = HttpServer(echo)
        port = listening_port(await server.listen("127.0.0.1", 0))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 202")
        await server.close()
        assert (await reader.read()).endswith(b"}")
        writer.close()

    run(scene())


def test_a_crowd_of_clients_waits_at_the_door_while_the_central_system_is_busy():
    async def scene():
        server = HttpServer(echo)
        port = listening_port(await server.listen("127.0.0.1", 0))
        try:
            with ExitStack() as crowd:
                # The loop has no turn in between: nobody is taken in before all of them wait.
                for _ in range(300):
                    crowd.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
        finally:
            await server.close()

    run(scene())
