"""The TLS side of the embedded central system (wss)."""

import ssl
from pathlib import Path

from ocpp_load.errors import OptionError


def server_context(cert: Path, key: Path | None) -> ssl.SSLContext:
    """Load certificate chain and key (which may stand in the same file).

    Raises `OptionError` where they cannot be used.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(cert, key)
    except OSError as error:  # ssl.SSLError is one
        raise OptionError("--tls-cert", f"{cert} and its key cannot be used: {error}") from error
    return context
