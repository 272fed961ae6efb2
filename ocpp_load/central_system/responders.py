"""The answer to each Call of a charge point: one function per action, in one table.

A responder takes (books, station, payload, now) and returns the payload of the CallResult. It
may write into the books and the station, and does nothing else: no I/O, no clock. Payloads are
taken to fit their schemas. `now` is in seconds since the epoch.
"""

from collections.abc import Callable, Mapping
from typing import Final

from ocpp_load.central_system.authority import SigningRequestError
from ocpp_load.central_system.books import Books
from ocpp_load.central_system.books.entries import meter_values_entry
from ocpp_load.central_system.call_refusal import CallRefused
from ocpp_load.central_system.station import ConnectorStatus, Station
from ocpp_load.central_system.statistics import OTHER_EVENT
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import AuthorizationStatus, RegistrationStatus
from ocpp_load.ocppj import ErrorCode, Payload, format_timestamp

Responder = Callable[[Books, Station, Payload, float], Payload]

# Security whitepaper edition 3, chapter 8. A type is any text: others are counted together.
_SECURITY_EVENTS = frozenset(
    {
        "AttemptedReplayAttacks",
        "CentralSystemFailedToAuthentication",
        "FailedToAuthenticationAtCentralSystem",
        "FirmwareUpdated",
        "InvalidCentralSystemCertificate",
        "InvalidChargePointCertificate",
        "InvalidFirmwareSignature",
        "InvalidFirmwareSigningCertificate",
        "InvalidMessages",
        "InvalidTLSCipherSuite",
        "InvalidTLSVersion",
        "MemoryExhaustion",
        "ReconfigurationOfSecurityParameters",
        "ResetOrReboot",
        "SecurityLogWasCleared",
        "SettingSystemTime",
        "StartupOfTheDevice",
        "TamperDetectionActivated",
    }
)


def on_boot_notification(books: Books, station: Station, payload: Payload, now: float) -> Payload:
    """Register the station, or not (OCPP 1.6 section 4.2)."""
    station.boots += 1
    station.boot_notification = payload
    station.triggered.clear()
    options = books.options
    if station.registers_as is not None:
        station.registration = station.registers_as
    elif options.pending_boots == 0 or station.boots <= options.pending_boots:
        station.registration = options.boot_status
    else:
        station.registration = RegistrationStatus.ACCEPTED
    return {
        "status": station.registration.value,
        "currentTime": format_timestamp(now),
        "interval": options.heartbeat_interval_s,
    }


def on_heartbeat(_books: Books, _station: Station, _payload: Payload, now: float) -> Payload:
    """Tell the time (section 4.6)."""
    return {"currentTime": format_timestamp(now)}


def on_authorize(books: Books, station: Station, payload: Payload, _now: float) -> Payload:
    """Say whether this id tag may charge (section 4.1)."""
    return {"idTagInfo": _id_tag_info(books, station, payload["idTag"], None)}


def on_start_transaction(books: Books, station: Station, payload: Payload, _now: float) -> Payload:
    """Number the transaction (section 4.8).

    A refused id tag gets a number too: the energy that flowed until then is to be paid for. One
    with a reservationId ends its reservation (section 5.13). A start that came before is answered
    as it was then.
    """
    connector_id, id_tag = payload["connectorId"], payload["idTag"]
    if books.options.quirks.status_before_start and connector_id not in station.connectors:
        raise CallRefused(
            ErrorCode.INTERNAL_ERROR,
            f"connector {connector_id} is not known: no StatusNotification came",
        )
    reservation_id = payload.get("reservationId")
    info = _id_tag_info(books, station, id_tag, connector_id)
    transaction = books.transactions.start(
        station.identity,
        connector_id,
        id_tag,
        payload["meterStart"],
        payload["timestamp"],
        reservation_id,
        info["status"],
    )
    if reservation_id is not None:
        station.holdings.reservations.pop(reservation_id, None)
    return {
        "transactionId": transaction.transaction_id,
        "idTagInfo": {**info, "status": transaction.begun.status},
    }


def on_stop_transaction(books: Books, station: Station, payload: Payload, _now: float) -> Payload:
    """End the transaction (section 4.10); one that is unknown is counted, never refused."""
    known = books.transactions.stop(
        station.identity,
        payload["transactionId"],
        payload["meterStop"],
        payload["timestamp"],
        payload.get("reason"),
    )
    if not known:
        books.statistics.transactions_unknown += 1
    if "idTag" in payload:
        return {"idTagInfo": books.id_tags.info(payload["idTag"])}
    return {}


def on_meter_values(books: Books, station: Station, payload: Payload, _now: float) -> Payload:
    """Count those of a transaction (section 4.7)."""
    if "transactionId" in payload:
        books.transactions.meter_values(meter_values_entry(station.identity, payload))
    return {}


def on_status_notification(
    _books: Books, station: Station, payload: Payload, _now: float
) -> Payload:
    """Note the state of a connector (section 4.9)."""
    station.connectors[payload["connectorId"]] = ConnectorStatus(
        payload["status"], payload["errorCode"]
    )
    return {}


def on_data_transfer(books: Books, _station: Station, payload: Payload, _now: float) -> Payload:
    """Accept the data of vendors that are known (section 4.3)."""
    known = payload["vendorId"] in books.options.data_transfer_vendors
    return {"status": "Accepted" if known else "UnknownVendorId"}


def on_sign_certificate(books: Books, station: Station, payload: Payload, now: float) -> Payload:
    """Have the request signed, if it can be; CertificateSigned.req follows the answer.

    Security whitepaper edition 3, A02 and A03.
    """
    try:
        chain = books.authority.certificate_chain(payload["csr"], now)
    except SigningRequestError:
        return {"status": "Rejected"}
    station.errands.append((Action.CERTIFICATE_SIGNED.value, {"certificateChain": chain}))
    return {"status": "Accepted"}


def on_security_event_notification(
    books: Books, station: Station, payload: Payload, _now: float
) -> Payload:
    """Count the event (security whitepaper edition 3, A04)."""
    station.security_events += 1
    kind = payload["type"]
    books.statistics.security_events[kind if kind in _SECURITY_EVENTS else OTHER_EVENT] += 1
    return {}


def progress_of(action: Action) -> Responder:
    """Return the responder that notes the last status told by `action`."""

    def note(_books: Books, station: Station, payload: Payload, _now: float) -> Payload:
        station.progress[action.value] = payload["status"]
        return {}

    return note


def _id_tag_info(books: Books, station: Station, id_tag: str, connector_id: int | None) -> Payload:
    """Return the IdTagInfo of a tag that is to charge here; where is not always known yet."""
    info = books.id_tags.info(id_tag)
    if info["status"] != AuthorizationStatus.ACCEPTED:
        return info
    if books.options.quirks.concurrent_tx and _charges_elsewhere(
        books, station, id_tag, connector_id
    ):
        return {"status": AuthorizationStatus.CONCURRENT_TX.value}
    station.accepted_id_tag(id_tag)
    return info


def _charges_elsewhere(
    books: Books, station: Station, id_tag: str, connector_id: int | None
) -> bool:
    # A card is presented to end a transaction, too: at the same station nothing can be told.
    return any(
        transaction.identity != station.identity
        or connector_id not in {None, transaction.connector_id}
        for transaction in books.transactions.open_with(id_tag)
    )


RESPONDERS: Final[Mapping[str, Responder]] = {
    Action.AUTHORIZE.value: on_authorize,
    Action.BOOT_NOTIFICATION.value: on_boot_notification,
    Action.DATA_TRANSFER.value: on_data_transfer,
    Action.DIAGNOSTICS_STATUS_NOTIFICATION.value: progress_of(
        Action.DIAGNOSTICS_STATUS_NOTIFICATION
    ),
    Action.FIRMWARE_STATUS_NOTIFICATION.value: progress_of(Action.FIRMWARE_STATUS_NOTIFICATION),
    Action.HEARTBEAT.value: on_heartbeat,
    Action.LOG_STATUS_NOTIFICATION.value: progress_of(Action.LOG_STATUS_NOTIFICATION),
    Action.METER_VALUES.value: on_meter_values,
    Action.SECURITY_EVENT_NOTIFICATION.value: on_security_event_notification,
    Action.SIGN_CERTIFICATE.value: on_sign_certificate,
    Action.SIGNED_FIRMWARE_STATUS_NOTIFICATION.value: progress_of(
        Action.SIGNED_FIRMWARE_STATUS_NOTIFICATION
    ),
    Action.START_TRANSACTION.value: on_start_transaction,
    Action.STATUS_NOTIFICATION.value: on_status_notification,
    Action.STOP_TRANSACTION.value: on_stop_transaction,
}
