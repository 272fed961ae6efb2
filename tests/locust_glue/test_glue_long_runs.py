"""What Locust keeps of every second is given up, as far as nobody can ask for it any more."""

from types import SimpleNamespace

import pytest

from ocpp_load.locust_glue.long_runs import forget_the_past


def an_entry(*seconds, failed=()):
    return SimpleNamespace(
        num_reqs_per_sec=dict.fromkeys(seconds, 3),
        num_fail_per_sec=dict.fromkeys(failed, 1),
        use_response_times_cache=True,
        response_times_cache={1: {}},
    )


def some_stats(last_at=1100.9):
    return SimpleNamespace(
        last_request_timestamp=last_at,
        total=an_entry(1000, 1039, 1040, 1100, failed=[1000, 1100]),
        entries={("Heartbeat", "call"): an_entry(1039, 1100), ("Reset", "command"): an_entry(1000)},
    )


def options(*, json=False, json_file=None, stats_history_enabled=False):
    return SimpleNamespace(
        json=json, json_file=json_file, stats_history_enabled=stats_history_enabled
    )


def test_the_last_minute_of_each_line_is_kept_and_what_was_before_is_not():
    stats = some_stats()
    forget_the_past(stats, options())
    assert stats.total.num_reqs_per_sec == {1040: 3, 1100: 3}
    assert stats.total.num_fail_per_sec == {1100: 1}
    heartbeat, reset = stats.entries.values()
    assert heartbeat.num_reqs_per_sec == {1100: 3}
    assert reset.num_reqs_per_sec == {}


def test_nothing_is_forgotten_before_the_first_request():
    stats = some_stats(last_at=None)
    forget_the_past(stats, options())
    assert len(stats.total.num_reqs_per_sec) == 4


def test_response_times_of_seconds_are_kept_for_the_total_only():
    stats = some_stats()
    forget_the_past(stats, options())
    assert stats.total.use_response_times_cache
    assert stats.total.response_times_cache == {1: {}}
    for entry in stats.entries.values():
        assert not entry.use_response_times_cache
        assert entry.response_times_cache is None


@pytest.mark.parametrize("asked", [{"json": True}, {"json_file": "figures"}])
def test_every_second_is_kept_for_who_asks_for_locusts_statistics_as_json(asked):
    stats = some_stats()
    forget_the_past(stats, options(**asked))
    assert list(stats.total.num_reqs_per_sec) == [1000, 1039, 1040, 1100]
    assert list(stats.total.num_fail_per_sec) == [1000, 1100]


def test_response_times_of_seconds_are_kept_for_who_asks_for_the_history_of_lines():
    stats = some_stats()
    forget_the_past(stats, options(stats_history_enabled=True))
    assert [entry.response_times_cache for entry in stats.entries.values()] == [{1: {}}] * 2
