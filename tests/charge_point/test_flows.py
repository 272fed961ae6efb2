"""Flows, end to end: what a command has led to, and when the central system has acknowledged it.

OCPP 1.6 sections 5.9, 5.11, 5.12, 5.14, 5.17 and 5.19 with the messages of the station that they
bring about; whitepaper edition 3 sections 5.5, 5.7 and 5.8.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.commands import booted, charging, connector, reserve
from support.simulation import SILENCE, ErrorAnswer

from ocpp_load.charge_point import TransferFailure
from ocpp_load.charge_point.activities import plug_in, unplug
from ocpp_load.charge_point.activities.transactions import begin_transaction
from ocpp_load.charge_point.answer_rules import AnswerRule
from ocpp_load.charge_point.flow_names import FLOW_NAMES
from ocpp_load.model import Between, RemoteDriver, Surroundings
from ocpp_load.model.surroundings import Firmware, FirmwareOutcome
from ocpp_load.ocppj import format_timestamp
from ocpp_load.scenario.distribution import Fixed

START = "RemoteStartTransaction to StartTransaction"
NO_START = "RemoteStartTransaction without StartTransaction"
STOP = "RemoteStopTransaction to StopTransaction"
REFUSED = {"idTagInfo": {"status": "Invalid"}}


def with_driver(plugs_in_after=1.5, asks_first="false", **configuration):
    """The type of a station to which a driver comes for every remote start."""
    return {
        "configuration": {
            "AuthorizeRemoteTxRequests": asks_first,
            "MeterValueSampleInterval": "0",
            **configuration,
        },
        "surroundings": Surroundings(
            remote_driver=RemoteDriver(
                None if plugs_in_after is None else Fixed(plugs_in_after), Fixed(60), Fixed(2)
            ),
            reset_takes=Between(5, 5),
            firmware=Firmware(installation_s=10),
        ),
    }


def ready(answers=None, **options):
    """A booted station at second 1, whose answers take a quarter of a second."""
    options.setdefault("type_fields", with_driver())
    return booted(answers, latency_s=0.25, **options)


def start_remotely(simulation, **fields):
    return simulation.command("RemoteStartTransaction", {"idTag": "APP", **fields})


def flows(simulation):
    """What was told; and nothing is kept of it, and no fault was ours."""
    assert simulation.station.flows.under_way == []
    assert simulation.observer.own_faults == []
    return simulation.observer.flows


def at_the_end_of_the_run(simulation):
    """What was told once the run is over: of flows, and of those that it cut off."""
    simulation.station.abandon()
    return flows(simulation), simulation.observer.flows_cut_off


def test_a_remote_start_is_timed_up_to_the_answer_to_start_transaction():
    simulation = ready()
    start_remotely(simulation)
    simulation.run(1.9)
    assert simulation.observer.flows == []
    simulation.run(0.1)
    assert flows(simulation) == [(START, 2.0, None)]
    simulation.run(100)
    assert simulation.observer.flows == [(START, 2.0, None)]


def test_with_authorize_before_it_that_is_in_it_as_well():
    simulation = ready(type_fields=with_driver(asks_first="true"))
    start_remotely(simulation)
    simulation.run(10)
    assert flows(simulation) == [(START, 2.25, None)]


def test_a_command_that_is_answered_late_by_a_rule_is_timed_from_when_it_was_read():
    rule = AnswerRule("RemoteStartTransaction", delay=Fixed(3.0))
    simulation = ready(own_answers=(rule,))
    simulation.receive([2, "1", "RemoteStartTransaction", {"idTag": "APP"}]).run(20)
    assert flows(simulation) == [(START, 5.0, None)]


def test_an_outage_in_between_is_in_its_time():
    simulation = ready()
    start_remotely(simulation)
    simulation.reachable = False
    simulation.lose_connection().run(20)
    assert [flow.name for flow in simulation.station.flows.under_way] == [START]
    simulation.reachable = True
    simulation.run(100)
    [(name, seconds, failure)] = flows(simulation)
    assert (name, failure) == (START, None)
    assert seconds > 20


@pytest.mark.parametrize(
    ("answers", "type_fields", "how"),
    [
        ({}, with_driver(plugs_in_after=None, ConnectionTimeOut="30"), "ConnectionTimeOut"),
        ({"Authorize": REFUSED}, with_driver(asks_first="true"), "the id tag was refused"),
    ],
)
def test_a_start_that_comes_to_nothing_is_nobodys_failure_and_told_apart(answers, type_fields, how):
    simulation = ready(answers, type_fields=type_fields)
    start_remotely(simulation)
    simulation.run(60)
    assert flows(simulation) == [(f"{NO_START}: {how}", None, None)]


def test_so_is_one_that_a_restart_makes_the_station_forget():
    simulation = ready(type_fields=with_driver(plugs_in_after=None))
    start_remotely(simulation)
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(100)
    assert sorted(flows(simulation)) == [
        (f"{NO_START}: the station has restarted", None, None),
        ("Reset to accepted", 5.25, None),
    ]


def test_so_is_one_whose_driver_was_quicker_with_a_card_of_their_own():
    def session(station):
        yield from plug_in(station, station.station.connector(1))

    simulation = ready(script=session, type_fields=with_driver(asks_first="true"))
    start_remotely(simulation, connectorId=1)
    begun = begin_transaction(simulation.station, connector(simulation), "CARD")
    simulation.spawn("card", begun).run(10)
    assert flows(simulation) == [(f"{NO_START}: another driver was quicker", None, None)]


def test_so_is_one_whose_driver_has_left_meanwhile():
    def session(station):
        yield from plug_in(station, station.station.connector(1))

    simulation = ready(script=session, type_fields=with_driver(asks_first="true"))
    start_remotely(simulation, connectorId=1)
    simulation.spawn("leaves", unplug(simulation.station, connector(simulation))).run(10)
    assert flows(simulation) == [(f"{NO_START}: the driver had left", None, None)]


def test_a_start_transaction_that_is_given_up_is_the_central_systems_failure():
    simulation = ready(
        {"StartTransaction": ErrorAnswer("InternalError")},
        type_fields=with_driver(
            TransactionMessageAttempts="2", TransactionMessageRetryInterval="1"
        ),
    )
    start_remotely(simulation)
    simulation.run(100)
    assert flows(simulation) == [(START, None, "no usable answer to any attempt")]


def test_a_start_that_is_refused_by_start_transaction_has_been_answered_all_the_same():
    simulation = ready({"StartTransaction": {"transactionId": 1, **REFUSED}})
    start_remotely(simulation)
    simulation.run(100)
    assert flows(simulation) == [(START, 2.0, None)]


@pytest.mark.parametrize("seconds", [0.5, 1.6])
def test_what_the_end_of_the_run_cuts_off_is_neither_success_nor_failure(seconds):
    simulation = ready({"StartTransaction": SILENCE})
    start_remotely(simulation)
    simulation.run(seconds).stop()
    assert at_the_end_of_the_run(simulation) == ([], [START])


def test_a_rejected_command_begins_nothing():
    simulation = ready()
    reserve(simulation, connectorId=1)
    assert start_remotely(simulation, connectorId=1) == {"status": "Rejected"}
    assert simulation.command("RemoteStopTransaction", {"transactionId": 9}) == {
        "status": "Rejected"
    }
    simulation.run(100)
    assert flows(simulation) == []


def test_nor_does_one_that_is_carried_out_and_said_to_be_rejected():
    rule = AnswerRule(
        "RemoteStartTransaction", gives=lambda *_: {"status": "Rejected"}, carries_out=True
    )
    simulation = ready(own_answers=(rule,))
    start_remotely(simulation)
    simulation.run(10)
    assert "StartTransaction" in simulation.actions
    assert flows(simulation) == []


def test_a_remote_stop_is_timed_up_to_the_answer_to_stop_transaction():
    simulation = charging(latency_s=0.25, type_fields=with_driver())
    simulation.run(10)
    simulation.command("RemoteStopTransaction", {"transactionId": 1})
    simulation.run(10)
    assert flows(simulation) == [(STOP, 0.5, None)]  # the StatusNotification before it took as long


def test_a_reset_is_timed_up_to_the_station_being_accepted_again():
    verdicts = iter(["Rejected", "Accepted"])
    simulation = ready()
    simulation.answers["BootNotification"] = lambda _: {
        "status": next(verdicts),
        "currentTime": "2026-09-21T13:33:20.000Z",
        "interval": 10,
    }
    simulation.command("Reset", {"type": "Soft"})
    simulation.run(60)
    assert flows(simulation) == [("Reset to accepted", 5 + 0.25 + 10 + 0.25, None)]


def test_a_reset_that_fails_by_itself_is_nobodys_failure():
    surroundings = Surroundings(reset_takes=Between(5, 5), reset_failures=9)
    simulation = ready(type_fields={"surroundings": surroundings})
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(100)
    assert flows(simulation) == [("Reset without accepted: ResetFailure", None, None)]


def trigger(simulation, message, **fields):
    return simulation.command("TriggerMessage", {"requestedMessage": message, **fields})


@pytest.mark.parametrize(
    ("message", "seconds"),
    [("Heartbeat", 0.25), ("StatusNotification", 0.75), ("MeterValues", 0.5)],
)
def test_a_triggered_message_is_timed_up_to_its_last_answer(message, seconds):
    simulation = ready()
    trigger(simulation, message)
    simulation.run(10)
    assert flows(simulation) == [(f"TriggerMessage to {message}", seconds, None)]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (ErrorAnswer("InternalError"), "CallError InternalError"),
        ({"currentTime": 7}, "answer breaks its schema: "),
        (SILENCE, "timeout"),
    ],
)
def test_a_triggered_message_without_a_usable_answer_is_the_central_systems_failure(answer, reason):
    simulation = ready({"Heartbeat": answer})
    trigger(simulation, "Heartbeat")
    simulation.run(60)
    [(name, seconds, failure)] = flows(simulation)
    assert (name, seconds) == ("TriggerMessage to Heartbeat", None)
    assert failure.startswith(reason)


def test_a_triggered_message_that_a_restart_takes_back_is_nobodys_failure():
    simulation = ready({"Heartbeat": SILENCE})
    trigger(simulation, "Heartbeat")
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(60)
    assert sorted(flows(simulation)) == [
        ("Reset to accepted", 5.25, None),
        ("TriggerMessage without Heartbeat: given up", None, None),
    ]


def test_a_boot_that_is_asked_for_is_timed_up_to_its_first_answer():
    boots = iter(["Pending", "Pending", "Accepted"])
    simulation = ready(
        {
            "BootNotification": lambda _: {
                "status": next(boots),
                "currentTime": "2026-09-21T13:33:20.000Z",
                "interval": 300,
            }
        }
    )
    assert trigger(simulation, "BootNotification") == {"status": "Accepted"}
    simulation.run(1)
    assert flows(simulation) == [("TriggerMessage to BootNotification", 0.25, None)]


def get_diagnostics(simulation):
    return simulation.command("GetDiagnostics", {"location": "ftp://files.example/in"})


def test_diagnostics_are_timed_up_to_the_answer_to_uploaded():
    simulation = ready()
    simulation.transfer_s = 4
    get_diagnostics(simulation)
    simulation.run(60)
    assert flows(simulation) == [("GetDiagnostics to Uploaded", 4.25, None)]


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("login refused", ("GetDiagnostics to Uploaded", None, "login refused")),
        (
            "host not allowed",
            ("GetDiagnostics without Uploaded: host not allowed", None, None),
        ),
    ],
)
def test_an_upload_that_fails_is_the_failure_of_whose_server_it_is(reason, told):
    simulation = ready()
    simulation.transfer_outcome = lambda _: TransferFailure(reason)
    get_diagnostics(simulation)
    simulation.run(60)
    assert flows(simulation) == [told]


def test_an_upload_that_gives_way_to_another_is_nobodys_failure():
    simulation = ready()
    simulation.transfer_s = 4
    get_diagnostics(simulation)
    simulation.run(1)
    get_diagnostics(simulation)
    simulation.run(60)
    assert flows(simulation) == [
        ("GetDiagnostics without Uploaded: given up", None, None),
        ("GetDiagnostics to Uploaded", 4.25, None),
    ]


def test_a_log_of_the_security_extension_is_timed_likewise():
    simulation = ready()
    simulation.command(
        "GetLog",
        {"logType": "SecurityLog", "requestId": 7, "log": {"remoteLocation": "ftp://f.example/"}},
    )
    simulation.run(60)
    assert [(name, failure) for name, _, failure in flows(simulation)] == [
        ("GetLog to Uploaded", None)
    ]


def update_firmware(simulation):
    return simulation.command(
        "UpdateFirmware",
        {
            "location": "ftp://files.example/fw-2.0.bin",
            "retrieveDate": format_timestamp(simulation.station.epoch_s()),
        },
    )


def test_an_update_is_timed_up_to_the_answer_to_installed():
    simulation = ready()
    simulation.transfer_s = 4
    update_firmware(simulation)
    simulation.run(100)
    [(name, seconds, failure)] = flows(simulation)
    assert (name, failure) == ("UpdateFirmware to Installed", None)
    installed = next(m.at for m in simulation.messages if m.payload.get("status") == "Installed")
    assert seconds == installed + 0.25 - 1


@pytest.mark.parametrize(
    "outcome", [FirmwareOutcome.DOWNLOAD_FAILED, FirmwareOutcome.INSTALLATION_FAILED]
)
def test_an_update_that_fails_as_the_scenario_has_it_is_nobodys_failure(outcome):
    surroundings = Surroundings(firmware=Firmware(outcome=outcome, installation_s=10))
    simulation = ready(type_fields={"surroundings": surroundings})
    update_firmware(simulation)
    simulation.run(200)
    [(name, seconds, failure)] = flows(simulation)
    assert name.startswith("UpdateFirmware without Installed: ")
    assert name.endswith("Failed")
    assert (seconds, failure) == (None, None)


def test_a_download_that_fails_is_the_failure_of_whose_server_it_is():
    simulation = ready()
    simulation.transfer_outcome = lambda _: TransferFailure("not found")
    update_firmware(simulation)
    simulation.run(200)
    assert flows(simulation) == [("UpdateFirmware to Installed", None, "not found")]


COMMANDS = st.sampled_from(
    [
        ("RemoteStartTransaction", {"idTag": "APP"}),
        ("RemoteStopTransaction", {"transactionId": 1}),
        ("Reset", {"type": "Soft"}),
        ("Reset", {"type": "Hard"}),
        ("TriggerMessage", {"requestedMessage": "StatusNotification"}),
        ("TriggerMessage", {"requestedMessage": "Heartbeat"}),
        ("GetDiagnostics", {"location": "ftp://files.example/in"}),
        ("ExtendedTriggerMessage", {"requestedMessage": "LogStatusNotification"}),
    ]
)


@settings(max_examples=20)
@given(st.lists(st.tuples(COMMANDS, st.floats(0, 30), st.booleans()), max_size=12))
def test_whatever_is_accepted_is_told_once_under_a_name_of_the_table(story):
    simulation = ready()
    simulation.transfer_s = 3
    accepted = 0
    for (action, payload), pause_s, loses in story:
        if simulation.station.connected:
            answer = simulation.command(action, payload)
            if isinstance(answer, dict):  # before the station is accepted it is a CallError
                accepted += answer.get("status", "Accepted") == "Accepted"
        if loses and simulation.station.connected:
            simulation.lose_connection()
        simulation.run(pause_s)
    told, cut_off = at_the_end_of_the_run(simulation)
    assert len(told) + len(cut_off) == accepted
    completed = [name for name, _, _ in told if " to " in name.partition(" without ")[0]]
    assert {*completed, *cut_off} <= set(FLOW_NAMES)
