"""The TLS side of the embedded central system (wss)."""

import ssl
import time
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.credentials.authority_files import KEY_FILE, ROOT_FILE
from ocpp_load.credentials.issuer import Issuer, pem_of_key, write_private
from ocpp_load.errors import OptionError

_SERVER_FILE = "server.pem"
_ROOT_NAME = "ocpp_load test operator root"
_ANY_ADDRESS = frozenset({"", "0.0.0.0", "::"})


def server_context(
    cert: Path, key: Path | None, client_ca: Path | None = None, *, requires_client: bool = False
) -> ssl.SSLContext:
    """Load certificate chain and key (which may stand in the same file).

    With `client_ca` a client's certificate is asked for and verified, and required where
    `requires_client` says so. Raises `OptionError` where the files cannot be used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # A00.FR.312
    try:
        context.load_cert_chain(cert, key)
    except OSError as error:  # ssl.SSLError is one
        raise OptionError("--tls-cert", f"{cert} and its key cannot be used: {error}") from error
    if client_ca is not None:
        try:
            context.load_verify_locations(client_ca)
        except OSError as error:
            raise OptionError("--tls-client-ca", f"{client_ca} cannot be used: {error}") from error
        context.verify_mode = ssl.CERT_REQUIRED if requires_client else ssl.CERT_OPTIONAL
    return context


def with_test_authority(options: CentralSystemOptions) -> CentralSystemOptions:
    """Return the options with what `tls_issue` stands for, which is made where it is missing.

    The directory then has the authority, `ca.pem` and `ca.key`, and `server.pem`, the central
    system's certificate for the hosts that it can be reached by from this machine. The authority
    signs stations' certificates too; where stations have passwords, they may show one, for they
    may raise their security profile. Raises `OptionError` where that cannot be.
    """
    directory = options.tls_issue
    if directory is None:
        return options
    now = time.time()
    try:
        if (directory / ROOT_FILE).exists() or (directory / KEY_FILE).exists():
            issuer = Issuer.load(directory)
        else:
            issuer = Issuer.make(_ROOT_NAME, now)
            issuer.save(directory)
        options = replace(options, issuer=issuer)
        looks_at_clients = options.requires_client_cert or options.passwords is not None
        if looks_at_clients and options.tls_client_ca is None:
            options = replace(options, tls_client_ca=directory / ROOT_FILE)
        if options.tls_cert is not None:
            return options
        server = issuer.issue_to_server(hosts_of(options.host), now)
        chain = server.certificate.public_bytes(Encoding.PEM) + issuer.pem.encode()
        write_private(directory / _SERVER_FILE, chain + pem_of_key(server.private_key))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise OptionError("--tls-issue", f"{directory} cannot be used: {reason}") from error
    return replace(options, tls_cert=directory / _SERVER_FILE)


def hosts_of(host: str) -> list[str]:
    """Return what a certificate names for a server that listens on `host`."""
    own = [] if host in _ANY_ADDRESS else [host]
    return list(dict.fromkeys([*own, "localhost", "127.0.0.1", "::1"]))
