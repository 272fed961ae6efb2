"""The console command, as a user types it."""

import json
import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest
from support.locust_process import patience_with, quick_session

from ocpp_load import __version__
from ocpp_load.cli.command_line import carry_out
from ocpp_load.scenario import template_names
from ocpp_load.scenario.template import TEMPLATES


def ocpp_load(*words, cwd=None, **environment):
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from ocpp_load.cli import main; sys.exit(main())",
            *words,
        ],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


@pytest.fixture
def here(capsys):
    """The command in this process: for what no process of its own tells more about."""

    def here(*words):
        try:
            code = carry_out(words)
        except SystemExit as ended:  # by the parser
            code = ended.code
        told = capsys.readouterr()
        return SimpleNamespace(returncode=code, stdout=told.out, stderr=told.err)

    return here


def test_version():
    assert ocpp_load("--version").stdout == f"ocpp-load {__version__}\n"


@pytest.mark.parametrize("words", [(), ("fly",), ("check",), ("check", "x", "--no-such")])
def test_wrong_words_are_told_with_where_to_look_and_exit_code_2(here, words):
    done = here(*words)
    assert done.returncode == 2
    assert "ocpp-load" in done.stderr
    assert "--help`" in done.stderr


def test_check_finds_nothing_wrong_with_the_scenarios_that_ship():
    done = ocpp_load("check", "charging_session", "heartbeat")
    assert (done.returncode, done.stdout) == (0, "2 files without a mistake\n")


def test_check_tells_all_mistakes_of_all_files_at_once(here, tmp_path):
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("name: [1\n", "utf-8")
    second.write_text('name: b\nocpp: "9"\nstation: {}\nsteps: [fly]\n', "utf-8")
    done = here("check", str(first), str(second))
    assert done.returncode == 1
    *lines, totals = done.stdout.splitlines()
    assert totals == f"2 files, {len(lines)} mistakes"
    assert {line.partition(":")[0] for line in lines} == {str(first), str(second)}
    assert f"{second}:4:9: " in done.stdout


def test_check_finds_nothing_wrong_with_the_station_templates_that_ship(here):
    done = here("check", *template_names(), str(TEMPLATES / "ac_home_box.yaml"))
    assert (done.returncode, done.stdout) == (
        0,
        f"{len(template_names()) + 1} files without a mistake\n",
    )


def test_check_names_the_mistakes_of_a_template_alone(here, tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("vendor: v\nmodel: m\nconectors: 2\n", encoding="utf-8")
    done = here("check", str(mine))
    assert done.returncode == 1
    assert f"{mine}:3:1: unknown key conectors; did you mean connectors?" in done.stdout


def test_check_of_a_name_that_is_none_says_which_there_are(here):
    done = here("check", "nope")
    assert done.returncode == 2
    assert "charging_session, heartbeat" in done.stderr


def test_run_hands_over_to_locust_which_tells_a_wrong_option():
    done = ocpp_load("run", "-H", "localhost:9000")
    assert done.returncode == 2
    assert "--host: 'localhost:9000' does not begin with ws://" in done.stderr
    done = ocpp_load("run", "-H", "ws://127.0.0.1:1/", "--no-such-option")
    assert done.returncode == 2
    assert done.stderr.startswith("--no-such-option: there is no such option\n")


def test_run_with_the_embedded_central_system_leaves_reports_and_no_process(tmp_path):
    done = ocpp_load(
        *("run", "--embedded-csms", "-u", "5", "-r", "5", "-t", "3s", "--run-name", "embedded"),
        *("--scenario", quick_session(tmp_path), "--station", "old_firmware"),
        *("--time-scale", "60", "--back-off-random", "0.1", "--boot-retry", "1"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "reports" / "latest" / "summary.json").is_file()
    assert (tmp_path / "reports" / "latest" / "locust.json").is_file()
    assert "StopTransaction" in done.stdout
    assert not children_of_this_process()


def test_ctrl_c_ends_a_run_with_the_embedded_central_system_in_good_order(tmp_path):
    with (
        subprocess.Popen(
            [
                *(sys.executable, "-c"),
                "import sys; from ocpp_load.cli import main; sys.exit(main())",
                *("run", "--embedded-csms", "-u", "5", "-r", "5", "--scenario"),
                quick_session(tmp_path),
            ],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process,
        patience_with(process),
    ):
        progress = process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert "accepted 5" in progress
    assert process.returncode == 130, errors
    assert "Traceback" not in output + errors
    assert "StartTransaction" in output
    assert not children_of_this_process()


def test_csms_help_and_wrong_options(here):
    assert "--latency" in here("csms", "--help").stdout
    done = ocpp_load("csms", "--port", "0", "--latency", "slow")
    assert done.returncode == 2
    assert "--latency" in done.stderr
    assert "Traceback" not in done.stderr


def children_of_this_process():
    """Return the command lines of what our runs have left behind."""
    listing = subprocess.run(
        ["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True
    ).stdout
    return [
        line
        for line in listing.splitlines()
        if "--exit-with-parent" in line and f" {os.getpid()} " in line
    ]


def test_commands_are_fired_by_the_embedded_central_system_only(here):
    done = here("run", "--host", "ws://127.0.0.1:1/ocpp", "--commands-per-second", "5")
    assert done.returncode == 2
    assert done.stderr == "--commands-per-second: needs --embedded-csms\n"


def test_a_rate_of_commands_that_is_none_is_told():
    done = ocpp_load("run", "--embedded-csms", "--commands-per-second", "many")
    assert done.returncode == 2
    assert "--commands-per-second: 'many' is not a number from 0 to 10000" in done.stderr
    assert "Traceback" not in done.stderr


def test_handlers_run_under_a_mix_of_commands_and_nothing_fails(tmp_path):
    done = ocpp_load(
        *("run", "--embedded-csms", "--commands-per-second", "40"),
        *("-u", "5", "-r", "5", "-t", "3s", "--run-name", "mix"),
        *("--scenario", quick_session(tmp_path)),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads((tmp_path / "reports" / "latest" / "summary.json").read_text("utf-8"))
    commands = [line for line in summary["lines"] if line["direction"] == "command"]
    assert len(commands) > 5
    assert sum(line["failures"] for line in commands) == 0


def test_the_embedded_central_system_and_a_host_exclude_each_other(here):
    done = here("run", "--embedded-csms", "--host", "ws://127.0.0.1:1/ocpp")
    assert done.returncode == 2
    assert done.stderr == "--host: either this or --embedded-csms\n"
