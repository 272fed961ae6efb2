"""Command lines of the pages are understood: options, values, and what they name, but none is run.

Ours are read by their own parsers and Locust's. Of programs of others, the files of this repository
that they name are there, and what is posted to the control interface is what it takes.
"""

import argparse
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from time import time

import pytest
from support.command_mix import VALIDATOR
from support.deployment import read_command_lines, started_by_entrypoint
from support.pages import (
    NOT_CHECKED,
    PAGES,
    ROOT,
    Block,
    blocks,
    blocks_of,
    commands,
    inline_code,
)
from support.shell import Command, commands_in

from ocpp_load.central_system.command_request import read_broadcast_request, read_command_request
from ocpp_load.central_system.faults.reading import read_faults
from ocpp_load.central_system.mutants.reading import read_mutants
from ocpp_load.cli import command_line
from ocpp_load.credentials import Issuer

OURS = {"ocpp-load", "locust"}
OF_OTHERS = {"cd", "curl", "docker", "grep", "jq", "kill", "kubectl", "kustomize", "pip", "sleep"}
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
WRONG = (
    "ocpp-load run --scenario heartbeat --host ws://x --no-such-option",
    "ocpp-load run --scenario no_such_scenario --host ws://x",
    "ocpp-load csms --latency soon",
    "ocpp-load compare old new --budget p99",
    "ocpp-load certify TC_999",
    "ocpp-load check no_such_file.yaml",
    "ocpp-load list no_such_kind",
    "ocpp-load try no_such_file.yaml",
    "ocpp-load new --sation",
    "locust -f locustfile.py --headless --scenario heartbeat",
)
TARGETS = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))
BENCHMARKS = "".join(file.read_text("utf-8") for file in ROOT.glob("benchmarks/**/*.py"))
OPTIONS_OF_OTHERS = {
    "curl": {"--cacert", "--capath", "--ciphers", "--insecure", "--tls-max", "--tlsv"},
    "docker": {"--build-arg", "--ignorefile", "--ulimit", "--user"},
    "make bench": set(re.findall(r'"(--[a-z-]+)"', BENCHMARKS)),
}
BODIES: Mapping[str, Callable[[bytes], object]] = {
    r"/stations/[^/]+/commands": lambda body: read_command_request(body, VALIDATOR),
    "/commands": lambda body: read_broadcast_request(body, VALIDATOR),
    "/faults": read_faults,
    "/mutants": read_mutants,
}


def lines() -> Iterator[tuple[Block, str]]:
    """Yield every command line there is, of consoles and of workflows."""
    for block in blocks("console"):
        yield from ((block, line) for line in commands(block))
    for block in blocks("yaml"):
        if "GitHub" in block.mark or "GitLab" in block.mark:
            text = re.sub(r">-\n\s+(.*)\n\s+(.*)", r"\1 \2", block.text)
            found = re.findall(
                r"^ *(?:- )?(?:run: )?((?:\S*/)?(?:ocpp-load|make) .*)$", text, re.MULTILINE
            )
            yield from ((block, line) for line in found)


EVERY = [(block, command) for block, line in lines() for command in commands_in(line)]


def of(*programs: str) -> list[pytest.param]:
    return [
        pytest.param(command, id=f"{block.name} {' '.join(command.words)[:60]}")
        for block, command in EVERY
        if command.program in programs
    ]


def in_container(command: Command) -> list[str] | None:
    """Return what is handed to our image; None where the command runs no container of it."""
    words = list(command.words)
    if words[1:2] != ["run"] or "ocpp_load" not in words:
        return None
    return words[words.index("ocpp_load") + 1 :] or ["run", "--web"]


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What became of each of our commands, in a directory with the files that the pages speak of."""
    directory = tmp_path_factory.mktemp("reader")
    for name, text in files():
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).write_text(text, "utf-8")
    Issuer.make("pki", time()).save(directory / "pki")
    asked = {line: {"command": line.split(), "environment": {}} for line in WRONG}
    for block, command in EVERY:
        words = ["ocpp-load" if command.program == "ocpp-load" else "locust", *command.words[1:]]
        if command.program == "docker":
            handed = in_container(command)
            if handed is None:
                continue
            words = started_by_entrypoint(handed, directory)
        elif command.program not in OURS:
            continue
        words = [
            word.replace("/work/", "").replace("$CSMS", "wss://csms.example") for word in words
        ]
        name = f"{block.name} {' '.join(command.words)}"
        asked[name] = {"command": words, "environment": command.environment}
    return read_command_lines(asked, directory)


def files() -> Iterator[tuple[str, str]]:
    """Yield the files that commands name and a reader would have written."""
    starts = ROOT / "ocpp_load" / "cli" / "starts"
    scenario = (starts / "scenario.yaml").read_text("utf-8").replace("@NAME@", "depot")
    for name in ("depot.yaml", "my_scenario.yaml", "my_case.yaml", "stations/acme.yaml"):
        yield name, scenario
    yield "buttons.yaml", (starts / "operator.yaml").read_text("utf-8")
    for name, page, beginning in (
        ("evening.yaml", "campaigns.md", "name: evening"),
        ("my_campaign.yaml", "campaigns.md", "name: evening"),
        ("how_many.yaml", "capacity.md", "name: how many"),
    ):
        (campaign,) = (
            block.text
            for block in blocks_of(ROOT / "docs" / page)
            if block.text.startswith(beginning)
        )
        yield name, campaign
    (mix,) = (block.text for block in blocks("yaml") if block.mark == "command mix")
    yield "remote_starts.yaml", mix
    for block in blocks("python"):
        if block.file is not None:
            yield block.file, block.text


def test_our_command_lines_are_understood(answers):
    wrong = [
        f"{name}: {one['error']}"
        for name, one in answers.items()
        if "error" in one and name not in WRONG
    ]
    assert len(answers) > 50
    assert "\n".join(wrong) == ""


def test_every_command_is_of_a_program_that_is_looked_at():
    known = OURS | OF_OTHERS | {"make"}
    assert {command.program for _, command in EVERY} <= known


def test_every_console_block_has_a_command():
    assert [
        b.name for b in blocks("console") if not commands(b) and NOT_CHECKED not in b.mark
    ] == []


@pytest.mark.parametrize("command", of("make"))
def test_targets_of_make_and_their_arguments_are_there(command):
    for word in command.words[1:]:
        name, equals, value = word.partition("=")
        if not equals:
            assert word in TARGETS
            continue
        assert f"{name} " in MAKEFILE or f"$({name})" in MAKEFILE
        if name == "ARGS" and "bench" in command.words:
            assert all(f'"{each}"' in BENCHMARKS for each in value.split())


@pytest.mark.parametrize("command", of(*OF_OTHERS))
def test_files_of_the_repository_that_others_are_given_are_there(command):
    for word in command.words[1:]:
        path = word.rpartition("=")[2]
        if path.startswith(("deploy/", "docs/")):
            assert (ROOT / path).exists()


@pytest.mark.parametrize("command", of("curl"))
def test_what_is_posted_is_what_the_control_interface_takes(command):
    (url,) = (word for word in command.words if re.match(r"https?://|localhost", word))
    path = "/" + url.split("://")[-1].partition("/")[2]
    bodies = [body for option, body in pairwise(command.words) if option == "-d"]
    for body in bodies:
        (read,) = (read for pattern, read in BODIES.items() if re.fullmatch(pattern, path))
        assert read(body.encode())
    if not bodies:
        assert path in {"/metrics", *BODIES}


def test_a_command_line_with_a_mistake_is_found(answers):
    assert [line for line in WRONG if "error" not in answers[line]] == []


def test_every_option_in_the_text_is_one_of_a_program_that_is_spoken_of(answers):
    (commands_there_are,) = (
        action.choices
        for action in command_line._parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    ours = {flag for one in commands_there_are.values() for flag in one._option_string_actions}
    locusts = {f"--{name.replace('_', '-')}" for one in answers.values() for name in one}
    named = {
        option
        for page in PAGES
        for code in inline_code(page)
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]+", code)
        if not code.startswith(tuple(OF_OTHERS))
    }
    assert sorted(named - ours - locusts - set().union(*OPTIONS_OF_OTHERS.values())) == []
