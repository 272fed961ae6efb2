"""Whom a station may exchange files with: the location comes from the peer.

Without it, whoever speaks for the central system could have a fleet of stations ask any
service that their machine reaches.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from ocpp_load.transport.transfer.location import Location
from ocpp_load.transport.transfer.outcome import (
    HOST_NOT_ALLOWED,
    SCHEME_NOT_ALLOWED,
    TransferError,
)

ANY_HOST = "*"


@dataclass(frozen=True, slots=True)
class TransferPolicy:
    """Schemes and hosts; loopback (`localhost` and the addresses of it) is always allowed.

    A host is judged as it is written in the location, a name or a literal address. What a
    name resolves to is not looked at: who may change the entries of an allowed name can have
    the stations connect anywhere.
    """

    hosts: frozenset[str]
    schemes: frozenset[str]

    @classmethod
    def of(cls, hosts: Iterable[str], schemes: Iterable[str]) -> Self:
        """Return the policy that allows these hosts, `*` for any, and these schemes."""
        return cls(frozenset(_canonical(host) for host in hosts), frozenset(schemes))

    def check(self, location: Location) -> None:
        """Raise `TransferError` for a location that is not allowed."""
        if location.scheme not in self.schemes:
            raise TransferError(SCHEME_NOT_ALLOWED)
        host = _canonical(location.host)
        if ANY_HOST not in self.hosts and host not in self.hosts and not _is_loopback(host):
            raise TransferError(HOST_NOT_ALLOWED)


def _canonical(host: str) -> str:
    """Return the one way to write a host: as `Location.host`, an address in its short form."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host.encode("idna").decode().lower().removesuffix(".")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
