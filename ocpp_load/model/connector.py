"""One connector: its status, what is plugged in, and the transaction on it."""

from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model.connector_status import TRANSITIONS, transition
from ocpp_load.model.electrical.vehicle import Vehicle
from ocpp_load.model.meter import Meter
from ocpp_load.model.status_report import NO_ERROR, ConnectorError, StatusReport, status_report
from ocpp_load.model.transaction import Transaction

EV_SIDE_DISCONNECTED = "EV side disconnected"
"""What section 4.9 has StatusNotification say of a cable that was pulled out of the EV."""

_S = ChargePointStatus
_SUPPLIES = frozenset({_S.CHARGING, _S.SUSPENDED_EV, _S.SUSPENDED_EVSE})
_IN_USE = _SUPPLIES | {_S.PREPARING, _S.FINISHING}


class Connector:
    """Connector `id`; 0 is the charge point itself (section 3.8).

    `operative` is what ChangeAvailability made of it; `operative_next` what it will make of it
    once the transaction has ended. `withheld` is a connector that waits for a firmware update.
    """

    __slots__ = (
        "behind_fault",
        "cable_held_for",
        "claimed_by",
        "claimed_with_card",
        "faults",
        "id",
        "meter",
        "operative",
        "operative_next",
        "plugged_in",
        "remark",
        "reserved",
        "status",
        "suspensions",
        "told",
        "transaction",
        "used_remotely",
        "vehicle",
        "warning",
        "withheld",
    )

    def __init__(self, connector_id: int) -> None:
        self.id = connector_id
        self.status = ChargePointStatus.AVAILABLE
        self.remark: str | None = None
        """What is to be said of the status, beside an error."""
        self.behind_fault: ChargePointStatus | None = None
        """What the status would be without the faults."""
        self.faults: tuple[ConnectorError, ...] = ()
        self.suspensions: tuple[ChargePointStatus, ...] = ()
        """Why no energy flows though it could: SuspendedEV, SuspendedEVSE, or both."""
        self.warning = NO_ERROR
        """An error that the connector charges with all the same."""
        self.told: StatusReport | None = None
        """What was last sent of it; None where that may not have arrived."""
        self.meter = Meter()
        self.transaction: Transaction | None = None
        self.vehicle: Vehicle | None = None
        """The EV that charges or has charged, where the scenario has any."""
        self.plugged_in = False
        """A cable is in, at the station and at the EV."""
        self.cable_held_for: str | None = None
        """The idTag for which the station holds a cable that has been pulled out of the EV."""
        self.operative = True
        self.operative_next: bool | None = None
        self.withheld = False
        self.reserved = False
        self.claimed_by: str | None = None
        """The idTag for which a transaction is about to start."""
        self.claimed_with_card = False
        """It was claimed by a card that was presented here, and not by the central system."""
        self.used_remotely = False
        """A driver whom the central system has let in is there, with a car of their own."""

    @property
    def error(self) -> ConnectorError:
        """Return what is wrong with it: of several faults the latest one."""
        return self.faults[-1] if self.faults else self.warning

    @property
    def report(self) -> StatusReport:
        """Return what there is to say of it now."""
        return status_report(self.status, self.error, None if self.faults else self.remark)

    @property
    def is_faulted(self) -> bool:
        """Tell whether a fault keeps it from charging."""
        return self.status is ChargePointStatus.FAULTED

    @property
    def cable_held(self) -> bool:
        """Tell whether a cable is in at the station, and locked there, but not at the EV."""
        return self.cable_held_for is not None

    @property
    def is_interrupted(self) -> bool:
        """Tell whether no energy can flow: a fault, or a cable that is not in the EV."""
        return self.is_faulted or self.cable_held

    @property
    def suspended_by_evse(self) -> bool:
        """Tell whether the station offers nothing for a while."""
        return _S.SUSPENDED_EVSE in self.suspensions

    @property
    def suspended_by_ev(self) -> bool:
        """Tell whether the EV takes nothing for a while."""
        return _S.SUSPENDED_EV in self.suspensions

    @property
    def is_in_service(self) -> bool:
        """Tell whether a driver could use it: operative, and not waiting for an update."""
        return self.operative and not self.withheld

    @property
    def takes_a_driver(self) -> bool:
        """Tell whether somebody could begin at it now, reservations apart."""
        if self.status in (ChargePointStatus.UNAVAILABLE, ChargePointStatus.FAULTED):
            return False
        # A cable that was left in does not make one serve again that waits for an update.
        return not (self.withheld and self.status is ChargePointStatus.FINISHING)

    @property
    def resting_status(self) -> ChargePointStatus:
        """Return the status that the connector has while nobody uses it, a cable apart."""
        if not self.is_in_service:
            return ChargePointStatus.UNAVAILABLE
        if self.plugged_in:
            return ChargePointStatus.PREPARING
        return ChargePointStatus.RESERVED if self.reserved else ChargePointStatus.AVAILABLE

    @property
    def status_but_for_faults(self) -> ChargePointStatus:
        """Return the status that shows, or would show without a fault."""
        return self.status if self.behind_fault is None else self.behind_fault

    @property
    def is_in_use(self) -> bool:
        """Tell whether somebody uses it, from the first sign of it until the cable is out."""
        return self.status_but_for_faults in _IN_USE

    def change_status(self, status: ChargePointStatus, remark: str | None = None) -> bool:
        """Take on `status`; return whether there is news to tell. Raises `IllegalStatusChange`.

        What changes while there is a fault shows when it is mended. Without a cable in the EV
        nothing is Charging, whoever found that all is ready.
        """
        if status is ChargePointStatus.CHARGING and self.cable_held:
            return False
        before = self.status_but_for_faults
        if status is not before:
            transition(before, status)
        elif remark == self.remark:
            return False
        self.remark = remark
        if self.behind_fault is not None:
            self.behind_fault = status
            return False
        self.status = status
        return True

    def break_down(self, error: ConnectorError) -> bool:
        """Let a fault happen; return whether that is news to tell."""
        before = self.report
        if self.behind_fault is None:
            transition(self.status, ChargePointStatus.FAULTED)
            self.behind_fault, self.status = self.status, ChargePointStatus.FAULTED
        self.faults = (*self.faults, error)
        return self.report != before

    def mend(self, error: ConnectorError) -> bool:
        """Mend a fault; with the last one the status is what it has become meanwhile (I1 to I8)."""
        before = self.report
        faults = tuple(fault for fault in self.faults if fault is not error)
        self.faults = faults
        if not faults and self.behind_fault is not None:
            transition(self.status, self.behind_fault)
            self.status, self.behind_fault = self.behind_fault, None
        return self.report != before

    def settle(self) -> None:
        """Let a change of availability that was scheduled happen (section 5.2)."""
        if self.operative_next is not None:
            self.operative, self.operative_next = self.operative_next, None

    def end_transaction(self, *, ev_disconnected: bool = False) -> bool:
        """Let go of the transaction, with the cable still in; return whether the status is news.

        The station lets go of its end of the cable (section 4.10), unless it is a cable pulled out
        of the EV that ends the transaction.
        """
        self.transaction = None
        if not ev_disconnected:
            self.cable_held_for = None
        self.settle()
        after = ChargePointStatus.FINISHING
        if not self.operative and (
            ChargePointStatus.UNAVAILABLE in TRANSITIONS[self.status_but_for_faults]
        ):
            after = ChargePointStatus.UNAVAILABLE
        return self.change_status(after, EV_SIDE_DISCONNECTED if ev_disconnected else None)

    def release(self) -> bool:
        """Take on the resting status: nobody uses the connector; return whether that is news.

        A fault shows until it is mended.
        """
        if not self.plugged_in:
            self.vehicle = None
        self.cable_held_for = None
        self.settle()
        resting = self.resting_status
        before = self.status_but_for_faults
        if before in (resting, ChargePointStatus.FAULTED):
            return False
        news = False
        if resting not in TRANSITIONS[before]:
            # To Reserved, and from Preparing to Unavailable, the table knows no other way.
            news = self.change_status(ChargePointStatus.AVAILABLE)
        return self.change_status(resting) or news

    def drop_claim(self) -> None:
        """Let nobody be about to start any more."""
        self.claimed_by = None
        self.claimed_with_card = False

    def lose_power(self) -> None:
        """Come back from a restart: what is seen then is the cable and nothing else.

        A fault is there as before. The lock opens without power.
        """
        self.transaction = None
        self.cable_held_for = None
        if not self.plugged_in:
            self.drop_claim()
        if not (self.plugged_in and self.is_in_use):
            self.release()
