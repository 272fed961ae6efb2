"""The Calls of one station on their way out: queued, or held back until it is registered.

No I/O and no clock. What is sent, and what becomes of it, is the charge point's business.
"""

from math import inf

from ocpp_load.charge_point.activity import Activity, Request
from ocpp_load.ocppj import CallQueue, MessageIds

_REGISTERS = "BootNotification"


class Outbox:
    """A `CallQueue`, and in front of it a place where Calls wait for registration.

    OCPP 1.6 section 4.2: before the central system has accepted the station, nothing may leave
    but BootNotification and what a TriggerMessage asks for.
    """

    __slots__ = ("_held", "calls")

    def __init__(self, message_ids: MessageIds) -> None:
        self.calls = CallQueue(message_ids)
        self._held: list[tuple[Request, Activity, float]] | None = None

    @property
    def unsent(self) -> int:
        """Return how many Calls have yet to leave."""
        return len(self.calls) + (0 if self._held is None else len(self._held))

    @property
    def holds_back(self) -> bool:
        """Tell whether registration is awaited."""
        return self._held is not None

    def holds(self, action: str) -> bool:
        """Tell whether a Call that nobody has asked for would be held back."""
        return self._held is not None and action != _REGISTERS

    def hold_back(self) -> None:
        """Let nothing leave from now on but what must: what is queued is held back, too."""
        if self._held is not None:
            return
        self._held = []
        for call in self.calls.drop_queued():
            request = Request(call.action, call.payload, on_late_answer=call.on_late_answer)
            self.put(request, call.waiter, now=call.queued_at, timeout_s=call.timeout_s)

    def let_go(self, now: float) -> None:
        """Queue what was held back, in its order; nothing is held back any more."""
        held, self._held = self._held, None
        for request, activity, timeout_s in held or ():
            self.put(request, activity, now=now, timeout_s=timeout_s)

    def put(self, request: Request, activity: Activity, *, now: float, timeout_s: float) -> None:
        """Take in a Call that `activity` waits for."""
        if self._held is None or activity.asked_for or request.action == _REGISTERS:
            call = self.calls.submit(
                request.action,
                request.payload,
                now=now if request.intended_at is None else request.intended_at,
                timeout_s=timeout_s,
                waiter=activity,
                ahead_of=inf if request.ahead_of_s is None else request.ahead_of_s,
            )
            call.on_late_answer = request.on_late_answer
        else:
            self._held.append((request, activity, timeout_s))

    def withdraw(self, activity: Activity) -> bool:
        """Forget what an activity no longer wants to send; return whether there was anything."""
        was_queued = self.calls.withdraw(activity)
        held = self._held or []
        if was_held := any(waiting is activity for _, waiting, _ in held):
            self._held = [one for one in held if one[1] is not activity]
        return was_queued or was_held

    def drop_unsent(self) -> list[Activity]:
        """Forget all that has not left; return who waits for it."""
        waiting: list[Activity] = [call.waiter for call in self.calls.drop_queued()]
        if self._held:
            waiting += [activity for _, activity, _ in self._held]
            self._held = []
        return waiting
