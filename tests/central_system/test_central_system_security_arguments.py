"""The options that say whom the central system lets in, on a command line."""

import argparse
from pathlib import Path

import pytest

from ocpp_load.central_system.arguments import options_from
from ocpp_load.central_system.command_line import add_arguments
from ocpp_load.central_system.security import Passwords
from ocpp_load.credentials import PASSWORD_VARIABLE, parse_station_text
from ocpp_load.errors import OptionError


@pytest.fixture(autouse=True)
def no_password_in_the_environment(monkeypatch):
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)


def read(*words):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return options_from(parser.parse_args(words))


def test_options_about_certificates_arrive():
    options = read(
        *("--tls-issue", "pki", "--tls-client-ca", "ca.pem", "--require-client-cert"),
    )
    assert options.tls_issue == Path("pki")
    assert options.tls_client_ca == Path("ca.pem")
    assert options.requires_client_cert
    assert options.passwords is None


def test_passwords_come_from_a_file(tmp_path):
    file = tmp_path / "stations.csv"
    file.write_text("identity,password,cert\nCP1,secret,\nCP2,,2.pem\n")
    assert read("--basic-auth", str(file)).passwords == Passwords({"CP1": b"secret"})


def test_passwords_come_from_a_pattern():
    passwords = read("--basic-auth", "secret-of-{identity}").passwords
    assert passwords == Passwords(pattern=parse_station_text("secret-of-{identity}"))
    assert passwords.of("CP1") == b"secret-of-CP1"


def test_passwords_come_from_the_environment(monkeypatch):
    monkeypatch.setenv(PASSWORD_VARIABLE, "hex:00ff")
    assert read("--basic-auth", "--port", "1").passwords.of("CP1") == b"\x00\xff"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--basic-auth"], "--basic-auth: needs a file, or OCPP_LOAD_PASSWORD"),
        (["--basic-auth", "hunter2{n}"], "--basic-auth: {n} is known to stations only"),
        (["--basic-auth", "hunter2{m}"], "--basic-auth: braces may hold {identity}"),
        (["--basic-auth", "hex:hunter2{identity}"], "--basic-auth: hex: is followed by"),
        (["--basic-auth", "/no/such.csv"], "--basic-auth: /no/such.csv cannot be read: No such"),
        (["--tls-client-ca", "ca.pem"], "--tls-client-ca: needs --tls-cert or --tls-issue"),
        (
            ["--require-client-cert", "--tls-cert", "x"],
            "--require-client-cert: needs --tls-client-ca or --tls-issue",
        ),
    ],
)
def test_what_cannot_work_is_told_with_its_option_and_without_a_password(words, problem):
    with pytest.raises(OptionError) as caught:
        read(*words)
    assert str(caught.value).startswith(problem)
    assert "hunter2" not in str(caught.value)


def test_options_do_not_show_passwords():
    assert "hunter2" not in repr(read("--basic-auth", "hunter2-{identity}"))
