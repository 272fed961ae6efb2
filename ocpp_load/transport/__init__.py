"""The WebSocket link and file transfers, on gevent."""

from ocpp_load.transport.dialer import Dialer
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
from ocpp_load.transport.opening import TlsOptions
from ocpp_load.transport.outcome import ConnectError, LinkClosed
from ocpp_load.transport.transfer import TransferError, TransferPolicy, Transfers

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
    "TransferError",
    "TransferPolicy",
    "Transfers",
]
