"""What one group of stations does, as it is counted: the hot path of a run.

The recording methods take plain positional arguments and do no more than count. No clock, no
I/O; one thread at a time.
"""

from typing import Any

from ocpp_load.metrics.pages import Pages
from ocpp_load.metrics.recovery import NOT_BACK, Struck, back_after
from ocpp_load.metrics.series import AT_ONCE


class Recording:
    """Counts stations that belong together: what they said, page by page, and who threw them out."""

    __slots__ = (
        "_calls",
        "_checks",
        "_commands",
        "_flows",
        "_link_events",
        "pages",
        "started_s",
        "thrown_out",
    )

    def __init__(self, now_s: float) -> None:
        """Begin to count at `now_s`, a time of the monotonic clock."""
        self.pages = Pages()
        self.reset(now_s)

    def reset(self, now_s: float) -> None:
        """Forget everything and begin again at `now_s`."""
        self.pages.restart()
        self._count_in_open_page()
        self.thrown_out = Struck()
        self.started_s = now_s

    def mark(self, name: str, now_s: float) -> None:
        """Divide the figures: those before `name`, and those from now on. Once for each name."""
        self.pages.turn(name, now_s - self.started_s)
        self._count_in_open_page()

    def call_answered(
        self,
        action: str,
        round_trip_s: float,
        from_intent_s: float,
        sent_bytes: int,
        received_bytes: int,
    ) -> None:
        """Count a call that got a proper CallResult."""
        series = self._calls[action]
        series.count += 1
        series.sent_bytes += sent_bytes
        series.received_bytes += received_bytes
        latencies = series.latencies
        latencies.append(round_trip_s)
        series.from_intents.append(from_intent_s)
        if len(latencies) >= AT_ONCE:
            series.settle()

    def call_failed(
        self,
        action: str,
        reason: str,
        round_trip_s: float | None,
        from_intent_s: float | None,
        sent_bytes: int = 0,
        received_bytes: int = 0,
    ) -> None:
        """Count a call that failed; the times are None where no answer came.

        `reason` is short and groups: no ids, no values, no times in it.
        """
        series = self._calls[action]
        series.fail(reason)
        series.sent_bytes += sent_bytes
        series.received_bytes += received_bytes
        if from_intent_s is not None:
            series.from_intents.append(from_intent_s)
        if round_trip_s is not None:
            series.latencies.append(round_trip_s)
        if len(series.from_intents) >= AT_ONCE:
            series.settle()

    def call_cut_off(self, action: str) -> None:
        """Count a call that was in flight when the run ended: neither success nor failure."""
        self._calls[action].cut_off += 1

    def late_answer(self, action: str) -> None:
        """Count the answer to a call that was given up before, and counted as failed then."""
        self._calls[action].late_answers += 1

    def command_answered(self, action: str, handling_s: float, failure: str | None) -> None:
        """Count a command of the central system, from frame read to answer handed out.

        `failure` says why it was answered by a CallError; None for a CallResult.
        """
        series = self._commands[action]
        if failure is None:
            series.count += 1
        else:
            series.fail(failure)
        series.time(handling_s)

    def connection_event(self, name: str, duration_s: float | None, failure: str | None) -> None:
        """Count an event of a connection, named in lower case, for example `tls handshake`.

        `duration_s` is None for what takes no time or got no answer.
        """
        series = self._link_events[name]
        if failure is None:
            series.count += 1
        else:
            series.fail(failure)
        if duration_s is not None:
            series.time(duration_s)

    def check(self, name: str, failure: str | None) -> None:
        """Count a check of a scenario; `failure` says what was not as it should be."""
        series = self._checks[name]
        if failure is None:
            series.count += 1
        else:
            series.fail(failure)

    def flow(self, name: str, seconds: float | None, failure: str | None = None) -> None:
        """Count what came of a command, so long after it was read; no time where nothing did."""
        series = self._flows[name]
        if failure is None:
            series.count += 1
        else:
            series.fail(failure)
        if seconds is not None:
            series.time(seconds)

    def flow_cut_off(self, name: str) -> None:
        """Count a command that was being carried out when the run ended."""
        self._flows[name].cut_off += 1

    def struck(self, event: str, now_s: float) -> None:
        """Count a station that `event` has thrown out."""
        self.thrown_out.count(event, now_s - self.started_s)

    def recovered(self, event: str, seconds: float) -> None:
        """Count a station that is online and accepted again, so long after `event`."""
        self.connection_event(back_after(event), seconds, None)

    def not_recovered(self, event: str) -> None:
        """Count a station that has ended before it was back after `event`."""
        self.connection_event(back_after(event), None, NOT_BACK)

    def violation(self, kind: str) -> None:
        """Count a breach of the protocol by the peer."""
        self.pages.open.violations.count(kind)

    def own_fault(self, where: str, reason: str) -> None:
        """Count a mistake that was made on this side, which no figure of the peer's may hide."""
        self.pages.open.own_faults.count(f"{where}: {reason}")

    def take_delta(self) -> dict[str, Any]:
        """Hand over what was counted since the last call, as values for JSON and msgpack."""
        pages, thrown_out = self.pages.take(), self.thrown_out
        self._count_in_open_page()
        self.thrown_out = Struck()
        return {**pages.to_delta(), "struck": thrown_out.to_delta()}

    def merge(self, delta: dict[str, Any]) -> None:
        """Count in what the `take_delta` of another process returned; exact to the count."""
        pages = Pages.from_delta(delta)
        self.pages.add(pages)
        self.thrown_out.add(Struck(**delta["struck"]))

    def _count_in_open_page(self) -> None:
        # One step less on the hot path than through the pages.
        page = self.pages.open
        self._calls = page.calls
        self._commands = page.commands
        self._link_events = page.link_events
        self._checks = page.checks
        self._flows = page.flows
