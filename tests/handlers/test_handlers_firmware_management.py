"""GetDiagnostics and UpdateFirmware, their answers (OCPP 1.6 sections 5.9, 5.19, 6.25 and 6.55)."""

import pytest
from support.simulation import EPOCH_S, VALIDATOR, a_station

from ocpp_load.handlers import Command, HandlerRegistry, Leniency, Refusal, Reply
from ocpp_load.handlers.effects import UpdateFirmware, UploadLog
from ocpp_load.handlers.v16 import firmware_management
from ocpp_load.messages.v16.actions import PROFILES, FeatureProfile
from ocpp_load.model import Registration, Station, StationType
from ocpp_load.ocppj import ErrorCode, format_timestamp

LOCATION = "ftp://files.example/incoming"


def dispatch(station, action, payload, *, leniency=None):
    registry = HandlerRegistry(PROFILES, VALIDATOR, leniency)
    registry.register([firmware_management])
    return registry.dispatch(station, Command(action, payload, EPOCH_S, 0.0))


def a_station_with_a_log(**type_fields):
    """Messages at the seconds 0, 60 and 120 of the simulation."""
    station = a_station(**type_fields)
    station.registration = Registration.ACCEPTED
    for second, sent in ((0, True), (60, False), (120, True)):
        station.message_log.add(EPOCH_S + second, sent, b"frame at %d" % second)
    return station


def at(second):
    return format_timestamp(EPOCH_S + second)


def test_get_diagnostics_names_the_file_that_will_be_uploaded():
    station = a_station_with_a_log()
    reply = dispatch(
        station,
        "GetDiagnostics",
        {"location": LOCATION, "retries": 3, "retryInterval": 20},
    )
    name = "diagnostics-CP000007-20260921T141320Z.tar.gz"
    content = station.message_log.text(0.0, EPOCH_S * 2)
    assert content.count(b"\n") == 3
    assert reply == Reply(
        {"fileName": name}, [UploadLog(LOCATION, name, content, retries=3, retry_interval_s=20)]
    )
    assert VALIDATOR.check_response("GetDiagnostics", reply.payload) is None


@pytest.mark.parametrize(
    ("times", "kept"),
    [
        ({}, [0, 60, 120]),
        ({"startTime": at(60)}, [60, 120]),
        ({"stopTime": at(60)}, [0, 60]),
        ({"startTime": at(30), "stopTime": at(90)}, [60]),
        ({"startTime": "0001-01-01T00:00:00Z", "stopTime": "9999-12-31T23:59:59Z"}, [0, 60, 120]),
    ],
)
def test_the_log_is_cut_to_the_time_that_was_asked_for(times, kept):
    reply = dispatch(a_station_with_a_log(), "GetDiagnostics", {"location": LOCATION, **times})
    [upload] = reply.effects
    lines = upload.content.decode().splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == [str(second) for second in kept]


@pytest.mark.parametrize(
    "times",
    [
        {"startTime": at(121)},
        {"stopTime": at(-1)},
        {"startTime": at(90), "stopTime": at(30)},
    ],
)
def test_no_file_is_named_and_nothing_uploaded_where_there_is_nothing_of_that_time(times):
    reply = dispatch(a_station_with_a_log(), "GetDiagnostics", {"location": LOCATION, **times})
    assert reply == Reply({})


def test_a_station_that_keeps_no_log_has_no_diagnostics():
    station = a_station_with_a_log(message_log_bytes=0)
    assert dispatch(station, "GetDiagnostics", {"location": LOCATION}) == Reply({})


@pytest.mark.parametrize(
    ("identity", "in_the_name"),
    [
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("CP 1;rm -rf /\r\nQUIT", "CP_1_rm_-rf____QUIT"),
        ("Säule-7", "S_ule-7"),
        ("x" * 300 + "0042", "x" * 215 + "0042"),
    ],
)
def test_whatever_the_identity_is_the_name_is_one_for_any_file_system(identity, in_the_name):
    station = Station(StationType("ocpp_load", "AC-22", 1, 22_000.0), 7, identity, "TAG")
    station.registration = Registration.ACCEPTED
    station.message_log.add(EPOCH_S, True, b"frame")
    reply = dispatch(station, "GetDiagnostics", {"location": LOCATION})
    assert reply.payload["fileName"] == f"diagnostics-{in_the_name}-20260921T141320Z.tar.gz"
    assert len(reply.payload["fileName"]) <= 255


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("GetDiagnostics", {"location": LOCATION}),
        ("UpdateFirmware", {"location": LOCATION, "retrieveDate": at(0)}),
    ],
)
def test_without_retries_there_is_one_attempt_and_a_minute_between_those_asked_for(action, payload):
    [effect] = dispatch(a_station_with_a_log(), action, payload).effects
    assert (effect.retries, effect.retry_interval_s) == (0, 60)


def test_update_firmware_is_answered_with_nothing_and_carried_out_from_retrieve_date_on():
    reply = dispatch(
        a_station_with_a_log(),
        "UpdateFirmware",
        {"location": LOCATION, "retrieveDate": at(3600), "retries": 2, "retryInterval": 30},
    )
    assert reply == Reply(
        {},
        [UpdateFirmware(LOCATION, EPOCH_S + 3600, None, retries=2, retry_interval_s=30)],
    )
    assert VALIDATOR.check_response("UpdateFirmware", reply.payload) is None


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ("GetDiagnostics", "startTime"),
        ("GetDiagnostics", "stopTime"),
        ("UpdateFirmware", "retrieveDate"),
    ],
)
def test_a_time_that_no_clock_here_knows_is_refused(action, field):
    reply = dispatch(
        a_station_with_a_log(), action, {"location": LOCATION, field: "0000-01-01T00:00:00Z"}
    )
    assert isinstance(reply, Refusal)
    assert reply.code is ErrorCode.PROPERTY_CONSTRAINT_VIOLATION


COMMANDS = [
    ("GetDiagnostics", {"location": LOCATION}),
    ("UpdateFirmware", {"location": LOCATION, "retrieveDate": at(0)}),
]


@pytest.mark.parametrize(("action", "payload"), COMMANDS)
def test_they_are_answered_while_registration_is_pending(action, payload):
    station = a_station_with_a_log()
    station.registration = Registration.PENDING
    assert isinstance(dispatch(station, action, payload), Reply)


@pytest.mark.parametrize(("action", "payload"), COMMANDS)
def test_without_the_profile_they_are_not_supported_or_answered_with_nothing(action, payload):
    station = a_station_with_a_log(feature_profiles=frozenset({FeatureProfile.CORE}))
    assert dispatch(station, action, payload).code is ErrorCode.NOT_SUPPORTED
    lenient = dispatch(station, action, payload, leniency=Leniency(profiles=True))
    assert lenient == Reply({})
