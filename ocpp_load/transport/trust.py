"""TLS contexts: few of them, each for as many stations as can share it.

To load a trust store takes up to 30 ms of CPU and a megabyte; a certificate of a station's own
most of a millisecond, and one that is no longer in a context stays with the connections that were
begun with it. So stations that trust the same take turns with one context.
"""

import ssl as stdlib_ssl
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from gevent import ssl

from ocpp_load.model.security.credentials import NO_CREDENTIALS, Credentials

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography import x509

    from ocpp_load.model.security.charge_point_certificate import ChargePointCertificate

_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
_MOST_CONTEXTS = 64


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """What the peer's certificate is held against, and what is offered to the peer.

    `ca` is a file, or a directory of files as OpenSSL's `c_rehash` leaves it. `server_name` is
    asked for, and looked for in the certificate, in place of the host's.
    """

    ca: Path | None = None
    insecure: bool = False
    min_version: str = "1.2"
    max_version: str | None = None
    ciphers: str | None = None
    server_name: str | None = None


def tls_context(tls: TlsOptions) -> Any:
    """Return a context for client sockets. Raise `OSError` for what cannot be used."""
    # Not `create_default_context`: unless all is monkey-patched, its sockets block.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = _VERSIONS[tls.min_version]
    if tls.max_version is not None:
        context.maximum_version = _VERSIONS[tls.max_version]
    if tls.ciphers is not None:
        context.set_ciphers(tls.ciphers)
    if tls.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif tls.ca is None:
        context.load_default_certs()
    elif tls.ca.is_dir():
        context.load_verify_locations(capath=tls.ca)
    else:
        context.load_verify_locations(cafile=tls.ca)
    return context


class TlsContexts:
    """The contexts of one process for one central system; made when they are first needed."""

    def __init__(self, tls: TlsOptions) -> None:
        self._tls = tls
        self._common = tls_context(tls)
        self._others: dict[object, Any] = {}

    def wrap(self, connected: Any, host: str, credentials: Credentials = NO_CREDENTIALS) -> Any:
        """Return a TLS socket over a connected one, which is its own from now on.

        The handshake is yet to come. Raise `OSError` where the station's own certificate cannot
        be used, with the socket closed.
        """
        own = credentials.certificate
        try:
            context = self._context(credentials.roots, own)
            if own is not None:
                _load(context, own)
            # OpenSSL copies the certificate of the context for the connection here and now:
            # nothing may wait between the two.
            return context.wrap_socket(
                connected,
                server_hostname=self._tls.server_name or host,
                do_handshake_on_connect=False,
            )
        except BaseException:
            connected.close()
            raise

    def _context(
        self, roots: "tuple[x509.Certificate, ...]", own: "ChargePointCertificate | None"
    ) -> Any:
        if not roots and own is None:
            return self._common
        # A context keeps one certificate of each kind of key, and offers whichever suits.
        kind = None if own is None else own.certificate.public_key_algorithm_oid
        key = (roots, kind)
        context = self._others.get(key)
        if context is None:
            while len(self._others) >= _MOST_CONTEXTS:
                self._others.pop(next(iter(self._others)))
            context = self._others[key] = tls_context(self._tls)
            if roots and not self._tls.insecure:
                context.load_verify_locations(cadata=_pem(roots).decode())
        return context


def anchor_of(secured: Any) -> bytes | None:
    """Return, in DER, the root that the peer's certificate was verified with; None if unknown."""
    # Public from Python 3.13 on.
    chain = getattr(secured._sslobj, "get_verified_chain", None)  # noqa: SLF001
    verified = chain() if chain is not None else None
    if not verified:
        return None
    der: bytes = stdlib_ssl.PEM_cert_to_DER_cert(verified[-1].public_bytes())
    return der


def _pem(certificates: "Iterable[x509.Certificate]") -> bytes:
    # The library is not there before a certificate is: `model.security.invalid_certificate`.
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def _load(context: Any, own: "ChargePointCertificate") -> None:
    from ocpp_load.credentials.issuer import pem_of_key  # noqa: PLC0415 - likewise

    # OpenSSL reads from files only. This one only its owner may read, and it is gone at once.
    with NamedTemporaryFile() as file:
        file.write(_pem((own.certificate, *own.authorities)))
        file.write(pem_of_key(own.private_key))
        file.flush()
        context.load_cert_chain(file.name)
