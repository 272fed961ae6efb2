"""The page `/metrics`: made at most once a second, however many ask for it.

Prometheus's text format, or OpenMetrics for whoever asks for that. Not compressed: that would take
as long as making it, at a stretch.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics
from prometheus_client.registry import Collector

PATH = "/metrics"

_LASTS_S = 1.0

_TEXT = "text/plain; version=0.0.4; charset=utf-8"
_OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
_ENCODERS: Mapping[str, Callable[[CollectorRegistry], bytes]] = {
    _TEXT: generate_latest,
    _OPENMETRICS: generate_openmetrics,
}

_ELSEWHERE = b"The metrics of ocpp_load are at /metrics.\n"
_PLAIN = "text/plain; charset=utf-8"


class MetricsPage:
    """Makes the page, for each format that is asked for; a WSGI application, too."""

    def __init__(
        self,
        collector: Collector,
        *,
        clock: Callable[[], float] = time.monotonic,
        lock: Any = None,
    ) -> None:
        """Make it of what `collector` collects; `lock` has others wait while one is being made."""
        # Of its own: what prometheus-client collects by itself is of one process and no run.
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(collector)
        self._clock = clock
        self._lock = Lock() if lock is None else lock
        self._made: dict[str, tuple[float, bytes]] = {}

    def made_for(self, accept: str) -> tuple[bytes, str]:
        """Return the page in a form that a client with this Accept header reads, and its type."""
        content_type = _type_for(accept)
        with self._lock:
            made_at, text = self._made.get(content_type, (-_LASTS_S, b""))
            if self._clock() - made_at >= _LASTS_S:
                text = _ENCODERS[content_type](self._registry)
                # From its end: one that takes long shall not be all that is done.
                self._made[content_type] = self._clock(), text
        return text, content_type

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request; there is no other page."""
        is_asked_for = environ.get("PATH_INFO") == PATH
        if not is_asked_for or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            status = "405 Method Not Allowed" if is_asked_for else "404 Not Found"
            text, content_type = _ELSEWHERE, _PLAIN
        else:
            status = "200 OK"
            text, content_type = self.made_for(environ.get("HTTP_ACCEPT", ""))
        length = str(len(text))
        start_response(status, [("Content-Type", content_type), ("Content-Length", length)])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [text]


def _type_for(accept: str) -> str:
    """Return the type to answer with: anything at all may stand in the header."""
    for accepted in accept.split(","):
        kind, *parameters = (word.strip() for word in accepted.split(";"))
        versions = [word for word in parameters if word.startswith("version=")]
        if kind == "application/openmetrics-text" and versions in ([], ["version=1.0.0"]):
            return _OPENMETRICS
    return _TEXT
