"""Stations that wait for each other: the word comes once, from whoever has them all, and to all."""

import jsonschema
import orjson
from support.control import stations
from support.locust_process import run_headless, workers

from ocpp_load.central_system.process import EmbeddedCentralSystem
from ocpp_load.resources import SCHEMAS

STORM = """\
name: storm
ocpp: "1.6"
stations: 300
groups: [{name: all, scenario: heartbeat, identity: "S{n}"}]
load:
  - release: {over: 0.3 s}
  - hold: 3 s
events:
  - {at: 2 s, name: outage, disconnect: {share: all, for: 0.1 s}}
thresholds:
  - "after release: 100 % accepted within 60 s"
"""


def test_workers_release_their_stations_together_whatever_the_spawn_rate(tmp_path):
    file = tmp_path / "storm.yaml"
    file.write_text(STORM, encoding="utf-8")
    with EmbeddedCentralSystem() as central_system:
        run = run_headless(
            tmp_path, central_system.url, "--compact", *workers(2), "--campaign", str(file)
        )
        fleet = stations(central_system)
    assert run.code in (0, 3), run.errors  # 3: a machine that is busy with something else
    assert {station["identity"] for station in fleet} == {f"S{n}" for n in range(1, 301)}
    told = [line[7:] for line in run.output.splitlines() if "  load " in line or "  event " in line]
    assert told == [
        "load gather 300 stations",
        "load release 300 stations over 300 ms",
        "load hold 300 stations for 3 s",
        "event outage: disconnect all",
    ]
    summary = run.summary
    jsonschema.validate(summary, orjson.loads((SCHEMAS / "summary.schema.json").read_bytes()))
    release = summary["release"]
    assert (release["stations"], release["missing"], release["attempts"]) == (300, 0, 300)
    assert 0 <= release["first_s"] < release["last_s"]
    assert 0 < release["in_time"] <= 300
    assert release["apart_s"] > 0
    recovery = summary["recoveries"]["release"]
    assert (recovery["struck"], recovery["back"]) == (300, 300)
    assert release["last_s"] <= recovery["to_100_s"] + 0.001
    # What comes after is an event like any other: two connections for each station.
    assert summary["recoveries"]["outage"]["back"] == 300
    assert run.line("link", "connect")["count"] == 600
    assert summary["events"]["release"]["began_s"] >= release["gathered_s"] - 0.5
    assert "  release: 300 of 300 accepted, since the release: " in run.output


def test_a_plain_run_releases_its_stations_in_spite_of_its_spawn_rate(tmp_path):
    with EmbeddedCentralSystem() as central_system:
        run = run_headless(
            tmp_path,
            central_system.url,
            *("--scenario", "heartbeat", "-u", "40", "-r", "1", "-t", "2s"),
            *("--release-over", "0.2"),
        )
    assert run.code in (0, 3), run.errors
    release = run.summary["release"]
    assert (release["over_s"], release["stations"], release["attempts"]) == (0.2, 40, 40)
    assert release["apart_s"] == 0
    assert run.summary["recoveries"]["release"]["back"] == 40
