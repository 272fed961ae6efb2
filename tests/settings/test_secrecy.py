"""What of a command line is kept: all but secrets."""

import pytest

from ocpp_load.settings import without_credentials, without_secrets


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("run -u 5 --identity CP{n}", "run -u 5 --identity CP{n}"),
        ("--header X-Key:geheim -u 5", "--header *** -u 5"),
        ("--header=X-Key:geheim -u 5", "--header=*** -u 5"),
        ("--head X-Key:geheim", "--head ***"),
        ("--headless --header a --header b", "--headless --header *** --header ***"),
        ("--header --header", "--header ***"),
        ("--control-url http://me:geheim@host:1/x", "--control-url http://host:1/x"),
        ("--proxy=http://geheim@host", "--proxy=http://host"),
        ("a=ws://u:ge@heim@host/p?q=a@b", "a=ws://host/p?q=a@b"),
        ("--token geheim --other x", "--token *** --other x"),
        ("-H ws://host/ocpp", "-H ws://host/ocpp"),
    ],
)
def test_secrets_of_a_command_line_are_not_shown(words, left):
    assert " ".join(without_secrets(words.split(), ["--token"])) == left


def test_a_text_keeps_its_urls_without_who_may_use_them():
    told = "from ftp://me:geheim@host/a to https://you@there:8/b, a@b"
    assert without_credentials(told) == "from ftp://host/a to https://there:8/b, a@b"
