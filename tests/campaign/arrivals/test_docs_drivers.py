"""docs/drivers.md: its example is a campaign, its tables are what there is."""

import re
from itertools import islice
from pathlib import Path

import pytest

from ocpp_load.campaign.arrivals import arrival_times
from ocpp_load.campaign.arrivals.reading import KEYS
from ocpp_load.campaign.loader import load_campaign
from ocpp_load.metrics.arrivals import DriverCounts
from ocpp_load.report.demand import drivers_part
from ocpp_load.scenario.feeders.supply import Share

PAGE = (Path(__file__).parents[3] / "docs" / "drivers.md").read_text(encoding="utf-8")
[EXAMPLE] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
[DAY] = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)


def table(heading):
    found = PAGE[PAGE.index(heading) :]
    return re.findall(r"^\| (.*?) \|", found[: found.index("\n\n")], re.MULTILINE)[1:]


@pytest.fixture
def load(tmp_path):
    (tmp_path / "day.csv").write_text(DAY)

    def load(text):
        (tmp_path / "example.yaml").write_text(text)
        return load_campaign(tmp_path / "example.yaml").drivers

    return load


def test_the_example_is_a_campaign(load):
    drivers = load(EXAMPLE)
    assert (drivers.patience_s, drivers.starts_after_s) == (300.0, 20.0)
    assert len(drivers.sessions) == 2


@pytest.mark.parametrize(
    "rate",
    [
        rate
        for cell in table("| `rate` | drivers come |")
        for rate in re.findall(r"`(.*?)`", cell)
    ] + re.findall(r"^`(\{profile.*?\})`", PAGE, re.MULTILINE),
)  # fmt: skip
def test_every_rate_on_the_page_can_be_written_so(load, rate):
    profile = load(EXAMPLE.replace("{poisson: 600 / h}", rate)).profile
    assert len(list(islice(arrival_times(profile, Share(), 1), 3))) == 3


def test_the_table_of_keys_has_them_all():
    assert table("| key | takes |") == [f"`{key}`" for key in KEYS]


def test_the_table_of_figures_has_them_all():
    cells = table("| figure | drivers |")
    figures = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(figures) == sorted(drivers_part(DriverCounts()))
