import gc
import json

import pytest

from ocpp_load.metrics import HealthFigures, ProcessHealth
from ocpp_load.metrics import health as health_module
from ocpp_load.metrics.health import garbage_collections, resident_bytes


class Machine:
    """A process whose figures a test sets."""

    def __init__(self):
        self.cpu_s = 5.0
        self.resident = 1000
        self.collections = 40

    def watched(self):
        return ProcessHealth(
            "worker 1",
            100.0,
            cpu_time=lambda: self.cpu_s,
            resident=lambda: self.resident,
            collections=lambda: self.collections,
        )


def watched_over(shares):
    """A process with one sample a second in which it used that share of the CPU."""
    machine = Machine()
    health = machine.watched()
    for second, share in enumerate(shares, start=1):
        machine.cpu_s += share
        health.sample(100.0 + second)
    return health


def test_the_figures_are_those_of_the_time_watched():
    machine = Machine()
    health = machine.watched()
    machine.cpu_s, machine.resident = 5.5, 3000
    health.sample(102.0)
    machine.cpu_s, machine.resident, machine.collections = 6.25, 2000, 47
    health.sample(103.0)
    health.lag(0.004)
    health.lag(0.002)
    assert health.figures() == HealthFigures(
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
        garbage_collections=7,
    )


@pytest.mark.parametrize("seconds", [0.0, 0.49])
def test_a_sample_of_next_to_no_time_counts_for_nothing(seconds):
    machine = Machine()
    health = machine.watched()
    machine.cpu_s += seconds
    health.sample(100.0 + seconds)
    figures = health.figures()
    assert (figures.samples, figures.mean_cpu_share, figures.warnings()) == (0, 0.0, [])
    assert (figures.loop_lag_p99_ms, figures.loop_lag_max_ms) == (None, None)


@pytest.mark.parametrize(
    ("shares", "saturated"),
    [
        ([0.9] + [0.2] * 9, False),
        ([0.95] * 2 + [0.2] * 18, False),
        ([0.95] * 2, False),
        ([0.95] * 3, True),
        ([0.95] * 3 + [0.2] * 17, True),
        ([0.89] * 20, False),
        ([1.2] * 5, True),
    ],
)
def test_a_process_at_its_limit_in_more_than_a_tenth_of_the_samples_is_saturated(shares, saturated):
    figures = watched_over(shares).figures()
    assert figures.saturated is saturated


def test_a_saturated_process_says_so_and_what_to_do():
    (warning,) = watched_over([0.95, 0.95, 0.95, 0.5, 0.5]).figures().warnings()
    assert "saturated: worker 1 used 90 % or more of a CPU core in 3 of 5 samples" in warning
    assert "more processes" in warning


@pytest.mark.parametrize(("late", "saturated"), [(0, False), (1, False), (2, True)])
def test_an_event_loop_late_at_the_99th_percentile_is_saturated(late, saturated):
    health = Machine().watched()
    for _ in range(100 - late):
        health.lag(0.001)
    for _ in range(late):
        health.lag(0.250)
    warnings = health.figures().warnings()
    assert bool(warnings) is saturated
    assert all("event loop of worker 1 was 250 ms late" in warning for warning in warnings)


def test_the_figures_go_over_the_wire_by_name():
    figures = watched_over([0.5]).figures()
    assert HealthFigures(**json.loads(json.dumps(figures.as_dict()))) == figures


def test_this_process_is_read_for_real():
    health = ProcessHealth("this", 0.0)
    gc.collect()
    health.sample(3600.0)
    figures = health.figures()
    assert figures.garbage_collections >= 1
    assert figures.peak_resident_bytes > 1_000_000
    assert 0 <= figures.cpu_s < 3600


def test_memory_is_the_peak_where_there_is_no_proc(monkeypatch, tmp_path):
    monkeypatch.setattr(health_module, "_STATM", tmp_path / "missing")
    assert resident_bytes() > 1_000_000
    assert garbage_collections() >= 0
