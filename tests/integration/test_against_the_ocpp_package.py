"""Our stations against a central system that nobody here wrote, which validates by itself."""

import pytest
from support.locust_process import quick_session, run_headless
from support.mobility_house_process import MobilityHouse

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
    "StatusNotification",
    "StopTransaction",
    "StatusNotification",
]


@pytest.mark.parametrize("options", [(), ("--compression",)], ids=["plain", "compressed"])
def test_charging_sessions_pass_its_validation_and_its_count_equals_ours(tmp_path, options):
    with MobilityHouse() as central_system:
        run = run_headless(
            tmp_path,
            central_system.url,
            *("--scenario", quick_session(tmp_path), "-u", "5", "-r", "5", "-t", "6s"),
            *options,
        )
        result = central_system.report()
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
