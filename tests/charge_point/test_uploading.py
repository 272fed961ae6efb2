"""The upload of a log, and what is told of it.

OCPP 1.6 sections 4.4, 5.9 and 6.25 with errata 3.31 and 3.50; GetLog: security whitepaper
edition 3, N01.
"""

import tarfile
from io import BytesIO

import pytest
from support.simulation import EPOCH_S, SILENCE, VALIDATOR, Simulation

from ocpp_load.charge_point import TransferFailure, Transferred
from ocpp_load.charge_point.activities import boot, connect
from ocpp_load.charge_point.activities.resetting import restart
from ocpp_load.charge_point.activities.uploading import (
    notify_diagnostics_status,
    notify_log_status,
    upload_log,
)
from ocpp_load.handlers import HandlerRegistry
from ocpp_load.handlers.effects import UploadLog
from ocpp_load.handlers.v16 import firmware_management
from ocpp_load.messages.v16.actions import PROFILES
from ocpp_load.ocppj import format_timestamp

LOCATION = "ftp://files.example/incoming"
DIAGNOSTICS = "DiagnosticsStatusNotification"
LOG = "LogStatusNotification"
LOGGED_AT = EPOCH_S + 86_400  # so that what the station logs by itself can be cut off
BEFORE_ANY_LOG = format_timestamp(EPOCH_S - 86_400)


def booted(answers=None, **options):
    """A station that has something in its log and is registered, unless `answers` say otherwise."""
    registry = HandlerRegistry(PROFILES, VALIDATOR)
    registry.register([firmware_management])
    simulation = Simulation(
        answers, registry=registry, consequences={UploadLog: upload_log}, **options
    )

    def script(station):
        yield from connect(station)
        yield from boot(station)

    simulation.start(script).run(1)
    simulation.station.station.message_log.add(LOGGED_AT, True, b"a frame")
    simulation.messages.clear()
    return simulation


def get_diagnostics(simulation, location=LOCATION, **fields):
    return simulation.command("GetDiagnostics", {"location": location, **fields})


def get_log(simulation, request_id, **fields):
    """What GetLog leads to."""
    fields = {"content": b"an event\n", "retries": 0, "retry_interval_s": 60, **fields}
    effect = UploadLog(LOCATION, f"log-{request_id}.tar.gz", request_id=request_id, **fields)
    return simulation.spawn("UploadLog", upload_log(simulation.station, effect))


def told(simulation):
    """Every status of an upload in its order: when, in which message, for which request."""
    return [
        (message.at, message.action, message.payload["status"], message.payload.get("requestId"))
        for message in simulation.messages
        if message.action in (DIAGNOSTICS, LOG)
    ]


def statuses(simulation):
    return [status for _, _, status, _ in told(simulation)]


def failing(*reasons):
    """Outcomes of transfers in their order: a reason each; after the last one they succeed."""
    left = list(reasons)
    return lambda _: TransferFailure(left.pop(0)) if left else Transferred(1, b"")


def test_diagnostics_are_uploaded_and_the_central_system_is_kept_informed():
    simulation = booted()
    simulation.transfer_s = 10.0
    answer = get_diagnostics(simulation, startTime=format_timestamp(LOGGED_AT))
    assert told(simulation) == [(1.0, DIAGNOSTICS, "Uploading", None)]
    assert simulation.station.station.upload.running
    simulation.run(20)
    assert told(simulation)[1:] == [(11.0, DIAGNOSTICS, "Uploaded", None)]
    assert not simulation.station.station.upload.running
    [upload] = simulation.transfers
    assert (upload.location, upload.file_name) == (LOCATION, answer["fileName"])
    with tarfile.open(fileobj=BytesIO(upload.content), mode="r:gz") as archive:
        [name] = archive.getnames()
        text = archive.extractfile(name).read()
    assert text == f"{format_timestamp(LOGGED_AT)} -> a frame\n".encode()
    assert simulation.observer.own_faults == []


def test_where_there_is_nothing_to_upload_nothing_is_told():
    simulation = booted()
    assert get_diagnostics(simulation, stopTime=BEFORE_ANY_LOG) == {}
    simulation.run(100)
    assert told(simulation) == []
    assert simulation.transfers == []


def test_a_failure_is_told_once_and_not_tried_again_unless_asked():
    simulation = booted()
    simulation.transfer_outcome = failing("connection refused")
    get_diagnostics(simulation)
    simulation.run(1000)
    assert statuses(simulation) == ["Uploading", "UploadFailed"]
    assert len(simulation.transfers) == 1


def transfer_times(simulation):
    """Record when each attempt ends."""
    times = []
    outcome = simulation.transfer_outcome

    def recording(what):
        times.append(simulation.now)
        return outcome(what)

    simulation.transfer_outcome = recording
    return times


@pytest.mark.parametrize(
    ("failures", "retries", "interval", "attempts_end_at", "end"),
    [
        (1, 3, 20, [3.0, 25.0], "Uploaded"),
        (3, 3, 20, [3.0, 25.0, 47.0, 69.0], "Uploaded"),
        (4, 3, 20, [3.0, 25.0, 47.0, 69.0], "UploadFailed"),
        (9, 0, 20, [3.0], "UploadFailed"),
        (9, -1, 20, [3.0], "UploadFailed"),
        (9, 2, 0, [3.0, 6.0, 9.0], "UploadFailed"),
        (9, 1, -5, [3.0, 6.0], "UploadFailed"),
    ],
)
def test_retries_follow_the_first_attempt_an_interval_after_each_failure(
    failures, retries, interval, attempts_end_at, end
):
    simulation = booted()
    simulation.transfer_s = 2.0
    simulation.transfer_outcome = failing(*["timed out"] * failures)
    times = transfer_times(simulation)
    get_diagnostics(simulation, retries=retries, retryInterval=interval)
    simulation.run(1000)
    assert times == attempts_end_at
    assert told(simulation) == [
        (1.0, DIAGNOSTICS, "Uploading", None),
        (attempts_end_at[-1], DIAGNOSTICS, end, None),
    ]


@pytest.mark.parametrize("reason", ["unknown scheme", "host not allowed"])
def test_what_the_station_itself_refuses_is_not_tried_again(reason):
    simulation = booted()
    simulation.transfer_outcome = failing(reason)
    get_diagnostics(simulation, location="gopher://files.example/", retries=5)
    simulation.run(1000)
    assert statuses(simulation) == ["Uploading", "UploadFailed"]


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("unknown scheme", "NotSupportedOperation"),
        ("host not allowed", "PermissionDenied"),
        ("login refused", "PermissionDenied"),
        ("HTTP 400", "BadMessage"),
        ("HTTP 401", "PermissionDenied"),
        ("HTTP 403", "PermissionDenied"),
        ("HTTP 405", "NotSupportedOperation"),
        ("HTTP 501", "NotSupportedOperation"),
        ("HTTP 503", "UploadFailure"),
        ("no space left", "UploadFailure"),
        ("timed out", "UploadFailure"),
        ("connection refused", "UploadFailure"),
        ("connection lost", "UploadFailure"),
        ("not found", "UploadFailure"),
    ],
)
def test_get_log_is_told_what_the_reason_was_and_for_which_request(reason, status):
    simulation = booted()
    simulation.transfer_outcome = failing(reason)
    get_log(simulation, 42).run(100)
    assert told(simulation) == [(1.0, LOG, "Uploading", 42), (1.0, LOG, status, 42)]
    assert simulation.observer.own_faults == []


def test_get_log_is_told_of_its_upload_in_log_status_notifications():
    simulation = booted()
    get_log(simulation, 42).run(100)
    assert told(simulation) == [(1.0, LOG, "Uploading", 42), (1.0, LOG, "Uploaded", 42)]


def test_a_new_request_ends_the_upload_that_runs_which_is_told_of_as_failed():
    simulation = booted()
    simulation.transfer_s = 10.0
    get_diagnostics(simulation)
    simulation.run(5)
    get_diagnostics(simulation, location="ftp://files.example/other")
    simulation.run(100)
    assert told(simulation) == [
        (1.0, DIAGNOSTICS, "Uploading", None),
        (6.0, DIAGNOSTICS, "UploadFailed", None),
        (6.0, DIAGNOSTICS, "Uploading", None),
        (16.0, DIAGNOSTICS, "Uploaded", None),
    ]
    assert [upload.location for upload in simulation.transfers] == [
        LOCATION,
        "ftp://files.example/other",
    ]


def test_a_new_request_ends_one_that_waits_for_its_next_attempt():
    simulation = booted()
    simulation.transfer_outcome = failing("timed out")
    get_diagnostics(simulation, retries=5, retryInterval=60)
    simulation.run(5)
    get_diagnostics(simulation)
    simulation.run(1000)
    assert statuses(simulation) == ["Uploading", "UploadFailed", "Uploading", "Uploaded"]
    assert len(simulation.transfers) == 2


def test_each_request_is_told_of_its_own_end_whichever_command_it_came_with():
    simulation = booted()
    simulation.transfer_s = 10.0
    get_log(simulation, 42).run(1)
    get_log(simulation, 43).run(1)
    get_diagnostics(simulation)
    simulation.run(1)
    get_log(simulation, 44).run(100)
    assert [(action, status, request_id) for _, action, status, request_id in told(simulation)] == [
        (LOG, "Uploading", 42),
        (LOG, "UploadFailure", 42),
        (LOG, "Uploading", 43),
        (LOG, "UploadFailure", 43),
        (DIAGNOSTICS, "Uploading", None),
        (DIAGNOSTICS, "UploadFailed", None),
        (LOG, "Uploading", 44),
        (LOG, "Uploaded", 44),
    ]


def test_a_request_for_nothing_leaves_the_running_upload_alone():
    simulation = booted()
    simulation.transfer_s = 10.0
    get_diagnostics(simulation)
    get_diagnostics(simulation, stopTime=BEFORE_ANY_LOG)
    simulation.run(100)
    assert statuses(simulation) == ["Uploading", "Uploaded"]


def asked(simulation, notify):
    """The status that the central system is told when it asks now."""
    simulation.run(0).messages.clear()
    simulation.spawn("asked", notify(simulation.station)).run(0)
    [(_, _, status, request_id)] = told(simulation)
    return status, request_id


@pytest.mark.parametrize(
    ("begin", "diagnostics_status", "log_status"),
    [
        (get_diagnostics, "Uploading", ("Idle", None)),
        (lambda simulation: get_log(simulation, 42), "Idle", ("Uploading", 42)),
    ],
)
def test_whoever_asks_is_told_uploading_while_it_lasts_and_idle_before_and_after(
    begin, diagnostics_status, log_status
):
    simulation = booted()
    simulation.transfer_s = 10.0
    for during in (False, True, False):
        if during:
            begin(simulation)
        assert asked(simulation, notify_diagnostics_status) == (
            diagnostics_status if during else "Idle",
            None,
        )
        assert asked(simulation, notify_log_status) == (log_status if during else ("Idle", None))
        simulation.run(10)
    assert simulation.observer.own_faults == []


def test_while_registration_is_pending_the_file_is_uploaded_and_the_notifications_follow_it():
    status = ["Pending"]
    simulation = booted(
        {
            "BootNotification": lambda _: {
                "status": status[0],
                "currentTime": "2026-09-21T13:33:20.000Z",
                "interval": 60,
            }
        }
    )
    get_diagnostics(simulation)
    simulation.run(10)
    assert len(simulation.transfers) == 1
    assert told(simulation) == []
    status[0] = "Accepted"
    simulation.run(100)
    assert statuses(simulation) == ["Uploading", "Uploaded"]


def test_a_central_system_that_does_not_answer_does_not_hold_the_upload_back():
    simulation = booted({DIAGNOSTICS: SILENCE})
    get_diagnostics(simulation)
    assert len(simulation.transfers) == 1
    simulation.run(100)
    assert statuses(simulation) == ["Uploading", "Uploaded"]
    assert simulation.observer.failed == [(DIAGNOSTICS, "timeout")] * 2


def test_an_upload_that_a_restart_ends_is_told_of_as_failed_after_the_next_accepted_boot():
    simulation = booted()
    simulation.transfer_s = 10.0
    get_diagnostics(simulation)
    simulation.spawn("reset", restart(simulation.station, hard=True)).run(100)
    assert statuses(simulation) == ["Uploading", "UploadFailed"]
    actions = simulation.actions
    assert actions.index("BootNotification", 1) < len(actions) - actions[::-1].index(DIAGNOSTICS)
    assert not simulation.station.station.upload.running
    assert asked(simulation, notify_diagnostics_status) == ("Idle", None)


def test_the_end_of_the_run_ends_the_upload():
    simulation = booted()
    simulation.transfer_s = 10.0
    get_diagnostics(simulation)
    simulation.stop().run(100)
    assert simulation.station.finished
    assert statuses(simulation) == ["Uploading"]
    assert not simulation.station.station.upload.running
