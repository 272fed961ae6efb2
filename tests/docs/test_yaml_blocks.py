"""YAML on the pages is read by what reads it for users, to the last key.

A block without a mark is a whole scenario or a whole campaign. One that is a part is completed by
what it lacks; of files that others read, the schema is theirs.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML
from support.command_mix import VALIDATOR
from support.pages import Block, blocks, blocks_of

from ocpp_load.campaign.loader import is_campaign, load_campaign
from ocpp_load.central_system.mix.mix_file import load_mix
from ocpp_load.central_system.mutants.reading import parse_mutant
from ocpp_load.scenario import load_scenario
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.operator import load_operator
from ocpp_load.scenario.shelves import cases_named

BLOCKS = {block.name: block for block in blocks("yaml")}

OF_A_SCENARIO = {
    "name": "part",
    "ocpp": "1.6",
    "station": {"template": "dc_fast_charger"},
    "steps": ["connect", "boot"],
}
OF_A_CAMPAIGN = {
    "name": "part",
    "ocpp": "1.6",
    "stations": 300,
    "groups": [
        {"name": "healthy", "scenario": "charging_session"},
        {"name": "flapping stations", "scenario": "heartbeat", "identity": "BAD{n}"},
    ],
    "load": [{"hold": "5 min"}],
    "events": [
        {"at": "1 min", "name": "outage", "disconnect": {"share": "all", "for": "5 s"}},
        {"at": "2 min", "name": "flapping", "groups": "flapping stations", "reboot": "all"},
    ],
}


def read_whole(file: Path) -> None:
    root = parse_document(file.read_bytes(), str(file), [])
    read = load_campaign if root is not None and is_campaign(root) else load_scenario
    read(file)


def completed(by: Mapping[str, Any], read: Callable[[Path], object]) -> Callable[[Path], None]:
    def complete_and_read(file: Path) -> None:
        text = file.read_text("utf-8")
        lacking = {key: value for key, value in by.items() if key not in plain(text)}
        # JSON is YAML; the block stays as it is written.
        lines = (f"{key}: {json.dumps(value)}\n" for key, value in lacking.items())
        file.write_text(f"{text}\n{''.join(lines)}", "utf-8")
        read(file)

    return complete_and_read


def read_mutants(file: Path) -> None:
    for case, checks in plain(file.read_text("utf-8")).items():
        (path,) = cases_named(case)
        for check, mutants in checks.items():
            assert check in path.read_text("utf-8")
            for mutant in [mutants] if isinstance(mutants, str) else mutants:
                parse_mutant(mutant)


def of_others(schema: str, complete: Callable[[Any], Any] = lambda read: read) -> Callable:
    def read(file: Path) -> None:
        content = complete(plain(file.read_text("utf-8")))
        problems = [error.message for error in validator(schema).iter_errors(content)]
        assert problems == []

    return read


def job_of(steps: Any) -> Any:
    return {"on": "push", "jobs": {"load": {"runs-on": "ubuntu-latest", "steps": steps}}}


READERS: Mapping[str, Callable[[Path], object]] = {
    "": read_whole,
    "part of a scenario": completed(OF_A_SCENARIO, load_scenario),
    "part of a campaign": completed(OF_A_CAMPAIGN, load_campaign),
    "operator": load_operator,
    "command mix": lambda file: load_mix(str(file), VALIDATOR),
    "mutants": read_mutants,
    "GitHub workflow": of_others("github-workflows", lambda jobs: {"on": "push", **jobs}),
    "steps of a GitHub workflow": of_others("github-workflows", job_of),
    "GitLab CI": of_others("gitlab-ci"),
}


@cache
def validator(schema: str) -> Any:
    vendored = files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{schema}.json"
    return jsonschema_rs.validator_for(json.loads(vendored.read_text("utf-8")))


def plain(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def beside(block: Block) -> Iterator[tuple[str, str]]:
    """Yield the files of the block's page."""
    for other in blocks_of(block.page):
        if other.file is not None:
            yield other.file, other.text


@pytest.mark.parametrize("name", BLOCKS)
def test_every_yaml_block_is_without_a_mistake(name, tmp_path, monkeypatch):
    monkeypatch.setenv("CSMS_TOKEN", "secret")
    block = BLOCKS[name]
    for path, text in beside(block):
        (tmp_path / path).write_text(text, "utf-8")
    file = tmp_path / (block.file or "block.yaml")
    file.write_text(block.text, "utf-8")
    if block.is_left_to_others:
        assert plain(block.text) is not None
    else:
        READERS["" if block.file else block.mark](file)


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("", "name: odd\nocpp: '1.6'\nstation: {template: ac_home_box}\nsteps: [conect]\n"),
        ("part of a scenario", "station: {template: ac_home_box, conectors: 2}\n"),
        ("part of a campaign", "thresholds: [BootNotification p99 < 2]\n"),
        ("operator", "urll: http://127.0.0.1\n"),
        ("command mix", "name: odd\ncommands: [{action: Rest, weight: 1}]\n"),
        ("mutants", "tc_013_hard_reset: {Reset.req comes as it was ordered: command Reset ever}\n"),
        ("GitHub workflow", "jobs: {load: {steps: []}}\n"),
        ("steps of a GitHub workflow", "- {runs: make}\n"),
        ("GitLab CI", "load: {scripts: [make]}\n"),
    ],
)
def test_a_block_with_a_mistake_is_found(mark, text, tmp_path):
    (tmp_path / "block.yaml").write_text(text, "utf-8")
    with pytest.raises(Exception):  # noqa: B017, PT011 - of whatever kind its reader raises
        READERS[mark](tmp_path / "block.yaml")
