"""Thresholds in a run of Locust: judged at its end, and watched for a reason to end it early."""

from types import SimpleNamespace

from support.locust_process import quick_session, run_headless, workers

from ocpp_load.campaign.thresholds import FleetCount, Watch
from ocpp_load.campaign.thresholds.threshold import Comparison, FleetFigure, Threshold, Unit
from ocpp_load.central_system.process import EmbeddedCentralSystem
from ocpp_load.locust_glue.run import Run
from ocpp_load.metrics import Recorder

CAMPAIGN = """\
name: with thresholds
ocpp: "1.6"
stations: 4
groups:
  - {{name: quick, share: 1, scenario: {scenario}}}
  - {{name: others, share: 1, scenario: {scenario}}}
load:
  - ramp: {{to: 100 %, over: 500 ms}}
  - hold: 10 min
events:
  - name: outage
    at: 2 s
    groups: others
    disconnect: {{for: 100 ms}}
thresholds:
  - quick: BootNotification p99 < 10 s
  - {{that: "after outage: 100 % back within 30 s", name: come back}}
  - {{that: StatusNotification count = 0, abort: true, for: 2 s}}
  - commands Reset p95 < 1 s
"""


def test_a_threshold_that_aborts_ends_the_run_of_all_workers_in_good_order(tmp_path):
    file = tmp_path / "campaign.yaml"
    file.write_text(CAMPAIGN.format(scenario=quick_session(tmp_path)))
    with EmbeddedCentralSystem() as central_system:
        run = run_headless(tmp_path, central_system.url, "--campaign", str(file), *workers(2))
    assert run.code == 1, run.errors
    assert "Traceback" not in run.errors + run.output
    assert "Stopping: StatusNotification count = 0 is broken: " in run.errors
    outcomes = {
        verdict["threshold"]: (verdict["outcome"], verdict["aborted"])
        for verdict in run.summary["thresholds"]
    }
    assert outcomes == {
        "quick: BootNotification p99 < 10 s": ("holds", False),
        "after outage: 100 % back within 30 s": ("holds", False),
        "StatusNotification count = 0": ("is broken", True),
        "commands Reset p95 < 1 s": ("could not be judged", False),
    }
    assert run.summary["groups"].keys() == {"quick", "others"}
    assert run.summary["events"]["outage"]["struck"] == 2
    assert run.line("link", "back after outage")["count"] == 2
    assert run.summary["fleet"]["at_end"]["charging"] == 0
    assert "come back: after outage: 100 % back within 30 s holds: 100 %" in run.output


def test_figures_that_are_reset_take_what_was_seen_of_thresholds_with_them():
    figure = FleetFigure(FleetCount.DRIVERS_GAVE_UP)
    watch = Watch(Threshold("drivers gave up = 0", figure, Comparison.EQUAL, 0.0, Unit.COUNT))
    watch.first_broken_s = 3.0
    run = SimpleNamespace(recorder=Recorder(0.0), watches=[watch], _new_health=lambda: None)
    Run.reset_figures(run)
    assert watch.first_broken_s is None
