"""HTTP requests as an author writes them, with `${…}` anywhere in them.

There may be secrets in what is filled in: nothing in here shows it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ocpp_load.charge_point import HttpRequest
from ocpp_load.scenario.json_value import JsonValue, read_json
from ocpp_load.scenario.plain_text import json_text, plain_text, read_plain_text
from ocpp_load.scenario.reader import Section, Value

if TYPE_CHECKING:
    from ocpp_load.scenario.script import Script

KEYS = ("url", "method", "headers", "body")

# RFC 9110 section 5.6.2.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTENT_TYPE = "content-type"


@dataclass(frozen=True, slots=True)
class HttpTemplate:
    """A request. A `body` that is text goes out as it is, any other as JSON.

    Without a `method` it is POST where there is a body, and GET where there is none.
    """

    url: JsonValue
    method: str | None = None
    headers: Mapping[str, JsonValue] = field(default_factory=dict)
    body: JsonValue | None = None

    def fill(self, script: "Script", timeout_s: float) -> HttpRequest:
        """Return the request for that script. Raises `StepError`."""
        headers = {name: plain_text(text, script) for name, text in self.headers.items()}
        body = None
        if self.body is not None:
            content = self.body.fill(script)
            body = (content if isinstance(content, str) else json_text(content)).encode()
            if not isinstance(content, str) and _CONTENT_TYPE not in map(str.lower, headers):
                headers["Content-Type"] = "application/json"
        method = self.method or ("GET" if body is None else "POST")
        return HttpRequest(
            method, plain_text(self.url, script), tuple(headers.items()), body, timeout_s
        )


def read_method(value: Value) -> str:
    """Read the method of a request."""
    method = value.text()
    if method and not _TOKEN.fullmatch(method):
        value.reject(f"{value.shown} is no method; write for example POST")
    return method


def read_headers(value: Value) -> Mapping[str, JsonValue]:
    """Read headers by name."""
    headers = {}
    for key, entry in value.entries():
        if not _TOKEN.fullmatch(key.text):
            entry.reject("is no name of a header", at=key)
        headers[key.text] = read_plain_text(entry)
    return headers


def read_url(value: Value) -> JsonValue:
    """Read a URL; one that begins with an expression is judged when it is asked for."""
    text = value.text()
    if text and not text.startswith(("http://", "https://", "${")):
        value.reject(f"{value.shown} is no URL; it begins with http:// or https://")
    return read_json(value)


def read_template(options: Section) -> HttpTemplate | None:
    """Read a request from among the options of something; None where they name no URL."""
    url = options.read("url", read_url, None)
    if url is None:
        return None
    return HttpTemplate(
        url,
        options.read("method", read_method, None),
        options.read("headers", read_headers, {}),
        options.read("body", read_json, None),
    )


NO_REQUEST = HttpTemplate(JsonValue("", is_late=False))
