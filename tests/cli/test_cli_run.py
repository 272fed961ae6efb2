"""`ocpp-load run`: the command line that it makes for Locust."""

import pytest

from ocpp_load.cli import run
from ocpp_load.cli.command_line import carry_out


class HandedOver(Exception):
    """In place of the process that Locust takes over."""


@pytest.fixture
def words_for(monkeypatch):
    """Return a function that gives the words which Locust is started with."""

    def execv(_program, words):
        raise HandedOver(words)

    monkeypatch.setattr(run, "hold_back", lambda: None)
    monkeypatch.setattr(run.os, "execv", execv)

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
