"""What a station holds because a command put it there: reservations, lists, profiles, roots.

Written from answered commands, whoever sent them. No I/O and no clock. Requests and answers are
taken to fit their schemas.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import Payload, parse_timestamp

_CERTIFICATES_KEPT = 8


@dataclass(frozen=True, slots=True)
class Reservation:
    """An accepted ReserveNow.req (OCPP 1.6 section 5.13).

    `expiry_date` is as it was on the wire, `expires_at` the same in seconds since the epoch.
    """

    reservation_id: int
    connector_id: int
    id_tag: str
    expiry_date: str
    expires_at: float

    def as_json(self) -> Payload:
        """Return it as the control interface shows it."""
        return {
            "reservationId": self.reservation_id,
            "connectorId": self.connector_id,
            "idTag": self.id_tag,
            "expiryDate": self.expiry_date,
        }


class Holdings:
    """What is known to be stored in one station.

    `list_version` is None while it is not known, `profiles` has the connector of each charging
    profile id, `inoperative` the connectors (0: the station) that were taken out of service,
    `roots` the types of root certificate that were installed, `certificates` their hash data;
    `cpo_name` is the operator's name that certificates are asked for under.
    """

    __slots__ = (
        "certificates",
        "cpo_name",
        "inoperative",
        "list_version",
        "profiles",
        "reservations",
        "roots",
    )

    def __init__(self) -> None:
        self.reservations: dict[int, Reservation] = {}
        self.list_version: int | None = None
        self.profiles: dict[int, int] = {}
        self.inoperative: set[int] = set()
        self.cpo_name = ""
        self.roots: set[str] = set()
        self.certificates: list[Payload] = []

    def forget_expired(self, now: float) -> None:
        """Drop the reservations that have ended by themselves."""
        expired = [held for held in self.reservations.values() if held.expires_at <= now]
        for reservation in expired:
            del self.reservations[reservation.reservation_id]

    def command_was_answered(self, action: str, payload: Payload, result: Payload) -> None:
        """Take note of what an answered command has changed in the station."""
        note = _NOTES.get(action)
        if note is not None:
            note(self, payload, result)


def _change_availability(holdings: Holdings, payload: Payload, result: Payload) -> None:
    if result["status"] == "Rejected":
        return
    connector_id = payload["connectorId"]
    if payload["type"] == "Inoperative":
        holdings.inoperative.add(connector_id)
    elif connector_id == 0:
        holdings.inoperative.clear()
    else:
        holdings.inoperative.discard(connector_id)


def _change_configuration(holdings: Holdings, payload: Payload, result: Payload) -> None:
    if payload["key"] == "CpoName" and result["status"] in {"Accepted", "RebootRequired"}:
        holdings.cpo_name = payload["value"]


def _reserve_now(holdings: Holdings, payload: Payload, result: Payload) -> None:
    if result["status"] != "Accepted":
        return
    expiry_date = payload["expiryDate"]
    try:
        expires_at = parse_timestamp(expiry_date)
    except (ValueError, OverflowError):
        return  # the year 0: valid by RFC 3339, beyond any clock
    reservation_id = payload["reservationId"]
    holdings.reservations[reservation_id] = Reservation(
        reservation_id, payload["connectorId"], payload["idTag"], expiry_date, expires_at
    )


def _cancel_reservation(holdings: Holdings, payload: Payload, _result: Payload) -> None:
    # Rejected says that the station has none of that id.
    holdings.reservations.pop(payload["reservationId"], None)


def _get_local_list_version(holdings: Holdings, _payload: Payload, result: Payload) -> None:
    holdings.list_version = result["listVersion"]


def _send_local_list(holdings: Holdings, payload: Payload, result: Payload) -> None:
    # Section 5.15: after Failed and VersionMismatch the full list is due, whatever its version.
    accepted = result["status"] == "Accepted"
    holdings.list_version = payload["listVersion"] if accepted else None


def _set_charging_profile(holdings: Holdings, payload: Payload, result: Payload) -> None:
    if result["status"] == "Accepted":
        profile_id = payload["csChargingProfiles"]["chargingProfileId"]
        holdings.profiles[profile_id] = payload["connectorId"]


def _clear_charging_profile(holdings: Holdings, payload: Payload, _result: Payload) -> None:
    # Errata 3.25: with an id the other fields do not count. What other filters matched is not
    # told, so whatever they may have matched is no longer counted on.
    if "id" in payload:
        holdings.profiles.pop(payload["id"], None)
    elif "connectorId" in payload:
        connector_id = payload["connectorId"]
        for profile_id, held_by in list(holdings.profiles.items()):
            if held_by == connector_id:
                del holdings.profiles[profile_id]
    else:
        holdings.profiles.clear()


def _install_certificate(holdings: Holdings, payload: Payload, result: Payload) -> None:
    if result["status"] == "Accepted":
        holdings.roots.add(payload["certificateType"])


def _get_installed_certificate_ids(holdings: Holdings, payload: Payload, result: Payload) -> None:
    if result["status"] == "NotFound":
        holdings.roots.discard(payload["certificateType"])
    for certificate in result.get("certificateHashData", ()):
        if certificate not in holdings.certificates:
            holdings.certificates.append(certificate)
    del holdings.certificates[:-_CERTIFICATES_KEPT]


def _delete_certificate(holdings: Holdings, payload: Payload, result: Payload) -> None:
    deleted = payload["certificateHashData"]
    if result["status"] != "Failed":
        holdings.certificates = [held for held in holdings.certificates if held != deleted]
    if result["status"] == "Accepted":
        # Of which type it was is not told; an installation too many does no harm.
        holdings.roots.clear()


_Note = Callable[[Holdings, Payload, Payload], None]

_NOTES: Final[Mapping[str, _Note]] = {
    Action.CANCEL_RESERVATION.value: _cancel_reservation,
    Action.CHANGE_AVAILABILITY.value: _change_availability,
    Action.CHANGE_CONFIGURATION.value: _change_configuration,
    Action.CLEAR_CHARGING_PROFILE.value: _clear_charging_profile,
    Action.DELETE_CERTIFICATE.value: _delete_certificate,
    Action.GET_INSTALLED_CERTIFICATE_IDS.value: _get_installed_certificate_ids,
    Action.GET_LOCAL_LIST_VERSION.value: _get_local_list_version,
    Action.INSTALL_CERTIFICATE.value: _install_certificate,
    Action.RESERVE_NOW.value: _reserve_now,
    Action.SEND_LOCAL_LIST.value: _send_local_list,
    Action.SET_CHARGING_PROFILE.value: _set_charging_profile,
}
