"""The faults that are in force, and the dice that are thrown for each message and connection.

Decides only; who answers carries it out. Draws from one seeded source, so that a run can be
repeated as far as its messages come in the same order. No clock: `schedule` begins and ends them.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from random import Random

from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.kinds import OF_CALLS, FaultKind
from ocpp_load.ocppj import Payload

_ON_THE_DETOUR = OF_CALLS | {FaultKind.STALL}


class FaultsInForce:
    """Which faults there are at this moment.

    `strikes` counts what each kind has struck. `touch_calls` tells whether Calls take the way
    of `detour`: while a fault concerns them, or always where that is asked for.
    """

    __slots__ = ("_always", "_by_kind", "_numbers", "_random", "strikes", "touch_calls")

    def __init__(self, seed: int | None = None) -> None:
        self._by_kind: dict[FaultKind, dict[int, Fault]] = {}
        self._numbers = count(1)
        self._random = Random(seed)
        self.strikes: defaultdict[FaultKind, int] = defaultdict(int)
        self._always = False
        self.touch_calls = False

    def touch_all_calls(self, *, always: bool) -> None:
        """Have all Calls take the way of `detour`, or those only that a fault concerns."""
        self._always = always
        self._decide_on_calls()

    def begin(self, fault: Fault) -> int:
        """Let a fault be in force; return the number it is ended by."""
        number = next(self._numbers)
        self._by_kind.setdefault(fault.kind, {})[number] = fault
        self._decide_on_calls()
        return number

    def end(self, kind: FaultKind, number: int) -> None:
        """End a fault; nothing where it has ended."""
        faults = self._by_kind.get(kind, {})
        faults.pop(number, None)
        if not faults:
            self._by_kind.pop(kind, None)
        self._decide_on_calls()

    def has(self, kind: FaultKind) -> bool:
        """Tell whether a fault of this kind is in force."""
        return kind in self._by_kind

    def draw(
        self, kinds: Iterable[FaultKind], identity: str, action: str | None = None
    ) -> Fault | None:
        """Return the fault of these kinds that strikes a station, or its Call, now; count it."""
        for kind in kinds:
            for fault in self._by_kind.get(kind, {}).values():
                if fault.concerns(identity, action) and self.hits(fault):
                    self.strikes[kind] += 1
                    return fault
        return None

    def hits(self, fault: Fault) -> bool:
        """Throw the dice for one message or connection."""
        return fault.share >= 1 or self._random.random() < fault.share

    def delay_s(self, identity: str, action: str | None = None) -> float | None:
        """Return for how many seconds the answer to a Call is held back; None where it is not."""
        fault = self.draw((FaultKind.LATE,), identity, action)
        if fault is None or fault.latency is None:
            return None
        return fault.latency.draw_s(self._random)

    def as_json(self) -> Payload:
        """Return them as the control interface shows them."""
        return {
            "inForce": [
                fault.as_json() for faults in self._by_kind.values() for fault in faults.values()
            ],
            "strikes": {kind.value: strikes for kind, strikes in self.strikes.items()},
        }

    def _decide_on_calls(self) -> None:
        self.touch_calls = self._always or not _ON_THE_DETOUR.isdisjoint(self._by_kind)
