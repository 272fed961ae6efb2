"""The law of the request log, to be run as a process: it equals firing each request.

Prints nothing and ends with 0 where it holds. Locust patches the process that imports it.
"""

from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st
from locust import stats as locust_stats
from locust.env import Environment

from ocpp_load.locust_glue.request_log import RequestLog, listen_first

_SECONDS = st.one_of(
    st.none(),
    st.floats(0.0, 100.0),
    st.sampled_from([0.0, 0.0005, 0.0015, 0.0994, 0.0995, 0.1, 0.145, 0.155, 9.95, 9.951]),
)
_REQUESTS = st.tuples(
    st.sampled_from(["call", "link"]),
    st.sampled_from(["Heartbeat", "connect"]),
    _SECONDS,
    st.integers(0, 500),
    st.one_of(st.none(), st.none(), st.sampled_from(["timeout", "refused"])),
)
_TO_DO = st.lists(
    st.one_of(
        _REQUESTS,
        st.sampled_from([0.0, 0.05, 0.4, 1.0, 3.2]),
        st.sampled_from(["tick", "report", "reset", "spawned", "listen", "listen no more"]),
    ),
    max_size=60,
)


class _Side:
    """Locust's statistics of one way to tell of requests."""

    def __init__(self, clock, *, fires_each, is_worker):
        self.environment = Environment(reset_stats=True)
        self.environment.create_local_runner()
        self.stats = self.environment.stats
        if is_worker:
            self.stats.use_response_times_cache = False
            self.stats.clear_all()
        locust_stats.setup_distributed_stats_event_listeners(self.environment.events, self.stats)
        self.log = RequestLog(self.environment.events, None if fires_each else self.stats, clock)
        events = self.environment.events
        for reader in (events.report_to_master, events.spawning_complete, events.reset_stats):
            listen_first(reader, lambda **_: self.log.hand_over())
        self.reports = []
        self.heard = []

    def _listener(self, request_type, name, response_time, exception, **_):
        self.heard.append((request_type, name, response_time, exception))

    def do(self, what):
        events = self.environment.events
        if isinstance(what, tuple):
            *request, failure = what
            self.log.tell(*request, None if failure is None else _Failed(failure))
        elif what == "tick":
            self.log.hand_over()
        elif what == "report":
            data = {}
            events.report_to_master.fire(client_id="worker", data=data)
            self.reports.append(_rounded(data))
        elif what == "reset":
            events.reset_stats.fire()
            self.stats.reset_all()
        elif what == "spawned":
            events.spawning_complete.fire(user_count=1)
        elif what == "listen":
            events.request.add_listener(self._listener)
        elif self._listener in events.request._handlers:
            events.request.remove_listener(self._listener)

    def figures(self):
        self.log.hand_over()
        entries = [self.stats.total, *locust_stats.sort_stats(self.stats.entries)]
        return _rounded(
            {
                "entries": [entry.serialize() for entry in entries],
                "caches": [entry.response_times_cache for entry in entries],
                "errors": self.stats.serialize_errors(),
                "reports": self.reports,
                "heard": [request[:3] for request in self.heard],
            }
        )


class _Failed(Exception):
    """A failure of the central system's."""


def _rounded(figures):
    """Return figures with sums of response times as exact as floats can be added in any order."""
    if isinstance(figures, dict):
        return {
            key: round(one, 6) if key == "total_response_time" else _rounded(one)
            for key, one in figures.items()
        }
    return [_rounded(one) for one in figures] if isinstance(figures, list) else figures


@settings(max_examples=150, database=None)
@given(to_do=_TO_DO, is_worker=st.booleans())
def what_is_handed_over_equals_what_is_fired(to_do, is_worker):
    now = 1_790_000_000.25
    locust_stats.time = SimpleNamespace(time=lambda: now)
    sides = [
        _Side(lambda: now, fires_each=fires_each, is_worker=is_worker)
        for fires_each in (True, False)
    ]
    for what in to_do:
        if isinstance(what, float):
            now += what
            continue
        for side in sides:
            side.do(what)
    fired, handed_over = sides
    assert handed_over.figures() == fired.figures()


if __name__ == "__main__":
    what_is_handed_over_equals_what_is_fired()
