"""Locust's command line, as ours is: without Locust, on a parser that has what matters of its."""

import argparse
import logging
import sys
from types import SimpleNamespace

import pytest

from ocpp_load.cli.command_line import carry_out
from ocpp_load.locust_glue import command_line
from ocpp_load.locust_glue.command_line import (
    run_as_command,
    speak_plainly,
    tell_where_web_ui_is,
)


@pytest.fixture
def parser():
    parser = argparse.ArgumentParser(prog="locust")
    parser.add_argument("-u", "--users", dest="num_users", type=int)
    parser.add_argument("-t", "--run-time", type=int)
    parser.add_argument("--web-host", default="")
    parser.add_argument("user_classes", nargs="*", default=[])
    return parser


def refused(parser, capsys, *words):
    with pytest.raises(SystemExit) as leaving:
        parser.parse_args(words)
    assert leaving.value.code == 2
    return capsys.readouterr().err


def test_the_load_is_read_as_ours_is(parser, capsys):
    speak_plainly(parser)
    options = parser.parse_args(["-u", "5", "-t", "1h30m", "ChargePointUser"])
    assert (options.num_users, options.run_time) == (5, 5400.0)
    assert options.user_classes == ["ChargePointUser"]
    assert refused(parser, capsys, "-t", "-5s").startswith("--run-time: -5s is not a time that")
    assert refused(parser, capsys, "-u", "x").startswith("--users: x is not a number of charge")
    told = "--usres: there is no such option; did you mean --users?\n`locust --help` tells"
    assert refused(parser, capsys, "--usres=3").startswith(told)


def test_a_run_of_ours_has_one_kind_of_user_and_its_web_ui_for_itself(monkeypatch, parser, capsys):
    monkeypatch.setattr(sys, "argv", ["locust"])
    command_line._be_our_command(parser)
    speak_plainly(parser)
    assert parser.parse_args([]).web_host == "127.0.0.1"
    assert parser.parse_args(["--web-host", "*"]).web_host == "*"
    told = refused(parser, capsys, "extra-word")
    assert told.startswith("extra-word: is no option, and there is no place for another word\n")
    assert "`ocpp-load run --help`" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--web-hots", "x"], "--web-hots: there is no such option; did you mean --web-host?\n"),
        (["-u", "5", "--usrs", "5"], "--usrs: there is no such option; did you mean --users?\n"),
        (["--use", "5"], "--use: there is no such option; did you mean --users?\n"),
        (["--embed"], "--embed: there is no such option; did you mean --embedded-csms?\n"),
        (["--we"], "--we: there is no such option; did you mean --web-host or --web?\n"),
        (["-x", "3"], "-x: there is no such option\n"),
        (["-u5", "--web-host=--x", "more"], "more: is no option, and there is no place for"),
        (["-t", "-5s", "more"], "--run-time: -5s is not a time that"),
        (["--", "--more"], "--more: there is no such option\n"),
    ],
)
def test_a_mistyped_option_is_told_and_not_its_value(monkeypatch, parser, capsys, words, told):
    monkeypatch.setattr(sys, "argv", ["locust", *words])
    command_line._be_our_command(parser)
    speak_plainly(parser)
    assert refused(parser, capsys, *words).startswith(told)


def test_what_our_command_keeps_for_itself_is_what_its_parser_has(capsys):
    flags = command_line._OF_OUR_COMMAND
    with pytest.raises(SystemExit):
        carry_out(["run", "--help"])
    shown = capsys.readouterr().out
    assert all(f"  {flag}" in shown for flag in flags)


@pytest.mark.parametrize(
    ("is_set_up", "code", "ends_with"),
    [(False, 1, 2), (False, -1, 2), (False, 0, 0), (True, 1, 1), (True, 3, 3)],
)
def test_what_locust_refuses_before_a_run_is_wrong_input(monkeypatch, is_set_up, code, ends_with):
    monkeypatch.setattr(command_line, "begin_command", lambda: lambda: is_set_up)
    with pytest.raises(SystemExit) as leaving:
        run_as_command(lambda: sys.exit(code))
    assert leaving.value.code == ends_with


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "http://127.0.0.1:8089, for this machine only; --web-host 0.0.0.0 opens it to others"),
        ({"web_host": "::1"}, "http://[::1]:8089, for this machine only"),
        ({"web_host": "*"}, "http://127.0.0.1:8089, for whoever reaches this machine; --web-login"),
        ({"web_host": "10.0.0.5", "web_login": True}, "http://10.0.0.5:8089, for whoever reaches"),
        ({"tls_cert": "c", "tls_key": "k"}, "https://127.0.0.1:8089, "),
        ({"web_base_path": "/load", "web_port": 80}, "http://127.0.0.1:80/load, "),
    ],
)
def test_where_the_web_ui_is_and_for_whom(capsys, options, told):
    usual = {"web_host": "127.0.0.1", "web_port": 8089, "web_base_path": "", "web_login": False}
    tell_where_web_ui_is(SimpleNamespace(**{**usual, "tls_cert": "", "tls_key": "", **options}))
    assert capsys.readouterr().err.startswith(f"web UI at {told}")


def test_where_the_web_ui_is_stands_once(capsys, caplog):
    with caplog.at_level(logging.INFO, logger="locust.main"):
        tell_where_web_ui_is(SimpleNamespace())
    assert capsys.readouterr().err == ""
