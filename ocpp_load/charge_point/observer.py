"""Who is told what a charge point does: the seam between behaviour and measurement.

All durations are seconds. Implementations must not raise and must not block.
"""

from typing import Protocol

from ocpp_load.charge_point.exchange import Exchange
from ocpp_load.model import Transaction, TransactionFault


class Observer(Protocol):
    """What a station reports while it runs."""

    def call_answered(
        self,
        action: str,
        round_trip_s: float,
        from_intent_s: float,
        sent_bytes: int,
        received_bytes: int,
        /,
    ) -> bool:
        """Report a Call that got a CallResult which fits its schema.

        Return whether it is worth an `exchange`, as those do that follow with the same type.
        """

    def call_failed(
        self, action: str, reason: str, round_trip_s: float | None, from_intent_s: float | None, /
    ) -> bool:
        """Report a Call without a usable answer; no times where none came at all."""

    def exchange(self, exchange: Exchange, /) -> None:
        """Tell in full what has been reported already, or a command that got a CallError.

        A connection that was lost or did not come about, which the link reports, is told as well.
        """

    def call_cut_off(self, action: str, /) -> None:
        """Report a Call in flight when we closed the connection: neither success nor failure."""

    def late_answer(self, action: str, /) -> None:
        """Report the answer to a Call that had been given up."""

    def violation(self, kind: str, /) -> bool:
        """Report a breach of OCPP-J by the peer, by kind."""

    def own_fault(self, where: str, error: BaseException | str, /) -> None:
        """Report a fault of this program or of a scenario; never the peer's."""

    def registered(self, accepted: bool, /) -> None:
        """Report that the station is now accepted by the central system, or no longer."""

    def check(self, name: str, failure: str | None, /, *, first: bool, first_failure: bool) -> None:
        """Report a check of the scenario; `failure` says what was not as it should be.

        It is the `first` of its station, or its `first_failure`.
        """

    def struck(self, event: str, /) -> None:
        """Report that an event, such as `connection lost`, has thrown the station out."""

    def recovered(self, event: str, seconds: float, /) -> None:
        """Report that the station is online and accepted again, so long after the event."""

    def not_recovered(self, event: str, /) -> None:
        """Report that the station ends without having come back after the event."""

    def flow(self, name: str, seconds: float | None, failure: str | None = None, /) -> None:
        """Report what came of a command, so long after it was read; no time where nothing did.

        `failure` is the central system's; what came to nothing otherwise has another name.
        """

    def flow_cut_off(self, name: str, /) -> None:
        """Report a command that was being carried out when the run ended."""

    def driver_refused(self) -> None:
        """Report that a driver was not let in.

        By Authorize, StartTransaction, what the station knows by itself, or a reservation; or
        because the connector is out of service, or the station restarts or has no power.
        """

    def transaction_started(self) -> None:
        """Report that energy may flow."""

    def transaction_stopped(self, energy_wh: int, /) -> None:
        """Report the end of a transaction and what it delivered, whoever knows of it yet."""

    def transaction_delivered(self) -> None:
        """Report that the central system has acknowledged the start and the end of one."""

    def transaction_fault(
        self, fault: TransactionFault, identity: str, transaction: Transaction, detail: str, /
    ) -> None:
        """Report what the audit is to say of a transaction of the station `identity`."""
