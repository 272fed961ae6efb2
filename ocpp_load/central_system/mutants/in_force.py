"""The mutants that are in force, and which of them a message of a station meets.

Decides and counts; who answers and who commands carries it out. No I/O and no clock.
"""

from collections import defaultdict
from collections.abc import Sequence

from ocpp_load.central_system.mutants.editing import edited
from ocpp_load.central_system.mutants.mutant import Fate, Mutant, Side
from ocpp_load.ocppj import (
    Call,
    CallError,
    CallResult,
    Payload,
    parse,
    serialise_call_error,
    serialise_call_result,
)

_ON_PURPOSE = "a rule that is broken on purpose"


class _Bound:
    """A mutant, and how many messages of each station it was about."""

    __slots__ = ("mutant", "seen", "strikes")

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.seen: defaultdict[str, int] = defaultdict(int)
        self.strikes = 0

    def strikes_now(self, identity: str, action: str, request: Payload) -> bool:
        if not self.mutant.fits(action, request):
            return False
        self.seen[identity] += 1
        if self.mutant.occurrence not in {None, self.seen[identity]}:
            return False
        self.strikes += 1
        return True


class MutantsInForce:
    """Which rules are broken at this moment. It is false while there are none."""

    __slots__ = ("_bound", "_of_station")

    def __init__(self, mutants: Sequence[Mutant] = ()) -> None:
        self._bound = [_Bound(mutant) for mutant in mutants]
        self._of_station: dict[str, tuple[_Bound, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self._bound)

    def add(self, mutants: Sequence[Mutant]) -> None:
        """Break these rules as well."""
        self._bound += [_Bound(mutant) for mutant in mutants]
        self._of_station.clear()

    def clear(self) -> None:
        """Break no rule any more."""
        self._bound.clear()
        self._of_station.clear()

    def answer(self, identity: str, call: Call, answer: bytes) -> bytes | None:
        """Return what leaves in place of the answer to a Call; None where nothing does.

        A CallError has no fields to edit and stays as it is.
        """
        for mutant in self._striking(Side.ANSWER, identity, call.action, call.payload):
            if mutant.fate is Fate.SILENCE:
                return None
            if mutant.fate is Fate.ERROR:
                error = CallError(call.message_id, mutant.code.value, _ON_PURPOSE)
                return serialise_call_error(error)
            result = parse(answer)
            if isinstance(result, CallResult):
                payload = edited(result.payload, mutant.edits)
                answer = serialise_call_result(call.message_id, payload)
        return answer

    def command(self, identity: str, action: str, payload: Payload) -> tuple[Payload, Fate | None]:
        """Return what a command says when it leaves, and what becomes of it."""
        fate = None
        for mutant in self._striking(Side.COMMAND, identity, action, payload):
            payload = edited(payload, mutant.edits)
            fate = mutant.fate or fate
        return payload, fate

    def upgrade(self, identity: str) -> Mutant | None:
        """Return the one that decides whether this station is let in, if there is one."""
        for mutant in self._striking(Side.UPGRADE, identity, "", {}):
            return mutant
        return None

    def of_tls(self) -> Mutant | None:
        """Return the last one that is about TLS, if there is one; it counts as one strike."""
        found = [bound for bound in self._bound if bound.mutant.side is Side.TLS]
        for bound in found:
            bound.strikes = 1
        return found[-1].mutant if found else None

    def as_json(self) -> Payload:
        """Return them as the control interface shows them; `strikes` counts broken rules."""
        return {
            "mutants": [
                {**bound.mutant.as_json(), "strikes": bound.strikes} for bound in self._bound
            ]
        }

    def _striking(self, side: Side, identity: str, action: str, request: Payload) -> list[Mutant]:
        concerned = self._of_station.get(identity)
        if concerned is None:
            concerned = tuple(each for each in self._bound if each.mutant.concerns(identity))
            self._of_station[identity] = concerned
        return [
            each.mutant
            for each in concerned
            if each.mutant.side is side and each.strikes_now(identity, action, request)
        ]
