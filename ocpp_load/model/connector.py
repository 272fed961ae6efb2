"""One connector: its status, what is plugged in, and the transaction on it."""

from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus
from ocpp_load.model.connector_status import changed
from ocpp_load.model.meter import Meter
from ocpp_load.model.transaction import Transaction


class Connector:
    """Connector `id`; 0 is the charge point itself (section 3.8)."""

    __slots__ = ("error_code", "id", "meter", "status", "transaction")

    def __init__(self, connector_id: int) -> None:
        self.id = connector_id
        self.status = ChargePointStatus.AVAILABLE
        self.error_code = ChargePointErrorCode.NO_ERROR
        self.meter = Meter()
        self.transaction: Transaction | None = None

    def change_status(self, status: ChargePointStatus) -> bool:
        """Take on `status`; return whether that is news. Raises `IllegalStatusChange`."""
        if status == self.status:
            return False
        self.status = changed(self.status, status)
        return True
