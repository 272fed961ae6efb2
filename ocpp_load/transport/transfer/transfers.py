"""File transfers for all stations of a process: the location is read, judged, then served.

And what an operator asks by HTTP, which nothing judges. What speaks FTP and HTTP is imported with
the first transfer: most runs have none.

A call blocks its greenlet only, whether or not anything is monkey-patched. Whatever ends it,
a kill too, its sockets are closed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import gevent
from gevent.lock import BoundedSemaphore

from ocpp_load.charge_point.activity import HttpRequest, HttpResponse, Transferred
from ocpp_load.transport.transfer.connecting import TlsClient
from ocpp_load.transport.transfer.location import Location, read_location
from ocpp_load.transport.transfer.outcome import TIMED_OUT, UNKNOWN_SCHEME, TransferError
from ocpp_load.transport.transfer.policy import TransferPolicy
from ocpp_load.transport.transfer.tally import Tally
from ocpp_load.transport.trust import TlsOptions

# With 200 uploads over TLS at once, what is ready at one moment holds the hub for 30 ms and
# more, which would show in every latency that is measured; with 16 for 5 to 15 ms, and all of
# them together are done no later.
_SIDE_BY_SIDE = 16
_LONGEST_WAIT_S = 1.0

_LONGEST = 10  # times the timeout
_MOST_BYTES = 1 << 30


class Transfers:
    """Sends and fetches files where `policy` allows it.

    A transfer that stands still for `timeout_s` fails, and so does one that takes longer than
    `longest_s` (ten times as long unless it is given), which a server that sends a byte now
    and then would. A file of more than `most_bytes` is given up.
    """

    def __init__(
        self,
        policy: TransferPolicy,
        timeout_s: float,
        tls: TlsOptions,
        *,
        longest_s: float | None = None,
        most_bytes: int = _MOST_BYTES,
    ) -> None:
        self._policy = policy
        self._timeout_s = timeout_s
        self._tls_options = tls
        self._longest_s = _LONGEST * timeout_s if longest_s is None else longest_s
        self._most_bytes = most_bytes
        self._turns = BoundedSemaphore(_SIDE_BY_SIDE)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until few others transfer a file in this process, but no longer than a second.

        It takes the edge off a burst. Where servers hang or are slow, transfers are many and
        cost little; nobody waits for them.
        """
        is_ours = self._turns.acquire(timeout=_LONGEST_WAIT_S)
        try:
            yield
        finally:
            if is_ours:
                self._turns.release()

    def upload(self, location: str, file_name: str, content: bytes) -> Transferred:
        """Send a file of that name to a location; raise `TransferError`.

        Where it goes is told by `Location.of_upload`.
        """
        from ocpp_load.transport.transfer import by_ftp, by_http  # noqa: PLC0415

        where = self._permitted(location).of_upload(file_name)
        send = by_http.put if where.scheme in ("http", "https") else by_ftp.store
        with self._tally() as tally:
            send(where, content, tally, self._tls_for(where), self._timeout_s)
        return tally.transferred()

    def download(self, location: str) -> Transferred:
        """Fetch a file from a location, and keep no more of it than size and digest.

        Raise `TransferError`.
        """
        from ocpp_load.transport.transfer import by_ftp, by_http  # noqa: PLC0415

        where = self._permitted(location)
        fetch = by_http.get if where.scheme in ("http", "https") else by_ftp.retrieve
        with self._tally() as tally:
            fetch(where, tally, self._tls_for(where), self._timeout_s)
        return tally.transferred()

    def ask(self, request: HttpRequest) -> HttpResponse:
        """Make an HTTP request, wherever it goes; raise `TransferError` where nothing answers."""
        from ocpp_load.transport.transfer.asking import ask  # noqa: PLC0415

        where = read_location(request.url)
        if where.scheme not in ("http", "https"):
            raise TransferError(UNKNOWN_SCHEME)
        return ask(request, where, self._tls_for(where))

    def _permitted(self, location: str) -> Location:
        where = read_location(location)
        self._policy.check(where)
        return where

    @contextmanager
    def _tally(self) -> Iterator[Tally]:
        with gevent.Timeout(self._longest_s, TransferError(TIMED_OUT)):
            yield Tally(self._most_bytes)

    def _tls_for(self, location: Location) -> TlsClient | None:
        return self._tls if location.is_secure else None

    @cached_property
    def _tls(self) -> TlsClient:
        return TlsClient(self._tls_options)
