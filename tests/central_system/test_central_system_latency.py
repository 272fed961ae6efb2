from random import Random
from statistics import fmean

import pytest

from ocpp_load.central_system.latency import (
    BimodalLatency,
    ExponentialLatency,
    FixedLatency,
    NormalLatency,
    UniformLatency,
    parse_latency,
)


@pytest.mark.parametrize(
    ("text", "latency"),
    [
        ("50ms", FixedLatency(0.05)),
        ("0.2s", FixedLatency(0.2)),
        ("1 min", FixedLatency(60.0)),
        ("1h", FixedLatency(3600.0)),
        (" 1.5 s ", FixedLatency(1.5)),
        ("uniform:10ms,50ms", UniformLatency(0.01, 0.05)),
        ("normal:20ms, 5ms", NormalLatency(0.02, 0.005)),
        ("exponential:20ms", ExponentialLatency(0.02)),
        ("bimodal:0.9,5ms,0.05s", BimodalLatency(0.9, 0.005, 0.05)),
    ],
)
def test_a_latency_is_read_from_its_text(text, latency):
    assert parse_latency(text) == latency


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0.2s", "200ms"),
        ("1.1ms", "1.1ms"),
        ("1500ms", "1.5s"),
        ("3600s", "3600s"),
        ("0ms", "0ms"),
        ("uniform:10ms,5s", "uniform:10ms,5s"),
        ("normal:20ms, 5ms", "normal:20ms,5ms"),
        ("exponential:20ms", "exponential:20ms"),
        ("bimodal:0.90, 5ms,0.05s", "bimodal:0.9,5ms,50ms"),
    ],
)
def test_a_latency_is_written_as_it_can_be_read_again(text, written):
    assert str(parse_latency(text)) == written
    assert parse_latency(written) == parse_latency(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("50", "'50' is no duration"),
        ("-5ms", "'-5ms' is no duration"),
        ("", "'' is no duration"),
        (
            "gamma:5ms",
            "'gamma' is no distribution: choose from uniform, normal, exponential, bimodal",
        ),
        ("uniform:5ms", r"uniform takes 2 duration\(s\), not 1"),
        ("uniform:50ms,10ms", "the lower bound of uniform comes first"),
        ("exponential:5ms,6ms", r"exponential takes 1 duration\(s\), not 2"),
        ("normal:5ms,x", "'x' is no duration"),
        ("bimodal:0.5,5ms", r"bimodal takes a share and 2 duration\(s\), not 1"),
        ("bimodal:5ms,5ms,9ms", "'5ms' is no share from 0 to 1"),
        ("bimodal:1.5,5ms,9ms", "'1.5' is no share from 0 to 1"),
        ("bimodal:nan,5ms,9ms", "'nan' is no share from 0 to 1"),
    ],
)
def test_a_text_that_is_no_latency_is_told_what_is_wrong_with_it(text, problem):
    with pytest.raises(ValueError, match=problem):
        parse_latency(text)


@pytest.mark.parametrize(
    ("text", "mean_s"),
    [
        ("20ms", 0.02),
        ("uniform:10ms,50ms", 0.03),
        ("normal:20ms,5ms", 0.02),
        ("exponential:20ms", 0.02),
    ],
)
def test_draws_have_the_mean_that_was_asked_for(text, mean_s):
    random = Random(7)
    latency = parse_latency(text)
    draws = [latency.draw_s(random) for _ in range(20_000)]
    assert fmean(draws) == pytest.approx(mean_s, rel=0.03)


def test_a_wide_bell_curve_never_goes_below_zero():
    random = Random(7)
    latency = parse_latency("normal:1ms,50ms")
    assert min(latency.draw_s(random) for _ in range(1_000)) == 0.0
