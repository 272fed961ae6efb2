from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.errors import Mistake, ScenarioError, UserInputError
from ocpp_load.resources import SCENARIOS
from ocpp_load.scenario import (
    Fixed,
    Uniform,
    check_files,
    find_scenario,
    load_scenario,
    scenario_names,
)
from ocpp_load.scenario.shelves import shipped_scenario
from ocpp_load.scenario.steps import (
    STEPS,
    Authorize,
    Boot,
    Charge,
    Connect,
    PlugIn,
    Repeat,
    StartTransaction,
    StopTransaction,
    Unplug,
    Wait,
)

GOOD = 'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m}\nsteps: [connect]\n'
REQUIRED = "name, ocpp, station, steps"
OPTIONAL = "description, time_scale, data, answers, faults"


def test_the_charging_session_is_the_one_that_the_readme_shows():
    scenario = load_scenario(find_scenario("charging_session"))
    session = (
        Wait(Uniform(5.0, 30.0)),
        PlugIn(None),
        Authorize(None),
        StartTransaction(None, None),
        Charge(Uniform(60.0, 300.0), None),
        StopTransaction(None, None),
        Unplug(None),
    )
    assert (scenario.name, scenario.ocpp) == ("charging session", "1.6")
    assert scenario.steps == (Connect(), Boot(), Repeat(session, None))
    station = scenario.station
    assert station.identity.format(7) == "CP000007"
    assert station.id_tag.format(7) == "TAG000007"
    assert (station.vendor.text, station.model.text) == ("ocpp_load", "AC-22")
    assert (station.connectors, station.power_w) == (2, 22_000.0)
    assert station.configuration == {"HeartbeatInterval": "60", "MeterValueSampleInterval": "30"}


def test_the_heartbeat_scenario_connects_and_boots_and_nothing_else():
    assert load_scenario(find_scenario("heartbeat")).steps == (Connect(), Boot())


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_that_ships_has_no_mistake_and_names_its_schema(name):
    path = find_scenario(name)
    assert check_files([path]) == []
    first_line = path.read_text(encoding="utf-8").splitlines()[0]
    assert first_line == "# yaml-language-server: $schema=../schemas/scenario.schema.json"


def test_all_mistakes_of_a_file_come_at_once_in_the_order_of_its_lines(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(
        "steps:\n- bot\n- wait: x\nnam: y\nocpp: 1.6\nstation: {vendor: v, vendor: w}\n"
    )
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    how = "write for example 500 ms, 30 s, 2 min, 1 h or plain seconds"
    mistakes = [
        (1, 1, f"the key name is missing; required: {REQUIRED}"),
        (2, 3, f"steps: unknown step bot; did you mean boot? allowed: {', '.join(STEPS)}"),
        (3, 9, f'wait: "x" is not a duration; {how}'),
        (
            4,
            1,
            f"unknown key nam; did you mean name? allowed: {REQUIRED}, description, time_scale, data, answers, faults",
        ),
        (5, 7, 'ocpp: 1.6 is not text; write it in quotes: "1.6"'),
        (6, 10, "station: the key model is missing; required: vendor, model"),
        (6, 22, "the key vendor occurs twice, first in line 6"),
    ]
    assert caught.value.mistakes == [Mistake(str(path), *mistake) for mistake in mistakes]
    assert str(caught.value).splitlines()[1].startswith(f"{path}:2:3: steps: unknown step bot;")


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("", [f"1:1: the file is empty; a scenario has the keys {REQUIRED}"]),
        ("# nothing\n", [f"1:1: the file is empty; a scenario has the keys {REQUIRED}"]),
        (
            "parameters: {}\nsteps: [connect]\n",
            ["1:1: this is no scenario, but a file of steps; a scenario has it done by `use`"],
        ),
        (
            'name: x\nocpp: "1.6"\ngroups: []\nload: []\n',
            ["1:1: this is no scenario, but a campaign; it runs by --campaign"],
        ),
        ("just text\n", ['1:1: "just text" is not allowed; allowed: a mapping']),
        ("- boot\n", ["1:1: a list is not allowed; allowed: a mapping"]),
        (GOOD.replace('"1.6"', '"2.0.1"'), ['2:7: ocpp: "2.0.1" is not allowed; allowed: "1.6"']),
        (GOOD.replace("[connect]", "[]"), ["4:8: steps: the list is empty; allowed: one entry or more"]),
        (
            GOOD.replace("[connect]", ""),
            ["4:1: steps: an empty value is not allowed; allowed: a list"],
        ),
        (GOOD.replace("name: x", "name: ''"), ["1:7: name: is empty; write some text"]),
        (
            GOOD.replace("name: x", 'name: "a\\tb"'),
            ['1:7: name: "a\\tb" has a line break or a control character in it'],
        ),
        (
            GOOD.replace("name: x", f"name: {'x' * 101}"),
            ["1:7: name: has 101 characters; allowed: up to 100"],
        ),
        (GOOD + "description: 5\n", ['5:14: description: 5 is not text; write it in quotes: "5"']),
        (
            GOOD + '"st\\nep": 1\n',
            [
                ('5:1: unknown key "st\\nep"; did you mean steps? allowed:'
                f" {REQUIRED}, description, time_scale, data, answers, faults")
            ],
        ),
    ],
)  # fmt: skip
def test_a_mistake_of_the_file_is_told_with_what_is_allowed(mistakes_of, text, mistakes):
    assert mistakes_of(text) == mistakes


def test_a_description_may_have_several_lines(parse):
    assert parse(f"{GOOD}description: |\n  one\n  two\n").description == "one\ntwo\n"


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: None, "cannot be read: No such file or directory"),
        (lambda path: path.mkdir(), "cannot be read: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path, make, problem):
    path = tmp_path / "x.yaml"
    make(path)
    assert check_files([path]) == [Mistake(str(path), 1, 1, problem)]


def test_several_files_are_checked_in_the_order_given(tmp_path):
    bad, good, worse = (tmp_path / f"{name}.yaml" for name in ("z", "m", "a"))
    bad.write_text(GOOD.replace("connect", "conect"))
    good.write_text(GOOD)
    worse.write_text("a: b: c\n")
    mistakes = check_files([bad, good, worse])
    assert [(mistake.file, mistake.line) for mistake in mistakes] == [
        (str(bad), 4),
        (str(worse), 1),
    ]


def test_the_names_are_those_of_the_files_that_ship_and_of_no_folder(tmp_path, monkeypatch):
    for file in ("b.yaml", "a.yaml", "campaigns/c.yaml", "notes.txt"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(GOOD)
    (tmp_path / "folder.yaml").mkdir()
    monkeypatch.setattr("ocpp_load.scenario.loader.SCENARIOS", tmp_path)
    assert scenario_names() == ["a", "b"]


@pytest.mark.parametrize("name", ["heartbeat", "heartbeat.yaml"])
def test_a_scenario_that_ships_is_found_by_its_name(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_scenario(name) == SCENARIOS / "heartbeat.yaml"


@pytest.mark.parametrize(
    "given", ["own.yaml", "./own.yaml", "own.yml", "folder/own", "./heartbeat.yaml"]
)
def test_a_scenario_of_the_users_is_found_by_its_path(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(given).parent.mkdir(exist_ok=True)
    Path(given).write_text(GOOD)
    assert find_scenario(given) == Path(given)
    assert find_scenario(str(tmp_path / given)) == tmp_path / given


def test_a_file_in_the_working_directory_without_an_ending_is_no_scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("heartbeat").write_text("not a scenario")
    assert find_scenario("heartbeat") == SCENARIOS / "heartbeat.yaml"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("hartbeat", 'there is no scenario "hartbeat"; did you mean heartbeat? '),
        ("x/hartbeat.yml", 'there is no file "x/hartbeat.yml"; did you mean heartbeat? '),
        ("zzz", 'there is no scenario "zzz"; '),
        ("", 'there is no scenario ""; '),
        ("x\0y", 'there is no scenario "x\\u0000y"; '),
        ("x\0y.yaml", 'there is no file "x\\u0000y.yaml"; '),
        ("/", 'there is no file "/"; '),
        (f"{'x' * 300}.yaml", f'there is no file "{"x" * 40}..."; '),
        ("../heartbeat", 'there is no file "../heartbeat"; did you mean heartbeat? '),
    ],
)
def test_an_unknown_scenario_is_told_with_those_that_there_are(given, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserInputError) as caught:
        find_scenario(given)
    names = ", ".join(scenario_names())
    assert str(caught.value) == f"{told}give the path of a file, or one of: {names}"


yaml_like = st.lists(
    st.sampled_from(
        [*"{}[]:,-#&*!|>'\"\n ", "\n  ", "\n- ", "name: x\n", 'ocpp: "1.6"\n', "station:", "steps:"]
        + ["vendor: v", "model: m", "connectors: 2", "configuration: ", "power: ", "phases: 3"]
        + [f"{name}: " for name in STEPS]
        + ["for: ", "times: ", "payload: ", "action: ", "connector: ", "5 s", "5", ".nan", "~"]
        + ["uniform: ", "normal: ", "mean: ", "{n:06d}", "&a ", "*a", "<<: ", "é", "9" * 30]
    )
).map("".join)


@given(st.text() | yaml_like | yaml_like.map(lambda steps: GOOD.replace("[connect]", steps)))
def test_arbitrary_text_raises_nothing_but_a_scenario_error(parse, text):
    mistakes = []
    try:
        parse(text.encode(errors="replace"))
    except ScenarioError as error:
        mistakes = error.mistakes
    assert all(len(str(mistake).splitlines()) == 1 for mistake in mistakes)
    assert all(mistake.line >= 1 and mistake.column >= 1 for mistake in mistakes)


def test_fixed_is_what_plain_seconds_are(parse_step):
    assert parse_step("wait: 5").duration == Fixed(5.0)


def test_without_a_station_nothing_is_said_of_its_last_connector(parse):
    with pytest.raises(ScenarioError) as raised:
        parse('name: x\nocpp: "1.6"\nsteps: [plug_in: {connector: 0}]\n')
    assert [each.problem for each in raised.value.mistakes][-1] == (
        "connector: 0 is not allowed; allowed: whole numbers from 1"
    )


@pytest.mark.parametrize("name", ["TC_013", "tc_013", "tc_013_hard_reset"])
def test_a_certification_case_is_found_by_its_number_too(name):
    assert shipped_scenario(name).stem == "tc_013_hard_reset"


def test_a_number_of_several_cases_names_them():
    with pytest.raises(UserInputError, match="is several cases; name one of them: tc_037_1_"):
        shipped_scenario("TC_037")
