"""The central system is killed under a fleet of stations, and comes back with its books."""

import json
import subprocess
import sys

from support.control import ask
from support.locust_process import ROOT, run_headless

from ocpp_load.central_system.process import EmbeddedCentralSystem

SESSIONS = """\
name: sessions on a bad day
ocpp: "1.6"
station:
  vendor: ocpp_load
  model: AC-22
  connectors: 2
  power: 22 kW
  configuration:
    MeterValueSampleInterval: 1
    TransactionMessageRetryInterval: 1
    TransactionMessageAttempts: 50
steps:
  - connect
  - boot
  - repeat:
      steps:
        - wait: {uniform: [100 ms, 500 ms]}
        - plug_in
        - authorize
        - start_transaction
        - charge: {for: {uniform: [2 s, 4 s]}}
        - stop_transaction
        - unplug
"""
OF_TRANSACTIONS = "actions=StartTransaction|StopTransaction|MeterValues"
A_BAD_DAY = [
    "hang,after=2s,for=2s",
    "reset,after=7s",
    "unavailable,after=7s,for=2s,status=429,retry-after=1",
    "silent,share=0.1,for=10s",
    f"lose-answer,share=0.05,{OF_TRANSACTIONS}",
    f"call-error,share=0.05,{OF_TRANSACTIONS}",
    "late,share=0.1,latency=uniform:0ms,1500ms",
    "twice,share=0.05",
    "wrong-id,share=0.02",
    "malformed,share=0.02",
    "wrong-payload,share=0.03",
]


def run_through_outages(*options):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.outages", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_fleet_loses_nothing_when_its_central_system_is_killed_three_times():
    """The small sister of `make bench ARGS=--outages`, which has 500 stations and 20 s."""
    outcome = run_through_outages(
        *("--stations", "50", "--kills", "3", "--away", "2", "--between", "2"),
        *("--back-off-maximum", "1", "--back-off-random", "1"),
    )
    assert outcome["problems"] == []
    assert outcome["audit"]["delivered"] == outcome["books"]["stopped"] > 50


def test_a_fleet_loses_nothing_on_a_day_on_which_everything_goes_wrong(tmp_path):
    """Nothing is lost or out of order; what was answered late or twice is told for what it is."""
    faults = [word for fault in A_BAD_DAY for word in ("--fault", fault)]
    scenario = tmp_path / "sessions.yaml"
    scenario.write_text(SESSIONS, encoding="utf-8")
    with EmbeddedCentralSystem(faults) as central_system:
        run = run_headless(
            tmp_path,
            central_system.url,
            *("--scenario", str(scenario), "-u", "40", "-r", "40", "-t", "12s"),
            *("--call-timeout", "1", "--connect-timeout", "1", "--stop-timeout", "40"),
            *("--back-off-maximum", "1", "--back-off-random", "1"),
        )
        books = ask(central_system, "/transactions")
        strikes = ask(central_system, "/faults")["strikes"]
    summary = run.summary
    audit = summary["audit"]
    assert {
        audit[name] for name in ("lost", "out_of_order", "meter_values_lost", "still_open")
    } == {0}, audit["findings"]
    assert books["started"] == books["stopped"] == audit["started"] == audit["delivered"] > 50
    assert (books["outOfOrder"]["count"], books["unknown"]["count"]) == (0, 0)
    assert books["repeated"]["count"] >= audit["delivered_twice"]
    assert strikes.keys() >= {"reset", "unavailable", "late", "lose-answer", "twice"}
    assert summary["own_faults"] == {}
    assert summary["violations"].keys() <= {
        "answer to a call never made",
        "call answered twice",
        "not JSON",
    }
