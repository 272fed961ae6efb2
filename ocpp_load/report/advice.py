"""Why no station was let in: the most frequent causes, and where to look first.

The reasons are those that connections fail for, by the names that the transport has for them.
"""

from collections.abc import Mapping
from typing import Any

from ocpp_load.metrics import Direction
from ocpp_load.report.figures import count_text

MAX_CAUSES = 3

_IDENTITIES = "look whether the central system knows their identities"
_PATH = (
    "look at the path of --host, behind which the identity of each station is put, and whether the"
    " central system knows their identities"
)
_TRY_WSS = (
    "the port may be one for TLS: try wss:// in --host; else look at the central system's log"
)
_TRY_WS = "the port may be one without TLS: try ws:// in --host"
_NAME = "look at the name of the host in --host"
_BY_REASON = {"HTTP 404": _PATH, "name resolution failed": _NAME}
_OF_NO_WEBSOCKET = {
    "closed during upgrade",
    "connection reset",
    "HTTP 400",
    "not a WebSocket upgrade",
    "upgrade timed out",
}
"""What a port for TLS has to say to HTTP, by the server that is behind it."""
_OF_NO_TLS = {
    "TLS failure: wrong version number",
    "TLS failure: record layer failure",
    "TLS failure: unexpected eof while reading",
    "TLS failure: http request",
    "TLS handshake timed out",
}
"""What comes of the beginning of TLS at a port that takes it for HTTP."""


def why_nobody(summary: Mapping[str, Any]) -> str:
    """Return what connections failed of most, in brackets where they did, and an advice."""
    lines = [line for line in summary["lines"] if line["direction"] == Direction.LINK.value]
    causes = [
        (times, line["name"], reason) for line in lines for reason, times in line["reasons"].items()
    ]
    causes.sort(key=lambda cause: -cause[0])
    told = [f"{count_text(times)} x {name}: {why}" for times, name, why in causes[:MAX_CAUSES]]
    if more := len(causes) - len(told):
        told.append(f"{more} more: see summary.json")
    failures = f" ({', '.join(told)})" if told else ""
    is_secure = summary["run"]["host"].startswith("wss:")
    if causes:
        return f"{failures}; {_advice(causes[0][2], is_secure=is_secure)}"
    # Whoever waits for the rest of a request that is none fails no one before a time-out.
    names = {line["name"] for line in lines}
    is_mute = is_secure and "tcp connect" in names and "tls handshake" not in names
    return f"; {_TRY_WS if is_mute else _IDENTITIES}"


def _advice(reason: str, *, is_secure: bool) -> str:
    if is_secure and reason in _OF_NO_TLS:
        return _TRY_WS
    if not is_secure and reason in _OF_NO_WEBSOCKET:
        return _TRY_WSS
    return _BY_REASON.get(reason, _IDENTITIES)
