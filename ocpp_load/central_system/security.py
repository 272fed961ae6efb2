"""Who a station has to prove to be before it is let in (security whitepaper edition 3, 2.3 to 2.5).

By a password (profiles 1 and 2) or a certificate (profile 3). No I/O: the texts of requests and
the subjects of certificates come in, and a decision goes out.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeResponse

from ocpp_load.central_system.closing import finish_closing, start_closing
from ocpp_load.central_system.station import Station
from ocpp_load.credentials import StationText, basic_authorization, parse_password

_CHALLENGE = {"WWW-Authenticate": 'Basic realm="OCPP", charset="UTF-8"'}
_WITH_CERTIFICATE = 3
_NAMES = frozenset({"commonName", "serialNumber", "userId"})


@dataclass(frozen=True, slots=True)
class Passwords:
    """The passwords that stations start with: some by identity, a pattern for all others."""

    by_identity: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    pattern: StationText | None = None

    def of(self, identity: str) -> bytes | None:
        """Return the password of a station, if it has one."""
        password = self.by_identity.get(identity)
        if password is None and self.pattern is not None:
            return parse_password(self.pattern.format(identity, 0))
        return password


class Doorkeeper:
    """Decides on upgrades; `passwords` None asks for none, nor does it look at certificates."""

    def __init__(
        self,
        passwords: Passwords | None,
        stations: Mapping[str, Station],
        *,
        checks_certificates: bool,
    ) -> None:
        self._passwords = passwords
        self._stations = stations
        self._checks_certificates = checks_certificates

    def refusal(self, identity: str, authorizations: Iterable[str]) -> WSUpgradeResponse | None:
        """Return the response to a request without the station's password in it.

        One that may come under a higher security profile is looked at when TLS has its certificate.
        """
        if self._passwords is None or self._is_raised(identity):
            return None
        if self._has_password(identity, authorizations):
            return None
        response: WSUpgradeResponse = WSUpgradeResponse.create_error_response(
            HTTPStatus.UNAUTHORIZED, b"", _CHALLENGE
        )
        return response

    def at_the_door(
        self, identity: str, listener: WSListener, authorizations: Iterable[str]
    ) -> WSListener:
        """Return what is to become of a connection: the listener itself, or one that looks first."""
        if not self._checks_certificates:
            return listener
        station = self._stations.get(identity)
        # A05.FR.08 and 09: it may fall back until it has come with its certificate.
        needs_certificate = self._is_raised(identity) and (
            (station is not None and station.has_proved_profile)
            or not self._has_password(identity, authorizations)
        )
        return CertificateCheck(
            listener, identity, self._stations, needs_certificate=needs_certificate
        )

    def _is_raised(self, identity: str) -> bool:
        """Tell whether a station that had a password was told to have a certificate."""
        station = self._stations.get(identity)
        return (
            self._passwords is not None
            and self._checks_certificates
            and station is not None
            and station.security_profile == _WITH_CERTIFICATE
        )

    def _has_password(self, identity: str, authorizations: Iterable[str]) -> bool:
        password = self._password(identity)
        given = list(authorizations)
        if password is None or len(given) != 1:
            return False
        expected = basic_authorization(identity, password).encode()
        return hmac.compare_digest(given[0].strip().encode(), expected)

    def _password(self, identity: str) -> bytes | None:
        # A01.FR.03: what the station has accepted counts, and nothing before it.
        station = self._stations.get(identity)
        changed = None if station is None else station.authorization_key
        assert self._passwords is not None  # noqa: S101
        return changed or self._passwords.of(identity)


class CertificateCheck(WSListener):
    """Hands on to the listener of a station whose certificate is its own, and closes any other.

    A00.FR.405 and 407. The handshake of TLS has verified the certificate; which station it is for
    can only be told once the identity is known. It may be the commonName, which the whitepaper
    has for the serial number, the subject's serialNumber or userId; and the commonName may be
    the serial number that the station has booted with before. Without a certificate a station is
    closed only where it `needs_certificate`.
    """

    def __init__(
        self,
        listener: WSListener,
        identity: str,
        stations: Mapping[str, Station],
        *,
        needs_certificate: bool = False,
    ) -> None:
        self._listener: WSListener | None = listener
        self._identity = identity
        self._stations = stations
        self._needs_certificate = needs_certificate

    def on_ws_connected(self, transport: WSTransport) -> None:
        certificate = transport.underlying_transport.get_extra_info("peercert")
        if certificate and not self._names_station(certificate):
            self._listener = None
            start_closing(transport, WSCloseCode.POLICY_VIOLATION, "certificate of another station")
        elif self._needs_certificate and not certificate:
            self._listener = None
            start_closing(transport, WSCloseCode.POLICY_VIOLATION, "no certificate")
        elif self._listener is not None:
            self._listener.on_ws_connected(transport)
            if certificate:
                self._stations[self._identity].proved_certificate()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if self._listener is not None:
            self._listener.on_ws_frame(transport, frame)
        elif frame.msg_type is WSMsgType.CLOSE:
            finish_closing(transport, frame)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self._listener is not None:
            self._listener.on_ws_disconnected(transport)

    def pause_writing(self) -> None:
        """Hand on."""
        if self._listener is not None:
            self._listener.pause_writing()

    def resume_writing(self) -> None:
        """Hand on."""
        if self._listener is not None:
            self._listener.resume_writing()

    def _names_station(self, certificate: Mapping[str, Any]) -> bool:
        subject = [pair for group in certificate.get("subject", ()) for pair in group]
        if any(name in _NAMES and value == self._identity for name, value in subject):
            return True
        station = self._stations.get(self._identity)
        serial_number = (
            None if station is None else station.boot_notification.get("chargePointSerialNumber")
        )
        return serial_number is not None and ("commonName", serial_number) in subject
