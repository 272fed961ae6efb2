import pytest

from ocpp_load.central_system.holdings import Holdings, Reservation

EXPIRY = "2026-11-23T01:53:32.500Z"
EXPIRES_AT = 1_795_398_812.5
ACCEPTED, REJECTED = {"status": "Accepted"}, {"status": "Rejected"}
RESERVE = {"connectorId": 1, "expiryDate": EXPIRY, "idTag": "TAG1", "reservationId": 7}
RESERVATION = Reservation(7, 1, "TAG1", EXPIRY, EXPIRES_AT)
OPERATOR = {"certificateType": "CentralSystemRootCertificate"}
FIRST, SECOND = ({"hashAlgorithm": "SHA256", "serialNumber": number} for number in ("1", "2"))


def profile(number, connector_id):
    return {"connectorId": connector_id, "csChargingProfiles": {"chargingProfileId": number}}


def after(*exchanges):
    """Return the holdings after these (action, payload, result)."""
    holdings = Holdings()
    for action, payload, result in exchanges:
        holdings.command_was_answered(action, payload, result)
    return holdings


def availability(connector_id, type_):
    return {"connectorId": connector_id, "type": type_}


@pytest.mark.parametrize(
    ("exchanges", "reservations"),
    [
        ([("ReserveNow", RESERVE, ACCEPTED)], {7: RESERVATION}),
        ([("ReserveNow", RESERVE, {"status": "Occupied"})], {}),
        ([("ReserveNow", RESERVE | {"expiryDate": "0000-01-01T00:00:00Z"}, ACCEPTED)], {}),
        (
            [
                ("ReserveNow", RESERVE, ACCEPTED),
                ("ReserveNow", RESERVE | {"connectorId": 2}, ACCEPTED),
            ],
            {7: Reservation(7, 2, "TAG1", EXPIRY, EXPIRES_AT)},
        ),
        (
            [
                ("ReserveNow", RESERVE, ACCEPTED),
                ("CancelReservation", {"reservationId": 7}, ACCEPTED),
            ],
            {},
        ),
        (
            [
                ("ReserveNow", RESERVE, ACCEPTED),
                ("CancelReservation", {"reservationId": 7}, REJECTED),
            ],
            {},
        ),
        ([("CancelReservation", {"reservationId": 8}, REJECTED)], {}),
    ],
)
def test_reservations_follow_what_the_station_accepted(exchanges, reservations):
    assert after(*exchanges).reservations == reservations


def test_a_reservation_is_forgotten_when_it_expires():
    holdings = after(("ReserveNow", RESERVE, ACCEPTED))
    holdings.forget_expired(EXPIRES_AT - 0.1)
    assert holdings.reservations == {7: RESERVATION}
    holdings.forget_expired(EXPIRES_AT)
    assert holdings.reservations == {}


@pytest.mark.parametrize(
    ("exchanges", "inoperative"),
    [
        ([(availability(1, "Inoperative"), "Accepted")], {1}),
        ([(availability(1, "Inoperative"), "Scheduled")], {1}),
        ([(availability(1, "Inoperative"), "Rejected")], set()),
        (
            [
                (availability(1, "Inoperative"), "Accepted"),
                (availability(1, "Operative"), "Accepted"),
            ],
            set(),
        ),
        (
            [
                (availability(1, "Inoperative"), "Accepted"),
                (availability(1, "Operative"), "Rejected"),
            ],
            {1},
        ),
        (
            [
                (availability(1, "Inoperative"), "Accepted"),
                (availability(2, "Operative"), "Accepted"),
            ],
            {1},
        ),
        (
            [
                (availability(1, "Inoperative"), "Accepted"),
                (availability(0, "Operative"), "Accepted"),
            ],
            set(),
        ),
    ],
)
def test_what_was_taken_out_of_service_is_known_until_it_is_back(exchanges, inoperative):
    holdings = after(
        *[("ChangeAvailability", payload, {"status": status}) for payload, status in exchanges]
    )
    assert holdings.inoperative == inoperative


@pytest.mark.parametrize(
    ("key", "status", "name"),
    [
        ("CpoName", "Accepted", "Operator"),
        ("CpoName", "RebootRequired", "Operator"),
        ("CpoName", "NotSupported", ""),
        ("SomeName", "Accepted", ""),
    ],
)
def test_the_name_that_certificates_are_asked_for_under_is_known(key, status, name):
    payload = {"key": key, "value": "Operator"}
    holdings = after(("ChangeConfiguration", payload, {"status": status}))
    assert holdings.cpo_name == name


@pytest.mark.parametrize(
    ("exchanges", "version"),
    [
        ([], None),
        ([("GetLocalListVersion", {}, {"listVersion": 4})], 4),
        ([("GetLocalListVersion", {}, {"listVersion": -1})], -1),
        ([("SendLocalList", {"listVersion": 5}, ACCEPTED)], 5),
        ([("SendLocalList", {"listVersion": 5}, {"status": "Failed"})], None),
        (
            [
                ("GetLocalListVersion", {}, {"listVersion": 4}),
                ("SendLocalList", {"listVersion": 5}, {"status": "VersionMismatch"}),
            ],
            None,
        ),
    ],
)
def test_the_version_of_the_local_list_is_unknown_after_a_failure(exchanges, version):
    assert after(*exchanges).list_version == version


@pytest.mark.parametrize(
    ("clear", "left"),
    [
        ({"id": 4}, {5: 2, 6: 0}),
        ({"id": 9}, {4: 1, 5: 2, 6: 0}),
        ({"id": 4, "connectorId": 2}, {5: 2, 6: 0}),
        ({"connectorId": 2}, {4: 1, 6: 0}),
        ({"chargingProfilePurpose": "TxProfile"}, {}),
        ({}, {}),
    ],
)
def test_charging_profiles_are_known_until_they_may_have_been_cleared(clear, left):
    holdings = after(
        ("SetChargingProfile", profile(4, 1), ACCEPTED),
        ("SetChargingProfile", profile(5, 2), ACCEPTED),
        ("SetChargingProfile", profile(6, 0), ACCEPTED),
        ("SetChargingProfile", profile(7, 1), REJECTED),
        ("ClearChargingProfile", clear, ACCEPTED),
    )
    assert holdings.profiles == left


@pytest.mark.parametrize(
    ("exchanges", "roots", "certificates"),
    [
        ([("InstallCertificate", OPERATOR, ACCEPTED)], {"CentralSystemRootCertificate"}, []),
        ([("InstallCertificate", OPERATOR, {"status": "Failed"})], set(), []),
        (
            [
                ("InstallCertificate", OPERATOR, ACCEPTED),
                ("GetInstalledCertificateIds", OPERATOR, {"status": "NotFound"}),
            ],
            set(),
            [],
        ),
        (
            [
                (
                    "GetInstalledCertificateIds",
                    OPERATOR,
                    ACCEPTED | {"certificateHashData": [FIRST, SECOND, FIRST]},
                ),
            ],
            set(),
            [FIRST, SECOND],
        ),
        (
            [
                ("InstallCertificate", OPERATOR, ACCEPTED),
                (
                    "GetInstalledCertificateIds",
                    OPERATOR,
                    ACCEPTED | {"certificateHashData": [FIRST, SECOND]},
                ),
                ("DeleteCertificate", {"certificateHashData": FIRST}, ACCEPTED),
            ],
            set(),
            [SECOND],
        ),
        (
            [
                ("InstallCertificate", OPERATOR, ACCEPTED),
                (
                    "GetInstalledCertificateIds",
                    OPERATOR,
                    ACCEPTED | {"certificateHashData": [FIRST]},
                ),
                ("DeleteCertificate", {"certificateHashData": FIRST}, {"status": "Failed"}),
            ],
            {"CentralSystemRootCertificate"},
            [FIRST],
        ),
        (
            [
                ("InstallCertificate", OPERATOR, ACCEPTED),
                ("DeleteCertificate", {"certificateHashData": FIRST}, {"status": "NotFound"}),
            ],
            {"CentralSystemRootCertificate"},
            [],
        ),
    ],
)
def test_roots_and_their_hashes_are_known(exchanges, roots, certificates):
    holdings = after(*exchanges)
    assert (holdings.roots, holdings.certificates) == (roots, certificates)


def test_the_hashes_of_the_last_certificates_are_kept_and_no_more():
    many = [{"hashAlgorithm": "SHA256", "serialNumber": f"{number}"} for number in range(20)]
    answer = ACCEPTED | {"certificateHashData": many}
    assert after(("GetInstalledCertificateIds", OPERATOR, answer)).certificates == many[-8:]


def test_other_commands_leave_no_trace():
    holdings = after(("Reset", {"type": "Soft"}, ACCEPTED))
    assert (holdings.reservations, holdings.profiles, holdings.roots) == ({}, {}, set())
