"""What one process needs, sampled once a second, and how late its event loop is."""

import json

import pytest

from ocpp_load.metrics import HealthFigures, ProcessHealth
from ocpp_load.metrics.health import PROBE_INTERVAL_S
from ocpp_load.metrics.health.garbage import GarbageWatch
from ocpp_load.metrics.health.open_files import open_files_limit


class Machine:
    """A process whose figures a test sets."""

    def __init__(self):
        self.cpu_s = 5.0
        self.resident = 1000
        self.open_files = 12
        self.clock_s = 0.0
        self.garbage = GarbageWatch(lambda: self.clock_s)

    def watched(self, **options):
        return ProcessHealth(
            "worker 1",
            100.0,
            cpu_time=lambda: self.cpu_s,
            resident=lambda: self.resident,
            open_files=lambda now_s: self.open_files,
            garbage=self.garbage,
            **options,
        )

    def collect(self, seconds):
        self.garbage("start", {})
        self.clock_s += seconds
        self.garbage("stop", {})


@pytest.fixture
def machine():
    return Machine()


def test_the_figures_are_those_of_the_time_watched(machine):
    machine.collect(1.0)
    health = machine.watched()
    machine.cpu_s, machine.resident, machine.open_files = 5.5, 3000, 220
    machine.collect(0.25)
    health.sample(102.0, ports=200, unsent=7)
    machine.cpu_s, machine.resident, machine.open_files = 6.25, 2000, 120
    machine.collect(0.125)
    health.sample(103.0, ports=100, unsent=9)
    health.lag(0.004)
    health.lag(0.002)
    figures = health.figures()
    assert figures == HealthFigures(
        process="worker 1",
        observed_s=3.0,
        cpu_s=1.25,
        samples=2,
        busy_samples=0,
        mean_cpu_share=1.25 / 3,
        max_cpu_share=0.75,
        peak_resident_bytes=3000,
        loop_lag_p99_ms=4.0,
        loop_lag_max_ms=4.0,
        garbage_collections=2,
        loop_lag_lasting_ms=None,
        garbage_collection_s=0.375,
        garbage_collection_max_ms=250.0,
        peak_open_files=220,
        open_files_limit=open_files_limit(),
        peak_ports=200,
        ports_limit=figures.ports_limit,
        peak_unsent_messages=9,
    )
    assert HealthFigures(**json.loads(json.dumps(figures.as_dict()))) == figures


def test_the_latest_figures_are_those_of_the_last_second(machine):
    health = machine.watched()
    health.lag(0.25)
    machine.cpu_s += 0.5
    machine.collect(0.02)
    health.sample(101.0, ports=3, unsent=4)
    assert health.latest() == {
        "cpu_share": 0.5,
        "loop_lag_max_ms": 250.0,
        "garbage_collection_ms": pytest.approx(20.0),
        "resident_bytes": 1000,
        "open_files": 12,
        "ports": 3,
        "unsent_messages": 4,
    }
    health.sample(102.0)
    assert health.latest()["loop_lag_max_ms"] == health.latest()["garbage_collection_ms"] == 0.0


def test_a_process_without_stations_has_no_ports_and_no_messages(machine):
    health = machine.watched(has_stations=False)
    machine.open_files = None
    health.sample(101.0)
    assert set(health.latest()) == {
        "cpu_share",
        "loop_lag_max_ms",
        "garbage_collection_ms",
        "resident_bytes",
    }
    figures = health.figures()
    assert (figures.has_stations, figures.ports_limit, figures.peak_open_files) == (
        False,
        None,
        None,
    )


@pytest.mark.parametrize("seconds", [0.0, 0.49])
def test_a_sample_of_next_to_no_time_counts_for_nothing(machine, seconds):
    health = machine.watched()
    machine.cpu_s += seconds
    health.sample(100.0 + seconds)
    figures = health.figures()
    assert (figures.samples, figures.mean_cpu_share) == (0, 0.0)
    assert (figures.loop_lag_p99_ms, figures.loop_lag_max_ms) == (None, None)


@pytest.mark.parametrize(
    ("lags_ms", "lasting_ms"),
    [
        ([], None),
        ([90] * 19, None),
        ([90] * 20, 90),
        ([1] * 80 + [90] * 19, 1),
        ([1] * 80 + [90] * 20, 90),
        ([1] * 2980 + [90] * 29, 1),
        ([1] * 2970 + [90] * 30, 90),
    ],
    ids=["none", "19", "20", "19 of 99", "20 of 100", "29 of 3009", "30 of 3000"],
)
def test_a_lag_lasts_if_it_is_seen_for_two_seconds_and_for_one_per_cent_of_the_time(
    machine, lags_ms, lasting_ms
):
    health = machine.watched()
    for lag_ms in lags_ms:
        health.lag(lag_ms / 1000)
    assert health.figures().loop_lag_lasting_ms == (
        None if lasting_ms is None else pytest.approx(lasting_ms, rel=0.001)
    )


def test_a_standstill_counts_for_as_long_as_it_was(machine):
    health = machine.watched()
    for _ in range(970):
        health.lag(0.0)
    health.lag(30 * PROBE_INTERVAL_S)
    figures = health.figures()
    assert figures.loop_lag_max_ms == 3000.0
    assert figures.loop_lag_p99_ms == pytest.approx(2000.0, rel=0.06)
    assert figures.loop_lag_lasting_ms == pytest.approx(1100.0, rel=0.01)


def test_this_process_is_read_for_real():
    health = ProcessHealth("this", 0.0)
    health.sample(3600.0)
    figures = health.figures()
    assert figures.peak_resident_bytes > 1_000_000
    assert 0 <= figures.cpu_s < 3600
    assert 0 < figures.peak_open_files <= figures.open_files_limit
    assert 0 < figures.ports_limit < 65_536


def test_the_cpu_share_at_the_highest_lag_is_that_of_its_second(machine):
    health = machine.watched()
    for second, used_s, lag_s in (
        (101, 0.1, 0.01),
        (102, 0.95, 0.4),
        (103, 0.2, 0.3),
        (104, 1.0, 0),
    ):
        health.lag(lag_s)
        machine.cpu_s += used_s
        health.sample(second)
    assert health.figures().cpu_share_at_max_lag == pytest.approx(0.95)


def test_without_a_lag_there_is_no_cpu_share_of_it(machine):
    health = machine.watched()
    health.sample(101.0)
    assert health.figures().cpu_share_at_max_lag is None
