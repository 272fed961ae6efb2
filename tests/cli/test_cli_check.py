"""`ocpp-load check`: mistakes and warnings of all files at once, for people and for programs."""

import json
import os

import pytest

from ocpp_load.cli.command_line import carry_out
from ocpp_load.resources import SCENARIOS

GOOD = 'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m}\nsteps: [connect, boot]\n'
ODD = GOOD.replace("connect, boot", "boot")
WRONG = GOOD.replace("boot", "bot")
CAMPAIGN = 'name: c\nocpp: "1.6"\nstations: 5\ngroups: [{nane: a}]\nload: [{hold: 1 s}]\n'
OPERATOR = "url: http://x/${station.identity}\nmetod: POST\n"
HURRY = "boot stands before any connect; nothing reaches the central system yet"


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("good", GOOD), ("odd", ODD), ("wrong", WRONG)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def check(capsys):
    def check(*words):
        code = carry_out(["check", *words])
        return code, capsys.readouterr().out

    return check


def test_a_warning_is_told_and_is_no_mistake_unless_it_is_to_be_one(files, check):
    warning = f"odd.yaml:4:9: warning: {HURRY}\n"
    assert check("odd.yaml") == (0, f"{warning}1 file without a mistake, 1 warning\n")
    assert check("odd.yaml", "--strict") == (1, f"{warning}1 file, 1 warning\n")


def test_a_directory_stands_for_the_yaml_files_in_it(files, check):
    (files / "notes.txt").write_text("no YAML", "utf-8")
    (files / "more").mkdir()
    (files / "more" / "deep.yml").write_text(WRONG, "utf-8")
    code, told = check(".")
    assert code == 1
    assert [line.split(": ")[0] for line in told.splitlines()] == [
        "more/deep.yml:4:18",
        "odd.yaml:4:9",
        "wrong.yaml:4:18",
        "4 files, 2 mistakes, 1 warning",
    ]


def test_a_directory_without_any_is_wrong_input(files, capsys):
    (files / "empty").mkdir()
    assert carry_out(["check", "empty"]) == 2
    assert (
        capsys.readouterr().err
        == "there is no YAML file in empty; name a directory with some, or a file\n"
    )


def test_as_json_a_finding_has_its_place_and_its_severity(files, check):
    code, told = check("--format", "json", "odd.yaml", "wrong.yaml", "good.yaml")
    odd, wrong = json.loads(told)
    assert code == 1
    assert odd == {
        "file": "odd.yaml",
        "line": 4,
        "column": 9,
        "severity": "warning",
        "problem": HURRY,
    }
    assert (wrong["file"], wrong["severity"]) == ("wrong.yaml", "error")
    assert check("--format", "json", "good.yaml") == (0, "[]\n")


def test_a_file_that_is_wrong_is_not_called_odd_as_well(files, check):
    (files / "both.yaml").write_text(GOOD.replace("connect, boot", "boot, bot"), "utf-8")
    _, told = check("both.yaml")
    assert "warning" not in told
    assert told.startswith("both.yaml:4:15: steps: unknown step bot")


def test_what_is_there_twice_is_told_twice(files, check):
    _, told = check("odd.yaml", "odd.yaml")
    assert told.count(" warning: ") == 2


def test_a_finding_stays_on_one_line_whatever_a_file_is_called_and_has_in_it(files, check):
    (files / "a\nb.yaml").write_text(GOOD.replace("name: x", 'name: "\u202e\\n"'), "utf-8")
    payload = '{action: Heartbeat, payload: {"\\0\\n": 1}}'
    (files / "odd.yaml").write_text(GOOD.replace("boot]", f"boot, call: {payload}]"), "utf-8")
    _, told = check("a\nb.yaml", "odd.yaml")
    assert len(told.splitlines()) == 3
    assert all(line.isprintable() for line in told.splitlines())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", "scenario"),
        ("x" * 300, "scenario"),
        ("nosuch", "scenario"),
        ("nosuch.yaml", "file"),
        (f"{'x' * 300}.yaml", "file"),
        ("pipe.yaml", "file"),
    ],
)
def test_what_is_no_name_of_anything_is_wrong_input_and_a_pipe_is_not_waited_for(
    files, capsys, name, kind
):
    os.mkfifo("pipe.yaml")
    assert carry_out(["check", "good.yaml", name]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(f"there is no {kind} ")
    assert told.out == ""


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("campaign", CAMPAIGN, "campaign.yaml:4:11: "),
        ("operator", OPERATOR, "operator.yaml:2:1: "),
        ("template", "vendor: v\nmodel: m\nconectors: 1\n", "template.yaml:3:1: "),
        ("steps", "steps: [connect, bot]\n", "steps.yaml:1:18: "),
        ("mix", "name: m\ncommands: [{action: Rest, weight: 1}]\n", "mix.yaml:2:21: "),
    ],
)
def test_every_kind_of_file_is_read_as_what_it_is(files, check, name, text, place):
    (files / f"{name}.yaml").write_text(text, "utf-8")
    code, told = check(f"{name}.yaml")
    assert code == 1
    assert any(line.startswith(place) for line in told.splitlines()), told


def test_a_mix_of_commands_is_a_file_like_any_other(files, check):
    (files / "mix.yaml").write_text("name: m\ncommands: [{action: Reset, weight: 1}]\n", "utf-8")
    assert check("mix.yaml") == (0, "1 file without a mistake\n")


def test_a_campaign_is_warned_of_as_scenarios_are(files, check):
    text = CAMPAIGN.replace("nane: a", "name: a, scenario: idle")
    (files / "campaign.yaml").write_text(
        f"{text}events: [{{every: 0.1 s, reboot: 0.5}}]\n", "utf-8"
    )
    code, told = check("campaign.yaml")
    assert code == 0
    nobody, half, _ = told.splitlines()
    assert nobody.startswith("campaign.yaml:5:7: warning: load: no station is ever started; ")
    assert half.startswith("campaign.yaml:6:33: warning: reboot: 0.5 is 0.5 %; ")


def test_rows_that_do_not_fit_are_told_of_a_scenario_and_of_the_campaign_that_runs_it(files, check):
    (files / "cards.csv").write_text(f"tag\nA\n{'B' * 21}\n", "utf-8")
    data = "data: {cards: {csv: cards.csv, use: once}}\n"
    (files / "good.yaml").write_text(
        data + GOOD.replace("boot]", "boot, authorize: {id_tag: '${cards.tag}'}]"), "utf-8"
    )
    groups = CAMPAIGN.replace("nane: a", "name: a, scenario: good.yaml").replace(
        "{hold: 1 s}", "{ramp: {to: 5, over: 1 s}}"
    )
    (files / "campaign.yaml").write_text(groups, "utf-8")
    for file in ("good.yaml", "campaign.yaml"):
        code, told = check(file)
        assert code == 0
        [row, _] = told.splitlines()
        assert row.startswith("good.yaml:5:44: warning: id_tag: ")
        assert row.endswith("has 21 characters; OCPP allows at most 20 (cards.csv:3)")


def test_nothing_that_ships_has_a_mistake_or_is_odd(check):
    code, told = check(str(SCENARIOS), "--strict")
    assert code == 0, told
