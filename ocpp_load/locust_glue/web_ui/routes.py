"""The addresses of our page, below Locust's own: the page, its figures, its code, a run's files.

Every one asks for a login where Locust's own page does.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from flask import Blueprint, Response, abort, jsonify, redirect, request, send_from_directory
from werkzeug.http import generate_etag

from ocpp_load.locust_glue.web_ui.link import add_links
from ocpp_load.locust_glue.web_ui.reading import REPORT_FILES, LiveReading
from ocpp_load.report.charts.library import charts_js, plotly_js

PAGE = "ocpp-load"

_FILES = Path(__file__).parent / "page"

_SHARED = {"plotly.js": plotly_js, "charts.js": charts_js}
"""Code that the report is made with, too."""

_View = TypeVar("_View", bound=Callable[..., Any])

# A name that a hostile peer has chosen runs no code here, even if it were not escaped somewhere.
# plotly.js writes its own style sheet, and makes images of a chart from data.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self';"
    " img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def add_page(environment: Any) -> None:
    """Add the page to the web UI of `environment`, and a link to it to Locust's own."""
    web_ui = environment.web_ui
    reading = LiveReading(environment)
    pages = Blueprint("ocpp_load", __name__, url_prefix=_base_path(environment))
    guarded: Callable[[_View], _View] = web_ui.auth_required_if_enabled

    @pages.route(f"/{PAGE}")
    @guarded
    def page() -> Response:
        answer = send_from_directory(_FILES, "index.html", max_age=0)
        answer.headers["Content-Security-Policy"] = _POLICY
        answer.headers["Referrer-Policy"] = "same-origin"
        return answer

    @pages.route(f"/{PAGE}/")
    @guarded
    def page_with_a_slash() -> Any:
        # Relative, as all of Locust's addresses are: a proxy may have taken a part of the path.
        return redirect(f"../{PAGE}")

    @pages.route(f"/{PAGE}/live")
    @guarded
    def live() -> Response:
        since = request.args.get("since", 0, type=int)
        text = reading.text(request.args.get("run", ""), since)
        answer = Response(text, mimetype="application/json")
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @pages.route(f"/{PAGE}/exchange")
    @guarded
    def exchange() -> Response:
        found = reading.exchange(request.args.get("key", ""))
        return jsonify(found) if found else Response("It is no longer kept.\n", status=404)

    @pages.route(f"/{PAGE}/files/<name>")
    @guarded
    def code(name: str) -> Response:
        if name not in _SHARED:
            return send_from_directory(_FILES, name, max_age=0)
        text, etag = _shared(name)
        answer = Response(text, mimetype="text/javascript")
        answer.set_etag(etag)
        answer.headers["Cache-Control"] = "private, max-age=0"
        answer.make_conditional(request)
        return answer

    @pages.route(f"/{PAGE}/reports/<name>")
    @guarded
    def report(name: str) -> Response:
        directory = reading.reports()
        if name not in REPORT_FILES:
            abort(404)
        if directory is None or not (directory / name).is_file():
            return Response(
                f"There is no {name} yet: the report of a run is written when it ends.\n",
                status=404,
                mimetype="text/plain",
            )
        saved_as = f"{directory.name}-{name}"
        return send_from_directory(
            directory.absolute(),
            name,
            max_age=0,
            as_attachment=name != "report.html" or "download" in request.args,
            download_name=saved_as,
        )

    web_ui.app.register_blueprint(pages)
    add_links(web_ui)


def _base_path(environment: Any) -> str | None:
    path: str | None = environment.parsed_options.web_base_path
    return path or None


@cache
def _shared(name: str) -> tuple[bytes, str]:
    """Return the code and what tells it from another version; both take milliseconds to make."""
    text = _SHARED[name]().encode()
    return text, generate_etag(text)
