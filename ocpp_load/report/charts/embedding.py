"""Code and figures as they stand inside a page that needs no network.

The page's policy lets nothing run but the scripts whose hashes it names. plotly.js is carried
compressed, 2 MB instead of 5; the page inflates it and runs it as an inline script, which the hash
of the inflated text lets it do.
"""

import gzip
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import Any

import orjson

from ocpp_load.report.charts.library import plotly_js

_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def policy(scripts: Iterable[str]) -> str:
    """Return a Content-Security-Policy under which these scripts run, and nothing is fetched.

    Images are what a chart is saved as; styles are what the charting library sets.
    """
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:"
    )


@cache
def packed_library() -> str:
    """Return plotly.js, gzip and base64."""
    return b64encode(gzip.compress(plotly_js().encode(), mtime=0)).decode("ascii")


def embedded_json(value: Any) -> str:
    """Return JSON that can stand in an element of any kind: it holds nothing that ends one."""
    text = orjson.dumps(value).decode()
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text


@cache
def _hash(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode("ascii")
