"""What StatusNotification says of a connector (OCPP 1.6 sections 4.9 and 6.47). Values only."""

from dataclasses import dataclass

from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus


@dataclass(frozen=True, slots=True)
class ConnectorError:
    """An error as a station reports it; with the status Faulted it keeps it from charging.

    With any other status it is a warning. `vendor_id` says whose `vendor_error_code` it is.
    """

    code: ChargePointErrorCode
    info: str | None = None
    vendor_id: str | None = None
    vendor_error_code: str | None = None


NO_ERROR = ConnectorError(ChargePointErrorCode.NO_ERROR)


@dataclass(frozen=True, slots=True)
class StatusReport:
    """Status and error of a connector at one moment; the error's `info` comes first."""

    status: ChargePointStatus
    error: ConnectorError = NO_ERROR
    remark: str | None = None

    @property
    def info(self) -> str | None:
        """Return what goes into the field of that name."""
        return self.error.info or self.remark


_PLAIN = {status: StatusReport(status) for status in ChargePointStatus}


def status_report(
    status: ChargePointStatus, error: ConnectorError = NO_ERROR, remark: str | None = None
) -> StatusReport:
    """Return a report; one without an error or a remark exists once for all stations."""
    if error is NO_ERROR and remark is None:
        return _PLAIN[status]
    return StatusReport(status, error, remark)
