"""The books of one central system: what all its stations share.

Holds, decides nothing.
"""

import time
from collections.abc import Callable

from ocpp_load.central_system.authority import Authority
from ocpp_load.central_system.books.journal import Journal
from ocpp_load.central_system.books.numbering import Numbering
from ocpp_load.central_system.books.transactions import Transactions
from ocpp_load.central_system.id_tags import IdTags
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.statistics import Statistics


class Books:
    """Options, id tags, authority, transactions and counters, from the start to the end.

    With a file for them in the options, the transactions are those of the process before, and
    stay for the one after. Raises `JournalError` where that file cannot be used.
    """

    __slots__ = ("_journal", "authority", "id_tags", "options", "statistics", "transactions")

    def __init__(
        self, options: CentralSystemOptions, clock: Callable[[], float] = time.time
    ) -> None:
        self.options = options
        self.authority = Authority(clock(), options.issuer)
        self.id_tags = IdTags(options.refusals, options.id_tag_groups)
        self.statistics = Statistics()
        numbering = Numbering(per_station=options.quirks.ids_per_station)
        self._journal: Journal | None = None
        if options.books is None:
            self.transactions = Transactions(numbering)
        else:
            self._journal = Journal(options.books)
            self.transactions = Transactions(numbering, self._journal.append)
            for entry in self._journal.entries():
                self.transactions.enter(entry)

    def close(self) -> None:
        """Let go of the file, where there is one."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None
