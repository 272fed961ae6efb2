"""The activities of one station: started, resumed with what they waited for, and ended.

Knows pauses and joins by itself; what a station alone can give (an answer, a connection) its
host begins, and resumes the activity when it comes. No clock: `Host.now` is the time.
"""

from collections.abc import Callable, Hashable
from math import inf
from typing import Any, Protocol

from ocpp_load.charge_point.activity import Activity, Condition, Join, Pause, Steps, Wait

NOT_YET = object()
"""What a wait is resumed with is not known yet."""


class Host(Protocol):
    """The station, as its scheduler sees it."""

    now: float
    intended_at: float | None
    """When what is being done was due, where that is before `now`; None outside of it."""

    def outcome_already(self, wait: Wait) -> Any:
        """Return what a wait is resumed with where there is nothing to wait for, or `NOT_YET`."""

    def begin(self, wait: Wait, activity: Activity) -> None:
        """Begin what `activity` waits for; it is resumed by `Scheduler.resume`."""

    def forget(self, activity: Activity) -> None:
        """Give up what `activity` waits for: it has ended."""

    def fault(self, activity: Activity, error: BaseException) -> None:
        """Report what an activity raised."""


class Scheduler:
    """Runs the activities of one station side by side."""

    __slots__ = ("_host", "_running", "next_due", "suspensions")

    def __init__(self, host: Host) -> None:
        self._host = host
        self._running: list[Activity] = []
        self.next_due = inf
        """When `time_passed` is to be called at the latest."""
        self.suspensions = 0
        """How often an activity had to wait: stands still where nobody waits for anything."""

    def __len__(self) -> int:
        """Return how many activities run."""
        return len(self._running)

    def named(self, name: str) -> Activity | None:
        """Return the activity of that name, if one runs."""
        for activity in self._running:
            if activity.name == name:
                return activity
        return None

    def running(self) -> list[Activity]:
        """Return the activities that run, in the order in which they were started."""
        return list(self._running)

    def add(
        self, name: str, generator: Steps[Any], *, outlives_run: bool, asked_for: bool
    ) -> Activity:
        """Take in an activity; it begins when it is resumed."""
        activity = Activity(name, generator, outlives_run=outlives_run, asked_for=asked_for)
        self._running.append(activity)
        return activity

    def resume(self, activity: Activity, value: Any) -> None:
        """Go on with an activity, if it still runs, up to its next wait.

        If it ends, whoever has joined it goes on next, then who has joined those: in turn and not
        one within the other, for every station keeps the memory of its deepest call.
        """
        host = self._host
        outer = host.intended_at  # of whoever wakes this one; what it sets itself is its own
        joined: list[tuple[Activity, float | None]] | None = None
        try:
            while True:
                try:
                    # One that is being closed is told of the end of whatever it closes itself.
                    is_running = activity in self._running and not activity.ended
                    if is_running:
                        wait = activity.generator.send(value)
                        while (
                            type(wait) is not Pause
                            and (outcome := self._outcome_already(wait)) is not NOT_YET
                            and not activity.ended
                        ):
                            wait = activity.generator.send(outcome)
                        self.suspensions += not activity.ended
                        if activity.ended:  # by what it has itself caused
                            activity.generator.close()
                        elif type(wait) is Pause:
                            activity.due = due = host.now + wait.seconds
                            activity.woken_by = wait.or_woken_by
                            self.next_due = min(self.next_due, due)
                        elif isinstance(wait, Join):
                            wait.activity.join(activity)
                        else:
                            host.begin(wait, activity)
                except StopIteration:
                    joined = joined or []
                    joined += [(one, host.intended_at) for one in self._remove(activity)]
                except (Exception, SystemExit) as error:  # noqa: BLE001 - the actor's dispatch: one activity ends, the station lives
                    host.fault(activity, error)
                    joined = joined or []
                    joined += [(one, host.intended_at) for one in self._remove(activity)]
                if not joined:
                    return
                value = None
                activity, host.intended_at = joined.pop()
        finally:
            host.intended_at = outer

    def time_passed(self) -> None:
        """Resume the activities whose pause is over, the longest overdue first.

        What they do before they wait again was due when their pause was, however late this is.
        """
        host = self._host
        now = host.now
        if self.next_due > now:
            return
        due = [activity for activity in self._running if activity.due <= now]
        if len(due) > 1:
            due.sort(key=lambda activity: activity.due)
        for activity in due:
            if activity.due <= now:  # one that was resumed before it may have changed that
                host.intended_at = activity.due
                activity.end_pause()
                self.resume(activity, False)
        host.intended_at = None
        self.next_due = min([activity.due for activity in self._running], default=inf)

    def wake(self, key: Hashable, *, only_outliving: bool) -> None:
        """Cut short every pause that `key` may end, or only those of what outlives the run."""
        if key not in [activity.woken_by for activity in self._running]:
            return
        for activity in self.running():
            if activity.woken_by == key and (activity.outlives_run or not only_outliving):
                activity.end_pause()
                self.resume(activity, True)

    def announce(self, condition: Condition) -> None:
        """Resume whatever waits until the connection is in that state."""
        # What outlives the run first: transaction messages leave before anything newer.
        for activity in sorted(self._running, key=lambda one: not one.outlives_run):
            if activity.waits_until is condition:
                activity.waits_until = None
                self.resume(activity, None)

    def end_those(self, are_meant: Callable[[Activity], bool]) -> None:
        """End the activities that are meant."""
        for activity in self.running():
            if are_meant(activity):
                self.end(activity)

    def end(self, activity: Activity) -> None:
        """End an activity; its `finally` blocks run, at its next wait if it is at work now."""
        self._host.forget(activity)
        activity.ended = True
        try:
            if not activity.is_at_work:
                activity.generator.close()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - as in resume
            self._host.fault(activity, error)
        for waiting in reversed(self._remove(activity)):
            self.resume(waiting, None)

    def end_all(self) -> None:
        """End everything; nobody is told of anybody's end."""
        for activity in self._running:
            activity.joined_by = None
        for activity in self.running():
            self.end(activity)

    def _outcome_already(self, wait: Wait) -> Any:
        if type(wait) is Join:
            return NOT_YET if wait.activity in self._running else None
        return self._host.outcome_already(wait)

    def _remove(self, activity: Activity) -> list[Activity]:
        """Forget an activity that has ended; return who waits for that, the last one first."""
        if activity in self._running:
            self._running.remove(activity)
        joined_by, activity.joined_by = activity.joined_by, None
        return joined_by[::-1] if joined_by else []
