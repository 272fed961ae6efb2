"""Links from Locust's own page to ours: in its header, and among its downloads.

Addresses are relative, as Locust's are: a proxy may have taken a part of the path.
"""

from typing import Any

from flask import Response, request

_SCRIPT = b'<script src="./ocpp-load/files/link.js" defer></script>'

_DOWNLOADS = (
    ("OCPP report of the last run", "./ocpp-load/reports/report.html"),
    ("OCPP summary of the last run (JSON)", "./ocpp-load/reports/summary.json"),
)


def add_links(web_ui: Any) -> None:
    """Have Locust's page bear a link to ours, whatever it shows."""
    downloads = web_ui.template_args.setdefault("extended_csv_files", [])
    downloads += [{"title": title, "href": href} for title, href in _DOWNLOADS]

    def add_script(response: Response) -> Response:
        if request.endpoint == "locust.index" and response.mimetype == "text/html":
            response.set_data(with_link(response.get_data()))
        return response

    web_ui.app.after_request(add_script)


def with_link(page: bytes) -> bytes:
    """Return an HTML page with the script that adds the link."""
    head, body, rest = page.rpartition(b"</body>")
    return head + _SCRIPT + body + rest if body else page + _SCRIPT
