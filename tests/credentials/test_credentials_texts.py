"""Patterns that name a station, and passwords (security whitepaper edition 3, A00.FR.205)."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.credentials import (
    PASSWORD_VARIABLE,
    basic_authorization,
    parse_password,
    parse_station_text,
    password_from_environment,
)
from ocpp_load.errors import OptionError


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("plain", "plain"),
        ("certs/{identity}.pem", "certs/CP 7.pem"),
        ("{n}", "7"),
        ("{n:06d}-{identity}", "000007-CP 7"),
        ("{n:x}{n:04X}", "70007"),
        ("{{n}} {{identity}}", "{n} {identity}"),
        ("{{{n}}}", "{7}"),
    ],
)
def test_a_pattern_names_the_station(text, result):
    assert parse_station_text(text).format("CP 7", 7) == result


@pytest.mark.parametrize(
    "text",
    ["{", "}", "{m}", "{identity:>9}", "{n!r}", "{n.real}", "{identity[0]}", "{n:>999}", "{}"],
)
def test_anything_else_in_braces_is_refused_without_repeating_it(text):
    with pytest.raises(ValueError, match="braces may hold") as caught:
        parse_station_text(f"hunter2{text}")
    assert "hunter2" not in str(caught.value)


@given(st.text(), st.text(), st.integers(0, 999_999))
def test_an_identity_is_never_taken_for_a_pattern(identity, around, n):
    escaped = around.replace("{", "{{").replace("}", "}}")
    pattern = parse_station_text(f"{escaped}{{identity}}{escaped}")
    assert pattern.format(identity, n) == f"{around}{identity}{around}"


@pytest.mark.parametrize(
    ("text", "needs"), [("{identity}", False), ("{n}", True), ("{n:06d}", True), ("{{n}}", False)]
)
def test_a_pattern_tells_whether_it_needs_the_number(text, needs):
    assert parse_station_text(text).needs_number is needs


def test_a_pattern_does_not_show_its_text():
    assert "hunter2" not in repr(parse_station_text("hunter2"))


@pytest.mark.parametrize(
    ("text", "password"),
    [
        ("secret", b"secret"),
        ("Säule", "Säule".encode()),
        ("hex:00ff10", b"\x00\xff\x10"),
        ("hex:00 FF", b"\x00\xff"),
        ("00ff", b"00ff"),
    ],
)
def test_a_password_is_text_or_bytes(text, password):
    assert parse_password(text) == password


@given(st.binary(min_size=1))
def test_any_bytes_can_be_a_password(password):
    assert parse_password(f"hex:{password.hex()}") == password


@pytest.mark.parametrize("text", ["", "hex:", "hex:0", "hex:hunter2", "hex:0x00"])
def test_what_is_no_password_is_refused_without_repeating_it(text):
    with pytest.raises(ValueError, match=r"password is empty|no pairs of hexadecimal") as caught:
        parse_password(text)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("environment", [{}, {PASSWORD_VARIABLE: ""}])
def test_an_environment_without_the_variable_has_no_password(environment):
    assert password_from_environment(environment) is None


def test_the_environment_has_a_pattern():
    pattern = password_from_environment({PASSWORD_VARIABLE: "secret-{identity}-{n}"})
    assert pattern.format("CP7", 7) == "secret-CP7-7"


@pytest.mark.parametrize("text", ["hunter2{", "hex:hunter2"])
def test_a_wrong_pattern_of_the_environment_is_told_by_the_variables_name_only(text):
    with pytest.raises(OptionError, match=f"^{PASSWORD_VARIABLE}: ") as caught:
        password_from_environment({PASSWORD_VARIABLE: text})
    assert "hunter2" not in str(caught.value)


def test_the_header_has_the_bytes_of_the_key():
    # The example of OCPP-J 1.6 section 6.2.2, whose Base64 is cut short in the text.
    key = bytes.fromhex("0001020304050607FFFFFFFFCCCCCCCCCCCCCCCC")
    header = basic_authorization("AL1000", key)
    assert header.startswith("Basic QUwxMDAwOgABAgMEBQYH////")
    assert base64.b64decode(header.removeprefix("Basic ")) == b"AL1000:" + key
