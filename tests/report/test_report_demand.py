"""Drivers and feeders in the summary and on the console."""

from io import StringIO

import orjson
from jsonschema import Draft7Validator
from support.summaries import summary_of

from ocpp_load.metrics import Recorder
from ocpp_load.metrics.arrivals import DriverCounts
from ocpp_load.metrics.feeders import FeederFigures
from ocpp_load.report import print_closing
from ocpp_load.report.html import render_html
from ocpp_load.resources import SCHEMAS

DRIVERS = DriverCounts(
    arrived=1000,
    began=950,
    ended=940,
    no_free_connector=60,
    turned_away=0,
    gave_up=40,
    waiting=10,
    refused=3,
    late=2,
    lag_total_s=1.5,
    lag_max_s=0.25,
)
FEEDERS = [
    FeederFigures("boxes", "per_station", 100, 100, 4),
    FeederFigures("cards", "once", None, 950, 0),
    FeederFigures("tariffs", "shared", 2, 950, 0),
]


def closing_of(summary):
    out = StringIO()
    print_closing(summary, out, width=120)
    return out.getvalue()


def test_the_summary_of_a_run_with_drivers_and_feeders_fits_its_schema():
    summary = summary_of(Recorder(0.0), drivers=DRIVERS, feeders=FEEDERS)
    schema = orjson.loads((SCHEMAS / "summary.schema.json").read_bytes())
    Draft7Validator(schema).validate(summary)
    assert summary["drivers"]["lag_mean_ms"] == 1.5
    assert summary["drivers"]["lag_max_ms"] == 250.0
    assert summary["data"][0] == {
        "name": "boxes",
        "use": "per_station",
        "rows": 100,
        "taken": 100,
        "in_vain": 4,
    }


def test_the_console_tells_what_became_of_drivers_and_rows():
    text = closing_of(summary_of(Recorder(0.0), drivers=DRIVERS, feeders=FEEDERS))
    then = "40 gave up waiting, 10 waited still"
    for line in (
        (
            f"1,000 arrived, 950 began, 60 found no free connector ({then}),"
            " 3 refused as their id tag was not accepted"
        ),
        "behind the schedule: 1.50 ms on average, 250 ms at most",
        "boxes (per_station): 100 of 100 rows taken, 4 asked when none was left",
        "cards (once): 950 rows taken",
        "tariffs (shared): a row taken 950 times",
    ):
        assert f"  {line}\n" in text


def test_the_html_report_tells_the_same():
    page = render_html(summary_of(Recorder(0.0), drivers=DRIVERS, feeders=FEEDERS))
    assert "<h2>Drivers</h2>" in page
    assert "<li>cards (once): 950 rows taken</li>" in page


def test_a_run_without_either_has_nothing_to_tell():
    summary = summary_of(Recorder(0.0))
    assert summary["drivers"] is None
    assert "Drivers" not in closing_of(summary)
    assert "Data" not in closing_of(summary)
    assert "<h2>Drivers</h2>" not in render_html(summary)
