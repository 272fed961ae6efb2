"""Payloads of the Core profile's requests that a charge point sends (OCPP 1.6 chapter 6).

The border between snake_case and the wire's camelCase. Optional fields that are None are
left out. Values are taken as they are: checking them is the validator's business. Members of an
enum become plain text, which the validator takes in five times as fast.
"""

from collections.abc import Sequence
from typing import Any

from ocpp_load.ocppj import Payload


def authorize(*, id_tag: str) -> Payload:
    """Build Authorize.req (section 6.1)."""
    return {"idTag": id_tag}


def boot_notification(
    *,
    vendor: str,
    model: str,
    serial_number: str | None = None,
    firmware_version: str | None = None,
) -> Payload:
    """Build BootNotification.req (section 6.3)."""
    payload = {"chargePointVendor": vendor, "chargePointModel": model}
    if serial_number is not None:
        payload["chargePointSerialNumber"] = serial_number
    if firmware_version is not None:
        payload["firmwareVersion"] = firmware_version
    return payload


def data_transfer(
    *, vendor_id: str, message_id: str | None = None, data: str | None = None
) -> Payload:
    """Build DataTransfer.req (section 6.17)."""
    payload = {"vendorId": vendor_id}
    if message_id is not None:
        payload["messageId"] = message_id
    if data is not None:
        payload["data"] = data
    return payload


def heartbeat() -> Payload:
    """Build Heartbeat.req (section 6.29), which has no fields."""
    return {}


def sampled_value(
    *,
    value: str,
    measurand: str | None = None,
    unit: str | None = None,
    context: str | None = None,
    phase: str | None = None,
    location: str | None = None,
    value_format: str | None = None,
) -> Payload:
    """Build a SampledValue (section 7.43)."""
    sampled = {"value": value}
    if context is not None:
        sampled["context"] = str(context)
    if measurand is not None:
        sampled["measurand"] = str(measurand)
    if phase is not None:
        sampled["phase"] = str(phase)
    if location is not None:
        sampled["location"] = str(location)
    if unit is not None:
        sampled["unit"] = str(unit)
    if value_format is not None:
        sampled["format"] = str(value_format)
    return sampled


def meter_value(*, timestamp: str, sampled_values: Sequence[Payload]) -> Payload:
    """Build a MeterValue: the values of one moment (section 7.33)."""
    return {"timestamp": timestamp, "sampledValue": list(sampled_values)}


def meter_values(
    *,
    connector_id: int,
    timestamp: str,
    sampled_values: Sequence[Payload],
    transaction_id: int | None = None,
) -> Payload:
    """Build MeterValues.req with the values of one moment (section 6.31)."""
    payload: Payload = {
        "connectorId": connector_id,
        "meterValue": [meter_value(timestamp=timestamp, sampled_values=sampled_values)],
    }
    if transaction_id is not None:
        payload["transactionId"] = transaction_id
    return payload


def start_transaction(
    *,
    connector_id: int,
    id_tag: str,
    meter_start: int,
    timestamp: str,
    reservation_id: int | None = None,
) -> Payload:
    """Build StartTransaction.req (section 6.45); `meter_start` in Wh."""
    payload: Payload = {
        "connectorId": connector_id,
        "idTag": id_tag,
        "meterStart": meter_start,
        "timestamp": timestamp,
    }
    if reservation_id is not None:
        payload["reservationId"] = reservation_id
    return payload


def status_notification(
    *,
    connector_id: int,
    status: str,
    error_code: str,
    timestamp: str | None = None,
    info: str | None = None,
    vendor_id: str | None = None,
    vendor_error_code: str | None = None,
) -> Payload:
    """Build StatusNotification.req (section 6.47)."""
    payload: dict[str, Any] = {
        "connectorId": connector_id,
        "errorCode": str(error_code),
        "status": str(status),
    }
    if info is not None:
        payload["info"] = info
    if timestamp is not None:
        payload["timestamp"] = timestamp
    if vendor_id is not None:
        payload["vendorId"] = vendor_id
    if vendor_error_code is not None:
        payload["vendorErrorCode"] = vendor_error_code
    return payload


def stop_transaction(
    *,
    transaction_id: int,
    meter_stop: int,
    timestamp: str,
    id_tag: str | None = None,
    reason: str | None = None,
    transaction_data: Sequence[Payload] = (),
) -> Payload:
    """Build StopTransaction.req (section 6.49); `meter_stop` in Wh, the data as MeterValues."""
    payload: Payload = {
        "transactionId": transaction_id,
        "meterStop": meter_stop,
        "timestamp": timestamp,
    }
    if id_tag is not None:
        payload["idTag"] = id_tag
    if reason is not None:
        payload["reason"] = str(reason)
    if transaction_data:
        payload["transactionData"] = list(transaction_data)
    return payload
