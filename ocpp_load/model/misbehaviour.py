"""What bad stations do to their connection, their messages and their clock: faults as values.

Which stations have one is drawn from the seed of the run and the station's number alone, so that
all processes agree on it and a run can be repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from ocpp_load.model.surroundings import Duration


class FaultKind(StrEnum):
    """The kinds of faults there are."""

    CLOSE_WITHOUT_HANDSHAKE = "close_without_handshake"
    FLAPPING = "flapping"
    HALF_OPEN = "half_open"
    NO_PONG = "no_pong"
    SLOW_READING = "slow_reading"
    TRICKLED_FRAMES = "trickled_frames"
    MESSAGES_TWICE = "messages_twice"
    OUT_OF_ORDER = "out_of_order"
    CLOCK_OFF = "clock_off"
    DUPLICATE_IDENTITY = "duplicate_identity"


@dataclass(frozen=True, slots=True)
class StationFault:
    """One fault of a `share` of the stations; `name` is what events call it.

    It begins `after` the station does, or once an event begins it where it is `by_event`; again
    `every` so often, counted from one beginning to the next; and `lasts` so long each time, without
    it until the end. The rest belongs to the kinds: `stays` (flapping) is how long a connection
    lives, `resets` that it ends by a TCP reset. Reading takes at most `bytes_per_second`. Frames
    leave in pieces of `piece_bytes` with `pause_s` between them, as WebSocket fragments where they
    are `fragmented`. A message is concerned with `probability`, and held back for `at_most_s`. The
    clock is ahead by `off_by_s`.
    """

    kind: FaultKind
    name: str
    share: float = 1.0
    by_event: bool = False
    after: Duration | None = None
    every: Duration | None = None
    lasts: Duration | None = None
    stays: Duration | None = None
    resets: bool = False
    bytes_per_second: int = 0
    piece_bytes: int = 0
    pause_s: float = 0.0
    fragmented: bool = False
    probability: float = 1.0
    at_most_s: float = 0.0
    off_by_s: float = 0.0


class Misbehaviour:
    """What is wrong with one station at this moment, and what of it is yet to show.

    `copies` are Calls sent twice whose second answer is yet to come, `delayed` are Calls whose
    answers the station did not read in time. `held_still` tells that it has done so on the present
    connection.
    """

    __slots__ = ("active", "copies", "delayed", "held_still")

    def __init__(self) -> None:
        self.active: list[StationFault] = []
        self.copies = 0
        self.delayed = 0
        self.held_still = False

    def connection_ended(self) -> None:
        """Forget what concerned the connection that is gone."""
        self.copies = self.delayed = 0
        self.held_still = False

    def of(self, kind: FaultKind) -> StationFault | None:
        """Return the fault of that kind, if the station has one now."""
        for fault in self.active:
            if fault.kind is kind:
                return fault
        return None


def faults_of(
    faults: Sequence[StationFault], seed: int | str, number: int
) -> tuple[StationFault, ...]:
    """Return those of `faults` that the station of that number has.

    Each fault is drawn for itself, by its place in the list. Those that share an identity are drawn
    in pairs, number 1 with 2, 3 with 4 and so on.
    """
    struck = []
    for place, fault in enumerate(faults):
        paired = fault.kind is FaultKind.DUPLICATE_IDENTITY
        drawn = _draw(seed, f"{place}:{_pair(number) if paired else number}")
        if drawn < fault.share:
            struck.append(fault)
    return tuple(struck)


def identity_number(faults: Sequence[StationFault], seed: int | str, number: int) -> int:
    """Return the number whose identity a station with these `faults` uses.

    Its own, or its neighbour's where the two share one: both stations of a pair arrive at the same.
    """
    if all(fault.kind is not FaultKind.DUPLICATE_IDENTITY for fault in faults):
        return number
    first = 2 * _pair(number) + 1
    # Drawn, because a campaign may deal all odd numbers to one group and all even ones to another.
    return first if _draw(seed, f"pair:{first}") < 0.5 else first + 1


def _pair(number: int) -> int:
    return (number - 1) // 2


def _draw(seed: int | str, what: str) -> float:
    """Return a number from 0 to below 1, the same in every process."""
    digest = blake2b(f"{seed}:fault:{what}".encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big") / (1 << 56)
