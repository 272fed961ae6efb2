"""The addresses that connections come from, as they are written: a list of single ones, ranges, networks."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from ocpp_load.errors import OptionError

MOST_ADDRESSES = 4096
"""More connections than any machine has memory for; a network of IPv6 has more addresses than that."""

_Address = IPv4Address | IPv6Address


def as_source_addresses(flag: str, value: Any) -> tuple[str, ...]:
    """Return each address once, in the order they are named; of a network, those of its hosts.

    Raise `OptionError` for what is no address, for one that nothing can come from, and for too many.
    """
    addresses: dict[str, None] = {}
    for part in str(value).split(","):
        for address in _addresses_of(flag, part.strip()):
            if address.is_unspecified or address.is_multicast:
                raise OptionError(flag, f"no connection can come from {address}")
            addresses[str(address)] = None
            if len(addresses) > MOST_ADDRESSES:
                raise OptionError(flag, f"{part.strip()!r} makes more than {MOST_ADDRESSES:,}")
    return tuple(addresses)


def _addresses_of(flag: str, text: str) -> Iterator[_Address]:
    if not text:
        return
    first, dash, last = text.partition("-")
    try:
        if "/" in text:
            yield from ip_network(text).hosts()
        elif not dash or "%" in text:  # the name of an interface may have a dash
            yield ip_address(text)
        else:
            yield from _range(ip_address(first.strip()), ip_address(last.strip()))
    except ValueError as error:
        raise OptionError(
            flag, f"{error}; write for example 10.0.0.2, 10.0.0.2-10.0.0.9 or 10.0.0.0/28"
        ) from None


def _range(first: _Address, last: _Address) -> Iterator[_Address]:
    if first.version != last.version:
        raise ValueError(f"{last} and {first} are not of the same version")
    if int(last) < int(first):
        raise ValueError(f"{first}-{last} ends before it begins")
    for number in range(int(first), int(last) + 1):
        yield type(first)(number)
