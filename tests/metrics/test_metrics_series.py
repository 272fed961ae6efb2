"""What a line hands to the timeline, and what it keeps, is the same in the end."""

from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.metrics import Direction, LatencyHistogram, Series
from ocpp_load.metrics.counts import Counts

SECONDS = st.floats(0.0, 4000.0)
ANSWERED = st.tuples(SECONDS, st.one_of(st.just(0.0), SECONDS))
READ = st.sampled_from(["take", "read", "copy"])


@given(st.lists(st.one_of(ANSWERED, READ), max_size=40))
def test_it_is_exact_whenever_it_is_read_or_taken(events):
    series = Series(Direction.CALL, "Heartbeat")
    latencies, from_intents = [], []
    counts, taken, taken_from_intent = [0, 0], Counts(), Counts()

    def take():
        count, failed, latency, from_intent = series.take_fresh()
        counts[0] += count
        counts[1] += failed
        taken.count(latency)
        taken_from_intent.count(from_intent)

    for event in events:
        match event:
            case "take":
                take()
            case "read":
                assert series.latency.count == len(latencies)
            case "copy":
                assert series.copy().from_intent.total_us == series.from_intent.total_us
            case (seconds, waited):
                series.count += 1
                series.latencies.append(seconds)
                series.from_intents.append(seconds + waited)
                latencies.append(seconds)
                from_intents.append(seconds + waited)
    series.fail("timeout")
    take()
    assert counts == [len(latencies) + 1, 1]
    assert not series.has_fresh
    for histogram, fresh, told in (
        (series.latency, taken, latencies),
        (series.from_intent, taken_from_intent, from_intents),
    ):
        expected = LatencyHistogram()
        if told:
            expected.record_all(told)
        assert histogram.to_delta() == expected.to_delta()
        assert fresh.columns() == histogram.buckets.columns()
