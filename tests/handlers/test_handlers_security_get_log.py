"""GetLog, its answers (security whitepaper edition 3, N01)."""

import pytest
from support.simulation import EPOCH_S, VALIDATOR, a_station

from ocpp_load.handlers import Command, HandlerRegistry, Leniency, Reply
from ocpp_load.handlers.effects import UploadLog
from ocpp_load.handlers.v16.security import get_log
from ocpp_load.messages.v16.actions import PROFILES, FeatureProfile
from ocpp_load.model import Registration
from ocpp_load.ocppj import format_timestamp

LOCATION = "ftp://files.example/incoming"
REJECTED = Reply({"status": "Rejected"})


def a_station_with_logs(**type_fields):
    """A message and a security event at each of the seconds 0, 60 and 120."""
    station = a_station(**type_fields)
    station.registration = Registration.ACCEPTED
    for second in (0, 60, 120):
        station.message_log.add(EPOCH_S + second, True, b"message at %d" % second)
        station.security_log.add(EPOCH_S + second, "Event", f"at {second}")
    return station


def ask(station, log_type, *, leniency=None, log=(), **fields):
    registry = HandlerRegistry(PROFILES, VALIDATOR, leniency)
    registry.register([get_log])
    payload = {
        "logType": log_type,
        "requestId": 17,
        "log": {"remoteLocation": LOCATION, **dict(log)},
        **fields,
    }
    reply = registry.dispatch(station, Command("GetLog", payload, EPOCH_S + 300, 0.0))
    assert VALIDATOR.check_response("GetLog", reply.payload) is None
    return reply


def at(second):
    return format_timestamp(EPOCH_S + second)


def seconds(reply):
    """Which entries of the log are to be uploaded."""
    [upload] = reply.effects
    return [int(line.rpartition(" ")[2]) for line in upload.content.decode().splitlines()]


@pytest.mark.parametrize(
    ("log_type", "name", "log"),
    [
        ("DiagnosticsLog", "diagnostics-CP000007-20260921T141820Z.tar.gz", "message_log"),
        ("SecurityLog", "security-CP000007-20260921T141820Z.tar.gz", "security_log"),
    ],
)
def test_the_log_that_was_asked_for_is_named_and_uploaded(log_type, name, log):
    station = a_station_with_logs()
    content = getattr(station, log).text(0.0, EPOCH_S * 2)
    reply = ask(station, log_type, retries=2, retryInterval=5)
    assert reply == Reply(
        {"status": "Accepted", "filename": name},
        [UploadLog(LOCATION, name, content, retries=2, retry_interval_s=5, request_id=17)],
    )
    assert seconds(reply) == [0, 60, 120]


def test_retries_are_the_stations_choice_where_they_are_left_out():
    [upload] = ask(a_station_with_logs(), "SecurityLog").effects
    assert (upload.retries, upload.retry_interval_s) == (0, 60)


@pytest.mark.parametrize("log_type", ["DiagnosticsLog", "SecurityLog"])
@pytest.mark.parametrize(
    ("log", "kept"),
    [
        ({"oldestTimestamp": at(60)}, [60, 120]),
        ({"latestTimestamp": at(60)}, [0, 60]),
        ({"oldestTimestamp": at(30), "latestTimestamp": at(90)}, [60]),
    ],
)
def test_the_log_is_cut_to_the_time_that_was_asked_for(log_type, log, kept):
    assert seconds(ask(a_station_with_logs(), log_type, log=log)) == kept


@pytest.mark.parametrize("running", [False, True])
@pytest.mark.parametrize("log_type", ["DiagnosticsLog", "SecurityLog"])
@pytest.mark.parametrize(
    "log",
    [
        {"oldestTimestamp": at(121)},
        {"latestTimestamp": at(-1)},
        {"oldestTimestamp": at(90), "latestTimestamp": at(30)},
        {"oldestTimestamp": "0000-01-01T00:00:00Z"},
    ],
)
def test_nothing_is_uploaded_or_cancelled_where_there_is_nothing_of_that_time(
    log_type, log, running
):
    station = a_station_with_logs()
    if running:
        station.upload.begin(3)
    assert ask(station, log_type, log=log) == REJECTED
    assert station.upload.running is running


def test_a_station_to_which_nothing_has_happened_has_no_security_log():
    station = a_station()
    station.registration = Registration.ACCEPTED
    assert ask(station, "SecurityLog") == REJECTED


@pytest.mark.parametrize("request_id", [None, 3])
def test_an_upload_that_runs_gives_way_whichever_command_asked_for_it(request_id):
    station = a_station_with_logs()
    station.upload.begin(request_id)
    reply = ask(station, "SecurityLog")
    assert reply.payload["status"] == "AcceptedCanceled"
    assert [effect.request_id for effect in reply.effects] == [17]


def test_a_lenient_station_without_the_extension_rejects():
    station = a_station_with_logs(feature_profiles=frozenset({FeatureProfile.CORE}))
    assert ask(station, "SecurityLog", leniency=Leniency(profiles=True)) == REJECTED
