"""The commands of docs/security.md, as a reader would try them."""

import json
import os
import re
import shlex
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from ocpp_load.credentials import CredentialRow, load_table
from ocpp_load.settings import OPTIONS

TEXT = (Path(__file__).parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
BLOCKS = [
    re.findall(r"^\$ (.*)$", block, re.MULTILINE)
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL)
]
ALONE = [command for block in BLOCKS for command in block if "--embedded-csms" in command]
TOGETHER = [block for block in BLOCKS if block[0] not in ALONE]
SHORTER = {"-u 10": "-u 2", "-r 10": "-r 2", "-t 10s": "-t 2s", "9000": "0"}


def words_of(command, **changes):
    """Return environment and words of a command line, for this interpreter and a short run."""
    for long, short in {**SHORTER, **changes}.items():
        command = command.replace(long, short)
    words = shlex.split(command)
    environment = dict(os.environ)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    assert words.pop(0) == ".venv/bin/ocpp-load"
    program = "import sys; from ocpp_load.cli import main; sys.exit(main())"
    return environment, [sys.executable, "-c", program, *words]


def run(command, directory, **changes):
    environment, words = words_of(command, **changes)
    return subprocess.run(
        words,
        env=environment,
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def assert_stations_were_accepted(done, directory):
    assert done.returncode == 0, done.stderr
    summary = json.loads((directory / "reports" / "latest" / "summary.json").read_text())
    assert summary["fleet"]["peak"]["accepted"] == 2


def test_the_page_has_a_command_for_each_profile():
    profiles = [re.findall(r"--security-profile (\d)", command) for command in ALONE]
    assert profiles == [[], ["1"], ["2"], ["3"]]
    assert len(TOGETHER) == 2


@pytest.mark.parametrize("command", ALONE)
def test_one_command_runs_each_profile_against_the_embedded_central_system(command, tmp_path):
    assert_stations_were_accepted(run(command, tmp_path), tmp_path)


@pytest.mark.parametrize("block", TOGETHER, ids=["certificates", "passwords"])
def test_two_commands_run_a_central_system_and_stations(block, tmp_path):
    central_system, stations = block
    environment, words = words_of(central_system)
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(
                words, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True
            )
        )
        stack.callback(process.terminate)
        port = json.loads(process.stdout.readline())["url"].rpartition(":")[2].partition("/")[0]
        done = run(stations, tmp_path, **{"9000": port})
    assert_stations_were_accepted(done, tmp_path)


def test_the_file_of_the_page_can_be_loaded(tmp_path):
    [example] = re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL)
    file = tmp_path / "stations.csv"
    file.write_text(example)
    assert load_table(file, "--credentials") == {
        "CP000001": CredentialRow(b"correct horse battery"),
        "CP000002": CredentialRow(bytes.fromhex("000102030405060708090a0b0c0d0e0f10111213")),
        "CP000003": CredentialRow(None, tmp_path / "certs/3.pem", tmp_path / "certs/3.key"),
    }


def test_the_page_names_every_option_of_tls_and_credentials():
    names = ("tls_", "cert", "key", "credentials", "security_profile", "secure_host")
    flags = [option.flag for option in OPTIONS if option.name.startswith(names)]
    assert len(flags) == 12
    assert [flag for flag in flags if f"`{flag}" not in TEXT] == []
