"""The list of source addresses: single ones, ranges and networks become addresses, each once."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.errors import OptionError
from ocpp_load.settings.source_addresses import MOST_ADDRESSES, as_source_addresses

FLAG = "--source-addresses"
ADVICE = "; write for example 10.0.0.2, 10.0.0.2-10.0.0.9 or 10.0.0.0/28"


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("", ""),
        ("10.0.0.2", "10.0.0.2"),
        ("10.0.0.2,10.0.0.7, fd00::1", "10.0.0.2 10.0.0.7 fd00::1"),
        ("10.0.0.7,10.0.0.2,10.0.0.7,", "10.0.0.7 10.0.0.2"),
        ("127.0.0.254 - 127.0.1.1", "127.0.0.254 127.0.0.255 127.0.1.0 127.0.1.1"),
        ("10.0.0.2-10.0.0.2", "10.0.0.2"),
        ("255.255.255.254-255.255.255.255", "255.255.255.254 255.255.255.255"),
        ("fd00::fffe-fd00::1:1", "fd00::fffe fd00::ffff fd00::1:0 fd00::1:1"),
        ("FD00:0::2", "fd00::2"),
        ("fe80::1%br-lan", "fe80::1%br-lan"),
        ("10.0.0.0/29", "10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4 10.0.0.5 10.0.0.6"),
        ("10.0.0.4/31,10.0.0.9/32", "10.0.0.4 10.0.0.5 10.0.0.9"),
        ("fd00::/126", "fd00::1 fd00::2 fd00::3"),
    ],
)
def test_a_list_becomes_addresses(text, addresses):
    assert as_source_addresses(FLAG, text) == tuple(addresses.split())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("eth0", f"'eth0' does not appear to be an IPv4 or IPv6 address{ADVICE}"),
        ("10.0.0.300", f"'10.0.0.300' does not appear to be an IPv4 or IPv6 address{ADVICE}"),
        ("10.0.0.2-9", f"'9' does not appear to be an IPv4 or IPv6 address{ADVICE}"),
        ("10.0.0.9-10.0.0.2", f"10.0.0.9-10.0.0.2 ends before it begins{ADVICE}"),
        ("10.0.0.9-fd00::2", f"fd00::2 and 10.0.0.9 are not of the same version{ADVICE}"),
        ("10.0.0.5/29", f"10.0.0.5/29 has host bits set{ADVICE}"),
        ("10.0.0.0/33", f"'10.0.0.0/33' does not appear to be an IPv4 or IPv6 network{ADVICE}"),
        ("0.0.0.0", "no connection can come from 0.0.0.0"),
        ("fd00::1,::", "no connection can come from ::"),
        ("239.1.1.1", "no connection can come from 239.1.1.1"),
        ("10.0.0.0/8", "'10.0.0.0/8' makes more than 4,096"),
        ("10.0.0.1,fd00::/64", "'fd00::/64' makes more than 4,096"),
    ],
)
def test_what_is_no_list_of_addresses_is_told(text, problem):
    with pytest.raises(OptionError) as caught:
        as_source_addresses(FLAG, text)
    assert str(caught.value) == f"{FLAG}: {problem}"


@given(
    first=st.one_of(st.integers(1 << 24, 200 << 24), st.integers(1 << 120, 250 << 120)),
    count=st.integers(1, MOST_ADDRESSES),
)
def test_a_range_is_all_that_lies_between_its_ends(first, count):
    last = ip_address(first + count - 1)
    addresses = as_source_addresses(FLAG, f"{ip_address(first)}-{last}")
    assert len(addresses) == count
    assert (addresses[0], addresses[-1]) == (str(ip_address(first)), str(last))
    assert [int(ip_address(one)) for one in addresses[:3]] == [first, first + 1, first + 2][:count]
