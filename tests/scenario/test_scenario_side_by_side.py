"""Branches side by side, and the steps about faults, cards and power, under a simulated clock."""

from itertools import pairwise

import pytest
from support.commands import told
from support.simulation import Simulation

from ocpp_load.scenario import find_scenario, load_scenario, parse_scenario
from ocpp_load.scenario.commission import Commission

HEAD = b"""\
name: test
ocpp: "1.6"
station:
  vendor: v
  model: m
  connectors: 2
  id_tag: "T{n}"
  configuration: {MeterValueSampleInterval: 0}
steps:
  - connect
  - boot
"""

SESSION = "[plug_in, start_transaction, charge: {for: 10 s}, stop_transaction, unplug]"


def run(steps, seconds, answers=None):
    scenario = parse_scenario(HEAD + steps.encode(), "test.yaml")
    commission = Commission(scenario)
    simulation = Simulation(answers, station=commission.station(7)).start(commission.script)
    return simulation.run(seconds)


def lines(simulation):
    """Return what was sent after the report that follows the boot."""
    return told(simulation)[4:]


def test_branches_run_at_the_same_time_and_are_joined():
    simulation = run(
        "  - parallel:\n"
        "      - [wait: 10 s, heartbeat, wait: 30 s]\n"
        "      - [wait: 20 s, heartbeat]\n"
        "  - call: {action: DataTransfer, payload: {vendorId: x}}\n",
        100,
    )
    sent = [(m.at, m.action) for m in simulation.messages[4:]]
    assert sent == [(10, "Heartbeat"), (20, "Heartbeat"), (40, "DataTransfer")]


def test_each_connector_has_its_own_session_with_its_own_card():
    simulation = run(
        f'  - each_connector: {{id_tag: "C{{connector}}-{{n}}", steps: {SESSION}}}\n', 100
    )
    starts = simulation.payloads("StartTransaction")
    assert [(s["connectorId"], s["idTag"]) for s in starts] == [(1, "C1-7"), (2, "C2-7")]
    assert starts[0]["timestamp"] == starts[1]["timestamp"]
    stops = simulation.payloads("StopTransaction")
    assert {s["idTag"] for s in stops} == {"C1-7", "C2-7"}
    for number in (1, 2):
        statuses = [line for line in lines(simulation) if line.startswith(f"{number} ")]
        assert statuses == [
            f"{number} {status}" for status in ("Preparing", "Charging", "Finishing", "Available")
        ]


def test_a_step_may_name_another_connector_all_the_same():
    simulation = run("  - each_connector: {steps: [{plug_in: {connector: 2}}]}\n", 10)
    assert lines(simulation) == ["2 Preparing"]


def test_a_run_that_is_stopped_ends_every_branch_in_good_order():
    session = SESSION.replace("10 s", "1 h")
    simulation = run(f"  - repeat: {{steps: [each_connector: {{steps: {session}}}]}}\n", 100)
    simulation.stop().run(10)
    assert simulation.station.finished
    stops = simulation.payloads("StopTransaction")
    assert {stop["transactionId"] for stop in stops} == {1, 2}
    assert simulation.station.station.open_transactions == 0
    assert simulation.observer.own_faults == []


def test_a_branch_that_waits_for_nothing_does_not_keep_the_others_from_running():
    simulation = run(
        "  - parallel:\n"
        "      - [{repeat: {steps: [connect]}}]\n"
        "      - [{repeat: {times: 3, steps: [heartbeat, wait: 10 s]}}]\n",
        100,
    )
    assert simulation.actions.count("Heartbeat") == 3
    assert simulation.station.suspensions < 1000


def test_a_fault_in_one_branch_interrupts_the_session_of_another():
    simulation = run(
        f"  - parallel:\n      - {SESSION}\n"
        "      - [wait: 5 s, fault: {error_code: GroundFailure, for: 1 min, reason: EmergencyStop}]\n"
        "  - heartbeat\n",
        100,
    )
    assert lines(simulation) == [
        "1 Preparing",
        "StartTransaction",
        "1 Charging",
        "1 Faulted",
        "StopTransaction 1 EmergencyStop",
        "1 Available",
        "Heartbeat",
    ]


def test_a_card_may_come_before_the_cable():
    simulation = run("  - present_card\n  - plug_in\n  - start_transaction\n", 10)
    assert lines(simulation) == ["Authorize", "1 Preparing", "StartTransaction", "1 Charging"]


def test_another_card_of_the_group_may_stop_it():
    simulation = run(
        "  - start_transaction: {id_tag: MINE}\n  - stop_transaction: {id_tag: 'YOURS-{n}'}\n",
        10,
        {
            "StartTransaction": {
                "transactionId": 5,
                "idTagInfo": {"status": "Accepted", "parentIdTag": "US"},
            },
            "Authorize": {"idTagInfo": {"status": "Accepted", "parentIdTag": "US"}},
        },
    )
    [stop] = simulation.payloads("StopTransaction")
    assert (stop["idTag"], "reason" in stop) == ("YOURS-7", False)


@pytest.mark.parametrize(
    ("step", "reason", "code"),
    [("reboot", "Reboot", 1001), ("power_loss: {for: 30 s}", "PowerLoss", 1006)],
)
def test_the_steps_go_on_after_a_restart(step, reason, code):
    simulation = run(f"  - start_transaction\n  - {step}\n  - heartbeat\n", 200)
    assert simulation.payloads("StopTransaction")[0]["reason"] == reason
    assert [closed for _, closed, _ in simulation.closings] == [code]
    assert simulation.actions[-1] == "Heartbeat"


def test_a_warning_stays_until_it_is_taken_back():
    simulation = run(
        "  - status: {error_code: WeakSignal, info: far, vendor_id: v, vendor_error_code: W1}\n"
        "  - plug_in\n  - status: {error_code: NoError}\n  - unplug\n",
        10,
    )
    reports = simulation.payloads("StatusNotification")[3:]
    assert [(r["status"], r["errorCode"], r.get("vendorErrorCode")) for r in reports] == [
        ("Available", "WeakSignal", "W1"),
        ("Preparing", "WeakSignal", "W1"),
        ("Preparing", "NoError", None),
        ("Available", "NoError", None),
    ]


def test_what_a_status_step_makes_up_is_corrected_by_the_next_change():
    simulation = run("  - status: {status: Charging}\n  - plug_in\n", 10)
    assert lines(simulation) == ["1 Charging", "1 Preparing"]


def test_the_shipped_double_post_charges_at_both_connectors_for_a_day():
    commission = Commission(load_scenario(find_scenario("side_by_side")))
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(86_400)
    starts = simulation.payloads("StartTransaction")
    assert {start["connectorId"] for start in starts} == {1, 2}
    assert {start["idTag"] for start in starts} == {"TAG000001-1", "TAG000001-2"}
    assert any(one["connectorId"] != other["connectorId"] for one, other in pairwise(starts))
    reasons = {stop.get("reason") for stop in simulation.payloads("StopTransaction")}
    assert {None, "PowerLoss"} <= reasons
    assert simulation.observer.own_faults == []
    assert simulation.observer.failed == []
