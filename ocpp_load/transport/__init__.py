"""The WebSocket link on gevent."""

from ocpp_load.transport.dialer import Dialer, TlsOptions
from ocpp_load.transport.link import (
    Binary,
    ConnectionObserver,
    Endpoint,
    Link,
    Pong,
    Received,
    Text,
)
from ocpp_load.transport.mailbox import Mailbox
from ocpp_load.transport.outcome import ConnectError, LinkClosed

__all__ = [
    "Binary",
    "ConnectError",
    "ConnectionObserver",
    "Dialer",
    "Endpoint",
    "Link",
    "LinkClosed",
    "Mailbox",
    "Pong",
    "Received",
    "Text",
    "TlsOptions",
]
