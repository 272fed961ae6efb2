"""A whole fleet uploads its diagnostics to a real FTP server at once (OCPP 1.6 section 5.9)."""

from contextlib import contextmanager

import pytest
from support.control import ask, calls_received, stations, tell_all, until
from support.locust_process import LocustProcess

from ocpp_load.central_system.process import EmbeddedCentralSystem

FLEET = 200
DIAGNOSTICS = "DiagnosticsStatusNotification"


@contextmanager
def idle_fleet(directory, size, *csms):
    """Have stations connected that do nothing but send a heartbeat each second."""
    options = ("--scenario", "heartbeat", "-u", str(size), "-r", str(size))
    with EmbeddedCentralSystem(["--ftp", "--heartbeat-interval", "1", *csms]) as central_system:
        words = ("--headless", "-H", central_system.url, *options)
        with LocustProcess(directory, *words) as locust:
            until(lambda: accepted(central_system) == size)
            yield central_system, locust


def accepted(central_system):
    return sum(station["registration"] == "Accepted" for station in stations(central_system))


def progress(central_system):
    """Return how many stations last told each status of their uploads."""
    told = [station["progress"].get(DIAGNOSTICS) for station in stations(central_system)]
    return {status: told.count(status) for status in set(told)}


def heartbeats(central_system):
    return calls_received(central_system).get("Heartbeat", 0)


def ask_for_diagnostics(central_system):
    answered = tell_all(
        central_system, "GetDiagnostics", {"location": central_system.ftp_url, "retries": 0}
    )
    assert answered["sent"] == len(stations(central_system))
    assert answered["errors"] == answered["unanswered"] == {}


def ended_by(run):
    """Return why a run that was interrupted is not a pass."""
    assert run.code == 130, run.errors
    return run.summary["verdict"]["reasons"]


def test_every_station_of_a_fleet_uploads_its_own_log(tmp_path):
    with idle_fleet(tmp_path, FLEET) as (central_system, locust):
        ask_for_diagnostics(central_system)
        until(lambda: progress(central_system) == {"Uploaded": FLEET})
        files = [file["name"] for file in ask(central_system, "/files")["files"]]
        locust.interrupt()
        run = locust.wait()
    logs = [name for name in files if name.startswith("diagnostics-")]
    assert len({name.split("-")[1] for name in logs}) == FLEET
    assert ended_by(run) == ["the run was interrupted"]
    uploads = run.line("link", "upload")
    assert (uploads["count"], uploads["failures"]) == (FLEET, 0)
    assert run.summary["own_faults"] == {}


def test_uploads_that_hang_stall_nobodys_heartbeats(tmp_path):
    with idle_fleet(tmp_path, FLEET, "--ftp-fault", "hang") as (central_system, locust):
        ask_for_diagnostics(central_system)
        until(lambda: progress(central_system) == {"Uploading": FLEET})
        before = heartbeats(central_system)
        until(lambda: heartbeats(central_system) >= before + 2 * FLEET)
        assert progress(central_system) == {"Uploading": FLEET}
        locust.interrupt()
        run = locust.wait()
    assert ended_by(run) == ["the run was interrupted"]
    assert run.line("call", "Heartbeat")["failures"] == 0
    assert run.summary["fleet"]["at_end"]["connected"] == 0


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("wrong-password", "login refused"),
        ("disk-full", "no space left"),
        ("drop", "connection lost"),
    ],
)
def test_an_upload_that_fails_is_told_to_the_central_system_and_in_the_report(
    tmp_path, fault, reason
):
    with idle_fleet(tmp_path, 3, "--ftp-fault", fault) as (central_system, locust):
        ask_for_diagnostics(central_system)
        until(lambda: progress(central_system) == {"UploadFailed": 3})
        locust.interrupt()
        run = locust.wait()
    # A transfer that fails would be a failure of the campaign, had it not been interrupted.
    assert "failed on connections: upload 3 of 3" in ended_by(run)
    assert run.line("link", "upload")["reasons"] == {reason: 3}
