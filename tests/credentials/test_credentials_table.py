"""The CSV file of credentials."""

from pathlib import Path

import pytest

from ocpp_load.credentials import CredentialRow, load_table
from ocpp_load.errors import OptionError


@pytest.fixture
def load(tmp_path):
    file = tmp_path / "stations.csv"

    def make(content):
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_table(file, "--credentials")

    return make


def test_a_row_has_what_its_columns_say(load, tmp_path):
    table = load(
        "identity,password,cert,key\n"
        "CP1,secret,,\n"
        'CP2,"with, comma",certs/2.pem,/keys/2.pem\n'
        "CP3,hex:00ff,3.pem\n"
        "CP4,,,\n"
    )
    assert table == {
        "CP1": CredentialRow(b"secret"),
        "CP2": CredentialRow(b"with, comma", tmp_path / "certs/2.pem", Path("/keys/2.pem")),
        "CP3": CredentialRow(b"\x00\xff", tmp_path / "3.pem"),
        "CP4": CredentialRow(),
    }


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffidentity,password\r\nCP1,secret\r\n",
        "password,identity\nsecret,CP1",
        "identity, password\nCP1, secret\n\n",
    ],
)
def test_a_byte_order_mark_and_the_order_of_columns_do_not_matter(load, content):
    assert load(content) == {"CP1": CredentialRow(b"secret")}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("CP1,hunter2\n", "stations.csv:1: the columns are not identity and some of password"),
        ("", "stations.csv:1: the columns are not"),
        ("identity,pin\nCP1,hunter2", "stations.csv:1: the columns are not"),
        ("identity,password\n,hunter2", "stations.csv:2: no identity"),
        ("identity,password\nCP1,a,hunter2", "stations.csv:2: no identity, or more"),
        ("identity,password\nCP1,a\nCP1,hunter2", "stations.csv:3: the identity stands above"),
        ("identity,password\nCP1,hex:hunter2", "stations.csv:2: hex: is followed by"),
        ("identity,key\nCP1,hunter2", "stations.csv:2: a key without a certificate"),
        (b"identity,password\nCP1,hunter2\xff", "cannot be read: it is no CSV in UTF-8"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_without_what_stands_there(load, content, problem):
    with pytest.raises(OptionError, match=problem) as caught:
        load(content)
    assert str(caught.value).startswith("--credentials: ")
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(OptionError, match="cannot be read: No such file"):
        load_table(tmp_path / "none.csv", "--basic-auth")


def test_a_row_does_not_show_its_password():
    assert "hunter2" not in repr(CredentialRow(b"hunter2"))
