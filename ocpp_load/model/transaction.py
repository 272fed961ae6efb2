"""A transaction as the charge point knows it (OCPP 1.6 sections 4.8 and 4.10)."""

UNKNOWN_TRANSACTION_ID = -1  # errata 3.18: StartTransaction was never answered


class Transaction:
    """Started on one connector; its id is the central system's, and may never arrive."""

    __slots__ = ("deauthorized", "id", "id_tag", "meter_start_wh", "started_at")

    def __init__(self, id_tag: str, meter_start_wh: int, started_at: float) -> None:
        self.id = UNKNOWN_TRANSACTION_ID
        self.id_tag = id_tag
        self.meter_start_wh = meter_start_wh
        self.started_at = started_at
        self.deauthorized = False
        """Its idTag was not accepted by StartTransaction.conf: no energy flows (errata 3.17)."""
