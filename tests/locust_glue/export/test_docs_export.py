"""The tables of docs/export.md are those of the program."""

import re

from support.locust_process import ROOT

from ocpp_load.locust_glue.export.buckets import BUCKET_LIMITS_MS
from ocpp_load.locust_glue.export.collector import FAMILIES

TEXT = (ROOT / "docs" / "export.md").read_text("utf-8")


def rows():
    """Return the metrics of the table by name, with the labels that their row has."""
    for row in re.findall(r"^\| (`ocpp_load_.*?) \| (.*?) \|", TEXT, re.MULTILINE):
        names, labels = ([*re.findall(r"`(\w+)`", cell)] for cell in row)
        yield from ((name, set(labels)) for name in names)


def test_every_metric_is_told_with_its_labels():
    told = dict(rows())
    assert told.keys() == {
        "ocpp_load_build_info",
        "ocpp_load_run_running",
        *(family.name for family in FAMILIES),
    }
    for family in FAMILIES:
        assert set(family.labels) <= told[family.name]


def test_the_buckets_are_those_that_are_told():
    assert f"{len(BUCKET_LIMITS_MS)} buckets from 0.5 ms to 60 s" in TEXT
    assert (BUCKET_LIMITS_MS[0], BUCKET_LIMITS_MS[-1]) == (0.5, 60_000.0)
