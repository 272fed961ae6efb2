"""Locust's web UIs with our page, in a process of their own and without a port: JSON lines in and out.

A line asks one of them: `{"base_path", "login", "reports"}` say which, `method`, `path`, `form` and
`headers` what. `python web_ui_answering.py` is the process; `Answering` is for the tests.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Answer:
    """What a browser would have got."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.text)


class Answering:
    """The process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> "Answering":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ask(self, path: str, method: str = "GET", **question: Any) -> Answer:
        print(json.dumps({"path": path, "method": method, **question}), file=self._process.stdin)
        self._process.stdin.flush()
        return Answer(**json.loads(self._process.stdout.readline()))


def serve() -> None:
    """Answer until there is nothing more to be asked."""
    clients: dict[str, Any] = {}
    for line in sys.stdin:
        question = json.loads(line)
        which = [question.get(name) for name in ("base_path", "login", "reports")]
        client = clients.get(str(which))
        if client is None:
            client = clients[str(which)] = _client(*which)
        answer = client.open(
            question["path"],
            method=question["method"],
            data=question.get("form"),
            headers=question.get("headers"),
        )
        told = {"status": answer.status_code, "headers": dict(answer.headers), "text": answer.text}
        print(json.dumps(told), flush=True)


def _client(base_path: str | None, login: bool | None, reports: str | None) -> Any:
    from types import SimpleNamespace

    from flask_login import UserMixin, login_user
    from locust.env import Environment
    from locust.web import WebUI

    from ocpp_load.locust_glue.web_ui import add_page, guard_start
    from ocpp_load.settings import OPTIONS

    class Known(UserMixin):
        id = "known"

    environment = Environment()
    options = {option.name: str(option.default) for option in OPTIONS}
    load = {"num_users": 1, "spawn_rate": 1, "run_time": None, "stats_history_enabled": False}
    environment.parsed_options = SimpleNamespace(
        **options, **load, web_base_path=base_path or "", only_summary=True
    )
    environment.create_local_runner()
    environment.ocpp_load_run = None
    environment.ocpp_load_reports = Path(reports) if reports else None
    ui = WebUI(environment, "", 0, base_path, web_login=bool(login), delayed_start=True)
    guard_start(environment, lambda: False)
    ui.app.add_url_rule("/begin", "begin", lambda: _begin(environment, ui))
    ui.app.add_url_rule("/ends", "ends", lambda: str(ui._run_time_greenlet is not None))
    add_page(environment)
    if login:
        ui.app.config["SECRET_KEY"] = "known to this test"
        ui.login_manager.user_loader(lambda _: Known())
        ui.app.add_url_rule("/let-in", "let_in", lambda: str(login_user(Known())))
    return ui.app.test_client()


def _begin(environment: Any, ui: Any) -> str:
    """Have it look as if a run of a minute had begun in the web UI."""
    import gevent

    environment.runner.state = "running"
    environment.runner.start = lambda *_: None
    environment.parsed_options.run_time = 60
    ui._run_time_greenlet = gevent.spawn_later(60, lambda: None)
    return "begun"


if __name__ == "__main__":
    import locust  # noqa: F401 - before anything that it patches

    serve()
