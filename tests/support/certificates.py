"""Authorities and servers' certificates, made for a test."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import trustme
from gevent import ssl


@cache
def _authority(name: str) -> trustme.CA:
    return trustme.CA(organization_name=name)


def authority_file(directory: Path, name: str = "trusted") -> Path:
    """Write an authority's certificate, as `--tls-ca` wants it."""
    file = directory / f"{name}.pem"
    _authority(name).cert_pem.write_to_path(file)
    return file


def certificate_file(directory: Path, host: str = "127.0.0.1", authority: str = "trusted") -> Path:
    """Write a certificate that names `host` and its key, as `--tls-cert` wants them."""
    file = directory / "server.pem"
    _authority(authority).issue_cert(host).private_key_and_cert_chain_pem.write_to_path(file)
    return file


def server_context(
    host: str = "127.0.0.1", authority: str = "trusted", *, is_expired: bool = False
) -> Any:
    """Return the TLS context of a server whose certificate names `host`."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    validity = {"not_before": yesterday - timedelta(days=1), "not_after": yesterday}
    certificate = _authority(authority).issue_cert(host, **(validity if is_expired else {}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
