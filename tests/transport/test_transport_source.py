"""Which address of this machine a connection comes from."""

import errno
import socket as blocking_socket
from collections import Counter

import pytest
from support.certificates import authority_file, server_context
from support.link_harness import endpoint_at

from ocpp_load.charge_point.activity import Handshake
from ocpp_load.model.security.credentials import NO_CREDENTIALS
from ocpp_load.transport import ConnectError, TlsOptions
from ocpp_load.transport.handshake import try_handshake
from ocpp_load.transport.opening import PlainSocket
from ocpp_load.transport.source import bind_to, is_ours

EIGHT = tuple(f"127.0.0.{last}" for last in range(2, 10))
NOT_OURS = "198.51.100.1"  # RFC 5737: nobody's
V4, V6 = blocking_socket.AF_INET, blocking_socket.AF_INET6


def failure_of(link, number=0):
    with pytest.raises(ConnectError) as caught:
        link.open("CP1", number=number)
    return caught.value.outcome


def came_from(server):
    return server.next_peer().socket.getpeername()[0]


def test_stations_are_spread_evenly_over_the_addresses(serve, link_to):
    server = serve()
    endpoint = endpoint_at(server, sources=EIGHT)
    for number in range(1, 25):
        link_to(endpoint).open(f"CP{number}", number=number)
    assert Counter(came_from(server) for _ in range(24)) == dict.fromkeys(EIGHT, 3)


def test_a_station_keeps_its_address_whenever_it_connects(serve, link_to):
    server = serve()
    link = link_to(server, sources=EIGHT)
    for _ in range(3):
        link.open("CP1", number=13)
        link.close(1000, "again", wait_s=0)
    assert {came_from(server) for _ in range(3)} == {EIGHT[13 % 8]}


def test_without_any_the_system_chooses(serve, link_to):
    server = serve()
    link_to(server).open("CP1", number=3)
    assert came_from(server) == "127.0.0.1"


def test_the_port_is_only_chosen_for_the_target():
    with blocking_socket.socket() as candidate:
        bind_to(candidate, EIGHT[0])
        assert candidate.getsockname() == (EIGHT[0], 0)


def test_tls_goes_by_the_address_too(serve, link_to, tmp_path):
    server = serve(tls=server_context())
    link = link_to(server, tls=TlsOptions(authority_file(tmp_path)), sources=EIGHT)
    link.open("CP1", number=2)
    assert came_from(server) == EIGHT[2]


def test_a_host_of_ipv6_is_reached_from_an_address_of_ipv6(serve, link_to):
    server = serve(host="::1")
    url = f"ws://[::1]:{server.port}/ocpp"
    link_to(server, host="::1", url=url, sources=("::1",)).open("CP1")
    assert came_from(server) == "::1"


@pytest.mark.parametrize(
    ("number", "source"), [(0, "127.0.0.2"), (1, "::1"), (2, "127.0.0.2"), (3, "::1")]
)
def test_of_a_host_with_both_families_a_station_reaches_that_of_its_address(
    serve, link_to, monkeypatch, number, source
):
    server = serve(host="::1" if source == "::1" else "127.0.0.1")
    found = [(V6, ("::1", server.port)), (V4, ("127.0.0.1", server.port))]
    monkeypatch.setattr("ocpp_load.transport.dialer.look_up", lambda *_: found)
    link_to(server, host="central.invalid", sources=("127.0.0.2", "::1")).open("CP1", number=number)
    assert came_from(server) == source


def test_a_host_without_an_address_of_that_family_is_named(serve, link_to):
    link = link_to(serve(), sources=("::1",))
    assert failure_of(link) == "host has no address of the source address's family"


def test_an_address_that_the_machine_has_lost_is_no_want_of_ports(serve, link_to):
    assert (
        failure_of(link_to(serve(), sources=(NOT_OURS,))) == "source address is not this machine's"
    )


@pytest.mark.parametrize("number", [errno.EADDRNOTAVAIL, errno.EADDRINUSE])
def test_an_address_without_a_free_port_is_named(serve, link_to, monkeypatch, number):
    class Unconnected(PlainSocket):
        def connect_ex(self, _address):
            return number

    monkeypatch.setattr("ocpp_load.transport.opening.PlainSocket", Unconnected)
    assert failure_of(link_to(serve(), sources=EIGHT)) == "generator out of local ports"


def test_a_connection_that_is_only_tried_comes_from_there_too(serve):
    server = serve()
    endpoint = endpoint_at(server, sources=EIGHT)
    handshake = Handshake(NO_CREDENTIALS, subprotocols=("ocpp1.6",))
    assert try_handshake(endpoint, "CP1", handshake, number=4).failure is None
    assert came_from(server) == EIGHT[4]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        (NOT_OURS, False),
        ("2001:db8::1", False),
    ],
)
def test_what_this_machine_has_is_known(address, expected):
    assert is_ours(address) is expected
