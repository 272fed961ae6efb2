"""`ocpp-load run`: the command line that it makes for Locust."""

import pytest

from ocpp_load.cli import run
from ocpp_load.cli.command_line import carry_out


class HandedOver(Exception):
    """In place of the process that Locust takes over."""


@pytest.fixture
def words_for(monkeypatch):
    """Return a function that gives the words which Locust is started with."""

    def execve(_program, words, _environment):
        raise HandedOver(words)

    monkeypatch.setattr(run, "hold_back", lambda: None)
    monkeypatch.setattr(run.os, "execve", execve)

    def words_for(*words):
        with pytest.raises(HandedOver) as handed_over:
            carry_out(["run", "-H", "ws://localhost:9000/ocpp", *words])
        return handed_over.value.args[0]

    return words_for


def ports_in(words):
    return [word.partition("=")[2] for word in words if word.startswith("--master")]


def test_two_runs_on_one_machine_do_not_get_each_others_workers(words_for):
    ports = [ports_in(words_for("--processes", "2")) for _ in range(2)]
    assert [len(set(each)) for each in ports] == [1, 1]
    assert ports[0] != ports[1]
    assert ports_in(words_for()) == []


@pytest.mark.parametrize("word", ["--master-port=6000", "--master-bind-port=6000", "--worker"])
def test_workers_that_are_told_where_to_go_go_there(words_for, word):
    assert words_for("--processes=4", word)[-4:] == [
        *("--processes=4", word),
        *("--loglevel", "WARNING"),
    ]


SCENARIO = 'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m, identity: X}\nsteps: [connect]\n'
GROUP = "{name: a, scenario: idle, identity: X}"
CAMPAIGN = f'name: c\nocpp: "1.6"\nstations: 5\ngroups: [{GROUP}]\nload: [{{hold: 1 s}}]\n'


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--scenario", "x.yaml", "-u", "2"], "--identity: needs {n} in it"),
        (["--scenario", "nosuch"], "--scenario: there is no scenario"),
        (["--campaign", "c.yaml"], "c.yaml:4:46: identity: all stations of the group"),
        (["-u", "some"], "--users: some is not a number of charge points"),
        (["-u", "0"], "--users: 0 is not a number of charge points"),
        (["--call-timeout", "0"], "--call-timeout: "),
    ],
)
def test_no_central_system_is_started_for_what_is_wrong(
    tmp_path, monkeypatch, capsys, words, problem
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.yaml").write_text(SCENARIO, "utf-8")
    (tmp_path / "c.yaml").write_text(CAMPAIGN, "utf-8")
    monkeypatch.setattr(run, "embedded_central_system", None)
    monkeypatch.setattr(run, "raise_keyboard_interrupt", lambda *_: None)
    assert carry_out(["run", "--embedded-csms", *words]) == 2
    assert capsys.readouterr().err.startswith(problem)


def test_options_may_stand_in_the_environment(tmp_path, monkeypatch):
    class Started(Exception):
        """In place of the central system."""

    def start(*_):
        raise Started

    (tmp_path / "x.yaml").write_text(SCENARIO, "utf-8")
    monkeypatch.setenv("OCPP_LOAD_IDENTITY", "CP{n}")
    monkeypatch.setattr(run, "embedded_central_system", start)
    monkeypatch.setattr(run, "raise_keyboard_interrupt", lambda *_: None)
    with pytest.raises(Started):
        carry_out(["run", "--embedded-csms", "-u", "2", "--scenario", str(tmp_path / "x.yaml")])
