"""Flows: from a command that a station has accepted to the answer that completes what it asked for.

OCPP answers a command before it is carried out; what somebody at the central system waits for
comes later, in Calls of the station: a transaction that the central system has acknowledged, a
station that is accepted again, a file that has arrived. A flow is timed from the command read to
the answer read of the last of them. It is kept while it is under way and not longer. No I/O and
no clock.
"""

from enum import Enum
from typing import Any, Final, Protocol, TypeVar

from ocpp_load.charge_point.activity import (
    CUT_OFF,
    NEVER_SENT,
    Answer,
    CallFailure,
    Request,
    Steps,
)
from ocpp_load.charge_point.flow_names import name_of
from ocpp_load.charge_point.observer import Observer
from ocpp_load.model import Station

_Result = TypeVar("_Result")

GIVEN_UP: Final = "given up"
_NOBODYS_FAULT: Final = (NEVER_SENT, CUT_OFF)


class Milestone(Enum):
    """What befalls the whole station, and completes a flow that awaits it."""

    BOOT_ANSWERED = "BootNotification has been answered, or not"
    ACCEPTED = "the station is online and accepted"


class Host(Protocol):
    """The station, as its flows see it."""

    now: float
    observer: Observer
    station: Station


class Flow:
    """One command that is being carried out. What comes of it first is told, and nothing after.

    Several parts of the station may have a hand in it. When the last of them lets go and nothing
    has come of it, it is told as given up; at the end of the run, as cut off.
    """

    __slots__ = ("_began_at", "_command", "_completed_by", "_flows", "_hands", "awaited")

    def __init__(
        self, flows: "Flows | None", command: str, completed_by: str, began_at: float
    ) -> None:
        self._flows = flows
        self._command = command
        self._completed_by = completed_by
        self._began_at = began_at
        self._hands = 0
        self.awaited: Milestone | None = None

    @property
    def name(self) -> str:
        """Return the line that it is counted in."""
        return name_of(self._command, self._completed_by)

    def reached(self) -> None:
        """Its last answer has been read."""
        if flows := self._settle():
            flows.host.observer.flow(self.name, flows.host.now - self._began_at)

    def failed(self, reason: str) -> None:
        """It has come to nothing, and the central system is to blame."""
        if flows := self._settle():
            flows.host.observer.flow(self.name, None, reason)

    def ended(self, how: str) -> None:
        """It has come to nothing, and nobody is to blame: `how` is the same for equal ends."""
        if flows := self._settle():
            name = f"{self._command} without {self._completed_by}: {how}"
            flows.host.observer.flow(name, None)

    def cut_off(self) -> None:
        """The run has ended before it."""
        if flows := self._settle():
            flows.host.observer.flow_cut_off(self.name)

    def answered(self, answer: Answer) -> None:
        """Take in the answer that completes it, or why there is none."""
        if not isinstance(answer, CallFailure):
            self.reached()
        elif answer in _NOBODYS_FAULT:
            self.ended(answer.reason)
        else:
            self.failed(answer.reason)

    def await_milestone(self, milestone: Milestone) -> None:
        """Be completed by what befalls the station from now on."""
        if self._flows is not None:
            self.awaited = milestone

    def hold(self) -> None:
        """Have a hand in it: it is not given up before `release`."""
        self._hands += 1

    def release(self) -> None:
        """Let go of it."""
        self._hands -= 1
        if not self._hands and self._flows is not None and not self._flows.host.station.leaving:
            self.ended(GIVEN_UP)

    def follow(self, steps: Steps[_Result]) -> Steps[_Result]:
        """Do `steps`, with a hand in it meanwhile."""
        self.hold()
        try:
            return (yield from steps)
        finally:
            self.release()

    def complete(self, steps: Steps[Any]) -> Steps[None]:
        """Do `steps`: the answer to the last of their Calls completes it, a failure ends it."""
        answer: Answer | None = None
        outcome: Any = None
        self.hold()
        try:
            while True:
                wait = steps.send(outcome)
                outcome = yield wait
                if isinstance(wait, Request):
                    answer = outcome
                    if isinstance(answer, CallFailure):
                        self.answered(answer)
        except StopIteration:
            if answer is not None:
                self.answered(answer)
            elif self.awaited is None:
                self.ended("nothing to be sent")
        finally:
            steps.close()
            self.release()

    def _settle(self) -> "Flows | None":
        """Return where it was under way, once; nothing where something has come of it before."""
        flows, self._flows = self._flows, None
        if flows is not None:
            flows.under_way.remove(self)
        return flows


NO_FLOW: Final = Flow(None, "", "", 0.0)
"""What is done, and no command has asked for it."""


class Flows:
    """The flows of one station that are under way, in their order."""

    __slots__ = ("host", "under_way")

    def __init__(self, host: Host) -> None:
        self.host = host
        self.under_way: list[Flow] = []

    def begin(self, command: str, completed_by: str, began_at: float) -> Flow:
        """Begin one at `began_at`, when the command was read."""
        flow = Flow(self, command, completed_by, began_at)
        self.under_way.append(flow)
        return flow

    def passed(self, milestone: Milestone, failure: CallFailure | None = None) -> None:
        """Complete what awaits the milestone; `failure` is why it was missed."""
        for flow in list(self.under_way):
            if flow.awaited is milestone:
                flow.reached() if failure is None else flow.answered(failure)

    def cut_off(self) -> None:
        """End all that is under way: the run is over."""
        for flow in list(self.under_way):
            flow.cut_off()
