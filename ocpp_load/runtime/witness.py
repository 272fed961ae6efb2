"""What one station did, kept for whoever runs it alone: checks, failures, faults, latencies."""

from dataclasses import dataclass, field

from ocpp_load.charge_point import Exchange
from ocpp_load.model import Transaction, TransactionFault
from ocpp_load.runtime.fault_observer import is_lost
from ocpp_load.scenario.substitution import StepError


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the scenario as it turned out; `failure` says what was not as it should be."""

    name: str
    failure: str | None


@dataclass(slots=True)
class Witness:
    """Implements the observers of `charge_point`, `transport` and `runtime` for one station.

    Latencies are seconds. What is told on the hot path of a fleet is of no concern here.
    """

    checks: list[Check] = field(default_factory=list)
    latencies_s: list[float] = field(default_factory=list)
    failed_calls: list[str] = field(default_factory=list)
    failed_commands: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    own_faults: list[str] = field(default_factory=list)
    failed_connections: list[str] = field(default_factory=list)
    lost_transactions: list[str] = field(default_factory=list)

    @property
    def failed_checks(self) -> list[Check]:
        """Return the checks that failed."""
        return [check for check in self.checks if check.failure is not None]

    def call_answered(
        self,
        action: str,  # noqa: ARG002
        round_trip_s: float,
        from_intent_s: float,  # noqa: ARG002
        sent_bytes: int,  # noqa: ARG002
        received_bytes: int,  # noqa: ARG002
    ) -> bool:
        self.latencies_s.append(round_trip_s)
        return False

    def call_failed(
        self,
        action: str,
        reason: str,
        round_trip_s: float | None,
        from_intent_s: float | None,  # noqa: ARG002
    ) -> bool:
        if round_trip_s is not None:
            self.latencies_s.append(round_trip_s)
        self.failed_calls.append(f"{action}: {reason}")
        return False

    def exchange(self, exchange: Exchange) -> None:
        """Leave it: what is told of one station has every message in it."""

    def struck(self, event: str) -> None:
        """Leave it: what a lost connection is worth is told where it is lost."""

    def recovered(self, event: str, seconds: float) -> None:
        """Leave it."""

    def not_recovered(self, event: str) -> None:
        """Leave it."""

    def call_cut_off(self, action: str) -> None:
        """Leave it: neither a success nor a failure."""

    def late_answer(self, action: str) -> None:
        """Leave it: the Call has failed already."""

    def command_answered(
        self,
        action: str,
        handling_s: float,  # noqa: ARG002
        failure: str | None,
    ) -> None:
        if failure is not None:
            self.failed_commands.append(f"{action}: {failure}")

    def violation(self, kind: str) -> bool:
        self.violations.append(kind)
        return False

    def own_fault(self, where: str, error: BaseException | str) -> None:
        says_enough = isinstance(error, str | StepError)
        told = str(error) if says_enough else f"{type(error).__name__}: {error}"
        self.own_faults.append(f"{where}: {told}")

    def registered(self, accepted: bool) -> None:
        """Leave it: the messages show it."""

    def check(self, name: str, failure: str | None, *, first: bool, first_failure: bool) -> None:  # noqa: ARG002
        self.checks.append(Check(name, failure))

    def flow(self, name: str, seconds: float | None, failure: str | None = None) -> None:
        """Leave it: a Call that has failed is told as such, and so is a transfer."""

    def flow_cut_off(self, name: str) -> None:
        """Leave it."""

    def driver_refused(self) -> None:
        """Leave it: no failure."""

    def transaction_started(self) -> None:
        """Leave it: the messages show it."""

    def transaction_stopped(self, energy_wh: int) -> None:
        """Leave it: the messages show it."""

    def transaction_delivered(self) -> None:
        """Leave it: the messages show it."""

    def transaction_fault(
        self,
        fault: TransactionFault,
        identity: str,  # noqa: ARG002
        transaction: Transaction,
        detail: str,
    ) -> None:
        self.lost_transactions.append(f"transaction {transaction.id}: {fault.value}: {detail}")

    def connecting(self, begins: bool) -> None:
        """Leave it: what comes of it is an event."""

    def connection_event(
        self,
        name: str,
        duration_s: float | None,  # noqa: ARG002
        failure: str | None,
    ) -> None:
        if name == "connected":
            name, failure = "connection lost", failure if failure and is_lost(failure) else None
        if failure is not None:
            self.failed_connections.append(f"{name}: {failure}")
