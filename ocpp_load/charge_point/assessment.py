"""What is told of a station beside its messages: checks of its scenario, absences, what it left open.

No clock: callers pass the time in.
"""

from ocpp_load.charge_point.absence import Absence
from ocpp_load.charge_point.observer import Observer
from ocpp_load.model import Station, Transaction, TransactionFault


class Assessment:
    """The checks of one station and what has thrown it out. Most stations never need one.

    `failed_checks` is how many of its checks have failed, and `absence` since when it is out.
    """

    __slots__ = ("_checks", "_observer", "absence", "failed_checks")

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._checks = 0
        self.failed_checks = 0
        self.absence = Absence(observer)

    def check(self, name: str, failure: str | None) -> None:
        """Tell how a check of the scenario turned out; `failure` says what is not as it should be."""
        first = not self._checks
        first_failure = failure is not None and not self.failed_checks
        self._checks += 1
        self.failed_checks += failure is not None
        self._observer.check(name, failure, first=first, first_failure=first_failure)


def tell_left_open(station: Station, observer: Observer) -> None:
    """Report the transactions that the central system does not know the end of, as the run ends."""
    for transaction in station.unsettled_transactions():
        observer.transaction_fault(
            TransactionFault.LEFT_OPEN,
            station.identity,
            transaction,
            _what_is_open(station, transaction),
        )


def _what_is_open(station: Station, transaction: Transaction) -> str:
    if any(connector.transaction is transaction for connector in station.connectors):
        return "it was still running when the run was over"
    if transaction.is_starting:
        return "StartTransaction was not acknowledged when the run was over"
    return "StopTransaction was not acknowledged when the run was over"
