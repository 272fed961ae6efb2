"""docs/health.md says what the code does."""

import pytest
from support.locust_process import ROOT

from ocpp_load.errors import OptionError
from ocpp_load.metrics.health import judgement, process
from ocpp_load.runtime.capacity import MAX_PORTS_SHARE, Machine, check_capacity

TEXT = " ".join((ROOT / "docs" / "health.md").read_text(encoding="utf-8").split())


def percent(share):
    return f"{100 * share:.0f} %"


@pytest.mark.parametrize(
    "told",
    [
        (
            f"{percent(process.BUSY_CPU_SHARE)} of a core or more in {percent(judgement.MAX_BUSY_SHARE)}"
            f" of the samples, one a second, and in {judgement.MIN_BUSY_SAMPLES} at least"
        ),
        f"late by {judgement.MIN_LOOP_LAG_MS:.0f} ms or more, and by a quarter of the calls' p99",
        (
            f"more than {percent(judgement.MAX_LATE_DRIVERS_SHARE)} of them, and"
            f" {judgement.MIN_LATE_DRIVERS} at least"
        ),
        f"More than {percent(MAX_PORTS_SHARE)} of the ports",
    ],
    ids=["CPU", "lag", "drivers", "ports"],
)
def test_the_limits_are_those_that_runs_are_judged_by(told):
    assert told in TEXT


def test_the_refusal_is_the_one_that_is_shown():
    with pytest.raises(OptionError) as caught:
        check_capacity(Machine(20_000, None), 30_000)
    assert str(caught.value) in TEXT
