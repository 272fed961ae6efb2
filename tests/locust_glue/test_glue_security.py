"""Security profiles from the command line to the central system; secrets stay where they are.

Security whitepaper edition 3, 2.1 to 2.5; A01.FR.09 and 12.
"""

import json
import socket
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from support.control import ask, stations, tell_all, until
from support.locust_process import LocustProcess, run_headless, workers
from support.web_ui import WebUi

from ocpp_load.central_system.process import EmbeddedCentralSystem
from ocpp_load.credentials import PASSWORD_VARIABLE, Issuer
from ocpp_load.credentials.issuer import pem_of_key

OPTIONS_TELLING_LOCUSTFILE = Path(__file__).parents[1] / "support" / "options_telling_locustfile.py"
IN_ENVIRONMENT, IN_FILE, IN_SCENARIO = "hunter2-environment", "hunter3-file", "hunter4-scenario"
SECRETS = (IN_ENVIRONMENT, IN_FILE, IN_SCENARIO)
ENVIRONMENT = {PASSWORD_VARIABLE: f"{IN_ENVIRONMENT}-{{identity}}"}
SCENARIO = f"""\
name: secret keeping
ocpp: "1.6"
station: {{vendor: v, model: m, security_profile: 1, password: {IN_SCENARIO}}}
steps: [connect, boot, {{repeat: {{steps: [{{wait: 500 ms}}, heartbeat]}}}}]
"""
CREDENTIALS = f"identity,password\nCP000001,{IN_FILE}\n"


@contextmanager
def with_passwords(directory):
    """Run a central system that lets no station in without its password."""
    (directory / "scenario.yaml").write_text(SCENARIO)
    (directory / "credentials.csv").write_text(CREDENTIALS)
    table = directory / "central_system.csv"
    rows = [f"CP{n:06d},{IN_ENVIRONMENT}-CP{n:06d}" for n in (2, 3, 1_000_001, 1_000_002)]
    table.write_text("\n".join([*CREDENTIALS.splitlines(), *rows]))
    with EmbeddedCentralSystem(["--basic-auth", str(table)]) as central_system:
        yield central_system


def options(directory):
    return (
        *("--scenario", str(directory / "scenario.yaml")),
        *("--credentials", str(directory / "credentials.csv")),
    )


def assert_clean(text, where):
    for secret in SECRETS:
        for form in (secret, secret.encode().hex()):
            assert form not in text, where


def everything_written(directory):
    return [file for file in directory.rglob("*") if file.is_file()]


def command_lines(pid):
    """Return the command lines of a process and of all below it."""
    own = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [own, *(line for child in children for line in command_lines(int(child)))]


def connected(central_system):
    return sum(station["connected"] for station in stations(central_system))


def test_a_distributed_run_keeps_its_secrets(tmp_path):
    words = ("-u", "3", "-r", "3", "-t", "4s", "--loglevel", "DEBUG", *workers(2))
    with with_passwords(tmp_path) as central_system:
        host = ("--headless", "-H", central_system.url)
        with LocustProcess(
            tmp_path,
            *(*host, *words, *options(tmp_path)),
            locustfile=OPTIONS_TELLING_LOCUSTFILE,
            **ENVIRONMENT,
        ) as locust:
            until(lambda: connected(central_system) == 3)
            lines = command_lines(locust.process.pid)
            run = locust.wait()
    assert run.code == 0, run.errors
    assert len(lines) >= 3
    assert run.errors.count("options {") == 3
    for line in lines:
        assert_clean(line, "a command line")
    assert_clean(run.output, "standard output")
    assert_clean(run.errors, "standard error, with the options that a worker was sent")
    reports = everything_written(run.reports)
    assert reports
    for file in reports:
        assert_clean(file.read_text(errors="replace"), file)


def test_the_web_ui_shows_no_secret(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        with_passwords(tmp_path) as central_system,
        LocustProcess(
            tmp_path,
            *("--web-host", "127.0.0.1", "--web-port", str(port), "-H", central_system.url),
            *options(tmp_path),
            **ENVIRONMENT,
        ) as locust,
    ):
        ui = WebUi(port).wait_until_there()
        before = ui.page()
        form = {"user_count": 2, "spawn_rate": 2, "host": central_system.url}
        started = ui.start(**form, scenario=str(tmp_path / "scenario.yaml"))
        until(lambda: connected(central_system) == 2)
        shown = [before, json.dumps(started), ui.page()]
        for path in ("/stats/requests", "/stats/report", "/logs", "/stats/failures/csv"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                shown.append(answer.read().decode())
        locust.interrupt()
        run = locust.wait()
    for page in (*shown, run.output, run.errors):
        assert_clean(page, "a page")
    assert "credentials" not in before.replace("allow_credentials", "").lower()


def test_a_scenario_has_a_password_for_stations_that_nobody_else_has_one_for(tmp_path):
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(SCENARIO.replace(f"password: {IN_SCENARIO}", 'password: "of-{identity}"'))
    with EmbeddedCentralSystem(["--basic-auth", "of-{identity}"]) as central_system:
        run = run_headless(
            tmp_path,
            central_system.url,
            *("-u", "2", "-r", "2", "-t", "3s", "--scenario", str(scenario)),
        )
    assert run.code == 0, run.errors
    assert run.summary["fleet"]["peak"]["accepted"] == 2


@pytest.mark.parametrize("password", [f"{IN_ENVIRONMENT}-wrong", ""])
def test_a_refused_password_is_a_failure_with_a_name_and_without_the_password(tmp_path, password):
    with with_passwords(tmp_path) as central_system:
        words = ("-u", "2", "-r", "2", "-t", "3s", *options(tmp_path))
        run = run_headless(tmp_path, central_system.url, *words, **{PASSWORD_VARIABLE: password})
    assert run.code == 1
    assert run.line("link", "connect")["reasons"].keys() == {"HTTP 401"}
    for file in everything_written(run.reports):
        assert_clean(file.read_text(errors="replace"), file)


def test_a_new_password_is_no_failure_of_the_run(tmp_path):
    with with_passwords(tmp_path) as central_system:
        words = ("--headless", "-H", central_system.url, "-u", "2", "-r", "2")
        with LocustProcess(tmp_path, *words, *options(tmp_path), **ENVIRONMENT) as locust:
            until(lambda: connected(central_system) == 2)
            until(lambda: all(one["registration"] for one in stations(central_system)))
            changed = {"key": "AuthorizationKey", "value": "ab" * 20}
            told = tell_all(central_system, "ChangeConfiguration", changed)
            assert told["results"] == {"Accepted": 2}
            until(lambda: ask(central_system, "/statistics")["connections"]["accepted"] == 4)
            # Who answers knows that it is connected.
            assert tell_all(central_system, "ClearCache", {})["results"] == {"Accepted": 2}
            locust.interrupt()
            run = locust.wait()
    assert run.code == 130, run.errors
    assert run.summary["verdict"]["reasons"] == ["the run was interrupted"]
    assert run.line("link", "connect")["count"] == 4
    assert run.line("call", "BootNotification")["count"] == 2
    for file in everything_written(run.reports):
        assert "ab" * 20 not in file.read_text(errors="replace")


def test_stations_take_certificates_from_files_of_their_own(tmp_path):
    issuer = Issuer.make("Operator", 1.79e9)
    issuer.save(tmp_path / "pki")
    for number in (1, 2):
        identity = f"CP{number:06d}"
        issued = issuer.issue_to_station(identity, identity, "x", 1.79e9)
        pem = issued.certificate.public_bytes(Encoding.PEM) + pem_of_key(issued.private_key)
        (tmp_path / f"{identity}.pem").write_bytes(pem)
    csms = ("--tls-issue", str(tmp_path / "pki"), "--require-client-cert")
    with EmbeddedCentralSystem(csms) as central_system:
        run = run_headless(
            tmp_path,
            central_system.url,
            *("-u", "2", "-r", "2", "-t", "3s", "--scenario", "heartbeat"),
            *("--security-profile", "3", "--cert", str(tmp_path / "{identity}.pem")),
            *("--tls-ca", str(tmp_path / "pki" / "ca.pem")),
        )
    assert run.code == 0, run.errors
    assert run.summary["fleet"]["peak"]["accepted"] == 2
