"""docs/authoring.md: its example is checked as it says, its tables are those of the program."""

import json
import re
from pathlib import Path

import pytest

from ocpp_load.cli import transcript
from ocpp_load.cli.command_line import carry_out

PAGE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")
[EXAMPLE] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
[OUTPUT] = re.findall(r"```text\n(odd\.yaml.*?)```", PAGE, re.DOTALL)
[AS_JSON] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def odd(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd.yaml").write_text(EXAMPLE, encoding="utf-8")


def test_the_example_is_warned_of_as_the_page_shows(odd, capsys):
    assert carry_out(["check", "odd.yaml"]) == 0
    assert capsys.readouterr().out == OUTPUT


def test_a_finding_as_json_is_as_the_page_shows(odd, capsys):
    carry_out(["check", "--format", "json", "odd.yaml"])
    [shown] = json.loads(AS_JSON)
    assert shown in json.loads(capsys.readouterr().out)


def test_the_page_explains_every_sign():
    section = PAGE[PAGE.index("| sign |") : PAGE.index("CallErrors and all")]
    assert re.findall(r"^\| `(.)` \|", section, re.MULTILINE) == list(transcript.SIGNS)


def test_every_option_that_the_page_names_is_one(capsys):
    for command in ("check", "try", "new"):
        section = {"check": "## Check", "try": "## Try", "new": "## A file"}[command]
        text = PAGE[PAGE.index(section) :].partition("\n## ")[0]
        with pytest.raises(SystemExit):
            carry_out([command, "--help"])
        known = capsys.readouterr().out
        for option in re.findall(r"^\| `(?:ocpp-load new )?(--[a-z-]+)", text, re.MULTILINE):
            assert option in known
