"""The WebSocket link and file transfers, on gevent."""

from ocpp_load.transport.dialer import Dialer
from ocpp_load.transport.faulty_link import FaultyLink
from ocpp_load.transport.link import (
    MAX_MESSAGE_BYTES,
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
from ocpp_load.transport.transfer import TransferError, TransferPolicy, Transfers
from ocpp_load.transport.trust import TlsContexts, TlsOptions, tls_context

__all__ = [
    "MAX_MESSAGE_BYTES",
    "Binary",
    "ConnectError",
    "ConnectionObserver",
    "Dialer",
    "Endpoint",
    "FaultyLink",
    "Link",
    "LinkClosed",
    "Mailbox",
    "Pong",
    "Received",
    "Text",
    "TlsContexts",
    "TlsOptions",
    "TransferError",
    "TransferPolicy",
    "Transfers",
    "tls_context",
]
