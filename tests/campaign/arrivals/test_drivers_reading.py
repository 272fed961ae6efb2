"""The section `drivers` of a campaign: what may stand there, and what is said of the rest."""

from itertools import islice

import pytest

from ocpp_load.campaign.arrivals import arrival_times, read_drivers
from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.feeders.supply import Share
from ocpp_load.scenario.reader import MistakeList, Value

IDLE = 'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m, connectors: %d}\nsteps: [boot]\n'
GROUPS = {
    name: parse_scenario((IDLE % connectors).encode(), "x.yaml")
    for name, connectors in (("public", 2), ("home", 1))
}


def read(text, folder):
    mistakes = MistakeList("c.yaml")
    root = parse_document(text.encode(), "c.yaml", mistakes.found)
    drivers = read_drivers(Value(root, "drivers", mistakes), folder, GROUPS)
    mistakes.names.reject_unknown(())
    return drivers, [mistake.problem for mistake in mistakes.found]


def read_well(text, folder):
    drivers, problems = read(text, folder)
    assert problems == []
    return drivers


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "day.csv").write_text("time,rate\n06:00,36\n07:30:00,1 / min\n22:00,0\n")
    return tmp_path


@pytest.mark.parametrize(
    ("rate", "first"),
    [
        ("720 / h", [5.0, 10.0]),
        ("12/min", [5.0, 10.0]),
        ("{constant: 0.2 / s}", [5.0, 10.0]),
    ],
)
def test_a_constant_rate_is_written_per_second_minute_or_hour(folder, rate, first):
    drivers = read_well(f"{{rate: {rate}, session: [plug_in]}}", folder)
    assert list(islice(arrival_times(drivers.profile, Share(), 1), 2)) == pytest.approx(first)


def test_random_drivers_are_asked_for_by_name(folder):
    assert read_well("{rate: {poisson: 2 / s}, session: [unplug]}", folder).profile.is_random


def test_a_profile_has_the_rates_of_its_file(folder):
    text = "{rate: {profile: day.csv, time_scale: 60, starts_at: '06:00'}, session: [unplug]}"
    profile = read_well(text, folder).profile
    assert profile.period_s == 1440.0
    assert [at for at, _ in profile.rates] == [0.0, 90.0, 960.0]
    assert [rate for _, rate in profile.rates] == pytest.approx([0.6, 1.0, 0.0])


def test_a_session_takes_place_at_any_connector_that_a_group_has(folder):
    text = "{rate: 1 / s, session: [plug_in, unplug]%s}"
    assert len(read_well(text % "", folder).sessions) == 2
    assert len(read_well(text % ", groups: home", folder).sessions) == 1
    assert read_well(text % ", groups: [home, public]", folder).groups == {"home", "public"}


def test_patience_and_the_start_are_durations(folder):
    text = "{rate: 1 / s, session: [unplug], patience: 5 min, starts_after: 2 min}"
    drivers = read_well(text, folder)
    assert (drivers.patience_s, drivers.starts_after_s) == (300.0, 120.0)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{session: [unplug]}", "the key rate is missing"),
        ("{rate: 1 / s}", "the key session is missing"),
        ("{rate: 600, session: [unplug]}", "600 is not a rate; write for example 600 / h"),
        ("{rate: 0 / h, session: [unplug]}", "is out of range"),
        ("{rate: {often: 1 / s}, session: [unplug]}", "unknown key often"),
        ("{rate: {poisson: 1 / s, constant: 1 / s}, session: [unplug]}", "exactly one of"),
        ("{rate: {profile: none.csv}, session: [unplug]}", "cannot be read"),
        ("{rate: {profile: day.csv, starts_at: noon}, session: [unplug]}", "no time of the day"),
        ("{rate: {profile: day.csv, time_scale: 0}, session: [unplug]}", "a number above 0"),
        ("{rate: 1 / s, session: [unplugg]}", "unknown step unplugg; did you mean unplug?"),
        ("{rate: 1 / s, session: [{plug_in: {connector: 2}}]}", "whole numbers, 1 to 1"),
        ("{rate: 1 / s, session: [unplug], groups: [hom]}", 'no group "hom"; did you mean home?'),
        ("{rate: 1 / s, session: [unplug], id_tag: '${cards}'}", "there is no variable cards"),
        (f"{{rate: 1 / s, session: [unplug], id_tag: {'T' * 21}}}", "at most 20"),
        ("5", "5 is not allowed; allowed: a mapping"),
    ],
)
def test_what_is_wrong_is_told(folder, text, problem):
    _, problems = read(text, folder)
    assert any(problem in each for each in problems), problems


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("time,rate\n25:00,1\n", "bad.csv:2:1: \"25:00\" is no time of the day"),
        ("time,rate\n06:00,1\n05:00,1\n", "bad.csv:3:1: \"05:00\" is not after the time above"),
        ("time,rate\n06:00,many\n", "bad.csv:2:1: \"many\" is no rate"),
        ("time,rate\n06:00,0.001\n", "bad.csv:2:1: \"0.001\" is no rate"),
        ("time,rate\n06:00,0\n", "bad.csv:1:1: no driver comes all day"),
        ("hour,rate\n06:00,0\n", "bad.csv:1:1: the columns are not time and rate"),
    ],
)  # fmt: skip
def test_the_mistakes_of_a_profile_bear_its_name_and_line(folder, rows, problem):
    (folder / "bad.csv").write_text(rows)
    mistakes = MistakeList("c.yaml")
    source = b"{rate: {profile: bad.csv}, session: [unplug]}"
    root = parse_document(source, "c.yaml", mistakes.found)
    read_drivers(Value(root, "drivers", mistakes), folder, GROUPS)
    assert [
        str(mistake).removeprefix(f"{folder}/").partition(";")[0] for mistake in mistakes.found
    ] == [problem]
