"""The figures of a run, cut at its marks: each page is a ledger from one mark to the next.

Marks are events of a campaign. What came before one, and what from it on, are sums of pages:
exact, and additive over processes that passed their marks at different moments.
"""

from collections.abc import Iterator
from typing import Any, Self

from ocpp_load.metrics.ledger import Ledger

START = ""
"""What the first page begins with, in place of a mark."""


class Pages:
    """`ledgers` by the mark that each begins with; `open` is the one to count in.

    `marks` has when each was passed, in seconds from the beginning and in the order of the run.
    """

    __slots__ = ("ledgers", "marks", "open")

    def __init__(self) -> None:
        self.open = Ledger()
        self.ledgers = {START: self.open}
        self.marks: dict[str, float] = {}

    def __iter__(self) -> Iterator[Ledger]:
        return iter(self.ledgers.values())

    def turn(self, mark: str, at_s: float) -> None:
        """Begin a page; a mark that was passed before is none, so that pages stay few."""
        if mark not in self.marks:
            self.marks[mark] = at_s
            self.open = self.ledgers.setdefault(mark, Ledger())

    def before(self, mark: str) -> list[Ledger]:
        """Return the pages up to `mark`; none where that has not been passed."""
        return self._cut(mark)[0]

    def since(self, mark: str) -> list[Ledger]:
        """Return the pages from `mark` on; none where that has not been passed."""
        return self._cut(mark)[1]

    def _cut(self, mark: str) -> tuple[list[Ledger], list[Ledger]]:
        if mark not in self.marks:
            return [], []
        in_order = [START, *self.marks]
        pages = [self.ledgers.get(begin, Ledger()) for begin in in_order]
        cut = in_order.index(mark)
        return pages[:cut], pages[cut:]

    def take(self) -> "Pages":
        """Hand over what was counted; the page goes on, and no mark is forgotten."""
        taken = Pages()
        taken.ledgers, taken.open, taken.marks = self.ledgers, self.open, dict(self.marks)
        self.open = Ledger()
        self.ledgers = {next(reversed(self.marks), START): self.open}
        return taken

    def restart(self) -> None:
        """Forget what was counted; marks that were passed stand at the beginning from now on."""
        self.take()
        self.marks = dict.fromkeys(self.marks, 0.0)

    def add(self, other: "Pages") -> None:
        """Count in another process's pages; it has passed its marks in the same order."""
        for mark, ledger in other.ledgers.items():
            self.ledgers.setdefault(mark, Ledger()).add(ledger)
        for mark, at_s in other.marks.items():
            self.marks.setdefault(mark, at_s)

    def to_delta(self) -> dict[str, Any]:
        """Return everything as values that JSON and msgpack can carry."""
        return {
            "pages": {mark: ledger.to_delta() for mark, ledger in self.ledgers.items()},
            "marks": self.marks,
        }

    @classmethod
    def from_delta(cls, delta: dict[str, Any]) -> Self:
        """Return what `to_delta` was called on."""
        pages = cls()
        for mark, page in delta["pages"].items():
            pages.ledgers[mark] = Ledger.from_delta(page)
        pages.marks = dict(delta["marks"])
        return pages
