"""The load generator's own health in the summary and on the console."""

from dataclasses import replace

import pytest

from ocpp_load.metrics import HealthFigures
from ocpp_load.metrics.health import RunFacts
from ocpp_load.report.health import MAX_PROCESSES, health_part, health_texts

WORKER = HealthFigures(
    process="process 1",
    observed_s=60.0,
    cpu_s=1.5,
    samples=60,
    busy_samples=0,
    mean_cpu_share=0.025,
    max_cpu_share=0.2,
    peak_resident_bytes=90_000_000,
    loop_lag_p99_ms=6.25,
    loop_lag_max_ms=90.5,
    garbage_collections=40,
    loop_lag_lasting_ms=2.0,
    garbage_collection_s=0.125,
    garbage_collection_max_ms=40.5,
    peak_open_files=1240,
    open_files_limit=20_000,
    peak_ports=1200,
    ports_limit=28_232,
    peak_unsent_messages=17,
)
MASTER = replace(WORKER, process="master", has_stations=False, peak_open_files=None)
BUSY = replace(WORKER, busy_samples=60)


@pytest.mark.parametrize(
    ("process", "text"),
    [
        (
            WORKER,
            (
                "process 1: CPU 2.5 % (at most 20 %), event loop lag 6.25 ms p99 (at most 90.5),"
                " 125 ms of garbage collection (at most 40.5 at once), 90.0 MB,"
                " 1,240 of 20,000 open files, 1,200 of 28,232 local ports, at most 17 messages unsent"
            ),
        ),
        (
            MASTER,
            (
                "master: CPU 2.5 % (at most 20 %), event loop lag 6.25 ms p99 (at most 90.5),"
                " 125 ms of garbage collection (at most 40.5 at once), 90.0 MB"
            ),
        ),
    ],
    ids=lambda value: value.process if isinstance(value, HealthFigures) else "",
)
def test_a_process_is_told_in_one_line(process, text):
    assert list(health_texts(health_part([process], RunFacts(), (), ()))) == [text]


def test_limits_that_are_not_known_are_not_told():
    process = replace(WORKER, open_files_limit=None, ports_limit=None)
    (text,) = health_texts(health_part([process], RunFacts(), (), ()))
    assert " 1,240 open files, 1,200 local ports," in text


def test_of_many_processes_the_first_are_told():
    processes = [replace(WORKER, process=f"process {n}") for n in range(MAX_PROCESSES + 3)]
    *texts, last = health_texts(health_part(processes, RunFacts(), (), ()))
    assert len(texts) == MAX_PROCESSES
    assert last == "and 3 more: see summary.json"


def test_what_made_a_run_invalid_is_told_once():
    facts = RunFacts(lost_workers=1, late_workers=1)
    warned = health_part([BUSY], facts, (), ["something else"])
    missing, saturation = warned["warnings"][1:3]
    assert warned["warnings"][0] == "something else"
    assert (warned["invalid"], warned["lost_workers"], warned["saturated"]) == ([], 1, True)
    invalid = health_part([BUSY], facts, [missing, saturation], ["something else"])
    assert invalid["invalid"] == [missing, saturation]
    assert invalid["saturated"] is True
    assert [*invalid["invalid"], *invalid["warnings"]] == [
        missing,
        saturation,
        "something else",
        warned["warnings"][3],
    ]
