"""What is told of the load before a run begins, without Locust."""

import logging
from types import SimpleNamespace

import pytest

from ocpp_load.locust_glue.foretelling import about_the_load, tell_of_the_load
from ocpp_load.runtime.plan import plan_of
from ocpp_load.settings import settings_from

HOST = "ws://127.0.0.1:9000/ocpp"
NO_END = "no --run-time: the run goes on until Ctrl-C; -t 5m would end it after 5 minutes\n"


def plan(users=None, **values):
    return plan_of(settings_from(values, HOST), users)


def environment(web_ui=None, **options):
    return SimpleNamespace(
        parsed_options=SimpleNamespace(**{"spawn_rate": None, "run_time": None, **options}),
        web_ui=web_ui,
    )


def test_options_that_come_to_something_else_beside_a_campaign_are_told():
    own = plan(campaign="boot_storm")
    assert not list(about_the_load(own, None, None))
    assert not list(about_the_load(plan(own.size, campaign="boot_storm"), None, 86400.0))
    users, rate, time = about_the_load(plan(7, campaign="boot_storm"), 50.0, 1.0)
    assert users.startswith("--users: 7 stations, in place of the campaign's ")
    assert rate.startswith("--spawn-rate: does nothing here")
    assert time.startswith("--run-time ends the campaign after 1.0 s of ")
    assert not list(about_the_load(plan(scenario="idle"), 50.0, 1.0))


@pytest.mark.parametrize(
    ("values", "of_environment", "level", "told"),
    [
        ({}, {}, logging.WARNING, NO_END),
        ({}, {}, logging.INFO, ""),
        ({}, {"run_time": 60.0}, logging.WARNING, ""),
        ({}, {"web_ui": object()}, logging.WARNING, ""),
        ({"campaign": "boot_storm"}, {}, logging.WARNING, ""),
        ({"campaign": "boot_storm"}, {"spawn_rate": 5.0}, logging.WARNING, "--spawn-rate: does"),
    ],
)
def test_a_run_without_an_end_says_so(caplog, capsys, values, of_environment, level, told):
    with caplog.at_level(level, logger="locust.main"):
        tell_of_the_load(environment(**of_environment), plan(**values))
    shown = capsys.readouterr().err
    assert shown.startswith(told)
    assert bool(shown) == bool(told)
