"""One connector: its status, what is plugged in, and the transaction on it."""

from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus
from ocpp_load.model.connector_status import TRANSITIONS, changed
from ocpp_load.model.meter import Meter
from ocpp_load.model.transaction import Transaction

_S = ChargePointStatus
_IN_USE = frozenset({_S.PREPARING, _S.CHARGING, _S.SUSPENDED_EV, _S.SUSPENDED_EVSE, _S.FINISHING})


class Connector:
    """Connector `id`; 0 is the charge point itself (section 3.8).

    `operative` is what ChangeAvailability made of it; `operative_next` what it will make of it
    once the transaction has ended. `withheld` is a connector that waits for a firmware update.
    `claimed_by` is the idTag for which a transaction is about to start.
    """

    __slots__ = (
        "claimed_by",
        "error_code",
        "id",
        "meter",
        "operative",
        "operative_next",
        "plugged_in",
        "reserved",
        "status",
        "transaction",
        "withheld",
    )

    def __init__(self, connector_id: int) -> None:
        self.id = connector_id
        self.status = ChargePointStatus.AVAILABLE
        self.error_code = ChargePointErrorCode.NO_ERROR
        self.meter = Meter()
        self.transaction: Transaction | None = None
        self.plugged_in = False
        self.operative = True
        self.operative_next: bool | None = None
        self.withheld = False
        self.reserved = False
        self.claimed_by: str | None = None

    @property
    def is_in_service(self) -> bool:
        """Tell whether a driver could use it: operative, and not waiting for an update."""
        return self.operative and not self.withheld

    @property
    def resting_status(self) -> ChargePointStatus:
        """Return the status that the connector has while nobody uses it, a cable apart."""
        if not self.is_in_service:
            return ChargePointStatus.UNAVAILABLE
        if self.plugged_in:
            return ChargePointStatus.PREPARING
        return ChargePointStatus.RESERVED if self.reserved else ChargePointStatus.AVAILABLE

    @property
    def is_in_use(self) -> bool:
        """Tell whether somebody uses it, from the first sign of it until the cable is out."""
        return self.status in _IN_USE

    def change_status(self, status: ChargePointStatus) -> bool:
        """Take on `status`; return whether that is news. Raises `IllegalStatusChange`."""
        if status == self.status:
            return False
        self.status = changed(self.status, status)
        return True

    def settle(self) -> None:
        """Let a change of availability that was scheduled happen (section 5.2)."""
        if self.operative_next is not None:
            self.operative, self.operative_next = self.operative_next, None

    def end_transaction(self) -> bool:
        """Let go of the transaction, with the cable still in; return whether the status is news."""
        self.transaction = None
        self.settle()
        after = ChargePointStatus.FINISHING
        if not self.operative and ChargePointStatus.UNAVAILABLE in TRANSITIONS[self.status]:
            after = ChargePointStatus.UNAVAILABLE
        return self.change_status(after)

    def release(self) -> bool:
        """Take on the resting status: nobody uses the connector; return whether that is news.

        A fault stays until it is mended.
        """
        self.settle()
        resting = self.resting_status
        if self.status in (resting, ChargePointStatus.FAULTED):
            return False
        if resting not in TRANSITIONS[self.status]:
            # To Reserved, and from Preparing to Unavailable, the table knows no other way.
            self.change_status(ChargePointStatus.AVAILABLE)
        return self.change_status(resting)

    def lose_power(self) -> None:
        """Come back from a restart: what is seen then is the cable and nothing else."""
        self.transaction = None
        if not self.plugged_in:
            self.claimed_by = None
        if not (self.plugged_in and self.is_in_use):
            self.release()
