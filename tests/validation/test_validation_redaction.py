"""What of a message is shown to people (security whitepaper edition 3, A01.FR.12)."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocpp_load.validation.redaction import (
    NOT_SHOWN,
    message_without_secrets,
    text_without_secrets,
    without_secrets,
)
from ocpp_load.validation.shown_frame import SHOWN_BYTES, shown_frame

SECRET = "s3cretValue"
PEM = f"-----BEGIN RSA PRIVATE KEY-----\nMII{SECRET}\n-----END RSA PRIVATE KEY-----"


def call(action, payload):
    return json.dumps([2, "id-1", action, payload])


@pytest.mark.parametrize(
    "text",
    [
        call("ChangeConfiguration", {"key": "AuthorizationKey", "value": SECRET}),
        call("ChangeConfiguration", {"value": SECRET, "key": "authorizationKEY"}),
        call("ChangeConfiguration", {"key": "Authorization_Key ", "value": [SECRET]}),
        call("ChangeConfiguration", {"key": ["AuthorizationKey"], "value": SECRET}),
        call("ChangeConfiguration", ["AuthorizationKey", SECRET]),
        json.dumps([2, "id-1", "ChangeConfiguration", "AuthorizationKey", SECRET]),
        '[2,"1","ChangeConfiguration",{"key":"\\u0041uthorizationKey","value":"s3cretValue"}]',
        '[2,"1","X",{"key":"AuthorizationKey","value":"s3cretValue","key":"other"}]',
        '[2,"1","X",{"key":"a","value":"s3cretValue","key":"AuthorizationKey","value":"b"}]',
        json.dumps([3, "1", {"configurationKey": [{"key": "AUTHORIZATIONKEY", "value": SECRET}]}]),
        json.dumps([4, "1", "GenericError", "", {"password": SECRET}]),
        json.dumps([4, "1", "GenericError", f"{SECRET} is no AuthorizationKey", {}]),
        json.dumps([4, "1", "GenericError", f"wrong password '{SECRET}'", {}]),
        json.dumps([4, "1", "GenericError", f"token: {SECRET}", {}]),
        json.dumps([4, "1", "GenericError", f"Authorization: Basic {SECRET}", {}]),
        json.dumps([4, "1", "GenericError", f"sent Bearer {SECRET} to you", {}]),
        call("DataTransfer", {"vendorId": "x", "data": json.dumps({"userPassword": SECRET})}),
        call("DataTransfer", {"vendorId": "x", "data": json.dumps([{"apiToken": [SECRET]}])}),
        call("DataTransfer", {"data": json.dumps(json.dumps({"clientSecret": SECRET}))}),
        call("DataTransfer", {"data": '{"key":"AuthorizationKey","value":"s3cretValue"'}),
        call("DataTransfer", {"data": f"user=me&pwd={SECRET}"}),
        call("SetVariables", {"attributeValue": SECRET, "variable": {"name": "BasicAuthPassword"}}),
        call("GetDiagnostics", {"location": f"ftp://me:{SECRET}@host/dir"}),
        call("GetDiagnostics", {"location": f"ftp://me:a/{SECRET}@host/dir"}),
        call("GetDiagnostics", {"location": f"https://{SECRET}@host/dir"}),
        call("GetDiagnostics", {"location": f'ftp://me:a "{SECRET}@host/dir'}),
        call("DataTransfer", {"data": json.dumps(["password", SECRET])}),
        '[2,"1","GetDiagnostics",{"location":"ftp:\\/\\/me:s3cretValue@host"}]',
        call("CertificateSigned", {"certificateChain": PEM}),
        call("CertificateSigned", {"certificateChain": PEM.partition("-----END")[0]}),
        f'[2,"1","ChangeConfiguration",{{"key":"AuthorizationKey","value":"{SECRET}"}}',
        f'[2,"1","ChangeConfiguration",{{"value":"{SECRET}","ke',
        f'[3,"1",{{"configurationKey":[{{"value":"{SECRET}","key":"Au',
        f'{{"value":"{SECRET}"',
        f'[2,"1","X",{{"\\u0070assword":"{SECRET}"',
        f"GET /ftp://me:{SECRET}@host",
        "\0".join(f"AuthorizationKey={SECRET}"),
        json.dumps({"password": SECRET, "data": "x" * 70_000}),
    ],
)
def test_no_secret_is_shown(text):
    shown = message_without_secrets(text)
    assert SECRET not in shown.replace("\0", "")
    assert NOT_SHOWN in shown


@pytest.mark.parametrize(
    "text",
    [
        '[2,"id-1","Heartbeat",{}]',
        '[3, "token-7", {"currentTime" : "2026-09-21T13:33:20.000Z"}]',
        '[2,"1","Authorize",{"idTag":"TAG000007"}]',
        '[2,"1","Authorize",{"idToken":{"idToken":"TAG","type":"ISO14443"}}]',
        '[2,"1","GetConfiguration",{"key":["HeartbeatInterval","AuthorizationKey"]}]',
        '[3,"1",{"configurationKey":[{"key":"HeartbeatInterval","readonly":false,"value":"60"}]}]',
        '[3,"1",{"configurationKey":[{"key":"AuthorizationCacheEnabled","value":"true"}]}]',
        '[4,"1","GenericError","the central system is too busy",{}]',
        '[2,"1","GetDiagnostics",{"location":"ftp://host:2121/dir/a@b?x=1"}]',
        '[2,"1","DataTransfer",{"data":"{\\"a\\": [1, 2]}"}]',
        '[2,"1","StatusNotification",{"info":"-----BEGIN CERTIFICATE-----"}]',
        "not JSON at all",
        '[2,"1"',
    ],
)
def test_what_holds_no_secret_is_shown_as_it_was_written(text):
    assert message_without_secrets(text) == text


def test_what_cannot_be_read_is_shown_up_to_its_action():
    text = '[2,"id-1","ChangeConfiguration",{"key":"AuthorizationKey","value":"s3cretValue"'
    assert message_without_secrets(text) == f'[2,"id-1","ChangeConfiguration" {NOT_SHOWN}'


@pytest.mark.parametrize(
    "filling", ["x" * 100_000, "ab cd, ef" * 10_000, "\\\\" * 50_000, "é" * 70_000]
)
def test_a_message_too_long_to_look_for_secrets_in_is_shown_up_to_its_action(filling):
    frame = f'[2,"m-1","DataTransfer",{{"vendorId":"v","data":"{filling}"}}]'.encode()
    shown = shown_frame(frame)
    assert shown.text == '[2,"m-1","DataTransfer" (not shown)'
    assert shown.size_bytes == len(frame)


def test_only_the_password_of_a_url_is_hidden():
    assert text_without_secrets("ftp://me:s3:cret@h/d") == f"ftp://me:{NOT_SHOWN}@h/d"


def test_the_rest_of_a_guarded_payload_is_not_shown_but_its_key():
    payload = {"key": "AuthorizationKey", "readonly": False, "value": "s3cretValue"}
    assert without_secrets(payload) == {**payload, "value": NOT_SHOWN}


def test_a_message_in_lines_becomes_one():
    assert message_without_secrets('[3,\n "1",\n {}]') == '[3,"1",{}]'


HOSTILE = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=300).map(lambda text: text.encode(errors="replace")),
    st.recursive(
        st.none() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=10,
    ).map(lambda value: json.dumps(value).encode()),
    st.integers(200, 3000).map(lambda depth: b"[" * depth + b"]" * depth),
    st.integers(200, 3000).map(lambda depth: b'{"a":' * depth + b"1" + b"}" * depth),
    st.sampled_from([b"1" * 5000, b'"' + b"\\\\" * 2000 + b'"', b'"\xed\xa0\x80"', b"{}" * 9]),
)


@given(HOSTILE)
def test_whatever_came_is_shown_in_one_printable_line(frame):
    shown = shown_frame(frame)
    assert shown.text.isprintable()
    assert shown.size_bytes == len(frame)
    assert len(shown.text.encode()) <= SHOWN_BYTES


@given(
    st.integers(SHOWN_BYTES - 14, SHOWN_BYTES - 4),
    st.lists(st.sampled_from(['"', "\\", "\x1b", "\n", "ä", "€", "😀", "a"]), min_size=20),
    st.booleans(),
)
def test_a_frame_is_never_cut_inside_a_character_or_its_escape(filling, characters, is_ascii):
    value = "x" * filling + "".join(characters)
    text = json.dumps([value], ensure_ascii=is_ascii)
    shown = shown_frame(text.encode())
    assert shown.is_cut
    assert shown.size_bytes == len(text.encode())
    assert SHOWN_BYTES - 12 < len(shown.text.encode()) <= SHOWN_BYTES
    assert text.startswith(shown.text)
    assert value.startswith(json.loads(f'{shown.text}"]')[0])


WORDS = st.sampled_from(
    [
        *("key", "value", "name", "Pin", "AUTHORIZATION", "AuthorizationKey", "Pass_word"),
        *("password", "API-Key", "token", "idToken", "pwd", "HeartbeatInterval", "user secret"),
        *("Basic abcdefgh", "bearer  abcdefgh", "a://b:c@d", "x@y", '{"pin":1}', "[1", "\x1b", ""),
        *("Pass word is", "-----BEGIN PRIVATE KEY-----", "1", "Authorize", "mapping"),
    ]
)
PAYLOADS = st.dictionaries(
    WORDS,
    st.recursive(
        WORDS,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, min_size=1, max_size=3)
        ),
        max_leaves=5,
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=50)
@given(PAYLOADS)
def test_a_message_that_needs_no_second_look_is_shown_as_one_that_got_it(payload):
    text = json.dumps([2, "id-1", "DataTransfer", payload], ensure_ascii=False)
    # What is not one printable line is always looked at.
    assert json.loads(message_without_secrets(text)) == json.loads(
        message_without_secrets(f"\n{text}")
    )
