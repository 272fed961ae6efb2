"""The scenario's keys about security (security whitepaper edition 3, section 2.1)."""

import pytest

from ocpp_load.errors import ScenarioError
from ocpp_load.scenario import parse_scenario

HEAD = 'name: x\nocpp: "1.6"\nsteps: [boot]\nstation:\n  vendor: v\n  model: m\n'


def station(*lines):
    text = HEAD + "".join(f"  {line}\n" for line in lines)
    return parse_scenario(text.encode(), "x.yaml").station


def mistakes(*lines):
    with pytest.raises(ScenarioError) as caught:
        station(*lines)
    return str(caught.value)


@pytest.mark.parametrize("profile", [0, 1, 2, 3])
def test_the_profile_is_the_value_of_the_configuration_key(profile):
    read = station(f"security_profile: {profile}", "configuration: {HeartbeatInterval: 9}")
    assert read.configuration == {"HeartbeatInterval": "9", "SecurityProfile": str(profile)}


def test_without_it_the_configuration_is_what_it_is():
    assert station("configuration: {SecurityProfile: 2}").configuration == {"SecurityProfile": "2"}
    assert station().configuration == {}


@pytest.mark.parametrize("profile", ["4", "-1", "high", "[1]"])
def test_there_are_four_profiles(profile):
    assert mistakes(f"security_profile: {profile}").startswith("x.yaml:7:21: security_profile")


def test_a_password_is_a_pattern():
    read = station('password: "secret-of-{identity}-{n:03d}"')
    assert read.password.format("CP7", 7) == "secret-of-CP7-007"
    assert station().password is None


@pytest.mark.parametrize(
    "password",
    ['"hunter2{"', '"hunter2{m}"', '"hex:hunter2"', "[hunter2]", '"hunter2\\n"', '""', "7"],
)
def test_a_password_of_no_use_is_told_without_repeating_it(password):
    told = mistakes(f"password: {password}")
    assert told.startswith("x.yaml:7:13: password")
    assert "hunter2" not in told


def test_a_scenario_does_not_show_its_password():
    assert "hunter2" not in repr(station("password: hunter2"))
