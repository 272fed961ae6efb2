"""Campaigns in Locust: the load goes through its own shape, events strike, the run ends by itself."""

import re
import socket
from collections import Counter

import jsonschema
import orjson
import pytest
from support.control import stations
from support.locust_process import LocustProcess, run_headless, workers
from support.web_ui import WebUi

from ocpp_load.campaign.loader import campaign_names
from ocpp_load.central_system.process import EmbeddedCentralSystem
from ocpp_load.errors import OptionError
from ocpp_load.resources import SCHEMAS
from ocpp_load.runtime.plan import check_fleet, plan_of
from ocpp_load.settings import settings_from

HOST = "ws://127.0.0.1:9000/ocpp"
SMALL = """\
name: small storm
ocpp: "1.6"
stations: 20
groups:
  - {name: many, share: 75 %, scenario: heartbeat, identity: "MANY{n}"}
  - {name: few, share: 25 %, scenario: heartbeat, identity: "FEW{n}"}
load:
  - ramp: {to: 100 %, over: 1 s}
  - hold: 4 s
  - ramp: {to: 50 %, over: 1 s}
events:
  - {at: 2 s, name: outage, groups: many, disconnect: {share: all, for: 1 s}}
thresholds:
  - "after outage: 100 % back within 10 s"
"""


@pytest.fixture
def small(tmp_path):
    file = tmp_path / "small_storm.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return str(file)


def test_a_campaign_goes_its_way_and_ends_by_itself(tmp_path, small):
    with EmbeddedCentralSystem() as central_system:
        run = run_headless(tmp_path, central_system.url, "--compact", "--campaign", small)
        fleet = [station["identity"] for station in stations(central_system)]
    assert run.code == 0, run.errors
    told = [line for line in run.output.splitlines() if "  load " in line or "  event " in line]
    assert told == [
        "00:00  load ramp to 20 stations over 1 s",
        "00:01  load hold 20 stations for 4 s",
        "00:02  event outage: disconnect all of many",
        "00:05  load ramp to 10 stations over 1 s",
    ]
    assert Counter(identity.rstrip("0123456789") for identity in fleet) == {"MANY": 15, "FEW": 5}
    summary = run.summary
    assert summary["run"]["name"] == "small storm"
    assert summary["run"]["users"] == summary["fleet"]["peak"]["started"] == 20
    assert summary["run"]["campaign"] == {
        "name": "small storm",
        "stations": 20,
        "duration_s": 6.0,
        "groups": [
            {"name": "many", "scenario": "heartbeat", "share": 0.75},
            {"name": "few", "scenario": "heartbeat", "share": 0.25},
        ],
        "stages": [
            {"at_s": 0.0, "what": "ramp to 20 stations over 1 s"},
            {"at_s": 1.0, "what": "hold 20 stations for 4 s"},
            {"at_s": 5.0, "what": "ramp to 10 stations over 1 s"},
        ],
        "events": [
            {
                "name": "outage",
                "at_s": 2.0,
                "every_s": None,
                "action": "disconnect",
                "what": "outage: disconnect all of many",
            }
        ],
    }
    schema = orjson.loads((SCHEMAS / "summary.schema.json").read_bytes())
    jsonschema.validate(summary, schema)
    back = run.line("link", "back after outage")
    assert (back["count"], back["failures"]) == (15, 0)
    # Who is kept away by an event has not lost its connection.
    assert not [line for line in summary["lines"] if line["name"] == "connection lost"]


def test_workers_have_the_shares_of_the_whole_fleet_and_each_strikes_its_own(tmp_path, small):
    with EmbeddedCentralSystem() as central_system:
        run = run_headless(
            tmp_path,
            central_system.url,
            *workers(2),
            *("--campaign", small, "-u", "12"),
        )
        fleet = [station["identity"] for station in stations(central_system)]
    assert run.code == 0, run.errors
    assert Counter(identity.rstrip("0123456789") for identity in fleet) == {"MANY": 9, "FEW": 3}
    assert run.line("link", "back after outage")["count"] == 9


def test_what_options_take_from_a_campaign_is_told_before_it_and_after_it(tmp_path, small):
    with EmbeddedCentralSystem() as central_system:
        run = run_headless(
            tmp_path,
            central_system.url,
            *("--campaign", small, "-u", "12", "-r", "50", "-t", "2s"),
            OCPP_LOAD_SCENARO="x",
        )
    short = (
        "--run-time ends the campaign after 2.0 s of 6.0 s: event outage: disconnect all of many"
    )
    assert run.summary["health"]["warnings"][0].startswith(short)
    told = [line for line in run.errors.splitlines() if not line.startswith("[")]
    assert [line.partition(":")[0] for line in told[:3]] == [
        "OCPP_LOAD_SCENARO",
        "--users",
        "--spawn-rate",
    ]
    assert told[3].startswith(short)
    assert short in " ".join(run.output.split())


def test_a_campaign_can_be_chosen_in_the_start_form(tmp_path, small):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ("--web-host", "127.0.0.1", "--web-port", str(port), "--campaign", small)
    with EmbeddedCentralSystem() as central_system, LocustProcess(tmp_path, *words):
        ui = WebUi(port).wait_until_there()
        assert ui.start_form()["campaign"]["choices"] == [small, "", *campaign_names()]
        form = {"host": central_system.url, "spawn_rate": 1}
        wrong = ui.start(user_count=1, scenario="heartbeat", campaign=small, **form)
        assert wrong["message"].startswith("--scenario: either this or --campaign")
        fine = {**form, "scenario": "charging_session", "campaign": small}
        # One is what the form comes up with: the campaign has its own size.
        assert ui.start(user_count=1, **fine)["success"]
        ui.wait_for(lambda: ui.get("/stats/requests")["user_count"] == 20)
        refused = ui.start(user_count=5, **fine)
        assert "A campaign decides the load until it ends" in refused["message"]
        ui.wait_for(lambda: ui.state() == "stopped")
        assert ui.start(user_count=2, **{**fine, "campaign": "", "spawn_rate": 2})["success"]
        ui.wait_for(lambda: ui.get("/stats/requests")["user_count"] == 2)


def test_the_size_of_the_fleet_is_the_users_or_else_the_campaigns(small):
    settings = settings_from({"campaign": small}, HOST)
    assert plan_of(settings).size == 20
    plan = plan_of(settings, 1000)
    assert (plan.size, [group.share for group in plan.groups]) == (1000, [0.75, 0.25])


def test_options_of_the_run_go_over_what_groups_say(small):
    settings = settings_from({"campaign": small, "identity": "ALL{n}", "time_scale": "3"}, HOST)
    for group in plan_of(settings).groups:
        station = group.commission.station(1)
        assert (station.identity, station.type.time_scale) == ("ALL1", 3.0)


@pytest.mark.parametrize(
    ("values", "users", "problem"),
    [
        ({"campaign": "boot_storm", "scenario": "heartbeat"}, None, "--scenario: either this or"),
        ({"campaign": "nope"}, None, '--campaign: there is no campaign "nope"'),
        ({"campaign": "boot_storm"}, 0, "--users: 0 is too few; the campaign needs 1 or more"),
        ({"campaign": "boot_storm", "identity": "ONE"}, 5, "--identity: needs {n} in it"),
    ],
)
def test_what_does_not_fit_a_campaign_is_told_before_the_start(values, users, problem):
    def check():
        plan = plan_of(settings_from(values, HOST), users)
        check_fleet(plan, plan.size)

    with pytest.raises(OptionError, match=f"^{re.escape(problem)}"):
        check()
