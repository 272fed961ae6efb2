"""The location of a file as a peer names it (OCPP 1.6 sections 6.25 and 6.55).

Read here and nowhere else: what the policy judges is what is connected to. Anything that is
not plainly a URL, and any name that could lead out of the directory it stands in, is refused.
No I/O.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, quote, unquote, urlsplit

from ocpp_load.transport.transfer.outcome import (
    NO_URL,
    UNKNOWN_SCHEME,
    UNSAFE_NAME,
    TransferError,
)

DEFAULT_PORTS = {"ftp": 21, "ftps": 21, "http": 80, "https": 443}
"""The known schemes. The port of ftps is that of ftp, since TLS is asked for on it (AUTH TLS,
RFC 4217); FTP that begins with a TLS handshake, once port 990, is not spoken."""

_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")
_NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f]")
_SEPARATOR = re.compile(r"[/\\]")
_FTP_TYPE = re.compile(r";type=[aid]$", re.IGNORECASE)

_PATH_CHARACTERS = "/%:@!$&'()*+,;=~"
_QUERY_CHARACTERS = _PATH_CHARACTERS + "?"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a file is to be sent to or fetched from.

    `host` is in lower case, ASCII, and without the brackets of an IPv6 address. `user` and
    `password` are decoded. `path` and `query` are as they were written.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str = ""
    user: str = ""
    password: str = ""

    @property
    def is_secure(self) -> bool:
        """Tell whether TLS is to be spoken."""
        return self.scheme in ("ftps", "https")

    @property
    def ftp_path(self) -> str:
        """Return the path from the directory of the login (RFC 1738 section 3.2.2)."""
        return unquote(self.path.removeprefix("/"))

    @property
    def http_target(self) -> str:
        """Return path and query as a request line has them (RFC 9112 section 3.2.1)."""
        target = quote(self.path or "/", safe=_PATH_CHARACTERS)
        return f"{target}?{quote(self.query, safe=_QUERY_CHARACTERS)}" if self.query else target

    @property
    def http_host(self) -> str:
        """Return the value of the Host header (RFC 9110 section 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def of_upload(self, file_name: str) -> "Location":
        """Return where a file of that name goes; raise `TransferError`.

        The location of an upload is a directory (section 6.25): the name is appended, with or
        without a slash at the location's end. One with a query but without that slash names
        the file itself: such a URL is signed as a whole, and another path would be refused.
        """
        if self.query and not self.path.endswith("/"):
            return self
        if file_name in ("", ".", "..") or _SEPARATOR.search(file_name):
            raise TransferError(UNSAFE_NAME)
        path = f"{self.path.removesuffix('/')}/{quote(file_name, safe='')}"
        _check_names(path)
        return replace(self, path=path)


def read_location(text: str) -> Location:
    """Return the location that `text` names; raise `TransferError`."""
    parts, host, port = _split(text)
    if not parts.scheme:
        raise TransferError(NO_URL)
    if parts.scheme not in DEFAULT_PORTS:
        raise TransferError(UNKNOWN_SCHEME)
    if not host or port == 0:
        raise TransferError(NO_URL)
    path, query = parts.path, parts.query
    if parts.scheme in ("ftp", "ftps"):
        # In these, a question mark is a character like any other.
        path = _FTP_TYPE.sub("", f"{path}%3F{query}" if query else path)
        query = ""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    _check_names(path)
    if _CONTROL_CHARACTER.search(user + password):
        raise TransferError(UNSAFE_NAME)
    port = port or DEFAULT_PORTS[parts.scheme]
    return Location(parts.scheme, host, port, path, query, user, password)


def _split(text: str) -> tuple[SplitResult, str, int | None]:
    # `urlsplit` would drop such characters without a word.
    if _NOT_IN_A_URL.search(text):
        raise TransferError(NO_URL)
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode().lower()
        return parts, host.removesuffix("."), parts.port
    except ValueError:
        raise TransferError(NO_URL) from None


def _check_names(path: str) -> None:
    """Refuse a path that, decoded, has control characters or leads upward.

    A control character would be a command of its own to an FTP server.
    """
    decoded = unquote(path)
    leads_upward = any(name.strip() == ".." for name in _SEPARATOR.split(decoded))
    if leads_upward or _CONTROL_CHARACTER.search(decoded):
        raise TransferError(UNSAFE_NAME)
