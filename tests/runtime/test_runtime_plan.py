"""What a run plans to do: options over the scenario, the scenario over its template."""

import pytest

from ocpp_load.charge_point import BackOff
from ocpp_load.errors import OptionError
from ocpp_load.runtime.plan import plan_of
from ocpp_load.settings import Settings, settings_from

HOST = "ws://127.0.0.1:9/ocpp"
SCENARIO = """\
name: x
ocpp: "1.6"
time_scale: 10
station:
  template: ac_home_box
  reconnect: {random: 20 s}
steps: [connect, boot]
"""


@pytest.fixture
def plan(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text(SCENARIO, encoding="utf-8")

    def plan(**options):
        (group,) = plan_of(settings_from({"scenario": str(file), **options}, HOST)).groups
        return group

    return plan


def test_a_scenario_goes_over_its_template(plan):
    assert plan().back_off == BackOff(10.0, 2.0, 20.0, 600.0)
    assert plan().max_message_bytes == 8192
    assert plan().commission.station(1).type.time_scale == 10.0


def test_options_go_over_the_scenario(plan):
    asked = plan(
        back_off_minimum="3", back_off_maximum="30", max_message_size="2048", time_scale="60"
    )
    assert asked.back_off == BackOff(3.0, 2.0, 20.0, 30.0)
    assert asked.max_message_bytes == 2048
    assert asked.commission.station(1).type.time_scale == 60.0


def test_a_chosen_station_brings_its_sizes_and_leaves_the_scenario_its_back_off(plan):
    chosen = plan(station="dc_fast_charger")
    assert chosen.commission.station(1).type.model == "DC-150-Hyper"
    assert chosen.max_message_bytes == 256 * 1024
    assert chosen.back_off == BackOff(2.0, 2.0, 20.0, 120.0)


def test_without_anything_the_usual_holds():
    (group,) = plan_of(Settings(HOST, scenario="heartbeat")).groups
    assert (group.name, group.share) == ("stations", 1.0)
    assert group.back_off == BackOff()
    assert group.max_message_bytes == 1 << 20
    assert group.commission.station(1).type.time_scale == 1.0


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"station": "nowhere"}, "--station"),
        ({"back_off_minimum": "700"}, "--back-off-maximum"),
    ],
)
def test_what_cannot_be_is_told_by_its_option(plan, options, option):
    with pytest.raises(OptionError) as caught:
        plan(**options)
    assert caught.value.option == option
