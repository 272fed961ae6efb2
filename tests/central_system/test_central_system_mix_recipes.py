"""Commands made for the station they go to (OCPP 1.6 chapter 5, security whitepaper edition 3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.command_mix import AUTHORITY, FILES, NOW_S, VALIDATOR, a_situation, a_station

from ocpp_load.central_system.holdings import Reservation
from ocpp_load.central_system.mix.recipes import RECIPES
from ocpp_load.messages.v16.actions import Action, Sender
from ocpp_load.ocppj import parse_timestamp

SEEDS = range(200)
HASH_DATA = {
    "hashAlgorithm": "SHA256",
    "issuerNameHash": "0F5A",
    "issuerKeyHash": "9D3E",
    "serialNumber": "4A01",
}
ROOTS = {"CentralSystemRootCertificate", "ManufacturerRootCertificate"}


def a_busy_station():
    """Return a station for which every recipe has something to do."""
    station = a_station(c0="Available", c1="Charging", c2="Available")
    station.boot_notification = {"chargePointVendor": "Vendor"}
    station.accepted_id_tag("TAG1")
    holdings = station.holdings
    holdings.reservations[9] = Reservation(9, 1, "TAG1", "2026-11-23T02:00:00Z", NOW_S + 60)
    holdings.profiles = {4: 1}
    holdings.certificates = [HASH_DATA]
    return station


def drawn(action, station=None, **details):
    """Return what the recipe makes with many seeds."""
    station = a_busy_station() if station is None else station
    details = {"charging": (1,)} | details
    return [RECIPES[action](a_situation(station, seed=seed, **details)) for seed in SEEDS]


def payloads(action, station=None, **details):
    return [planned.payload for planned in drawn(action, station, **details) if planned]


def test_there_is_a_recipe_for_every_command_but_the_one_that_answers_a_station():
    commands = {action for action in Action if action.sender is not Sender.CHARGE_POINT}
    assert commands - RECIPES.keys() == {Action.CERTIFICATE_SIGNED}
    assert RECIPES.keys() <= commands


STATUSES = st.sampled_from(
    ["Available", "Preparing", "Charging", "Finishing", "Reserved", "Unavailable", "Faulted"]
)


@st.composite
def situations(draw):
    statuses = draw(st.lists(STATUSES, max_size=4))
    station = a_station(**{f"c{number}": status for number, status in enumerate(statuses)})
    for id_tag in draw(st.lists(st.text("ABC123", min_size=1, max_size=20), max_size=3)):
        station.accepted_id_tag(id_tag)
    holdings = station.holdings
    holdings.list_version = draw(st.none() | st.integers(-1, 1000))
    holdings.inoperative = draw(st.sets(st.integers(0, 3)))
    holdings.roots = draw(st.sets(st.sampled_from(sorted(ROOTS))))
    holdings.profiles = draw(st.dictionaries(st.integers(1, 9), st.integers(0, 3)))
    holdings.certificates = draw(st.lists(st.just(HASH_DATA), max_size=1))
    for number in draw(st.sets(st.integers(1, 99), max_size=2)):
        holdings.reservations[number] = Reservation(number, 1, "TAG1", "", NOW_S + 60)
    return a_situation(
        station,
        seed=draw(st.integers(0, 2**32)),
        charging=tuple(draw(st.sets(st.integers(1, 3)))),
        files=draw(st.sampled_from([None, FILES])),
        may_disrupt=draw(st.booleans()),
        is_followed_up=draw(st.booleans()),
    )


@given(situation=situations())
def test_whatever_the_situation_every_payload_fits_its_schema(situation):
    for action, recipe in RECIPES.items():
        planned = recipe(situation)
        for _ in range(3):
            if planned is None:
                break
            violation = VALIDATOR.check_request(planned.action.value, planned.payload)
            assert violation is None, (action, planned, violation)
            assert situation.may_disrupt or not planned.disrupts, (action, planned)
            planned = planned.then.recipe(situation) if planned.then else None


@pytest.mark.parametrize("action", list(RECIPES))
def test_the_same_seed_makes_the_same_command(action):
    station = a_busy_station()
    first, second = (
        [
            (planned.action, planned.payload) if planned else None
            for planned in drawn(action, station)
        ]
        for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize("action", list(RECIPES))
def test_a_station_that_has_everything_gets_every_command(action):
    station = a_busy_station()
    station.holdings.roots = set(ROOTS)
    assert any(planned and planned.action is action for planned in drawn(action, station))


@pytest.mark.parametrize(
    "action",
    [
        Action.GET_DIAGNOSTICS,
        Action.GET_LOG,
        Action.UPDATE_FIRMWARE,
        Action.SIGNED_UPDATE_FIRMWARE,
    ],
)
def test_what_needs_a_file_server_is_left_out_without_one(action):
    assert drawn(action, files=None) == [None] * len(SEEDS)


@pytest.mark.parametrize(
    "action", [Action.RESET, Action.UPDATE_FIRMWARE, Action.SIGNED_UPDATE_FIRMWARE]
)
def test_what_disrupts_is_left_out_while_it_may_not(action):
    assert drawn(action, may_disrupt=False) == [None] * len(SEEDS)


@pytest.mark.parametrize(
    "action",
    [
        Action.CANCEL_RESERVATION,
        Action.DELETE_CERTIFICATE,
        Action.REMOTE_STOP_TRANSACTION,
        Action.RESERVE_NOW,
        Action.REMOTE_START_TRANSACTION,
    ],
)
def test_what_makes_no_sense_for_a_station_that_is_just_there_is_left_out(action):
    assert drawn(action, a_station(), charging=()) == [None] * len(SEEDS)


def test_a_remote_start_is_for_a_card_of_this_station_on_a_connector_that_is_free():
    made = payloads(Action.REMOTE_START_TRANSACTION)
    assert {payload["idTag"] for payload in made} == {"TAG1"}
    assert {payload.get("connectorId") for payload in made} == {2, None}


def test_a_card_of_an_app_starts_where_none_has_been_seen():
    made = payloads(Action.REMOTE_START_TRANSACTION, a_station(c1="Available"), charging=())
    assert {payload["idTag"] for payload in made} == {"APP-01"}


@pytest.mark.parametrize("action", [Action.REMOTE_START_TRANSACTION, Action.RESERVE_NOW])
@pytest.mark.parametrize("status", ["Preparing", "Charging", "Finishing", "Reserved", "Faulted"])
def test_a_connector_that_is_not_available_is_neither_started_nor_reserved(action, status):
    assert payloads(action, a_station(c1=status), charging=()) == []


@pytest.mark.parametrize("action", [Action.REMOTE_START_TRANSACTION, Action.RESERVE_NOW])
def test_a_reserved_connector_is_neither_started_nor_reserved_again(action):
    station = a_station(c1="Available")
    station.holdings.reservations[1] = Reservation(1, 1, "TAG1", "", NOW_S + 1)
    assert payloads(action, station, charging=()) == []


def test_a_remote_stop_names_a_transaction_that_runs_here():
    station = a_busy_station()
    running = a_situation(station, charging=(1,)).transactions
    (transaction,) = running
    made = payloads(Action.REMOTE_STOP_TRANSACTION, station)
    assert made == [{"transactionId": transaction.transaction_id}] * len(SEEDS)


def test_connectors_are_mostly_unlocked_where_no_transaction_runs():
    made = [payload["connectorId"] for payload in payloads(Action.UNLOCK_CONNECTOR)]
    assert set(made) == {1, 2}
    assert made.count(1) < made.count(2) / 4


def test_what_goes_out_of_service_is_to_come_back_within_a_minute():
    plans = drawn(Action.CHANGE_AVAILABILITY)
    assert {planned.payload["connectorId"] for planned in plans} == {0, 1, 2}
    for planned in plans:
        assert planned.disrupts
        assert planned.payload["type"] == "Inoperative"
        assert 20 <= planned.then.after_s <= 60
        back = planned.then.recipe(a_situation(a_busy_station()))
        assert back.payload == planned.payload | {"type": "Operative"}
        assert (back.then, back.disrupts) == (None, False)


def out_of_service(*, status="Unavailable", inoperative=()):
    station = a_station(c0="Available", c1=status, c2="Available")
    station.holdings.inoperative.update(inoperative)
    return station


@pytest.mark.parametrize(
    ("station", "connector_id"),
    [
        (out_of_service(), 1),
        (out_of_service(status="Charging", inoperative={1}), 1),
        (out_of_service(inoperative={0}), 0),
    ],
)
def test_what_was_forgotten_out_of_service_is_put_back_first(station, connector_id):
    made = payloads(Action.CHANGE_AVAILABILITY, station, may_disrupt=False)
    assert made == [{"connectorId": connector_id, "type": "Operative"}] * len(SEEDS)


def test_what_is_about_to_come_back_is_left_alone():
    plans = drawn(
        Action.CHANGE_AVAILABILITY,
        out_of_service(inoperative={1}),
        may_disrupt=False,
        is_followed_up=True,
    )
    assert plans == [None] * len(SEEDS)


def test_most_resets_are_soft():
    made = [payload["type"] for payload in payloads(Action.RESET)]
    assert made.count("Soft") > made.count("Hard") > 0


def test_data_is_of_the_stations_own_vendor_or_of_one_it_cannot_know():
    made = {payload["vendorId"] for payload in payloads(Action.DATA_TRANSFER)}
    assert made == {"Vendor", "org.example"}


def test_configuration_is_asked_for_in_whole_and_by_key():
    made = payloads(Action.GET_CONFIGURATION)
    assert {} in made
    assert any(len(payload.get("key", ())) > 1 for payload in made)


def test_some_configuration_changes_are_such_that_a_station_refuses():
    made = [(payload["key"], payload["value"]) for payload in payloads(Action.CHANGE_CONFIGURATION)]
    assert {("NumberOfConnectors", "7"), ("NoSuchKey", "1"), ("HeartbeatInterval", "-1")} <= {*made}
    assert {"MeterValueSampleInterval", "LocalPreAuthorize"} <= {key for key, _ in made}


def test_a_reservation_is_for_some_minutes_with_an_id_of_its_own():
    station = a_station(c1="Available", c2="Charging")
    station.accepted_id_tag("TAG1")
    made = payloads(Action.RESERVE_NOW, station, charging=(2,))
    assert {payload["connectorId"] for payload in made} == {1}
    for payload in made:
        ahead_s = parse_timestamp(payload["expiryDate"]) - NOW_S
        assert 29 < ahead_s <= 300
        # A driver with another card has to wait that long.
        assert payload["idTag"] == "TAG1" or ahead_s <= 60
    others = [payload for payload in made if payload["idTag"] != "TAG1"]
    assert 0 < len(others) < len(made) / 4
    situation = a_situation(station)
    ids = {RECIPES[Action.RESERVE_NOW](situation).payload["reservationId"] for _ in range(5)}
    assert len(ids) == 5


def test_a_reservation_that_stands_is_cancelled():
    assert payloads(Action.CANCEL_RESERVATION) == [{"reservationId": 9}] * len(SEEDS)


@pytest.mark.parametrize(
    ("held", "version", "kinds"),
    [
        (None, 1, {"Full"}),
        (0, 1, {"Full"}),
        (7, 8, {"Full", "Differential"}),
    ],
)
def test_the_local_list_grows_by_one_version_and_is_full_where_none_is_known(held, version, kinds):
    station = a_busy_station()
    station.holdings.list_version = held
    made = payloads(Action.SEND_LOCAL_LIST, station)
    assert {payload["listVersion"] for payload in made} == {version}
    assert {payload["updateType"] for payload in made} == kinds


def test_a_station_without_a_local_list_is_sent_none():
    station = a_busy_station()
    station.holdings.list_version = -1
    assert payloads(Action.SEND_LOCAL_LIST, station) == []


def test_the_stations_own_cards_are_never_harmed_by_a_local_list():
    station = a_busy_station()
    station.holdings.list_version = 3
    removals = 0
    for payload in payloads(Action.SEND_LOCAL_LIST, station):
        entries = {entry["idTag"]: entry for entry in payload["localAuthorizationList"]}
        assert len(entries) == len(payload["localAuthorizationList"])
        if payload["updateType"] == "Full":
            assert entries["TAG1"]["idTagInfo"] == {"status": "Accepted"}
            assert all("idTagInfo" in entry for entry in entries.values())
        else:
            assert "TAG1" not in entries
            removals += sum("idTagInfo" not in entry for entry in entries.values())
    assert removals


def test_profiles_are_for_where_their_purpose_allows():
    purposes = set()
    for payload in payloads(Action.SET_CHARGING_PROFILE):
        profile = payload["csChargingProfiles"]
        purpose = profile["chargingProfilePurpose"]
        purposes.add(purpose)
        assert ("transactionId" in profile) == (purpose == "TxProfile")
        if purpose == "ChargePointMaxProfile":
            assert payload["connectorId"] == 0
        elif purpose == "TxProfile":
            assert payload["connectorId"] == 1
        schedule = profile["chargingSchedule"]
        starts = [period["startPeriod"] for period in schedule["chargingSchedulePeriod"]]
        assert starts[0] == 0
        assert starts == sorted(set(starts))
        assert ("startSchedule" in schedule) == (profile["chargingProfileKind"] != "Relative")
        assert ("recurrencyKind" in profile) == (profile["chargingProfileKind"] == "Recurring")
        least = 6 if schedule["chargingRateUnit"] == "A" else 4000
        assert all(period["limit"] >= least for period in schedule["chargingSchedulePeriod"])
    assert purposes == {"ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"}


def test_without_a_transaction_no_profile_is_for_one():
    made = payloads(Action.SET_CHARGING_PROFILE, charging=())
    purposes = {payload["csChargingProfiles"]["chargingProfilePurpose"] for payload in made}
    assert purposes == {"ChargePointMaxProfile", "TxDefaultProfile"}


def test_profile_ids_stand_for_one_purpose_connector_and_stack_level_each():
    by_id = {}
    for payload in payloads(Action.SET_CHARGING_PROFILE, charging=(1, 2)):
        profile = payload["csChargingProfiles"]
        held = (
            profile["chargingProfilePurpose"],
            payload["connectorId"],
            profile["stackLevel"],
        )
        assert by_id.setdefault(profile["chargingProfileId"], held) == held
    assert len(by_id) <= 3 * (1 + 3 + 2)


def test_profiles_are_cleared_by_id_by_filter_and_all():
    made = payloads(Action.CLEAR_CHARGING_PROFILE)
    assert {"id": 4} in made
    assert {} in made
    filters = {key for payload in made for key in payload} - {"id"}
    assert filters == {"chargingProfilePurpose", "connectorId", "stackLevel"}


def test_composite_schedules_are_asked_for_the_station_and_its_connectors():
    made = payloads(Action.GET_COMPOSITE_SCHEDULE)
    assert {payload["connectorId"] for payload in made} == {0, 1, 2}
    assert {payload.get("chargingRateUnit") for payload in made} == {"A", "W", None}


MESSAGES = {
    Action.TRIGGER_MESSAGE: {
        "BootNotification",
        "DiagnosticsStatusNotification",
        "FirmwareStatusNotification",
        "Heartbeat",
        "MeterValues",
        "StatusNotification",
    },
    Action.EXTENDED_TRIGGER_MESSAGE: {
        "BootNotification",
        "FirmwareStatusNotification",
        "Heartbeat",
        "LogStatusNotification",
        "MeterValues",
        "SignChargePointCertificate",
        "StatusNotification",
    },
}


@pytest.mark.parametrize("action", [Action.TRIGGER_MESSAGE, Action.EXTENDED_TRIGGER_MESSAGE])
def test_messages_of_all_kinds_are_asked_for(action):
    station = a_busy_station()
    station.holdings.roots = set(ROOTS)
    station.holdings.cpo_name = "Operator"
    made = payloads(action, station)
    assert {payload["requestedMessage"] for payload in made} == MESSAGES[action]
    of_connectors = {payload["requestedMessage"] for payload in made if "connectorId" in payload}
    assert of_connectors == {"MeterValues", "StatusNotification"}


def test_a_new_certificate_is_asked_for_after_what_it_takes():
    station = a_busy_station()
    situation = a_situation(station)
    root = next(
        planned
        for planned in drawn(Action.EXTENDED_TRIGGER_MESSAGE, station)
        if planned.action is Action.INSTALL_CERTIFICATE
    )
    assert root.payload == {
        "certificateType": "CentralSystemRootCertificate",
        "certificate": AUTHORITY.root,
    }
    assert root.then.recipe(situation).action is Action.INSTALL_CERTIFICATE
    station.holdings.roots.add("CentralSystemRootCertificate")
    name = root.then.recipe(situation)
    assert name.action is Action.CHANGE_CONFIGURATION
    assert name.payload == {"key": "CpoName", "value": "ocpp_load"}
    station.holdings.cpo_name = "ocpp_load"
    request = name.then.recipe(situation)
    assert request.action is Action.EXTENDED_TRIGGER_MESSAGE
    assert request.payload == {"requestedMessage": "SignChargePointCertificate"}
    assert request.then is None


def test_signed_firmware_follows_the_root_that_vouches_for_it():
    station = a_busy_station()
    root = drawn(Action.SIGNED_UPDATE_FIRMWARE, station)[0]
    assert root.action is Action.INSTALL_CERTIFICATE
    assert root.payload["certificate"] == AUTHORITY.manufacturer_root
    station.holdings.roots.add("ManufacturerRootCertificate")
    update = root.then.recipe(a_situation(station))
    assert update.action is Action.SIGNED_UPDATE_FIRMWARE
    assert update.disrupts
    assert root.then.recipe(a_situation(station, may_disrupt=False)) is None


def test_signed_firmware_is_the_image_of_the_file_server():
    station = a_busy_station()
    station.holdings.roots = set(ROOTS)
    firmware = payloads(Action.SIGNED_UPDATE_FIRMWARE, station)[0]["firmware"]
    signed = AUTHORITY.sign_firmware(FILES.firmware)
    assert firmware["location"] == "ftp://ocpp:ocpp@127.0.0.1:2121/firmware.bin"
    assert firmware["signature"] == signed.signature
    assert firmware["signingCertificate"] == signed.signing_certificate


def test_roots_that_are_missing_are_installed_first():
    station = a_busy_station()
    kinds = [
        payload["certificateType"] for payload in payloads(Action.INSTALL_CERTIFICATE, station)
    ]
    assert {*kinds} == ROOTS
    station.holdings.roots = {"CentralSystemRootCertificate"}
    made = payloads(Action.INSTALL_CERTIFICATE, station)
    assert {payload["certificateType"] for payload in made} == {"ManufacturerRootCertificate"}
    station.holdings.roots = set(ROOTS)
    kinds = [
        payload["certificateType"] for payload in payloads(Action.INSTALL_CERTIFICATE, station)
    ]
    assert {*kinds} == ROOTS


def test_a_certificate_is_deleted_by_the_hashes_that_the_station_told():
    made = payloads(Action.DELETE_CERTIFICATE)
    assert made == [{"certificateHashData": HASH_DATA}] * len(SEEDS)


def test_files_go_to_the_file_server_and_come_from_it():
    for payload in payloads(Action.GET_DIAGNOSTICS):
        assert payload["location"] == FILES.url
        if "startTime" in payload:
            assert payload["startTime"] < payload["stopTime"]
    for payload in payloads(Action.UPDATE_FIRMWARE):
        assert payload["location"] == "ftp://ocpp:ocpp@127.0.0.1:2121/firmware.bin"
        assert 0 <= parse_timestamp(payload["retrieveDate"]) - NOW_S + 0.01 <= 11
    logs = payloads(Action.GET_LOG)
    assert {payload["logType"] for payload in logs} == {"DiagnosticsLog", "SecurityLog"}
    assert {payload["log"]["remoteLocation"] for payload in logs} == {FILES.url}
