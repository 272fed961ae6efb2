"""Station templates: found by name or path, gone over by a scenario, chosen at the start."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
from ruamel.yaml import YAML
from support.simulation import Simulation

from ocpp_load.charge_point import BackOff
from ocpp_load.errors import ScenarioError, UserInputError
from ocpp_load.model import Lock
from ocpp_load.resources import SCHEMAS
from ocpp_load.scenario import (
    Pattern,
    check_files,
    find_scenario,
    find_template,
    load_scenario,
    scenario_names,
    template_names,
)
from ocpp_load.scenario.commission import Commission
from ocpp_load.scenario.distribution import Exponential
from ocpp_load.scenario.station import KEYS
from ocpp_load.scenario.template import HARDWARE, TEMPLATES

TEMPLATE = """\
vendor: Acme
model: Two
serial_number: "A{n}"
connectors: 2
power: 11 kW
feature_profiles: [Core, SmartCharging]
configuration:
  HeartbeatInterval: 300
  MaxChargingProfilesInstalled: 4
  AcmeMode: eco
quirks: {fractional_seconds: 0, follows_clock: false}
reconnect: {minimum: 10 s, random: 30 s, maximum: 10 min}
remote_driver: {plugs_in_after: never, charges_for: {uniform: [1 h, 2 h]}}
"""


@pytest.fixture
def folder(tmp_path):
    """Return a directory with a template `acme.yaml` in a subdirectory."""
    (tmp_path / "stations").mkdir()
    (tmp_path / "stations" / "acme.yaml").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def write(folder, station, steps="[boot]"):
    file = folder / "scenario.yaml"
    lines = "".join(f"  {line}\n" for line in station.splitlines())
    file.write_text(f'name: x\nocpp: "1.6"\nsteps: {steps}\nstation:\n{lines}', encoding="utf-8")
    return file


def station_of(folder, station):
    return load_scenario(write(folder, station)).station


def mistakes_of(folder, station, steps="[boot]", template=None):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write(folder, station, steps), template)
    return [str(mistake).removeprefix(f"{folder}/") for mistake in caught.value.mistakes]


@pytest.mark.parametrize("name", template_names())
def test_every_template_that_ships_is_used_by_its_name_alone(tmp_path, name):
    station = station_of(tmp_path, f"template: {name}")
    assert station.template == name
    assert station.vendor.text
    assert station.max_message_bytes is not None


def test_the_three_kinds_of_station_that_everybody_has_ship(tmp_path):
    box, post, charger = (
        station_of(tmp_path, f"template: {name}")
        for name in ("ac_home_box", "ac_double_post", "dc_fast_charger")
    )
    assert (box.connectors, box.phases, box.power_w) == (1, 1, 7_400.0)
    assert (post.connectors, post.phases, post.power_w) == (2, 3, 22_000.0)
    assert charger.connectors > 1
    assert charger.power_w >= 50_000.0
    assert box.surroundings.lock is Lock.NONE


@pytest.mark.parametrize("template", template_names())
@pytest.mark.parametrize("scenario", scenario_names())
def test_every_template_can_be_chosen_for_every_scenario_and_charges_there(template, scenario):
    file = find_scenario(scenario)
    commission = Commission(load_scenario(file, find_template(template)))
    chosen = load_scenario(file, find_template(template)).station
    simulation = Simulation(station=commission.station(1)).start(commission.script).run(7200)
    [boot] = simulation.payloads("BootNotification")[:1]
    assert boot["chargePointModel"] == chosen.model.format(1)
    statuses = simulation.payloads("StatusNotification")
    assert {status["connectorId"] for status in statuses} == set(range(chosen.connectors + 1))
    assert simulation.observer.own_faults == []
    assert scenario in {"heartbeat", "idle"} or simulation.payloads("StopTransaction")


def test_what_a_scenario_says_of_its_station_goes_over_the_template(folder):
    station = station_of(
        folder, "template: stations/acme.yaml\nmodel: Three\nconnectors: 3\npower: 50 kW"
    )
    assert station.vendor == Pattern("Acme")
    assert station.serial_number == Pattern("A{n}")
    assert station.model == Pattern("Three")
    assert (station.connectors, station.power_w) == (3, 50_000.0)


def test_configuration_keys_are_merged_by_key_in_any_case(folder):
    station = station_of(
        folder,
        "template: stations/acme.yaml\n"
        "configuration: {heartbeatinterval: 60, LocalPreAuthorize: true, AcmeMode: boost}",
    )
    assert station.configuration == {
        "HeartbeatInterval": "60",
        "MaxChargingProfilesInstalled": "4",
        "AcmeMode": "boost",
        "LocalPreAuthorize": "true",
    }


def test_sections_are_merged_by_key(folder):
    station = station_of(
        folder,
        "template: stations/acme.yaml\nquirks: {fractional_seconds: 6}\nreconnect: {random: 1 min}",
    )
    assert station.quirks.fractional_seconds == 6
    assert not station.quirks.follows_clock
    assert station.reconnect == BackOff(10.0, 2.0, 60.0, 600.0)


def test_an_empty_section_takes_the_whole_one_of_the_template_away(folder):
    station = station_of(folder, "template: stations/acme.yaml\nquirks:\nconfiguration: {}")
    assert station.quirks.follows_clock
    assert station.configuration["HeartbeatInterval"] == "300"


def test_another_kind_of_distribution_takes_the_place_of_the_template_s(folder):
    driver = "remote_driver: {charges_for: {exponential: 5 min}}"
    surroundings = station_of(folder, f"template: stations/acme.yaml\n{driver}").surroundings
    assert surroundings.remote_driver.plugs_in_after is None
    assert surroundings.remote_driver.charges_for == Exponential(300.0)


def test_a_key_of_a_profile_that_the_scenario_takes_away_goes_with_it(folder):
    station = station_of(folder, "template: stations/acme.yaml\nfeature_profiles: [Core]")
    assert "MaxChargingProfilesInstalled" not in station.configuration
    [mistake] = mistakes_of(
        folder,
        "template: stations/acme.yaml\nfeature_profiles: [Core]\n"
        "configuration: {MaxChargingProfilesInstalled: 5}",
    )
    belongs = "belongs to SmartCharging, which the station does not have"
    assert mistake == f"scenario.yaml:7:19: MaxChargingProfilesInstalled: {belongs}"


def test_steps_are_checked_against_the_connectors_that_the_station_ends_up_with(folder):
    steps = "[{plug_in: {connector: 3}}]"
    named = "template: stations/acme.yaml"
    assert mistakes_of(folder, named, steps) == [
        "scenario.yaml:3:31: connector: 3 is not allowed; allowed: whole numbers, 1 to 2"
    ]
    assert load_scenario(write(folder, f"{named}\nconnectors: 3", steps)).station.connectors == 3
    box = find_template("ac_home_box")
    assert mistakes_of(folder, f"{named}\nconnectors: 3", steps, box) == [
        "scenario.yaml:3:31: connector: 3 is not allowed; allowed: whole numbers, 1 to 1"
    ]


@pytest.mark.parametrize(
    ("named", "problem"),
    [
        ("dc_fast", 'there is no station template "dc_fast"; did you mean dc_fast_charger? '),
        ("x", 'there is no station template "x"; '),
        ("stations/acne.yaml", 'there is no file "stations/acne.yaml"; '),
    ],
)
def test_a_template_that_there_is_not_is_told_where_it_is_named(folder, named, problem):
    [mistake] = mistakes_of(folder, f"template: {named}", "[{unplug: {connector: 5}}]")
    names = ", ".join(template_names())
    expected = f"template: {problem}give the path of a file, or one of: {names}"
    assert mistake == f"scenario.yaml:5:13: {expected}"


@pytest.mark.parametrize("named", ["", "5", "[]", "a\\0b.yaml"])
def test_what_is_no_name_of_a_template_is_a_mistake(folder, named):
    [mistake] = mistakes_of(
        folder, f'template: "{named}"' if "\\" in named else f"template: {named}"
    )
    assert mistake.startswith("scenario.yaml:5:")


@pytest.mark.parametrize(
    ("template", "mistakes"),
    [
        ("vendor: v\n", ["1:1: the key model is missing; required: vendor, model"]),
        (
            "vendor: v\nmodel: m\nsteps: [boot]\n",
            ["3:1: steps belongs to a scenario, not to a template"],
        ),
        ("vendor: v\nmodel: m\ntemplate: x\n", ["3:1: a template has no template of its own"]),
        ("vendor: v\nmodel: m\npower: 5 kWh\n", ["3:8: power: "]),
        (
            "vendor: v\nmodel: m\nquirks: {colour: 1}\n",
            ["3:10: quirks: unknown key colour; allowed: "],
        ),
        (
            "vendor: v\nmodel: m\nconfiguration: {HeartbeatInterval: soon, '': 1}\n",
            [
                '3:36: HeartbeatInterval: "soon" is not',
                "3:42: configuration: a configuration key has",
            ],
        ),
        ("- vendor\n", ["1:1: a list is no station template; allowed: the keys of a station"]),
        ("vendor: [\n", ["2:1: this is not YAML: "]),
    ],
)
def test_a_mistake_in_a_template_bears_its_file_whoever_uses_it(folder, template, mistakes):
    file = folder / "mine.yaml"
    file.write_text(template, encoding="utf-8")
    found = mistakes_of(folder, "template: ./mine.yaml")
    assert len(found) == len(mistakes)
    for mistake, expected in zip(found, mistakes, strict=True):
        assert mistake.startswith(f"mine.yaml:{expected}")
    alone = [str(mistake).removeprefix(f"{folder}/") for mistake in check_files([file])]
    assert alone == found or template.startswith(("-", "vendor: ["))
    assert alone


def test_mistakes_of_both_files_come_at_once(folder):
    (folder / "mine.yaml").write_text("vendor: v\nmodel: m\nphases: 2\n", encoding="utf-8")
    found = mistakes_of(folder, "template: mine.yaml\nlock: maybe")
    assert [mistake.split(": ")[0] for mistake in found] == ["mine.yaml:3:9", "scenario.yaml:6:9"]


def test_a_chosen_template_brings_its_hardware_and_leaves_the_rest_to_the_scenario(folder):
    scenario = write(
        folder,
        "vendor: v\nmodel: m\nidentity: 'X{n}'\nconnectors: 7\npower: 1 kW\n"
        "configuration: {HeartbeatInterval: 60}",
    )
    station = load_scenario(scenario, folder / "stations" / "acme.yaml").station
    assert (station.vendor, station.model) == (Pattern("Acme"), Pattern("Two"))
    assert (station.connectors, station.power_w) == (2, 11_000.0)
    assert station.identity == Pattern("X{n}")
    assert station.configuration["HeartbeatInterval"] == "60"
    assert station.configuration["AcmeMode"] == "eco"
    assert not station.quirks.follows_clock


def test_a_chosen_template_takes_the_place_of_the_scenario_s_own(folder):
    scenario = write(folder, "template: nowhere\nconfiguration: {HeartbeatInterval: 60}")
    station = load_scenario(scenario, find_template("dc_fast_charger")).station
    assert station.power_w == 150_000.0
    assert station.configuration["HeartbeatInterval"] == "60"


def test_hardware_is_keys_of_a_station_and_never_who_it_is_or_who_comes():
    assert set(KEYS) > HARDWARE
    assert HARDWARE.isdisjoint({"identity", "id_tag", "configuration", "remote_driver", "ev"})


def test_a_template_is_found_by_its_name_or_its_path(folder):
    assert find_template("ac_home_box") == TEMPLATES / "ac_home_box.yaml"
    assert find_template("stations/acme.yaml", folder) == folder / "stations" / "acme.yaml"
    with pytest.raises(UserInputError, match="did you mean ac_home_box"):
        find_template("ac_homebox")


def test_the_schema_of_templates_accepts_those_that_ship_and_the_loader_s():
    names = ("scenario.schema.json", "station.schema.json")
    scenario, station = (json.loads((SCHEMAS / name).read_text(encoding="utf-8")) for name in names)
    # Editors resolve the one file beside the other; here they are one.
    assert station["allOf"] == [{"$ref": "scenario.schema.json#/properties/station"}]
    definitions = scenario["definitions"] | {"station": scenario["properties"]["station"]}
    one = {**station, "allOf": [{"$ref": "#/definitions/station"}], "definitions": definitions}
    validator = jsonschema_rs.Draft7Validator(one)
    for path in sorted(TEMPLATES.glob("*.yaml")):
        assert validator.is_valid(_read(path)), path
    good = {"vendor": "v", "model": "m"}
    assert validator.is_valid(good)
    for more in ({"template": "x"}, {"steps": ["boot"]}, {"connectors": 0}):
        assert not validator.is_valid(good | more)
    assert not validator.is_valid({"vendor": "v"})


def _read(path: Path):
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
