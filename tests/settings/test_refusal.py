"""What argparse says against a command line, in one line that begins with what it is about."""

import argparse

import pytest

from ocpp_load.cli.command_line import carry_out
from ocpp_load.settings.refusal import refusal


class Refused(Exception):
    """In place of the end of the process."""


class Told(argparse.ArgumentParser):
    def error(self, message):
        flags = [flag for action in self._actions for flag in action.option_strings]
        raise Refused(refusal(message, flags))


@pytest.fixture
def parser():
    parser = Told(allow_abbrev=False)
    parser.add_argument("FILE")
    parser.add_argument("-r", "--rate", type=float)
    parser.add_argument("--format", "-f", choices=("text", "json"))
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--this", action="store_true")
    either.add_argument("--that", action="store_true")
    return parser


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-r", "x", "f"], "--rate: invalid float value: 'x'"),
        (["f", "--rate"], "--rate: needs a value; one that begins with a dash is written"),
        (["f", "-f", "yaml"], "--format: 'yaml' is not one of text, json"),
        (["f", "--this", "--that"], "--that: either this or --this"),
        (["f", "--this=4"], "--this: takes no value"),
        ([], "FILE: missing on the command line"),
        (["f", "--fromat", "x"], "--fromat: there is no such option; did you mean --format?"),
        (["f", "--zzz=1"], "--zzz: there is no such option"),
        (["f", "g"], "g: is no option, and there is no place for another word"),
    ],
)
def test_a_refusal_begins_with_what_it_is_about(parser, words, told):
    with pytest.raises(Refused) as caught:
        parser.parse_args(words)
    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)


def test_what_is_not_known_is_told_as_it_is():
    assert refusal("something new", []) == "something new"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "-t", "-5s"], "--run-time: -5s is not a time that a run can take"),
        (["run", "-t", "0"], "--run-time: 0 is not a time that a run can take"),
        (["run", "-r", "-1"], "--spawn-rate: -1 is not a number of charge points per second"),
        (["run", "--compression=4"], "--compression: takes no value\n`ocpp-load run --help`"),
        (["check", "--strct", "x"], "--strct: there is no such option; did you mean --strict?\n"),
        (["nope"], "COMMAND: 'nope' is not one of run, check, "),
        ([], "usage: ocpp-load COMMAND ..."),
    ],
)
def test_every_command_refuses_in_one_line_and_with_2(capsys, words, told):
    try:
        code = carry_out(words)
    except SystemExit as leaving:
        code = leaving.code
    assert code == 2
    assert capsys.readouterr().err.startswith(told)
