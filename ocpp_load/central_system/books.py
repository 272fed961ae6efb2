"""The books of one central system: what all its stations share.

Holds, decides nothing. No I/O.
"""

import time
from collections.abc import Callable

from ocpp_load.central_system.authority import Authority
from ocpp_load.central_system.id_tags import IdTags
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.statistics import Statistics
from ocpp_load.central_system.transactions import Transactions


class Books:
    """Options, id tags, authority, transactions and counters, from the start to the end."""

    __slots__ = ("authority", "id_tags", "options", "statistics", "transactions")

    def __init__(
        self, options: CentralSystemOptions, clock: Callable[[], float] = time.time
    ) -> None:
        self.options = options
        self.authority = Authority(clock())
        self.id_tags = IdTags(options.refusals)
        self.transactions = Transactions()
        self.statistics = Statistics()
