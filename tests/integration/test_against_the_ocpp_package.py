"""Our stations against a central system that nobody here wrote, which validates by itself."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.locust_process import quick_session, run_headless

CENTRAL_SYSTEM = Path(__file__).parents[1] / "support" / "mobility_house.py"

SESSION = [
    "BootNotification",
    "StatusNotification",
    "StatusNotification",
    "StatusNotification",
    "StatusNotification",
    "Authorize",
    "StartTransaction",
    "StatusNotification",
    "MeterValues",
    "StopTransaction",
    "StatusNotification",
    "StatusNotification",
]


@pytest.mark.parametrize("options", [(), ("--compression",)], ids=["plain", "compressed"])
def test_charging_sessions_pass_its_validation_and_its_count_equals_ours(tmp_path, options):
    with subprocess.Popen(
        [sys.executable, str(CENTRAL_SYSTEM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as central_system:
        port = central_system.stdout.readline().strip()
        run = run_headless(
            tmp_path,
            f"ws://127.0.0.1:{port}/ocpp",
            *("--scenario", quick_session(tmp_path), "-u", "5", "-r", "5", "-t", "6s"),
            *options,
        )
        report, _ = central_system.communicate("stop\n", timeout=30)
    result = json.loads(report)
    assert run.code == 0, run.errors
    assert result["errors"] == []
    assert result["compressed"] is bool(options)
    assert len(result["sent"]) == 5
    for messages in result["sent"].values():
        actions = [message["action"] for message in messages if message["action"] != "Heartbeat"]
        assert actions[: len(SESSION)] == SESSION
        # The last session was ended in good order: the central system knows of its end.
        assert actions.count("StartTransaction") == actions.count("StopTransaction")
    ours = {
        line["name"]: line["count"] + line["cut_off"]
        for line in run.summary["lines"]
        if line["direction"] == "call"
    }
    assert ours == result["seen"]
    assert run.summary["violations"] == {}
    assert run.summary["own_faults"] == {}
