"""Links under test: their observer, and the short ways to open one and to hear what it says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from support.scripted_server import ScriptedServer

from ocpp_load.transport import Dialer, Endpoint, Link, LinkClosed, Received, TlsOptions

FAR_S = 60.0
"""Seconds that a test never waits: its guard is shorter."""


@dataclass
class RecordingConnectionObserver:
    """Remembers what happened to connections."""

    events: list[tuple[str, float | None, str | None]] = field(default_factory=list)
    opening: int = 0

    def connecting(self, begins: bool) -> None:
        self.opening += 1 if begins else -1

    def connection_event(self, name: str, duration_s: float | None, failure: str | None) -> None:
        self.events.append((name, duration_s, failure))

    @property
    def names(self) -> list[str]:
        """Return what was reported, in order, without durations: `name` or `name: failure`."""
        return [
            name if failure is None else f"{name}: {failure}" for name, _, failure in self.events
        ]

    def duration_s(self, name: str) -> float | None:
        """Return the duration of the first event of that name."""
        return next(duration for event, duration, _ in self.events if event == name)


class LinkUnderTest(Link):
    """A link with its observer at hand."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.observer = RecordingConnectionObserver()
        super().__init__(endpoint, self.observer)

    def receive(self) -> Received:
        """Return what comes next, however long it takes."""
        while (received := self.wait(monotonic() + FAR_S)) is None:
            pass
        return received

    def end(self) -> str:
        """Read on until the link is closed; return how."""
        try:
            while True:
                self.receive()
        except LinkClosed as closed:
            return closed.outcome


def endpoint_at(
    server: ScriptedServer | int,
    *,
    host: str = "127.0.0.1",
    tls: TlsOptions | None = None,
    timeout_s: float = FAR_S,
    url: str | None = None,
    sources: Sequence[str] = (),
    **options: Any,
) -> Endpoint:
    """Return an endpoint at a server or a port; `options` are those of `Endpoint`."""
    port = server if isinstance(server, int) else server.port
    options.setdefault("upgrade_timeout_s", timeout_s)
    return Endpoint(
        url or f"{'ws' if tls is None else 'wss'}://{host}:{port}/ocpp",
        Dialer(host, port, timeout_s, tls, sources),
        **options,
    )
