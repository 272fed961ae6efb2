"""TCP, then TLS: the socket under a WebSocket, opened for many stations and measured."""

import _socket
import errno
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

from gevent.lock import Semaphore

from ocpp_load.model.security.credentials import NO_CREDENTIALS, Credentials
from ocpp_load.transport.opening import (
    Address,
    connect_plainly,
    connect_to,
    look_up,
    shake_hands,
)
from ocpp_load.transport.outcome import (
    CONNECT_TIMED_OUT,
    NAME_RESOLUTION_FAILED,
    NO_TARGET_OF_FAMILY,
    TLS_TIMED_OUT,
    ConnectError,
    fault_of,
    of_os_error,
)
from ocpp_load.transport.source import family_of
from ocpp_load.transport.trust import TlsContexts, TlsOptions

_ADDRESSES_KEPT_S = 30.0
_FAILURE_KEPT_S = 1.0

Report = Callable[[str, float], None]


class Dialer:
    """Opens connections to one host and port; shared by all stations of a process.

    A name is resolved again after half a minute, or a second after a failure, by one station
    for all. TLS contexts are shared. With `sources`, each station keeps to one of those addresses
    of this machine, by its number, and to targets of that family.
    """

    def __init__(
        self,
        host: str,
        port: int,
        timeout_s: float,
        tls: TlsOptions | None,
        sources: Sequence[str] = (),
    ) -> None:
        self.host = host
        self.port = port
        self.timeout_s = timeout_s
        self.tls = tls
        self.sources = sources
        self._contexts = None if tls is None else TlsContexts(tls)
        self._addresses: list[Address] = []
        self._resolve_at = 0.0
        self._resolving = Semaphore()
        self.tell_attempt: Callable[[float], None] | None = None
        """Is told when each attempt to connect begins; only set while somebody counts them."""

    @property
    def is_secure(self) -> bool:
        """Tell whether connections are over TLS."""
        return self._contexts is not None

    def dial(
        self, report: Report, credentials: Credentials = NO_CREDENTIALS, number: int = 0
    ) -> Any:
        """Return a connected, non-blocking socket of the station `number`; raise `ConnectError`.

        Over TLS it shows the certificate of `credentials`, and trusts their roots too. `report` is
        told the seconds of "tcp connect" and "tls handshake".
        """
        addresses = self._resolve()
        started_at = monotonic()
        if self.tell_attempt is not None:
            self.tell_attempt(started_at)
        connected = self._connect(addresses, number)
        report("tcp connect", monotonic() - started_at)
        if self._contexts is None:
            return connected
        started_at = monotonic()
        try:
            secured = shake_hands(self._contexts.wrap(connected, self.host, credentials))
        except OSError as error:
            raise _connect_error(error, TLS_TIMED_OUT) from None
        secured.setblocking(False)
        report("tls handshake", monotonic() - started_at)
        return secured

    def resolve_ahead(self, kept_s: float) -> None:
        """Have the addresses at hand for so long, where there are any: nobody will wait for them."""
        with suppress(ConnectError):
            self._resolve(kept_s)

    def _resolve(self, kept_s: float = 0.0) -> list[Address]:
        with self._resolving:  # whoever waits here finds the answer, or the failure
            if monotonic() + kept_s >= self._resolve_at:
                self._addresses = self._look_up()
                valid_s = _ADDRESSES_KEPT_S if self._addresses else _FAILURE_KEPT_S
                self._resolve_at = monotonic() + valid_s
            if not self._addresses:
                raise ConnectError(NAME_RESOLUTION_FAILED)
            return self._addresses

    def _look_up(self) -> list[Address]:
        try:
            return look_up(self.host, self.port, self.timeout_s)
        except OSError:
            return []

    def _connect(self, addresses: list[Address], number: int) -> Any:
        source = None
        if self.sources:
            source = self.sources[number % len(self.sources)]
            addresses = [one for one in addresses if one[0] == family_of(source)]
            if not addresses:
                raise ConnectError(NO_TARGET_OF_FAMILY)
        # TLS of gevent's needs its wrapper.
        connect = connect_to if self.is_secure else connect_plainly
        failures: list[OSError] = []
        for address in addresses:
            try:
                connected = connect(address, self.timeout_s, source)
            except OSError as error:
                failures.append(error)
            else:
                if address is not addresses[0]:
                    # Nobody else needs to try first what failed before this one.
                    self._addresses = sorted(self._addresses, key=lambda known: known != address)
                return connected
        self._resolve_at = min(self._resolve_at, monotonic() + _FAILURE_KEPT_S)
        raise _connect_error(_most_telling(failures, addresses), CONNECT_TIMED_OUT)


def _most_telling(failures: list[OSError], addresses: list[Address]) -> OSError:
    """Return the last failure but for those that say no more than that there is no IPv6 here.

    They have the number that is otherwise told where a machine has no local port left.
    """
    telling = [
        error
        for error, (family, _) in zip(failures, addresses, strict=True)
        if (family, error.errno) != (_socket.AF_INET6, errno.EADDRNOTAVAIL)
    ]
    return (telling or failures)[-1]


def _connect_error(error: OSError, outcome_if_late: str) -> ConnectError:
    is_late = isinstance(error, TimeoutError)
    if is_late:
        return ConnectError(outcome_if_late)
    return ConnectError(of_os_error(error), fault=fault_of(error))
