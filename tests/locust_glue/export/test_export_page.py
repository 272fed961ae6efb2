"""The page `/metrics`: made once a second, in the format that is asked for, at a port of its own."""

import socket

import gevent
import pytest
from gevent import socket as gevent_socket
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ocpp_load.errors import OptionError
from ocpp_load.locust_glue.export.listening import listen
from ocpp_load.locust_glue.export.page import MetricsPage


class Counting(Collector):
    """Tells how often it was collected."""

    def __init__(self):
        self.times = 0

    def collect(self):
        self.times += 1
        yield GaugeMetricFamily("collected", "How often.", self.times)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def page():
    page = MetricsPage(Counting(), clock=Clock())
    page.clock = page._clock
    return page


TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"


def test_it_is_made_at_most_once_a_second_for_each_format(page):
    assert page.made_for("")[0].endswith(b"\ncollected 1.0\n")
    assert page.made_for("")[0].endswith(b"\ncollected 1.0\n")
    assert page.made_for(OPENMETRICS)[0].endswith(b"\ncollected 2.0\n# EOF\n")
    page.clock.now = 0.99
    assert page.made_for("")[0].endswith(b"\ncollected 1.0\n")
    page.clock.now = 1.0
    assert page.made_for("")[0].endswith(b"\ncollected 3.0\n")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", TEXT),
        ("text/html, */*", TEXT),
        ("text/plain; version=1.0.0; q=0.6, application/openmetrics-text; q=0.1", OPENMETRICS),
        ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4", OPENMETRICS),
        ("application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4", TEXT),
        ("application/openmetrics-text; version=abc", TEXT),
        (",;=, ;;", TEXT),
    ],
)
def test_the_format_is_what_the_client_reads(page, accept, content_type):
    text, told = page.made_for(accept)
    assert told == content_type
    assert text.endswith(b"# EOF\n") == (content_type == OPENMETRICS)


def asked(port, line):
    with gevent_socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(f"{line} HTTP/1.0\r\n\r\n".encode())
        answer = b""
        while more := client.recv(65536):
            answer += more
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def test_at_its_own_port_there_is_this_page_and_no_other(page):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = listen(page, "127.0.0.1", port)
    try:
        lines = ("GET /metrics", "HEAD /metrics", "POST /metrics", "GET /", "GET /metrics?x=1")
        clients = [gevent.spawn(asked, port, line) for line in lines]
        answers = [client.get(timeout=10) for client in clients]
    finally:
        server.stop()
    assert [status for status, _ in answers] == [200, 200, 405, 404, 200]
    made, head, *refusals = [body for _, body in answers]
    assert made.endswith(b"\ncollected 1.0\n")
    assert head == b""
    assert refusals[:2] == [b"The metrics of ocpp_load are at /metrics.\n"] * 2


def test_a_port_that_is_taken_is_told_in_one_line(page):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OptionError) as caught:
            listen(page, "127.0.0.1", port)
    problem = f"--metrics-port: cannot listen at 127.0.0.1 port {port}: "
    assert str(caught.value).startswith(problem)
    assert "\n" not in str(caught.value)
    assert str(caught.value) != problem
