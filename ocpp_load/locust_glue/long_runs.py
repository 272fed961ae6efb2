"""What Locust keeps of every second of every line is given up when it is over, where nobody reads it.

It grows as long as a run takes, and is asked about the last seconds only: the requests of each, for
the rate as it is, and the response times of each, for percentiles as they are. The whole course is
in our own timeline.
"""

from typing import Any

import gevent

_GLANCE_S = 10.0
_KEPT_S = 60
"""Locust itself looks back for a quarter of that."""


def keep_to_the_present(environment: Any) -> None:
    """Have Locust forget what is over until the greenlet is killed."""
    while True:
        gevent.sleep(_GLANCE_S)
        forget_the_past(environment.stats, environment.parsed_options)


def forget_the_past(stats: Any, options: Any) -> None:
    """Have Locust's `stats` keep what one of its `options` will ask for, and the present."""
    if not options.stats_history_enabled:  # --csv-full-history, which tells of single lines
        _forget_response_times_of_seconds(stats)
    if not options.json and not options.json_file:
        _forget_seconds_before(stats, _KEPT_S)


def _forget_response_times_of_seconds(stats: Any) -> None:
    """Keep them for the total only."""
    for entry in stats.entries.values():
        entry.use_response_times_cache = False
        entry.response_times_cache = None


def _forget_seconds_before(stats: Any, kept_s: int) -> None:
    """Keep requests and failures by the second for so many seconds before the last request."""
    if stats.last_request_timestamp is None:
        return
    first_kept = int(stats.last_request_timestamp) - kept_s
    for entry in (stats.total, *stats.entries.values()):
        for by_second in (entry.num_reqs_per_sec, entry.num_fail_per_sec):
            for second in [second for second in by_second if second < first_kept]:
                del by_second[second]
