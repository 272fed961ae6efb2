"""Commands to many stations, and the mix, over the control interface and the wire."""

import asyncio
import json

import pytest
from cryptography import x509
from support.central_system_peers import BOOT, FakeStation, central_system, control_of, run
from support.command_mix import VALIDATOR
from support.signing_requests import csr

from ocpp_load.central_system.command_request import (
    BroadcastRequest,
    CommandRequest,
    CommandRequestError,
    read_broadcast_request,
)
from ocpp_load.central_system.faults.reading import read_fault
from ocpp_load.central_system.latency import parse_latency
from ocpp_load.messages.v16.enums import RegistrationStatus

CLEAR_CACHE = {"action": "ClearCache"}
RESET_MIX = "name: resets\ncommands:\n  - {action: Reset, weight: 1, payload: {type: Soft}}\n"


async def booted(csms, *identities):
    """Connect stations and have them boot."""
    stations = [await FakeStation.connect(csms.url, identity) for identity in identities]
    for station in stations:
        await station.result_of("BootNotification", BOOT)
    return stations


async def answer_next(station, *answer):
    """Answer the next command with [3, payload] or [4, code, …]; return its action and payload."""
    _, message_id, action, payload = await station.received.get()
    station.send([answer[0], message_id, *answer[1:]])
    return action, payload


# --- commands to many ----------------------------------------------------------------------


def read(**fields):
    return read_broadcast_request(json.dumps(fields).encode(), VALIDATOR)


def test_a_request_for_many_names_stations_or_all_and_perhaps_a_share():
    command = CommandRequest("ClearCache", {}, 30.0)
    assert read(**CLEAR_CACHE, stations="all") == BroadcastRequest(command, None, 1.0)
    assert read(**CLEAR_CACHE, stations=["A", "B", "A"], share=0.5) == BroadcastRequest(
        command, ("A", "B"), 0.5
    )


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "stations is neither"),
        ({"stations": "CP1"}, "stations is neither"),
        ({"stations": [1]}, "stations is neither"),
        ({"stations": {}}, "stations is neither"),
        ({"stations": "all", "share": 0}, "share is not a number above 0, up to 1"),
        ({"stations": "all", "share": 1.1}, "share is not a number above 0, up to 1"),
        ({"stations": "all", "share": True}, "share is not a number above 0, up to 1"),
        ({"stations": "all", "shares": 1}, "'shares' is no field: there are action,"),
        ({"stations": "all", "action": "Rest"}, "'Rest' is no command"),
    ],
)
def test_a_request_for_many_that_is_none_is_told_what_is_wrong_with_it(fields, problem):
    with pytest.raises(CommandRequestError, match=problem):
        read(**(CLEAR_CACHE | fields))


def test_all_problems_of_a_request_for_many_are_told_at_once():
    with pytest.raises(CommandRequestError) as refused:
        read(action=7, payload=[], timeout=0, stations=7, share=7, x=7)
    assert len(refused.value.problems) == 6


def test_a_command_goes_to_all_that_are_connected_and_is_counted_by_outcome():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            first, second, third, gone = await booted(csms, "A", "B", "C", "D")
            await gone.close()
            await gone.transport.wait_disconnected()
            response = asyncio.ensure_future(
                ask("POST", "/commands", {**CLEAR_CACHE, "stations": "all"})
            )
            assert await answer_next(first, 3, {"status": "Accepted"}) == ("ClearCache", {})
            await answer_next(second, 4, "NotSupported", "", {})
            assert (await third.received.get())[2] == "ClearCache"
            await third.close()
            counts = {
                "sent": 3,
                "results": {"Accepted": 1},
                "errors": {"NotSupported": 1},
                "unanswered": {"cut off": 1},
            }
            assert await response == (200, counts)
            _, statistics = await ask("GET", "/statistics")
            assert statistics["commandsByAction"] == {"ClearCache": counts}

    run(scene())


def test_stations_that_are_named_and_not_connected_are_counted_as_such():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            (station,) = await booted(csms, "A")
            request = {**CLEAR_CACHE, "stations": ["A", "Z"]}
            response = asyncio.ensure_future(ask("POST", "/commands", request))
            await answer_next(station, 3, {"status": "Rejected"})
            _, counts = await response
            assert counts == {
                "sent": 1,
                "results": {"Rejected": 1},
                "errors": {},
                "unanswered": {"not connected": 1},
            }

    run(scene())


@pytest.mark.parametrize(("share", "sent"), [(0.5, 2), (0.001, 1), (1, 4)])
def test_a_share_of_the_stations_is_drawn(share, sent):
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            await booted(csms, *"ABCD")
            request = {**CLEAR_CACHE, "stations": "all", "share": share, "timeout": 0.001}
            _, counts = await ask("POST", "/commands", request)
            assert counts["sent"] == sent
            assert counts["unanswered"] == {"timed out": sent}
            assert sum(station.calls_sent for station in csms.stations.values()) == sent

    run(scene())


def test_a_command_to_nobody_comes_to_nothing():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            request = {**CLEAR_CACHE, "stations": "all", "share": 0.5}
            nothing = {"sent": 0, "results": {}, "errors": {}, "unanswered": {}}
            assert await ask("POST", "/commands", request) == (200, nothing)

    run(scene())


# --- the mix -------------------------------------------------------------------------------


def test_the_mix_is_fired_at_the_rate_of_the_options_and_its_state_is_told(tmp_path):
    (tmp_path / "mix.yaml").write_text(RESET_MIX, "utf-8")
    options = {"commands_per_second": 200.0, "command_mix": str(tmp_path / "mix.yaml")}

    async def scene():
        async with central_system(**options) as csms, control_of(csms) as ask:
            (station,) = await booted(csms, "A")
            assert await answer_next(station, 3, {"status": "Rejected"}) == (
                "Reset",
                {"type": "Soft"},
            )
            await answer_next(station, 4, "NotSupported", "", {})
            await station.received.get()
            code, state = await ask("GET", "/command-mix")
            assert code == 200
            assert (state["mix"], state["rate"]) == ("resets", 200.0)
            assert state["commands"] == {
                "Reset": {
                    "sent": 3,
                    "results": {"Rejected": 1},
                    "errors": {"NotSupported": 1},
                    "unanswered": {},
                }
            }

    run(scene())


def test_a_station_whose_registration_is_pending_gets_nothing_of_the_mix():
    async def scene():
        async with central_system(
            boot_status=RegistrationStatus.PENDING, pending_boots=1, commands_per_second=500.0
        ) as csms:
            (station,) = await booted(csms, "A")
            idle_slots = csms.mix.idle_slots
            while csms.mix.idle_slots < idle_slots + 5:
                await asyncio.sleep(0.001)
            assert station.received.empty()
            await station.result_of("BootNotification", BOOT)
            assert (await station.received.get())[0] == 2

    run(scene())


@pytest.mark.parametrize("earlier_boots", [0, 1])
def test_a_station_gets_nothing_of_the_mix_before_a_late_answer_to_its_boot(earlier_boots):
    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url, "A")
            for _ in range(earlier_boots):
                await station.result_of("BootNotification", BOOT)
            await csms.faults.order(read_fault({"fault": "late", "latency": "100ms"}))
            station.send([2, "a", "BootNotification", BOOT])
            while csms.stations["A"].boots == earlier_boots:
                await asyncio.sleep(0)
            csms.mix.set_rate(500.0)
            assert (await station.received.get())[:2] == [3, "a"]
            assert (await station.received.get())[0] == 2

    run(scene())


@pytest.mark.parametrize("fault", ["lose-answer", "wrong-payload", "wrong-id", "malformed"])
def test_a_station_whose_boot_got_no_proper_answer_gets_nothing_of_the_mix(fault):
    async def scene():
        async with central_system(commands_per_second=500.0) as csms:
            station = await FakeStation.connect(csms.url, "A")
            spoiled: list[bytes] = []
            station.on_ws_frame = lambda _, frame: spoiled.append(frame.get_payload_as_bytes())
            await csms.faults.order(read_fault({"fault": fault}))
            station.send([2, "a", "BootNotification", BOOT])
            idle_slots = csms.mix.idle_slots
            while csms.mix.idle_slots < idle_slots + 20:
                await asyncio.sleep(0.001)
            assert len(spoiled) == (fault != "lose-answer")
            assert csms.stations["A"].calls_sent == 0
            await csms.faults.take_back_all()
            station.send([2, "b", "BootNotification", BOOT])
            while not csms.stations["A"].calls_sent:
                await asyncio.sleep(0)

    run(scene())


def test_an_answer_that_leaves_over_a_connection_that_gave_way_makes_no_station_ready():
    async def scene():
        async with central_system() as csms:
            await csms.faults.order(read_fault({"fault": "late", "latency": "300ms"}))
            # Long enough for the second connection to be there before, on a busy machine, too.
            first = await FakeStation.connect(csms.url, "A", answers_close=False)
            first.send([2, "a", "BootNotification", BOOT])
            while not csms.stations["A"].boots:
                await asyncio.sleep(0)
            second = await FakeStation.connect(csms.url, "A")
            await second.result_of("Heartbeat", {})  # held back for as long, and since later
            assert not csms.stations["A"].is_ready
            await second.result_of("BootNotification", BOOT)
            assert csms.stations["A"].is_ready

    run(scene())


def test_the_mix_starts_and_pauses_when_it_is_told_to():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            (station,) = await booted(csms, "A")
            _, state = await ask("GET", "/command-mix")
            assert (state["mix"], state["rate"], state["commands"]) == ("default", 0.0, {})
            code, state = await ask("POST", "/command-mix", {"rate": 500})
            assert (code, state["rate"]) == (200, 500.0)
            assert (await station.received.get())[0] == 2
            code, state = await ask("POST", "/command-mix", {"rate": 0})
            assert (code, state["rate"]) == (200, 0.0)

    run(scene())


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"{", "the body is not JSON"),
        ({}, "rate is not a number from 0 to 10000"),
        ({"rate": -1}, "rate is not a number from 0 to 10000"),
        ({"rate": 10_001}, "rate is not a number from 0 to 10000"),
        ({"rate": "5"}, "rate is not a number from 0 to 10000"),
        ({"rate": True}, "rate is not a number from 0 to 10000"),
        ({"rate": 5, "mix": "default"}, "'mix' is no field: there are rate"),
    ],
)
def test_a_rate_that_is_none_changes_nothing(body, problem):
    async def scene():
        async with central_system(commands_per_second=3.0) as csms, control_of(csms) as ask:
            code, content = await ask("POST", "/command-mix", body)
            assert code == 400
            assert problem in content["problem"]
            assert csms.mix.rate == 3.0

    run(scene())


@pytest.mark.parametrize(
    ("method", "path", "code", "problem"),
    [
        ("GET", "/commands", 405, "/commands takes POST only"),
        ("DELETE", "/command-mix", 405, "/command-mix takes GET and POST only"),
        ("POST", "/commands", 400, "the body is not JSON"),
    ],
)
def test_what_cannot_be_asked_of_many_is_told(method, path, code, problem):
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            status, content = await ask(method, path, b"")
            assert status == code
            assert problem in content["problem"]

    run(scene())


def test_neither_is_served_to_a_web_page():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            for path, body in (("/commands", CLEAR_CACHE), ("/command-mix", {"rate": 5})):
                status, _ = await ask("POST", path, body, Origin="https://example.org")
                assert status == 403
            assert csms.mix.rate == 0

    run(scene())


# --- what follows from answers -------------------------------------------------------------


@pytest.mark.parametrize("latency", [None, parse_latency("uniform:1ms,20ms")])
def test_the_signed_certificate_comes_after_the_answer_to_the_request(latency):
    async def scene():
        async with central_system(latency=latency) as csms:
            (station,) = await booted(csms, "CP1")
            answer = await station.call("SignCertificate", {"csr": csr()})
            assert (answer[0], answer[2]) == (3, {"status": "Accepted"})
            action, payload = await answer_next(station, 3, {"status": "Accepted"})
            assert action == "CertificateSigned"
            leaf, root = x509.load_pem_x509_certificates(payload["certificateChain"].encode())
            leaf.verify_directly_issued_by(root)
            while not csms.statistics.commands_by_action["CertificateSigned"].results:
                await asyncio.sleep(0.001)

    run(scene())


def test_a_station_that_does_not_take_its_certificate_is_counted_and_no_more():
    async def scene():
        async with central_system() as csms:
            (station,) = await booted(csms, "CP1")
            await station.result_of("SignCertificate", {"csr": csr()})
            await station.received.get()
            await station.close()
            tally = csms.statistics.commands_by_action["CertificateSigned"]
            while not tally.unanswered:
                await asyncio.sleep(0.001)
            assert tally.as_json()["unanswered"] == {"cut off": 1}

    run(scene())


def test_what_commands_have_put_into_a_station_is_shown():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            (station,) = await booted(csms, "CP1")
            reservation = {
                "connectorId": 1,
                "expiryDate": "2030-01-01T00:00:00Z",
                "idTag": "TAG1",
                "reservationId": 7,
            }
            commands = [
                ("ReserveNow", reservation, {"status": "Accepted"}),
                ("GetLocalListVersion", {}, {"listVersion": 3}),
                ("GetLocalListVersion", {}, {"listVersion": "many"}),
                ("SendLocalList", {"any": "thing"}, {"status": "Accepted"}),
            ]
            for action, payload, result in commands:
                body = {"action": action, "payload": payload, "validate": False}
                response = asyncio.ensure_future(ask("POST", "/stations/CP1/commands", body))
                await answer_next(station, 3, result)
                assert (await response)[0] == 200
            _, content = await ask("GET", "/stations")
            assert content["stations"][0]["localListVersion"] == 3
            assert content["stations"][0]["reservations"] == [
                {
                    "reservationId": 7,
                    "connectorId": 1,
                    "idTag": "TAG1",
                    "expiryDate": "2030-01-01T00:00:00Z",
                }
            ]
            _, statistics = await ask("GET", "/statistics")
            assert statistics["payloadViolations"] == {
                "GetLocalListVersion (answer): listVersion breaks type": 1
            }
            assert statistics["commandsByAction"]["GetLocalListVersion"]["results"] == {
                "(no status)": 1,
                "(breaks its schema)": 1,
            }

    run(scene())
