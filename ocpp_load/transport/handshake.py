"""A connection that is only tried: as far as the upgrade, and given up again.

What a central system makes of a station is seen by it: of wrong credentials, of a subprotocol
that it does not speak (OCPP-J 1.6 chapter 3, security whitepaper edition 3 chapter 2).
"""

from dataclasses import replace
from time import monotonic

from websocket import WebSocketException

from ocpp_load.charge_point.activity import Handshake, HandshakeOutcome
from ocpp_load.transport.buffered_socket import BufferedSocket
from ocpp_load.transport.dialer import Dialer
from ocpp_load.transport.framing import CLOSE, MessageReader, MessageTooBig, close_frame
from ocpp_load.transport.link import Endpoint, upgrade_headers
from ocpp_load.transport.mailbox import Mailbox
from ocpp_load.transport.outcome import ConnectError, LinkClosed
from ocpp_load.transport.upgrade import ask_for_upgrade

_SWITCHING_PROTOCOLS = 101
_NORMAL_CLOSURE = 1000


def try_handshake(
    endpoint: Endpoint, identity: str, handshake: Handshake, number: int = 0
) -> HandshakeOutcome:
    """Connect as the station beside its own connection; never raises for what the peer does.

    The greenlet that calls it sleeps meanwhile, and may be killed.
    """
    outcome = HandshakeOutcome(closed=True)
    credentials = handshake.credentials
    if credentials.missing is not None:
        return replace(outcome, failure=credentials.missing)
    try:
        endpoint = endpoint.under(credentials)
        connected = _dialer(endpoint.dialer, handshake).dial(_untold, credentials, number)
    except ConnectError as error:
        return replace(outcome, failure=error.outcome)
    if endpoint.dialer.is_secure:
        cipher = connected.cipher()
        outcome = replace(
            outcome, tls_version=connected.version(), cipher=cipher[0] if cipher else None
        )
    mailbox = Mailbox()
    buffered = BufferedSocket(connected, mailbox, endpoint.send_timeout_s)
    buffered.until = monotonic() + endpoint.upgrade_timeout_s
    try:
        answer = ask_for_upgrade(
            buffered,
            endpoint.connection_url(identity),
            upgrade_headers(endpoint.headers, identity, credentials),
            ", ".join(handshake.subprotocols),
        )
        closed = _is_closed(buffered, endpoint, handshake.waits_s)
        if not closed:
            buffered.send_at_once(close_frame(_NORMAL_CLOSURE))
    except ConnectError as error:
        return replace(outcome, failure=error.outcome, status=error.status)
    finally:
        buffered.close()
        mailbox.close()
    return replace(
        outcome,
        status=_SWITCHING_PROTOCOLS,
        subprotocol=answer.get("sec-websocket-protocol"),
        closed=closed,
    )


def _dialer(usual: Dialer, handshake: Handshake) -> Dialer:
    if usual.tls is None or (handshake.ciphers is None and handshake.max_tls is None):
        return usual
    tls = replace(
        usual.tls,
        ciphers=handshake.ciphers or usual.tls.ciphers,
        max_version=handshake.max_tls or usual.tls.max_version,
    )
    return Dialer(usual.host, usual.port, usual.timeout_s, tls, usual.sources)


def _is_closed(buffered: BufferedSocket, endpoint: Endpoint, waits_s: float) -> bool:
    """Return whether the peer closes the connection in that time, whatever else it sends."""
    if waits_s <= 0:
        return False
    reader = MessageReader(buffered.recv, endpoint.max_message_bytes, compression=False)
    buffered.until = monotonic() + waits_s
    try:
        while monotonic() < buffered.until:
            opcode, _ = reader.receive()
            if opcode == CLOSE:
                return True
    except (WebSocketException, LinkClosed, MessageTooBig, OSError):
        return monotonic() < buffered.until
    return False


def _untold(name: str, duration_s: float) -> None:
    """Leave it: it is no connection of the station."""
