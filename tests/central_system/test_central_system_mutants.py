"""Mutants: how they are told, whom they concern, and what each does to a message."""

import asyncio
import re
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from picows import WSHandshakeError
from support.central_system_peers import BOOT, FakeStation, central_system, control_of, run

from ocpp_load.central_system.mutants.editing import edited
from ocpp_load.central_system.mutants.in_force import MutantsInForce
from ocpp_load.central_system.mutants.mutant import (
    MISSING,
    Edit,
    Fate,
    Mutant,
    Side,
    WrongCertificate,
    value_at,
)
from ocpp_load.central_system.mutants.reading import MutantError, parse_mutant, read_mutants
from ocpp_load.central_system.security import Passwords
from ocpp_load.ocppj import Call, ErrorCode, serialise_call_result

DOCS = Path(__file__).parents[2] / "docs" / "central_system.md"
AUTHORIZE = {"idTag": "TAG1"}
RESET = {"action": "Reset", "payload": {"type": "Hard"}}


@pytest.mark.parametrize(
    ("text", "mutant"),
    [
        (
            "answer BootNotification status=Rejected interval=0",
            {
                "side": Side.ANSWER,
                "action": "BootNotification",
                "edits": (Edit(("status",), "Rejected"), Edit(("interval",), 0)),
            },
        ),
        (
            "answer BootNotification#2 drop currentTime",
            {
                "side": Side.ANSWER,
                "action": "BootNotification",
                "occurrence": 2,
                "edits": (Edit(("currentTime",), MISSING),),
            },
        ),
        (
            "answer StatusNotification if connectorId=1 if status=Faulted error=GenericError",
            {
                "side": Side.ANSWER,
                "action": "StatusNotification",
                "conditions": (Edit(("connectorId",), 1), Edit(("status",), "Faulted")),
                "fate": Fate.ERROR,
            },
        ),
        (
            "answer Heartbeat silence",
            {"side": Side.ANSWER, "action": "Heartbeat", "fate": Fate.SILENCE},
        ),
        (
            'command GetConfiguration key=["a","b"]',
            {
                "side": Side.COMMAND,
                "action": "GetConfiguration",
                "edits": (Edit(("key",), ["a", "b"]),),
            },
        ),
        (
            "command ChangeConfiguration 'value=two words' twice",
            {
                "side": Side.COMMAND,
                "action": "ChangeConfiguration",
                "edits": (Edit(("value",), "two words"),),
                "fate": Fate.TWICE,
            },
        ),
        ("command Reset never", {"side": Side.COMMAND, "action": "Reset", "fate": Fate.NEVER}),
        ("upgrade admit", {"side": Side.UPGRADE, "fate": Fate.ADMIT}),
        (
            "upgrade refuse=401",
            {"side": Side.UPGRADE, "fate": Fate.REFUSE, "status": HTTPStatus.UNAUTHORIZED},
        ),
        ("upgrade#2 admit", {"side": Side.UPGRADE, "fate": Fate.ADMIT, "occurrence": 2}),
        ("upgrade subprotocol=ocpp2.0", {"side": Side.UPGRADE, "subprotocol": "ocpp2.0"}),
        ("upgrade subprotocol=none", {"side": Side.UPGRADE, "subprotocol": ""}),
    ],
)
def test_a_mutant_is_read(text, mutant):
    assert parse_mutant(text) == Mutant(text=text, **mutant)
    assert parse_mutant(f"{text}@CP0*").stations == ("CP0*",)


@pytest.mark.parametrize(
    ("text", "mutant"),
    [
        ("tls certificate=expired", {"certificate": WrongCertificate.EXPIRED}),
        ("tls ciphers=AES128-GCM-SHA256", {"ciphers": "AES128-GCM-SHA256"}),
        ("tls admit", {"fate": Fate.ADMIT}),
    ],
)
def test_a_mutant_of_tls_is_for_all_stations(text, mutant):
    assert parse_mutant(text) == Mutant(text=text, side=Side.TLS, **mutant)
    with pytest.raises(MutantError, match="is for all stations"):
        parse_mutant(f"{text}@CP1")


def test_an_error_code_is_read():
    assert parse_mutant("answer Authorize error=InternalError").code is ErrorCode.INTERNAL_ERROR


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "does not begin with answer, command, upgrade"),
        ("break Heartbeat", "does not begin with answer, command, upgrade"),
        ("answer Reset silence", "'Reset' is none of Authorize, "),
        ("command Heartbeat never", "'Heartbeat' is none of "),
        ("answer Heartbeat#0 silence", "#0 is no number from 1"),
        (f"answer Heartbeat#{'9' * 5000} silence", "is no number from 1 to 999999999"),
        ("answer Heartbeat x=\udcff", "surrogates not allowed"),
        ("answer Heartbeat", "changes nothing"),
        ("answer Heartbeat never", "'never' is neither FIELD=VALUE nor drop FIELD nor one of"),
        ("answer Heartbeat if", "'if' is not if FIELD=VALUE"),
        ("answer Heartbeat error=Oops", "error is one of NotImplemented, "),
        ("answer Heartbeat silence currentTime=1", "does two things that exclude each other"),
        ("command Reset never twice", "does two things that exclude each other"),
        ("upgrade status=1", "takes admit, refuse, refuse=STATUS or subprotocol=NAME"),
        ("upgrade", "takes admit, refuse, refuse=STATUS or subprotocol=NAME"),
        ("upgrade admit refuse", "'refuse' is one word too many"),
        ("upgrade#0 admit", "#0 is no number from 1"),
        ("tls#2 admit", "does not begin with answer, command, upgrade"),
        ("tls refuse", "takes certificate=untrusted|expired|other-host, ciphers=SUITES or admit"),
        ("tls certificate=old", "takes certificate="),
        ("tls ciphers=NONE-AT-ALL", "takes certificate="),
        ("upgrade refuse=200", "refuse is one of 401, 403, 404"),
        ("answer Heartbeat 'currentTime=1", "No closing quotation"),
    ],
)
def test_what_is_no_mutant_says_why(text, problem):
    with pytest.raises(MutantError, match=re.escape(problem)):
        parse_mutant(text)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"nonsense", "the body is not JSON"),
        (b"[1]", "neither a JSON object nor a list of them"),
        (b"{}", "mutant is missing or no text"),
        (b'{"mutant": "upgrade admit", "stations": []}', 'neither "all" nor a list'),
        (b'{"mutant": "upgrade admit", "for": 3}', "'for' is no field"),
    ],
)
def test_a_body_without_mutants_says_why(body, problem):
    with pytest.raises(MutantError, match=re.escape(problem)):
        read_mutants(body)


PAYLOAD = {"idTagInfo": {"status": "Accepted"}, "key": ["a", "b"]}


@pytest.mark.parametrize(
    ("path", "value", "changed"),
    [
        ("idTagInfo.status", "Invalid", {**PAYLOAD, "idTagInfo": {"status": "Invalid"}}),
        ("idTagInfo", MISSING, {"key": ["a", "b"]}),
        ("idTagInfo.status", MISSING, {**PAYLOAD, "idTagInfo": {}}),
        ("key.1", "c", {**PAYLOAD, "key": ["a", "c"]}),
        ("key.0", MISSING, {**PAYLOAD, "key": ["b"]}),
        ("key.2", "c", PAYLOAD),
        (f"key.{'9' * 5000}", "c", PAYLOAD),
        ("new.deep", 1, {**PAYLOAD, "new": {"deep": 1}}),
        ("new.deep", MISSING, PAYLOAD),
        ("key.0.deep", 1, PAYLOAD),
    ],
)
def test_a_field_is_edited_and_the_payload_it_was_stays_as_it_is(path, value, changed):
    before = orjson.loads(orjson.dumps(PAYLOAD))
    assert edited(PAYLOAD, [Edit(tuple(path.split(".")), value)]) == changed
    assert before == PAYLOAD


def test_beyond_a_list_there_is_nothing():
    assert value_at(PAYLOAD, ("key", "1")) == "b"
    assert value_at(PAYLOAD, ("key", "2")) is MISSING
    assert value_at(PAYLOAD, ("key", "9" * 5000)) is MISSING


KEYS = st.sampled_from(["a", "b", "c"])


@given(
    st.recursive(st.integers(), lambda inner: st.dictionaries(KEYS, inner), max_leaves=8).filter(
        lambda value: isinstance(value, dict)
    ),
    st.lists(KEYS, min_size=1, max_size=3).map(tuple),
)
def test_what_is_edited_in_is_there_and_what_is_dropped_is_not(payload, path):
    assert value_at(edited(payload, [Edit(path, "new")]), path) == "new"
    assert value_at(edited(payload, [Edit(path, MISSING)]), path) is MISSING


def answer_of(mutants, action, payload, identity="CP1", result=None):
    call = Call("1", action, payload)
    answer = mutants.answer(identity, call, serialise_call_result("1", result or {"kept": True}))
    return None if answer is None else orjson.loads(answer)


def test_a_mutant_strikes_the_stations_the_messages_and_the_occurrence_it_is_about():
    mutants = MutantsInForce([parse_mutant("answer Authorize#2 if idTag=TAG1 kept=false@CP*")])
    sound, struck = [3, "1", {"kept": True}], [3, "1", {"kept": False}]
    assert answer_of(mutants, "Authorize", AUTHORIZE) == sound
    assert answer_of(mutants, "Authorize", {"idTag": "TAG2"}) == sound
    assert answer_of(mutants, "Heartbeat", {}) == sound
    assert answer_of(mutants, "Authorize", AUTHORIZE, "CP2") == sound
    assert answer_of(mutants, "Authorize", AUTHORIZE, "X1") == sound
    assert answer_of(mutants, "Authorize", AUTHORIZE) == struck
    assert answer_of(mutants, "Authorize", AUTHORIZE) == sound
    assert [one["strikes"] for one in mutants.as_json()["mutants"]] == [1]


def test_several_edits_of_one_message_add_up():
    mutants = MutantsInForce()
    assert not mutants
    mutants.add([parse_mutant("answer Authorize a=1"), parse_mutant("answer Authorize b=2")])
    assert mutants
    assert answer_of(mutants, "Authorize", AUTHORIZE) == [3, "1", {"kept": True, "a": 1, "b": 2}]
    mutants.clear()
    assert answer_of(mutants, "Authorize", AUTHORIZE) == [3, "1", {"kept": True}]


def test_nothing_or_an_error_leaves_in_place_of_an_answer():
    mutants = MutantsInForce(
        [
            parse_mutant("answer Heartbeat silence"),
            parse_mutant("answer Authorize error=InternalError"),
        ]
    )
    assert answer_of(mutants, "Heartbeat", {}) is None
    assert answer_of(mutants, "Authorize", AUTHORIZE)[:3] == [4, "1", "InternalError"]


def test_a_call_error_has_no_fields_to_edit():
    mutants = MutantsInForce([parse_mutant("answer Heartbeat currentTime=1")])
    error = b'[4,"1","InternalError","",{}]'
    assert mutants.answer("CP1", Call("1", "Heartbeat", {}), error) == error


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("command Reset never", ({"type": "Hard"}, Fate.NEVER)),
        ("command Reset twice", ({"type": "Hard"}, Fate.TWICE)),
        ("command Reset type=Soft", ({"type": "Soft"}, None)),
        ("command Reset if type=Soft never", ({"type": "Hard"}, None)),
        ("command ClearCache never", ({"type": "Hard"}, None)),
    ],
)
def test_what_leaves_of_a_command(text, leaves):
    mutants = MutantsInForce([parse_mutant(text)])
    assert mutants.command("CP1", "Reset", {"type": "Hard"}) == leaves


def test_mutants_are_ordered_told_and_taken_back_while_stations_are_connected():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            one = await FakeStation.connect(csms.url, "CP1")
            other = await FakeStation.connect(csms.url, "CP2")
            order = {"mutant": "answer BootNotification status=Rejected", "stations": ["CP1"]}
            _, content = await ask("POST", "/mutants", order)
            assert content == {"mutants": [{**order, "strikes": 0}]}
            assert (await one.result_of("BootNotification", BOOT))["status"] == "Rejected"
            assert (await other.result_of("BootNotification", BOOT))["status"] == "Accepted"
            _, content = await ask("GET", "/mutants")
            assert content == {"mutants": [{**order, "strikes": 1}]}
            _, content = await ask("DELETE", "/mutants")
            assert content == {"mutants": []}
            assert (await one.result_of("BootNotification", BOOT))["status"] == "Accepted"
            code, content = await ask("POST", "/mutants", {"mutant": "nonsense"})
            assert code == 400
            assert "does not begin with" in content["problem"]

    run(scene())


def test_a_command_leaves_edited_twice_or_never_and_whoever_gave_it_is_told_it_was_taken():
    async def scene():
        mutants = ("command Reset type=Soft twice@CP1", "command Reset never@CP2")
        options = {"mutants": tuple(parse_mutant(text) for text in mutants)}
        async with central_system(**options) as csms, control_of(csms) as ask:
            station = await FakeStation.connect(csms.url, "CP1")
            silent = await FakeStation.connect(csms.url, "CP2")
            response = asyncio.ensure_future(ask("POST", "/stations/CP1/commands", RESET))
            for _ in range(2):
                message = await station.received.get()
                assert message[2:] == ["Reset", {"type": "Soft"}]
                station.send([3, message[1], {"status": "Accepted"}])
            assert (await response)[1] == {"result": {"status": "Accepted"}}
            _, content = await ask("POST", "/stations/CP2/commands", RESET)
            assert content == {"result": {"status": "Accepted"}}
            await silent.result_of("Heartbeat", {})

    run(scene())


def test_a_station_is_let_in_or_sent_away_against_the_rule():
    async def scene():
        mutants = ("upgrade admit@OPEN*", "upgrade refuse=404@SHUT*")
        options = {
            "mutants": tuple(parse_mutant(text) for text in mutants),
            "passwords": Passwords({"CP1": b"secret"}),
        }
        async with central_system(**options) as csms:
            await FakeStation.connect(csms.url, "OPEN1")
            for identity, status in (("CP1", 401), ("SHUT1", 404)):
                with pytest.raises(WSHandshakeError, match=str(status)):
                    await FakeStation.connect(csms.url, identity)

    run(scene())


@pytest.mark.parametrize(
    ("mutant", "agreed"),
    [("subprotocol=ocpp2.0", "ocpp2.0"), ("subprotocol=none", None), ("admit", "ocpp1.6")],
)
def test_an_upgrade_is_answered_with_what_was_not_agreed(mutant, agreed):
    async def scene():
        async with central_system(mutants=(parse_mutant(f"upgrade#2 {mutant}"),)) as csms:
            for expected in ("ocpp1.6", agreed):
                head = await asyncio.to_thread(upgraded, csms.url, "ocpp1.6")
                assert head.get("sec-websocket-protocol") == expected

    run(scene())


def upgraded(url, subprotocol):
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.request(
        "GET",
        f"{parts.path}/CP1",
        headers={
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Protocol": subprotocol,
        },
    )
    response = connection.getresponse()
    connection.close()
    return {name.lower(): value for name, value in response.getheaders()}


REGISTER = "RegisterStation"


def test_the_boots_of_a_station_are_answered_as_an_operator_has_said():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:

            async def register(status):
                order = {"action": REGISTER, "payload": {"status": status}}
                return (await ask("POST", "/stations/CP1/commands", order))[1]["result"]["status"]

            assert await register("Pending") == "Accepted"
            station = await FakeStation.connect(csms.url, "CP1")
            assert (await station.result_of("BootNotification", BOOT))["status"] == "Pending"
            assert await station.error_of("Heartbeat", {}) == "SecurityError"
            assert await register("Accepted") == "Accepted"
            assert await register("Maybe") == "Rejected"
            assert await station.error_of("Heartbeat", {}) == "SecurityError"
            assert (await station.result_of("BootNotification", BOOT))["status"] == "Accepted"

    run(scene())


def test_a_command_is_carried_out_and_whoever_gave_it_is_told_that_it_went_wrong():
    async def scene():
        mutants = (parse_mutant("command Reset denied"), parse_mutant(f"command {REGISTER} denied"))
        async with central_system(mutants=mutants) as csms, control_of(csms) as ask:
            order = {"action": REGISTER, "payload": {"status": "Rejected"}}
            code, content = await ask("POST", "/stations/CP1/commands", order)
            assert (code, content["problem"]) == (500, "RegisterStation went wrong")
            station = await FakeStation.connect(csms.url, "CP1")
            assert (await station.result_of("BootNotification", BOOT))["status"] == "Rejected"
            response = asyncio.ensure_future(ask("POST", "/stations/CP1/commands", RESET))
            message = await station.received.get()
            station.send([3, message[1], {"status": "Accepted"}])
            assert (await response)[0] == 500

    run(scene())


def test_every_mutant_of_the_documentation_can_be_read():
    section = DOCS.read_text("utf-8").partition("## Mutants")[2].partition("\n## ")[0]
    texts = re.findall(r"^\| `([^`]+)`", section, re.MULTILINE)
    assert {parse_mutant(text).side for text in texts} == set(Side)
    assert {parse_mutant(text).fate for text in texts} == {None, *Fate}
