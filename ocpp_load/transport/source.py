"""The near end of a connection: which address of this machine it comes from."""

import errno
import socket
from typing import Any

NOT_OURS = "source address is not this machine's"

_PORT_LATER: int | None = getattr(socket, "IP_BIND_ADDRESS_NO_PORT", None)


class NotOurAddress(OSError):
    """This machine does not have the address that a connection is to come from, or no longer."""


def family_of(address: str) -> int:
    """Return the family of a numeric address."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def bind_to(candidate: Any, address: str) -> None:
    """Have a socket of that family connect from `address`; raise `OSError`."""
    if _PORT_LATER is not None:
        # By itself, binding reserves a port for all targets, and looks for one that nobody uses
        # at all. This way there are as many for each target, as there are without an address.
        candidate.setsockopt(socket.IPPROTO_IP, _PORT_LATER, 1)
    try:
        candidate.bind((address, 0))
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise NotOurAddress(error.errno, NOT_OURS) from None
        raise


def is_ours(address: str) -> bool:
    """Tell whether connections can come from `address`: whether this machine has it."""
    try:
        with socket.socket(family_of(address), socket.SOCK_STREAM) as trial:
            bind_to(trial, address)
    except OSError:
        return False
    return True
