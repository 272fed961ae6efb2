"""Payloads of the Firmware Management profile's requests that a charge point sends.

OCPP 1.6 chapter 6. The border between snake_case and the wire's camelCase.
"""

from ocpp_load.messages.v16.enums import DiagnosticsStatus, FirmwareStatus
from ocpp_load.ocppj import Payload


def diagnostics_status_notification(*, status: DiagnosticsStatus) -> Payload:
    """Build DiagnosticsStatusNotification.req (section 6.17)."""
    return {"status": status}


def firmware_status_notification(*, status: FirmwareStatus) -> Payload:
    """Build FirmwareStatusNotification.req (section 6.19)."""
    return {"status": status}
