"""A transaction as the charge point knows it (OCPP 1.6 sections 4.8 and 4.10)."""

from enum import StrEnum

from ocpp_load.model.transaction_data import TransactionData

UNKNOWN_TRANSACTION_ID = -1  # errata 3.18: StartTransaction was never answered


class TransactionFault(StrEnum):
    """What the audit of a run has to say of a transaction, where it is not in order.

    Each is counted by the field of `TransactionAudit` that bears its name.
    """

    LOST = "lost"
    """StartTransaction or StopTransaction was given up."""
    DELIVERED_TWICE = "delivered twice"
    """One of its messages was acknowledged more than once."""
    OUT_OF_ORDER = "out of order"
    """One of its messages was acknowledged after a younger one of the same station."""
    VALUES_LOST = "meter values lost"
    """MeterValues were given up, or had to go from a full memory."""
    LEFT_OPEN = "left open"
    """The run was over before StopTransaction was acknowledged."""


class Transaction:
    """Started on one connector; its id is the central system's, and may never arrive."""

    __slots__ = (
        "connector_id",
        "data",
        "deauthorized",
        "has_id",
        "id",
        "id_tag",
        "is_lost",
        "is_starting",
        "meter_start_wh",
        "parent_id_tag",
        "started_at",
    )

    def __init__(
        self, id_tag: str, meter_start_wh: int, started_at: float, connector_id: int = 1
    ) -> None:
        self.id = UNKNOWN_TRANSACTION_ID
        self.has_id = False
        """The central system has given it an id, which may be -1 as well (errata 3.54)."""
        self.id_tag = id_tag
        self.parent_id_tag: str | None = None
        """The group of its idTag, where StartTransaction.conf names one."""
        self.connector_id = connector_id
        self.meter_start_wh = meter_start_wh
        self.started_at = started_at
        self.is_starting = True
        """StartTransaction is not answered yet, nor given up: the id may come."""
        self.deauthorized = False
        """Its idTag was not accepted by StartTransaction.conf: no energy flows (errata 3.17)."""
        self.data: TransactionData | None = None
        """What StopTransaction is to carry; None where it carries nothing (section 3.16.5)."""
        self.is_lost = False
        """The central system does not know of its start or of its end, and never will."""
