"""Payloads of the security extension's requests that a charge point sends.

Security whitepaper edition 3, chapter 5. The border between snake_case and the wire's
camelCase; optional fields that are None are left out.
"""

from ocpp_load.ocppj import Payload


def log_status_notification(*, status: str, request_id: int | None = None) -> Payload:
    """Build LogStatusNotification.req (section 5.13); `request_id` is that of GetLog.req."""
    payload: Payload = {"status": status}
    if request_id is not None:
        payload["requestId"] = request_id
    return payload


def security_event_notification(
    *, type_: str, timestamp: str, tech_info: str | None = None
) -> Payload:
    """Build SecurityEventNotification.req (section 5.15)."""
    payload: Payload = {"type": type_, "timestamp": timestamp}
    if tech_info is not None:
        payload["techInfo"] = tech_info
    return payload


def sign_certificate(*, csr: str) -> Payload:
    """Build SignCertificate.req (section 5.17); `csr` is PEM text of RFC 2986."""
    return {"csr": csr}


def signed_firmware_status_notification(*, status: str, request_id: int | None = None) -> Payload:
    """Build SignedFirmwareStatusNotification.req (section 5.19).

    `request_id` is that of SignedUpdateFirmware.req; only Idle goes without (L01.FR.21).
    """
    payload: Payload = {"status": status}
    if request_id is not None:
        payload["requestId"] = request_id
    return payload
