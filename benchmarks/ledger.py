"""What the journal of the embedded central system says of a run, read without its own code."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Ledger:
    """Every transaction message that was answered, by the transaction it is about.

    `starts` and `stops` count how often each was written down under (station, transaction id),
    repetitions among them; a transaction that a repetition began anew would be `doubled`.
    """

    starts: Counter = field(default_factory=Counter)
    stops: Counter = field(default_factory=Counter)
    meter_values: int = 0
    doubled: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)

    @property
    def delivered(self) -> int:
        """Return how many transactions are there with their start and their stop."""
        return len(self.starts.keys() & self.stops.keys())

    @property
    def repeated(self) -> int:
        """Return how many starts and stops came again."""
        return sum(count - 1 for counts in (self.starts, self.stops) for count in counts.values())


def read_ledger(journal: Path) -> Ledger:
    """Read a journal; whatever in it cannot be of stations that keep order is named."""
    ledger = Ledger()
    begun: dict[tuple, int] = {}
    latest: dict[str, str] = {}
    for line in journal.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        identity = entry["identity"]
        key = (identity, entry["transactionId"])
        action = entry["action"]
        if action == "MeterValues":
            ledger.meter_values += 1
            continue
        counts = ledger.starts if action == "StartTransaction" else ledger.stops
        counts[key] += 1
        if counts[key] > 1:
            continue
        if action == "StartTransaction":
            connector = (identity, entry["connectorId"], entry["timestamp"])
            if begun.setdefault(connector, key[1]) != key[1]:
                ledger.doubled.append(f"{identity}: {begun[connector]} and {key[1]}")
        elif key not in ledger.starts:
            ledger.out_of_order.append(f"{identity}: {key[1]} stops before it starts")
        if entry["timestamp"] < latest.get(identity, ""):
            ledger.out_of_order.append(f"{identity}: {action} of {key[1]} is late")
        latest[identity] = entry["timestamp"]
    return ledger
