"""A transaction as the charge point knows it (OCPP 1.6 sections 4.8 and 4.10)."""

from dataclasses import dataclass

from ocpp_load.messages.v16.enums import Reason

UNKNOWN_TRANSACTION_ID = -1  # errata 3.18: StartTransaction was never answered


class Transaction:
    """Started on one connector; its id is the central system's, and may never arrive."""

    __slots__ = (
        "deauthorized",
        "has_id",
        "id",
        "id_tag",
        "is_starting",
        "meter_start_wh",
        "started_at",
    )

    def __init__(self, id_tag: str, meter_start_wh: int, started_at: float) -> None:
        self.id = UNKNOWN_TRANSACTION_ID
        self.has_id = False
        """The central system has given it an id, which may be -1 as well (errata 3.54)."""
        self.id_tag = id_tag
        self.meter_start_wh = meter_start_wh
        self.started_at = started_at
        self.is_starting = True
        """StartTransaction is on its way, and the id may come yet."""
        self.deauthorized = False
        """Its idTag was not accepted by StartTransaction.conf: no energy flows (errata 3.17)."""


@dataclass(frozen=True, slots=True)
class EndedTransaction:
    """A transaction that is over, of which the central system is yet to be told.

    `stopped_at` as OCPP writes it: the moment of the end, not that of the message.
    """

    transaction: Transaction
    meter_stop_wh: int
    stopped_at: str
    reason: Reason | None
