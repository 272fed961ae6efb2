"""Source addresses that cannot work are told before the start, by the name of the option."""

import socket

import pytest

from ocpp_load.errors import OptionError
from ocpp_load.runtime.plan import check_reachable
from ocpp_load.runtime.source_addresses import with_own_addresses
from ocpp_load.settings import settings_from

NOT_OURS = "198.51.100.1"  # RFC 5737: nobody's
OWN_ONES = "`ip address` lists those that it has"


@pytest.fixture
def central_system():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def settings_with(port, sources, host="127.0.0.1"):
    return settings_from({"source_addresses": sources}, f"ws://{host}:{port}/ocpp")


def test_the_central_system_is_tried_from_the_first_address(central_system):
    port = central_system.getsockname()[1]
    check_reachable(settings_with(port, "127.0.0.7-127.0.0.9"))
    connection, (whence, _) = central_system.accept()
    connection.close()
    assert whence == "127.0.0.7"


@pytest.mark.parametrize(
    ("sources", "problem"),
    [
        (f"127.0.0.2,{NOT_OURS}", f"this machine has no address {NOT_OURS}; {OWN_ONES}"),
        (
            "198.51.100.1-198.51.100.3",
            f"this machine has no address {NOT_OURS} and 2 more; {OWN_ONES}",
        ),
        (
            "127.0.0.2,::1",
            "::1 reaches IPv6 only, and 127.0.0.1 has no address of that; name addresses of IPv4",
        ),
    ],
)
def test_an_address_that_nothing_can_come_from_is_told(central_system, sources, problem):
    with pytest.raises(OptionError) as caught:
        check_reachable(settings_with(central_system.getsockname()[1], sources))
    assert str(caught.value) == f"--source-addresses: {problem}"


def test_a_host_that_cannot_be_reached_is_told_with_the_address_it_was_tried_from():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(OptionError) as caught:
        check_reachable(settings_with(port, "127.0.0.2"))
    assert str(caught.value) == (
        f"--host: ws://127.0.0.1:{port}/ocpp cannot be reached from 127.0.0.2 (--source-addresses):"
        " Connection refused; start the central system, or look at host and port"
    )


def test_a_worker_uses_what_its_machine_has_of_the_list():
    assert with_own_addresses(settings_with(9, "")).source_addresses == ()
    own = with_own_addresses(settings_with(9, f"{NOT_OURS},127.0.0.2")).source_addresses
    assert own == ("127.0.0.2",)
    with pytest.raises(OptionError) as caught:
        with_own_addresses(settings_with(9, NOT_OURS))
    told = f"--source-addresses: this machine has none of these addresses; {OWN_ONES}"
    assert str(caught.value) == told
