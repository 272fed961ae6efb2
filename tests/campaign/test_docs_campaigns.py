"""The examples and tables of docs/campaigns.md, as a reader would try them."""

import re
from pathlib import Path

import pytest

from ocpp_load.campaign.central_system import KEYS as CENTRAL_SYSTEM_KEYS
from ocpp_load.campaign.events import timeline
from ocpp_load.campaign.events.reading import ACTIONS
from ocpp_load.campaign.groups import KEYS as GROUP_KEYS
from ocpp_load.campaign.load.reading import STAGES
from ocpp_load.campaign.loader import KEYS, campaign_names, parse_campaign

PAGE = (Path(__file__).parents[2] / "docs" / "campaigns.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
NAMES = [re.search(r"^name: (.*)$", example, re.MULTILINE)[1] for example in EXAMPLES]
ROWS = re.findall(r"^\| (`.+?) \| .+ \|$", PAGE, re.MULTILINE)
WORDS = {word for row in ROWS for word in re.findall(r"`(\w+)", row)}


def example(name):
    return parse_campaign(EXAMPLES[NAMES.index(name)].encode(), "example.yaml")


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_without_a_mistake(name):
    campaign = example(name)
    assert campaign.load.target(campaign.load.duration_s - 1, campaign.stations) is not None
    assert list(timeline(campaign.events, campaign.load.duration_s)) or not campaign.events


def test_the_tables_name_every_campaign_key_stage_and_event_there_is():
    assert {*campaign_names(), *KEYS, *STAGES, *ACTIONS} == WORDS


def test_the_page_names_every_key_of_a_group_and_of_the_central_system():
    for key in (*GROUP_KEYS, *CENTRAL_SYSTEM_KEYS):
        assert re.search(rf"`{key}`|\[{key}\]|\b{key}: ", PAGE), key


def test_the_one_bad_neighbour_is_five_stations_of_any_fleet():
    campaign = example("one bad neighbour")
    assert [share * 2000 for share in campaign.shares(2000)] == pytest.approx([1995, 5])


def test_the_stairs_are_as_high_as_they_look():
    load = example("stairs and a spike").load
    counts = [load.target(second, 400)[0] for second in (0, 120, 240, 360, 480, 510, 599)]
    assert counts == [100, 200, 300, 400, 800, 400, 0]
