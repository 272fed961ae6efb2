"""docs/options.md: every option as `--help` has it, and what says the same in YAML."""

import json
import re

from support.pages import ROOT

from ocpp_load.settings import OPTIONS

PAGE = (ROOT / "docs" / "options.md").read_text("utf-8")
ROWS = [
    [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in PAGE.splitlines()
    if line.startswith("| `--")
]


def row_of(option):
    metavar = f" {option.metavar}" if option.metavar else ""
    return [f"`{option.flag}{metavar}`", option.help, "yes" if option.in_web_ui else ""]


def keys_of(schema):
    match schema:
        case dict():
            own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
            return own.union(*map(keys_of, schema.values()))
        case list():
            return set().union(*map(keys_of, schema))
    return set()


def test_every_option_has_a_row_under_its_heading():
    groups = list(dict.fromkeys(option.group for option in OPTIONS))
    by_group = [option for group in groups for option in OPTIONS if option.group == group]
    assert [row[:3] for row in ROWS] == [row_of(option) for option in by_group]
    headings = [line for line in PAGE.splitlines() if line.startswith("## ")]
    assert headings == ["## Load", *(f"## {group.capitalize()}" for group in groups)]


def test_what_says_the_same_in_yaml_is_a_key_of_a_file():
    schemas = [
        json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text("utf-8"))
        for kind in ("scenario", "campaign")
    ]
    written = {word for row in ROWS for word in re.findall(r"([a-z_]+):", row[3])}
    assert "reconnect" in written
    assert written <= keys_of(schemas)
