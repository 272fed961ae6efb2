"""Which runs are invalid: neither one on a healthy machine, nor none on one that was too slow."""

from dataclasses import replace

import pytest

from ocpp_load.metrics import HealthFigures
from ocpp_load.metrics.arrivals import DriverCounts
from ocpp_load.metrics.health import (
    OUT_OF_FILES,
    OUT_OF_PORTS,
    LostWorker,
    RunFacts,
    assess,
    hangs_on_calls,
    limits_of,
)

HEALTHY = HealthFigures(
    process="process 0",
    observed_s=60.0,
    cpu_s=1.5,
    samples=60,
    busy_samples=0,
    mean_cpu_share=0.025,
    max_cpu_share=0.2,
    peak_resident_bytes=90_000_000,
    loop_lag_p99_ms=6.0,
    loop_lag_max_ms=90.0,
    garbage_collections=40,
    loop_lag_lasting_ms=2.0,
)
MASTER = replace(HEALTHY, process="master", has_stations=False)


def judged(facts=RunFacts(), **figures):  # noqa: B008 - frozen
    return assess([replace(HEALTHY, **figures)], facts)


def test_nothing_is_said_of_a_healthy_run():
    assessment = assess([MASTER, HEALTHY], RunFacts(12.0, drivers=DriverCounts(arrived=1000)))
    assert (assessment.missing, assessment.saturation, assessment.doubts) == ((), (), ())


@pytest.mark.parametrize(
    ("busy", "samples", "saturated"),
    [
        (4, 4, False),
        (5, 5, True),
        (2, 60, False),
        (4, 20, False),
        (5, 20, True),
        (6, 60, False),
        (7, 60, True),
        (360, 3600, False),
        (361, 3600, True),
    ],
)
def test_a_process_is_saturated_that_is_busy_in_a_tenth_of_its_samples_and_in_five(
    busy, samples, saturated
):
    assessment = judged(busy_samples=busy, samples=samples)
    assert bool(assessment.saturation) is saturated
    assert not assessment.missing
    assert not assessment.doubts


@pytest.mark.parametrize(
    ("lasting_ms", "calls_p99_ms", "saturated"),
    [
        (None, None, False),
        (10.0, 5.0, False),
        (100.0, 5.0, False),
        (101.0, None, True),
        (101.0, 5.0, True),
        (101.0, 400.0, True),
        (101.0, 404.0, False),
        (900.0, 4000.0, False),
        (1001.0, 4000.0, True),
    ],
)
def test_a_loop_is_saturated_whose_lasting_lag_is_a_quarter_of_the_calls_and_100_ms(
    lasting_ms, calls_p99_ms, saturated
):
    assessment = judged(RunFacts(calls_p99_ms), loop_lag_lasting_ms=lasting_ms)
    assert bool(assessment.saturation) is saturated
    assert not assessment.doubts


@pytest.mark.parametrize(
    ("p99_ms", "lasting_ms", "calls_p99_ms", "doubted"),
    [
        (None, None, None, False),
        (50.0, 20.0, None, False),
        (51.0, 20.0, None, True),
        (400.0, None, None, True),
        (400.0, 100.0, None, True),
        (400.0, 101.0, None, False),
        (400.0, 100.0, 3200.0, False),
        (401.0, 400.0, 3200.0, True),
    ],
)
def test_a_lag_that_did_not_last_or_is_half_of_its_limit_is_a_doubt(
    p99_ms, lasting_ms, calls_p99_ms, doubted
):
    facts = RunFacts(calls_p99_ms)
    assessment = judged(facts, loop_lag_p99_ms=p99_ms, loop_lag_lasting_ms=lasting_ms)
    assert [text.partition(" late at ")[0] for text in assessment.doubts] == (
        [f"The event loop of process 0 was {p99_ms:.0f} ms"] if doubted else []
    )


@pytest.mark.parametrize(
    ("late", "arrived", "saturated", "doubted"),
    [
        (0, 1000, False, False),
        (19, 19, False, True),
        (20, 20, True, False),
        (50, 1000, False, True),
        (51, 1000, True, False),
    ],
)
def test_late_drivers_are_a_doubt_until_they_are_more_than_one_in_twenty(
    late, arrived, saturated, doubted
):
    drivers = DriverCounts(arrived=arrived, late=late, lag_max_s=0.25)
    assessment = judged(RunFacts(drivers=drivers))
    assert (bool(assessment.saturation), bool(assessment.doubts)) == (saturated, doubted)


def test_what_was_not_there_is_no_matter_of_degree():
    refused = {OUT_OF_PORTS: 1, OUT_OF_FILES: 1200, "connection refused": 7}
    assessment = judged(RunFacts(refused=refused, lost_workers=1))
    assert not assessment.saturation
    worker, ports, files = assessment.missing
    assert worker.startswith("1 of the workers ended in mid-run")
    assert "out of local ports: 1 connection could not be opened for want of them" in ports
    assert "out of file descriptors: 1,200 connections" in files


def test_a_busy_master_is_a_doubt():
    busy = replace(MASTER, busy_samples=60, loop_lag_lasting_ms=900.0, loop_lag_p99_ms=900.0)
    assessment = assess([busy, HEALTHY], RunFacts())
    assert not assessment.saturation
    (doubt,) = assessment.doubts
    assert "master used 90 % or more of a CPU core in 60 of 60 samples" in doubt


def test_workers_that_came_late_are_a_doubt():
    (doubt,) = judged(RunFacts(late_workers=2)).doubts
    assert doubt.startswith("2 of the workers came after the start")


@pytest.mark.parametrize(
    ("facts", "figures", "told"),
    [
        (
            RunFacts(),
            {"busy_samples": 40},
            (
                "process 0 used 90 % or more of a CPU core in 40 of 60 samples",
                "10 % of them is the limit",
                "--processes",
            ),
        ),
        (
            RunFacts(480.0),
            {"loop_lag_lasting_ms": 250.0, "mean_cpu_share": 0.5},
            (
                "process 0 was 250 ms late",
                "120 ms is the limit, a quarter of the calls' p99",
                "it used 50 % of a core; use fewer stations",
                "--processes",
            ),
        ),
        (
            RunFacts(),
            {"loop_lag_lasting_ms": 250.0, "mean_cpu_share": 0.02, "cpu_share_at_max_lag": 0.97},
            ("when it was latest, it used 97 % of a core; use fewer stations",),
        ),
        (
            RunFacts(),
            {
                "loop_lag_lasting_ms": 250.0,
                "loop_lag_max_ms": 300.0,
                "mean_cpu_share": 0.8,
                "cpu_share_at_max_lag": 0.299,
            },
            ("when it was latest, it used 30 % of a core, so others have kept it waiting; leave",),
        ),
        (
            RunFacts(),
            {"loop_lag_lasting_ms": 250.0, "loop_lag_max_ms": 300.0, "cpu_share_at_max_lag": 0.3},
            ("it used 30 % of a core, so others may have kept it waiting; leave this machine",),
        ),
        (
            RunFacts(),
            {"loop_lag_lasting_ms": 250.0, "loop_lag_max_ms": 500.0, "mean_cpu_share": 0.49},
            (
                "process 0 was 250 ms late",
                "100 ms is the limit",
                "it used 49 % of a core, so others have kept it waiting; leave this machine",
            ),
        ),
        (
            RunFacts(refused={OUT_OF_PORTS: 3}),
            {},
            (
                "3 connections",
                "limit is none",
                'sysctl -w net.ipv4.ip_local_port_range="1024 65535"',
            ),
        ),
        (
            RunFacts(refused={OUT_OF_FILES: 3}),
            {},
            ("3 connections", "limit is none", "ulimit -n"),
        ),
        (RunFacts(lost_workers=2), {}, ("2 of the workers", "run again")),
        (
            RunFacts(
                lost_workers=3,
                losses=[
                    LostWorker("process 1", 12.34, 33, 33, 16.02, {"cards": 7, "pins": 0}),
                    LostWorker("process 2", 12.0, 1),
                    LostWorker("a worker"),
                ],
            ),
            {},
            (
                "process 1 reported last 12.3 s after the start; of its 33 stations 33 were taken over",
                "within 16.0 s of its last sign of life; of rows that it may have used",
                "nobody will have up to 7 of cards.",
                "process 2 reported last 12.0 s after the start; of its 1 station none was",
                "a worker never reported.",
            ),
        ),
        (RunFacts(given_up=1), {}, ("1 station closed", "as long as its lease holds")),
        (RunFacts(missed_reports=2), {}, ("2 reports of workers got lost", "run again")),
        (
            RunFacts(drivers=DriverCounts(arrived=100, late=40, lag_max_s=1.5)),
            {},
            (
                "40 of 100 drivers came more than 100 ms after their time, 1,500 ms at most",
                "5 % of them is the limit",
                "--processes",
            ),
        ),
    ],
    ids=[
        "CPU",
        "lag",
        "lag of its own",
        "starved then",
        "perhaps starved",
        "starved",
        "ports",
        "files",
        "workers",
        "losses",
        "leases",
        "reports",
        "drivers",
    ],
)
def test_a_sentence_names_the_figure_the_limit_and_what_to_do(facts, figures, told):
    assessment = judged(facts, **figures)
    (sentence,) = (*assessment.missing, *assessment.saturation)
    assert sentence[0].isupper() or sentence[0].isdigit()
    assert sentence.endswith(".")
    for part in told:
        assert part in sentence


def test_the_limits_are_told_as_they_were_applied():
    assert limits_of(RunFacts(480.0))["loop_lag_lasting_ms"] == 120.0
    assert limits_of(RunFacts(4.0))["loop_lag_lasting_ms"] == 100.0


@pytest.mark.parametrize(("p99_ms", "hangs"), [(None, False), (50.0, False), (51.0, True)])
def test_calls_are_asked_for_where_a_lag_may_be_said_to_be_too_much(p99_ms, hangs):
    late = replace(HEALTHY, loop_lag_p99_ms=p99_ms)
    assert hangs_on_calls([HEALTHY, late]) is hangs
    assert bool(assess([late], RunFacts()).doubts) is hangs
