from copy import deepcopy

import pytest
from support.ocpp16_payloads import REQUESTS
from support.signing_requests import csr

from ocpp_load.central_system.books import Books
from ocpp_load.central_system.holdings import Reservation
from ocpp_load.central_system.id_tags import Refusal
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.responders import RESPONDERS
from ocpp_load.central_system.station import ConnectorStatus, Station
from ocpp_load.messages.v16.actions import Action, Sender
from ocpp_load.messages.v16.enums import AuthorizationStatus, RegistrationStatus
from ocpp_load.validation import PayloadValidator, SchemaStore

NOW_S = 1_795_398_812.5
NOW = "2026-11-23T01:53:32.500Z"
VALIDATOR = PayloadValidator(SchemaStore("1.6"))
REFUSED = (Refusal("BAD*", AuthorizationStatus.BLOCKED),)


def books_with(**options):
    return Books(CentralSystemOptions(**options))


def respond(action, payload, *, books=None, station=None):
    return RESPONDERS[action](books or books_with(), station or Station("CP1"), payload, NOW_S)


def test_there_is_a_responder_for_every_action_that_a_charge_point_may_send():
    assert RESPONDERS.keys() == {
        action.value for action in Action if action.sender is not Sender.CENTRAL_SYSTEM
    }


@pytest.mark.parametrize("action", sorted(RESPONDERS))
def test_the_answer_to_a_valid_request_fits_its_schema(action):
    answer = respond(action, deepcopy(REQUESTS[action]))
    assert VALIDATOR.check_response(action, answer) is None


def test_a_boot_is_accepted_with_the_time_and_the_interval_of_the_options():
    station = Station("CP1")
    books = books_with(heartbeat_interval_s=300)
    answer = respond("BootNotification", REQUESTS["BootNotification"], books=books, station=station)
    assert answer == {"status": "Accepted", "currentTime": NOW, "interval": 300}
    assert station.boots == 1
    assert station.boot_notification == REQUESTS["BootNotification"]


@pytest.mark.parametrize(
    ("pending_boots", "statuses"),
    [
        (0, ["Pending", "Pending", "Pending"]),
        (1, ["Pending", "Accepted", "Accepted"]),
        (2, ["Pending", "Pending", "Accepted"]),
    ],
)
def test_boots_get_the_status_of_the_options_as_often_as_they_say(pending_boots, statuses):
    books = books_with(boot_status=RegistrationStatus.PENDING, pending_boots=pending_boots)
    station = Station("CP1")
    answers = [
        respond("BootNotification", REQUESTS["BootNotification"], books=books, station=station)
        for _ in statuses
    ]
    assert [answer["status"] for answer in answers] == statuses


def test_the_boots_of_each_station_are_counted_by_themselves():
    books = books_with(boot_status=RegistrationStatus.REJECTED, pending_boots=1)
    for identity in ("CP1", "CP2"):
        answer = respond("BootNotification", {}, books=books, station=Station(identity))
        assert answer["status"] == "Rejected"


def test_a_heartbeat_is_told_the_time():
    assert respond("Heartbeat", {}) == {"currentTime": NOW}


def test_an_id_tag_is_refused_where_the_options_say_so():
    books = books_with(refusals=REFUSED)
    for id_tag, status in (("BAD1", "Blocked"), ("GOOD", "Accepted")):
        answer = respond("Authorize", {"idTag": id_tag}, books=books)
        assert answer == {"idTagInfo": {"status": status}}


def test_a_start_with_a_refused_id_tag_is_numbered_all_the_same():
    books = books_with(refusals=REFUSED)
    start = {"connectorId": 1, "idTag": "BAD1", "meterStart": 0, "timestamp": NOW}
    answer = respond("StartTransaction", start, books=books)
    assert answer == {"transactionId": 1, "idTagInfo": {"status": "Blocked"}}


def test_a_start_that_is_sent_again_gets_the_same_transaction_id():
    books, station = books_with(), Station("CP1")
    start = REQUESTS["StartTransaction"]
    first, again = (
        respond("StartTransaction", start, books=books, station=station) for _ in range(2)
    )
    assert first == again


def test_a_stop_names_the_status_of_the_id_tag_if_it_has_one():
    books, station = books_with(refusals=REFUSED), Station("CP1")
    stop = {"transactionId": 1, "meterStop": 5, "timestamp": NOW}
    assert respond("StopTransaction", stop, books=books, station=station) == {}
    with_tag = {**stop, "idTag": "BAD1"}
    answer = respond("StopTransaction", with_tag, books=books, station=station)
    assert answer == {"idTagInfo": {"status": "Blocked"}}


def test_a_stop_of_an_unknown_transaction_is_answered_and_counted():
    books = books_with()
    stop = {"transactionId": 7, "meterStop": 5, "timestamp": NOW}
    assert respond("StopTransaction", stop, books=books) == {}
    assert books.statistics.transactions_unknown == 1


def test_the_last_status_of_each_connector_is_kept():
    station = Station("CP1")
    for connector_id, status in ((0, "Available"), (1, "Preparing"), (1, "Charging")):
        payload = {"connectorId": connector_id, "status": status, "errorCode": "NoError"}
        assert respond("StatusNotification", payload, station=station) == {}
    assert station.connectors == {
        0: ConnectorStatus("Available", "NoError"),
        1: ConnectorStatus("Charging", "NoError"),
    }


def test_a_start_notes_and_ends_its_reservation():
    books, station = books_with(), Station("CP1")
    for reservation_id in (16, 17):
        station.holdings.reservations[reservation_id] = Reservation(
            reservation_id, 1, "TAG000001", NOW, NOW_S
        )
    respond("StartTransaction", REQUESTS["StartTransaction"], books=books, station=station)
    (transaction,) = books.transactions.open
    assert transaction.as_json()["reservationId"] == 17
    assert list(station.holdings.reservations) == [16]


def test_the_cards_that_were_accepted_last_are_kept():
    books, station = books_with(refusals=REFUSED), Station("CP1")
    for id_tag in ("A", "B", "BAD1", "C", "D", "A", "E"):
        respond("Authorize", {"idTag": id_tag}, books=books, station=station)
    start = {"connectorId": 1, "idTag": "D", "meterStart": 0, "timestamp": NOW}
    respond("StartTransaction", start, books=books, station=station)
    assert station.id_tags == ["C", "A", "E", "D"]


@pytest.mark.parametrize(
    "action",
    [
        "DiagnosticsStatusNotification",
        "FirmwareStatusNotification",
        "LogStatusNotification",
        "SignedFirmwareStatusNotification",
    ],
)
def test_the_last_status_of_uploads_and_updates_is_kept(action):
    station = Station("CP1")
    respond(action, {"status": "Idle"}, station=station)
    assert respond(action, REQUESTS[action], station=station) == {}
    assert station.progress == {action: REQUESTS[action]["status"]}
    assert station.as_json()["progress"] == station.progress


def test_security_events_are_counted_by_type_and_station():
    books, station = books_with(), Station("CP1")
    for kind in ("StartupOfTheDevice", "StartupOfTheDevice", "A type of the station's own"):
        event = {"type": kind, "timestamp": NOW}
        assert respond("SecurityEventNotification", event, books=books, station=station) == {}
    assert station.as_json()["securityEvents"] == 3
    assert books.statistics.as_json()["securityEvents"] == {
        "StartupOfTheDevice": 2,
        "(unknown event)": 1,
    }


def test_a_certificate_is_sent_after_a_request_that_can_be_signed():
    station = Station("CP1")
    assert respond("SignCertificate", {"csr": csr()}, station=station) == {"status": "Accepted"}
    ((action, payload),) = station.errands
    assert action == "CertificateSigned"
    assert VALIDATOR.check_request(action, payload) is None
    assert payload["certificateChain"].count("BEGIN CERTIFICATE") == 2


def test_a_request_that_cannot_be_signed_is_rejected():
    station = Station("CP1")
    answer = respond("SignCertificate", REQUESTS["SignCertificate"], station=station)
    assert (answer, station.errands) == ({"status": "Rejected"}, [])


@pytest.mark.parametrize(
    ("vendor_id", "status"),
    [("ocpp_load", "Accepted"), ("com.example", "UnknownVendorId")],
)
def test_data_is_accepted_from_known_vendors_only(vendor_id, status):
    assert respond("DataTransfer", {"vendorId": vendor_id}) == {"status": status}
