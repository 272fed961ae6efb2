"""The addresses of our page, asked without a browser: base path, login, links and files."""

import pytest
from support.web_ui_answering import Answering

FILES = ("report.html", "summary.json", "junit.xml", "stats.csv")


@pytest.fixture(scope="module")
def web_ui():
    with Answering() as answering:
        yield answering


@pytest.mark.parametrize("base_path", [None, "/load"])
def test_the_page_and_all_it_needs_are_below_the_base_path(web_ui, base_path):
    home = base_path or ""

    def get(path):
        return web_ui.ask(f"{home}/ocpp-load{path}", base_path=base_path)

    page = get("")
    assert page.status == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    needed = [part.split('"')[0] for part in page.text.split('"./ocpp-load/')[1:]]
    assert {"files/page.js", "files/plotly.js", "files/charts.js"} <= set(needed)
    for path in (*needed, "live"):
        assert get(f"/{path}").status == 200, path
    assert get("/live").json == {"state": "ready", "is_over": False, "last_run": None}
    slashed = get("/")
    assert (slashed.status, slashed.headers["Location"]) == (302, "../ocpp-load")


def test_locusts_own_page_bears_the_link_and_offers_the_reports(web_ui):
    page = web_ui.ask("/load/", base_path="/load").text
    assert page.count('<script src="./ocpp-load/files/link.js" defer></script></body>') == 1
    assert "./ocpp-load/reports/report.html" in page


def test_the_library_is_sent_once(web_ui):
    first = web_ui.ask("/ocpp-load/files/plotly.js")
    known = {"If-None-Match": first.headers["ETag"]}
    again = web_ui.ask("/ocpp-load/files/plotly.js", headers=known)
    assert (first.status, again.status, again.text) == (200, 304, "")


@pytest.mark.parametrize("name", ["routes.py", "..%2froutes.py", "../routes.py", "nothing.js"])
@pytest.mark.parametrize("room", ["files", "reports"])
def test_no_other_file_is_served(web_ui, room, name):
    assert web_ui.ask(f"/ocpp-load/{room}/{name}").status == 404


def test_the_last_runs_files_are_there_to_be_kept(web_ui, tmp_path):
    directory = tmp_path / "20260101-000000-demo"
    directory.mkdir()

    def get(path):
        return web_ui.ask(f"/ocpp-load/{path}", reports=str(directory))

    for name in FILES:
        missing = get(f"reports/{name}")
        assert missing.status == 404
        assert missing.text.startswith(f"There is no {name} yet")
        (directory / name).write_text("{}", encoding="utf-8")
        found = get(f"reports/{name}")
        assert (found.status, found.text) == (200, "{}")
        way = "inline" if name == "report.html" else "attachment"
        assert found.headers["Content-Disposition"].startswith(way)
    kept = get("reports/report.html?download")
    assert "20260101-000000-demo-report.html" in kept.headers["Content-Disposition"]
    last_run = {"name": directory.name, "verdict": None, "files": list(FILES)}
    assert get("live").json["last_run"] == last_run


def test_nothing_is_told_and_no_form_looked_at_without_a_login(web_ui):
    def ask(path, method="GET", form=None):
        return web_ui.ask(path, method, form=form, base_path="/load", login=True)

    pages = ("", "/", "/live", "/exchange?key=x", "/files/page.js", "/reports/summary.json")
    form = {"user_count": "1", "spawn_rate": "1", "host": "http://not.what.it.should.be"}
    for path in pages:
        answer = ask(f"/load/ocpp-load{path}")
        assert (answer.status, answer.headers["Location"][:11]) == (302, "/load/login")
    assert ask("/load/swarm", "POST", form).status == 302
    ask("/let-in")
    for path in pages:
        assert "login" not in ask(f"/load/ocpp-load{path}").headers.get("Location", "")
    assert "does not begin with ws://" in ask("/load/swarm", "POST", form).json["message"]


def test_a_run_whose_load_is_changed_still_ends_when_it_was_to_end(web_ui):
    def ask(path, method="GET", form=None):
        return web_ui.ask(path, method, form=form, reports="of a run that is going on")

    assert ask("/begin").text == "begun"
    load = {"user_count": "5", "spawn_rate": "5"}
    for form in (load, {**load, "run_time": "1 min"}, {**load, "run_time": ""}):
        assert ask("/swarm", "POST", form).json["success"]
        assert ask("/ends").text == "True"
    refused = ask("/swarm", "POST", {**load, "run_time": "2m"}).json
    assert refused["message"].endswith("stop it to change --run-time.")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("user_count", "x", "--users: x is not a number of charge points"),
        ("user_count", "0", "--users: 0 is not a number of charge points"),
        ("spawn_rate", "0", "--spawn-rate: 0 is not a number of charge points per second"),
        ("run_time", "-5s", "--run-time: -5s is not a time that a run can take"),
    ],
)
def test_a_load_that_cannot_be_is_refused_as_on_the_command_line(web_ui, field, value, message):
    form = {"user_count": "1", "spawn_rate": "1", "host": "ws://h/", field: value}
    answer = web_ui.ask("/swarm", "POST", form=form).json
    assert not answer["success"]
    assert answer["message"].startswith(message)
