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
            *("--scenario", quick_session(tmp_path), "-u", "5", "-r", "5", "-t", "7s"),
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


def test_sessions_go_on_through_an_outage_and_none_is_lost(tmp_path):
    """OCPP 1.6 sections 3.7 and 4.8: what was stored comes in order; what had no answer, again."""
    with MobilityHouse("mobility_house_outage") as central_system:
        run = run_headless(
            tmp_path,
            central_system.url,
            *("--scenario", quick_session(tmp_path), "-u", "5", "-r", "5", "-t", "8s"),
            *("--back-off-maximum", "1", "--back-off-random", "1"),
        )
        result = central_system.report()
    assert result["errors"] == []
    assert run.summary["own_faults"] == {}
    assert run.summary["violations"] == {}
    audit = run.summary["audit"]
    assert {audit[name] for name in ("lost", "delivered_twice", "out_of_order", "still_open")} == {
        0
    }
    begun = {}
    for start in result["started"]:
        key = (start["identity"], start["connectorId"], start["timestamp"])
        begun.setdefault(key, []).append(start["transactionId"])
    # The start whose answer was lost was sent again; the outage may have caught others as well.
    lost = result["lost"]
    assert len(begun[lost["identity"], lost["connectorId"], lost["timestamp"]]) == 2
    assert {1, 2} == {len(ids) for ids in begun.values()}
    assert audit["started"] == audit["delivered"] == len(begun)
    stopped = []
    for messages in result["sent"].values():
        payloads = [
            (message["action"], message["payload"])
            for message in messages
            if message["action"] in {"StartTransaction", "StopTransaction"}
        ]
        times = [payload["timestamp"] for _, payload in payloads]
        assert times == sorted(times)
        stopped += [
            payload["transactionId"] for action, payload in payloads if action == "StopTransaction"
        ]
    # Every session was stopped once, by the id that came last for it.
    assert sorted(stopped) == sorted(ids[-1] for ids in begun.values())
    # Nobody booted for the outage, and everybody was back after it.
    assert result["seen"]["BootNotification"] == 5
    assert all(
        {"StartTransaction", "StopTransaction"} <= {message["action"] for message in messages}
        for messages in result["sent"].values()
    )
