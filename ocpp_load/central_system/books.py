"""The books of one central system: what all its stations share.

Holds, decides nothing. No I/O.
"""

from ocpp_load.central_system.id_tags import IdTags
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.statistics import Statistics
from ocpp_load.central_system.transactions import Transactions


class Books:
    """Options, id tags, transactions and counters, from the start of the process to its end."""

    __slots__ = ("id_tags", "options", "statistics", "transactions")

    def __init__(self, options: CentralSystemOptions) -> None:
        self.options = options
        self.id_tags = IdTags(options.refusals)
        self.transactions = Transactions()
        self.statistics = Statistics()
