"""Campaign files: what comes out of them, and every mistake at once with its place."""

from pathlib import Path

import pytest

from ocpp_load.campaign.loader import (
    campaign_names,
    find_campaign,
    is_campaign,
    load_campaign,
    parse_campaign,
)
from ocpp_load.errors import ScenarioError, UserInputError
from ocpp_load.scenario.document import parse_document

WHOLE = """\
name: a campaign
description: For a test.
ocpp: "1.6"
stations: 100
groups:
  - name: homes
    share: 70 %
    scenario: charging_session
    station: ac_home_box
    identity: "HOME{n:04d}"
    id_tag: "CARD{n}"
    time_scale: 10
    configuration: {HeartbeatInterval: 17, MeterValueSampleInterval: 3}
  - {name: posts, share: 30 %, scenario: heartbeat}
  - {name: bad, stations: 4, scenario: heartbeat, faults: [{flapping: {stays: 5 s}}]}
load:
  - ramp: {to: 100 %, over: 10 s}
  - hold: 1 min
events:
  - {at: 30 s, groups: bad, begin: flapping}
central_system: {ftp: true, commands_per_second: 2.5, fault: ["late,latency=1s,share=0.1"]}
"""
HEAD = """\
name: x
ocpp: "1.6"
stations: 10
"""
GROUPS = "groups: [{name: a, scenario: heartbeat}]\n"
LOAD = "load: [{hold: 1 min}]\n"


def parse(text):
    return parse_campaign(text.encode(), "x.yaml")


def problems_of(text):
    with pytest.raises(ScenarioError) as caught:
        parse(text)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_what_a_group_says_goes_over_its_scenario():
    homes, posts, bad = parse(WHOLE).groups
    station = homes.scenario.station
    assert (station.vendor.format(1), station.identity.format(7)) == ("ocpp_load", "HOME0007")
    assert station.id_tag.format(7) == "CARD7"
    assert station.configuration["HeartbeatInterval"] == "17"
    assert station.template is not None
    assert homes.scenario.time_scale.sessions == 10
    assert posts.scenario.station.configuration["HeartbeatInterval"] == "60"
    assert [fault.name for fault in bad.scenario.faults] == ["flapping"]


def test_numbers_stay_and_shares_take_what_is_left():
    campaign = parse(WHOLE)
    assert campaign.shares(100) == pytest.approx([0.96 * 0.7, 0.96 * 0.3, 0.04])
    assert campaign.shares(1000) == pytest.approx([0.996 * 0.7, 0.996 * 0.3, 0.004])


def test_numbers_alone_are_shares():
    groups = (
        "groups: [{name: a, stations: 3, scenario: heartbeat},"
        " {name: b, stations: 7, scenario: heartbeat}]\n"
    )
    assert parse(HEAD + groups + LOAD).shares(1000) == [0.3, 0.7]


def test_the_embedded_central_system_is_told_what_its_command_line_takes():
    assert parse(WHOLE).central_system == (
        "--ftp",
        "--commands-per-second=2.5",
        "--fault=late,latency=1s,share=0.1",
    )


def test_a_campaign_says_which_stations_need_more_than_their_scenario_does():
    events = "events: [{at: 1 s, operator: {action: Reset, payload: {type: Soft}}}]\n"
    [group] = parse(HEAD + GROUPS + LOAD + events).groups
    assert group.scenario.needs_operator
    [plain] = parse(HEAD + GROUPS + LOAD).groups
    assert not plain.scenario.needs_operator


def test_another_template_is_for_every_group(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text(WHOLE, encoding="utf-8")
    template = tmp_path / "template.yaml"
    template.write_text("vendor: v\nmodel: m\nconnectors: 3\n", encoding="utf-8")
    for group in load_campaign(file, template).groups:
        assert group.scenario.station.connectors == 3


def test_paths_in_a_campaign_begin_where_it_lies(tmp_path):
    (tmp_path / "own.yaml").write_text(
        'name: own\nocpp: "1.6"\nstation: {vendor: v, model: m}\nsteps: [connect]\n', "utf-8"
    )
    file = tmp_path / "x.yaml"
    file.write_text(HEAD + "groups: [{name: a, scenario: own.yaml}]\n" + LOAD, "utf-8")
    assert load_campaign(file).groups[0].scenario.name == "own"


def test_every_mistake_is_told_at_once_with_its_place():
    text = """\
name: x
ocpp: "1.6"
stations: 0
groups:
  - {name: a, scenario: hartbeat}
  - {name: a, scenario: heartbeat, share: 0, colour: red}
load:
  - hold: 1 min
  - ramp: {to: all, over: 5 s}
events:
  - {at: 2 min, reboot: all, groups: b}
"""
    found = problems_of(text)
    assert [problem.split(": ")[0] for problem in found] == [
        "x.yaml:3:11",
        "x.yaml:5:25",
        "x.yaml:6:12",
        "x.yaml:6:43",
        "x.yaml:6:46",
        "x.yaml:9:16",
        "x.yaml:11:38",
    ]
    assert "did you mean heartbeat?" in found[1]
    assert "another group is called" in found[2]


@pytest.mark.parametrize(
    ("groups", "places"),
    [
        ("{name: a, scenario: heartbeat, identity: X}", ["4:51"]),
        ("{name: a, scenario: heartbeat, identity: 'X{n}'}", []),
        (
            "{name: a, stations: 1, scenario: heartbeat, identity: X}, {name: b, scenario: idle}",
            [],
        ),
        (
            (
                "{name: a, stations: 2, scenario: heartbeat, identity: X},"
                " {name: b, scenario: idle, identity: Y}"
            ),
            ["4:64", "4:104"],
        ),
    ],
)
def test_no_two_stations_of_a_group_have_the_same_identity(groups, places):
    text = f"{HEAD}groups: [{groups}]\n{LOAD}"
    if not places:
        parse(text)
        return
    found = problems_of(text)
    assert [problem.split(": ")[0] for problem in found] == [f"x.yaml:{each}" for each in places]
    assert all("write {n} in it" in problem for problem in found)


@pytest.mark.parametrize("name", ["tc_013_hard_reset", "TC_013"])
def test_a_group_runs_a_certification_case_by_its_name(name):
    [group] = parse(f"{HEAD}groups: [{{name: a, scenario: {name}}}]\n{LOAD}").groups
    assert group.scenario.name == "TC_013 hard reset"


def test_a_number_of_several_cases_is_none_to_run():
    [problem] = problems_of(f"{HEAD}groups: [{{name: a, scenario: TC_037}}]\n{LOAD}")
    assert '"TC_037" is several cases; name one of them: tc_037_1_' in problem


@pytest.mark.parametrize("share", ["0", "-1", ".inf", ".nan", "9" * 400])
def test_a_share_is_a_number_above_nothing(share):
    groups = f"groups: [{{name: a, scenario: heartbeat, share: {share}}}]\n"
    [problem] = problems_of(HEAD + groups + LOAD)
    assert problem.endswith("is not allowed; allowed: more than 0")


def test_the_mistakes_of_a_scenario_bear_its_own_file_and_are_told_once(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text('name: x\nocpp: "1.6"\nstation: {vendor: v, model: m}\nsteps: [fly]\n', "utf-8")
    file = tmp_path / "x.yaml"
    groups = "groups: [{name: a, scenario: bad.yaml}, {name: b, scenario: bad.yaml}]\n"
    file.write_text(HEAD + groups + LOAD, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_campaign(file)
    [mistake] = caught.value.mistakes
    assert (mistake.file, mistake.line) == (str(bad), 4)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file is empty; a campaign has the keys name, ocpp, stations, groups, load"),
        (
            "station: {template: ac_home_box}\nsteps: [connect]\n",
            "this is no campaign, but a scenario; it runs by --scenario",
        ),
        (HEAD + LOAD, "the key groups is missing"),
        (HEAD + GROUPS, "the key load is missing"),
        (HEAD + GROUPS + LOAD + "runtime: 5 min\n", "unknown key runtime"),
        (
            HEAD + "groups: [{name: a, scenario: heartbeat, share: 1, stations: 1}]\n" + LOAD,
            "has a share and a number of stations; give one of them",
        ),
        (
            HEAD + "groups: [{name: a, scenario: heartbeat, stations: 9}]\n" + LOAD,
            "the groups have 9 stations, and the campaign 10",
        ),
        (
            HEAD
            + "groups: [{name: a, scenario: heartbeat, stations: 10},"
            + " {name: b, scenario: heartbeat}]\n"
            + LOAD,
            "the groups with a number take all of the 10 stations; give it more",
        ),
        (
            HEAD + "groups: [{name: a, scenario: heartbeat, station: nope}]\n" + LOAD,
            'there is no station template "nope"',
        ),
        (
            HEAD
            + "groups: [{name: a, scenario: heartbeat, configuration: {HeartbeatInterval: x}}]\n"
            + LOAD,
            'HeartbeatInterval: "x" is not allowed',
        ),
    ],
)
def test_what_is_wrong_with_a_campaign_is_told(text, problem):
    assert any(problem in found for found in problems_of(text))


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ("{at: 1 s}", "needs exactly one of disconnect, restore, reboot, power_cut"),
        ("{at: 1 s, reboot: all, restore: all}", "needs exactly one of disconnect"),
        ("{reboot: all}", "needs a time: at, or every"),
        ("{at: 1 min, reboot: all}", "1 min is not before the end of the load, at 1 min"),
        ("{every: 0 s, reboot: all}", '"0 s" is not allowed; allowed: more than 0 s'),
        ("{at: 1 s, name: connection lost, reboot: all}", "reports call something else"),
        ("{at: 1 s, reboot: 120 %}", '"120 %" is not a percentage'),
        ("{at: 1 s, reboot: some}", '"some" is not a percentage'),
        ("{at: 1 s, power_cut: {share: all}}", "the key for is missing"),
        ("{at: 1 s, disconnect: {code: 1005}}", "1005 is not allowed"),
        ("{at: 1 s, groups: [a, c], reboot: all}", "there is no group c; allowed: a"),
        ("{at: 1 s, begin: flapping}", "no group has a fault flapping; allowed: none"),
        ("{at: 1 s, do: [fly]}", "unknown step fly"),
        ("{at: 1 s, do: [{wait: '${nobody}'}]}", "there is no variable nobody"),
        ("{at: 1 s, operator: {share: 10 %}}", "needs exactly one of action, url"),
        ("{at: 1 s, operator: {action: Reset, colour: red}}", "unknown key colour"),
        ("reboot", '"reboot" is not allowed; allowed: a mapping'),
    ],
)
def test_what_is_wrong_with_an_event_is_told(event, problem):
    found = problems_of(f"{HEAD}{GROUPS}{LOAD}events: [{event}]\n")
    assert any(problem in each for each in found), found


def test_a_second_event_of_a_name_is_a_mistake_and_those_without_get_names_of_their_own():
    events = "events: [{at: 1 s, reboot: all}, {at: 2 s, reboot: all}, {at: 3 s, restore: all}]\n"
    campaign = parse(HEAD + GROUPS + LOAD + events)
    assert [event.name for event in campaign.events] == ["reboot", "reboot 2", "restore"]
    named = "events: [{at: 1 s, name: y, reboot: all}, {at: 2 s, name: y, reboot: all}]\n"
    [problem] = problems_of(HEAD + GROUPS + LOAD + named)
    assert "another event is called y" in problem


@pytest.mark.parametrize(
    ("option", "problem"),
    [
        ("latency: soon", "latency"),
        ("commands_per_second: many", "is not a number"),
        ("error_rate: 2", "is not a number from 0 to 1"),
        ("fault: [explode]", "explode"),
        ("ftp: 21", "21 is not allowed; allowed: true, false"),
        ("boot_status: true", "true is not allowed; allowed: text or a number"),
        ("port: 9000", "unknown key port"),
    ],
)
def test_what_the_embedded_central_system_cannot_be_told_is_a_mistake(option, problem):
    found = problems_of(f"{HEAD}{GROUPS}{LOAD}central_system: {{{option}}}\n")
    assert any(problem in each for each in found), found


def test_a_campaign_is_found_by_its_name_or_path_and_no_other_is():
    assert find_campaign("boot_storm").name == "boot_storm.yaml"
    assert find_campaign(str(find_campaign("boot_storm"))).is_file()
    with pytest.raises(UserInputError, match=r"there is no campaign .*did you mean boot_storm"):
        find_campaign("boot_strom")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WHOLE, True),
        ("load: [{hold: 1}]", True),
        ('name: x\nocpp: "1.6"\nstation: {}\nsteps: []', False),
        ("vendor: v\nmodel: m", False),
        ("- connect", False),
    ],
)
def test_a_campaign_is_told_from_a_scenario_and_a_template(text, expected):
    assert is_campaign(parse_document(text.encode(), "x.yaml", [])) is expected


def test_nine_campaigns_ship_and_have_thresholds_and_an_end():
    assert campaign_names() == [
        "boot_storm",
        "central_system_outage",
        "clock_aligned_burst",
        "cold_start",
        "conformance_under_load",
        "firmware_campaign",
        "reconnect_storm",
        "remote_commands",
        "replay_after_offline",
    ]
    for name in campaign_names():
        file = find_campaign(name)
        campaign = load_campaign(file)
        assert campaign.name.replace(" ", "_").replace("-", "_") == name
        assert campaign.description
        assert len(campaign.thresholds) >= 3
        assert 60 <= campaign.load.duration_s <= 180
        assert campaign.stations * campaign.load.peak <= 1000
        text = Path(file).read_text("utf-8")
        assert text.startswith("# yaml-language-server: $schema=../../schemas/campaign.schema.json")
        assert f"ocpp-load run --campaign {name} --embedded-csms" in text
