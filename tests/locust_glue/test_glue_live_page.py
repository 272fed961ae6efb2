"""Our page in Locust's web UI, as a person uses it: in a browser, from the start form to the report.

`OCPP_LOAD_SCREENSHOTS=1` has the tests look at a longer run, and write the pictures of the docs.
"""

import json
import socket
import time
from pathlib import Path

import pytest
from support import screenshots
from support.locust_process import LocustProcess, quick_session
from support.web_ui import WebUi

from ocpp_load.central_system.process import EmbeddedCentralSystem

LOGIN_LOCUSTFILE = Path(__file__).parents[1] / "support" / "login_locustfile.py"

CAMPAIGN = """\
name: evening rush
ocpp: "1.6"
stations: {stations}
groups:
  - {{name: street, share: 75 %, scenario: {scenario}, identity: "STREET{{n}}"}}
  - {{name: depot, share: 25 %, scenario: {scenario}, identity: "DEPOT{{n}}"}}
load:
  - ramp: {{to: 100 %, over: {ramp}}}
  - hold: 10 min
events:
  - {{at: {event}, name: outage, groups: depot, disconnect: {{share: all, for: 2 s}}}}
thresholds:
  - {{that: StartTransaction p95 < 500 ms, name: drivers do not wait}}
  - "after outage: 90 % back within 20 s"
  - Authorize p50 < 1 ms
  - transactions lost = 0
"""

IN_A_TEST = {"stations": 8, "ramp": "1 s", "event": "1 s"}
IN_A_PICTURE = {"stations": 80, "ramp": "8 s", "event": "20 s"}
LOOKED_AT_S = 40 if screenshots.WANTED else 2

FAULTS = (
    *("--commands-per-second", "10", "--latency", "normal:20ms,5ms", "--seed", "1"),
    *("--fault", "call-error,actions=StatusNotification,share=0.03"),
    *("--fault", "twice,actions=StatusNotification,share=0.05"),
)

# Names that a page must not take for markup.
COMMANDS = """\
name: not harmless
commands:
  - {action: TriggerMessage, weight: 8}
  - {action: RemoteStartTransaction, weight: 4}
  - {action: GetConfiguration, weight: 4}
  - {action: "<b>Bold</b>", weight: 2, payload: {}, validate: false}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def central_system(tmp_path_factory):
    mix = tmp_path_factory.mktemp("central_system") / "commands.yaml"
    mix.write_text(COMMANDS, encoding="utf-8")
    with EmbeddedCentralSystem([*FAULTS, "--command-mix", str(mix)]) as running:
        yield running


@pytest.fixture
def campaign(tmp_path):
    size = IN_A_PICTURE if screenshots.WANTED else IN_A_TEST
    file = tmp_path / "evening_rush.yaml"
    file.write_text(CAMPAIGN.format(scenario=quick_session(tmp_path), **size), encoding="utf-8")
    return str(file)


def fill_in(browser, **fields):
    """Type into fields of Locust's forms, which belong to React."""
    for name, text in fields.items():
        browser.wait_for(f"document.querySelector('[name={name}]')")
        field = browser.driver.find_element("css selector", f"[name={name}]")
        field.clear()
        field.send_keys(text)


def press(browser, text):
    """Press a button of Locust's."""
    button = f"[...document.querySelectorAll('button')].find(one => one.textContent === '{text}')"
    browser.wait_for(f"{button} && !{button}.disabled")
    browser.run(f"{button}.click()")


def follow_link(browser):
    browser.wait_for("document.querySelector('header #ocpp-load-link')")
    browser.driver.find_element("id", "ocpp-load-link").click()
    browser.wait_for("document.getElementById('run')")


def card(name):
    """Return an expression for the figure of a card, as a number."""
    value = f"[...document.querySelectorAll('#cards dt')].find(dt => dt.textContent === '{name}')"
    return f"parseFloat({value}?.nextSibling.textContent.replace(/,/g, ''))"


def is_drawn(chart):
    return f"document.querySelector('#{chart} .main-svg')"


def test_from_the_start_form_to_the_report_below_a_base_path_and_behind_a_login(
    browser, tmp_path, central_system, campaign
):
    port = free_port()
    home = f"http://127.0.0.1:{port}/load"
    words = ("--web-host", "127.0.0.1", "--web-port", str(port), "--web-base-path", "/load")
    with LocustProcess(
        tmp_path, *words, "--web-login", "--campaign", campaign, locustfile=LOGIN_LOCUSTFILE
    ) as locust:
        WebUi(port, "/load").wait_until_there()
        browser.open(f"{home}/ocpp-load")
        fill_in(browser, username="operator", password="charge")
        press(browser, "Login")

        follow_link(browser)
        browser.wait_for("!document.getElementById('before').hidden")
        assert "No run yet" in browser.text("#before")
        browser.driver.find_element("css selector", "a.back").click()
        browser.wait_for("document.querySelector('header #ocpp-load-link')")
        fill_in(browser, host=central_system.url)
        press(browser, "Start")
        # React makes the page anew around the link.
        press_is_there = (
            "[...document.querySelectorAll('button')].some(b => b.textContent === 'Stop')"
        )
        browser.wait_for(press_is_there)
        follow_link(browser)

        size = (IN_A_PICTURE if screenshots.WANTED else IN_A_TEST)["stations"]
        browser.wait_for(f"{card('Connected')} >= {size} * 0.7", 60)
        calls = browser.wait_for(f"{card('Transactions')}")
        browser.wait_for(f"{card('Transactions')} > {calls}")
        browser.wait_for(f"{card('Energy')} > 0")
        browser.wait_for(is_drawn("stations-chart"))
        browser.wait_for("document.querySelector('#call-lines td')")
        browser.wait_for("document.querySelector('#command-lines td')")
        standings = (
            "[...document.querySelectorAll('#thresholds td.standing')].map(td => td.textContent)"
        )
        browser.wait_for(f"{standings}.includes('✗ is broken') && {standings}.includes('✓ holds')")
        browser.wait_for("document.querySelector('#violations td')")
        browser.wait_for("document.querySelector('#health td')")
        browser.wait_for(
            f"parseInt(document.getElementById('clock').textContent.slice(3)) >= {LOOKED_AT_S}", 90
        )
        browser.run("document.querySelector('#slowest tbody tr').click()")
        browser.wait_for("document.querySelectorAll('#exchange pre').length === 2")
        screenshots.take(browser, "web_ui_slowest", of="#slowest-part")
        browser.wait_for("document.getElementById('command-lines').textContent.includes('<b>Bold')")
        assert not browser.driver.find_elements("css selector", "main b")
        look_at_it(browser)

        browser.open(f"{home}/")
        screenshots.take(browser, "web_ui_locust")
        press(browser, "Stop")
        # It stops to look as soon as stations are leaving; ours goes on.
        follow_link(browser)
        browser.wait_for("!document.getElementById('ended').hidden")
        assert "failed" in browser.text("#ended h2")
        assert "Authorize p50 < 1 ms" in browser.text("#ended")
        screenshots.take(browser, "web_ui_ended")
        report = download(browser, tmp_path / "downloads", "Download the report")
        summary = json.loads((locust.reports / "latest" / "summary.json").read_text("utf-8"))
        browser.open(report)
        browser.wait_for("document.documentElement.dataset.charts === 'drawn'")
        assert summary["run"]["name"] in browser.text("h1")
        screenshots.take(browser, "report", height=1700)
        browser.driver.back()
        browser.wait_for("!document.getElementById('ended').hidden")
        assert browser.console_errors() == []

        locust.process.kill()
        locust.process.communicate()
        browser.wait_for("!document.getElementById('notice').hidden")
        assert browser.text("#notice").startswith("Locust has not answered since")


def look_at_it(browser):
    """Have every chart drawn, in both themes."""
    for theme in ("light", "dark"):
        browser.wait_for(f"document.documentElement.dataset.theme === '{theme}'")
        for chart in ("stations-chart", "throughput-chart", "latency-chart", "health-chart"):
            browser.run(f"document.getElementById('{chart}').scrollIntoView()")
            browser.wait_for(is_drawn(chart))
        browser.run("window.scrollTo(0, 0)")
        screenshots.take(browser, f"web_ui_page_{theme}", height=1500)
        browser.driver.find_element("id", "theme").click()


def download(browser, directory, text):
    directory.mkdir()
    browser.devtools("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(directory))
    browser.driver.find_element("link text", text).click()
    deadline = time.monotonic() + 20
    while not (found := [file for file in directory.iterdir() if file.suffix == ".html"]):
        assert time.monotonic() < deadline, "nothing was downloaded"
        browser.run("return 0")
    return found[0]


def test_a_master_shows_the_figures_of_its_workers(browser, tmp_path, central_system):
    web, master = str(free_port()), str(free_port())
    words = ("--processes", "1", "--master-bind-port", master, "--master-port", master)
    web_words = (
        "--web-host",
        "127.0.0.1",
        "--web-port",
        web,
        "--scenario",
        quick_session(tmp_path),
    )
    with LocustProcess(tmp_path, *words, *web_words):
        ui = WebUi(int(web)).wait_until_there()
        form = {"user_count": 6, "spawn_rate": 6, "host": central_system.url}
        ui.wait_for(lambda: ui.start(**form)["success"])
        browser.open(f"http://127.0.0.1:{web}/")
        follow_link(browser)
        browser.wait_for(f"{card('Connected')} === 6")
        browser.wait_for(f"{card('Transactions')} >= 6")
        browser.wait_for("document.querySelector('#call-lines td')")
        processes = (
            "[...document.querySelectorAll('#health td:first-child')].map(td => td.textContent)"
        )
        browser.wait_for(f"{processes}.length === 2")
        assert browser.run(f"return {processes}") == ["master", "process 0"]
        browser.wait_for(is_drawn("stations-chart"))
        ui.stop()
        browser.wait_for("!document.getElementById('ended').hidden")
        assert browser.console_errors() == []
