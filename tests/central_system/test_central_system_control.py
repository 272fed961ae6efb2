import asyncio

import pytest
from support.central_system_peers import BOOT, FakeStation, central_system, control_of, run

NOW = "2026-11-23T01:53:32.500Z"
START = {"connectorId": 1, "idTag": "TAG1", "meterStart": 100, "timestamp": NOW}
RESET = {"action": "Reset", "payload": {"type": "Soft"}}
COMMANDS = "/stations/CP%201/commands"


async def command(ask, station, answer, body=RESET):
    """Post a command, let the station answer it, and return the response."""
    response = asyncio.ensure_future(ask("POST", COMMANDS, body))
    message = await station.received.get()
    station.send([answer[0], message[1], *answer[1:]])
    return await response


def test_stations_are_listed_with_what_is_known_of_them():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            gone = await FakeStation.connect(csms.url, "CP0")
            await gone.close()
            await gone.transport.wait_disconnected()
            station = await FakeStation.connect(csms.url, "CP 1")
            await station.result_of("BootNotification", BOOT)
            status = {"connectorId": 1, "status": "Charging", "errorCode": "NoError"}
            await station.result_of("StatusNotification", status)
            code, content = await ask("GET", "/stations")
            assert code == 200
            assert [entry["connected"] for entry in content["stations"]] == [False, True]
            assert content["stations"][1] == {
                "identity": "CP 1",
                "connected": True,
                "registration": "Accepted",
                "boots": 1,
                "bootNotification": BOOT,
                "connectors": [{"connectorId": 1, "status": "Charging", "errorCode": "NoError"}],
                "progress": {},
                "securityEvents": 0,
                "localListVersion": None,
                "reservations": [],
                "callsReceived": 2,
                "callsSent": 0,
            }

    run(scene())


def test_transactions_are_listed_open_and_ended_or_open_only():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            station = await FakeStation.connect(csms.url, "CP 1")
            await station.result_of("StartTransaction", START)
            await station.result_of("StartTransaction", {**START, "connectorId": 2})
            stop = {"transactionId": 1, "meterStop": 200, "timestamp": NOW}
            await station.result_of("StopTransaction", stop)
            _, content = await ask("GET", "/transactions")
            assert [entry["transactionId"] for entry in content["open"]] == [2]
            assert [entry["meterStop"] for entry in content["ended"]] == [200]
            assert (content["started"], content["stopped"]) == (2, 1)
            _, content = await ask("GET", "/transactions?open=1")
            assert "ended" not in content
            code, content = await ask("GET", "/transactions?open=yes")
            assert (code, content["problem"]) == (400, "open is neither 0 nor 1")

    run(scene())


def test_statistics_are_told():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            station = await FakeStation.connect(csms.url, "CP 1")
            await station.result_of("Heartbeat", {})
            assert await station.error_of("Reset", {}) == "NotSupported"
            station.send(b"nonsense")
            await command(ask, station, [3, {"status": "Accepted"}])
            code, content = await ask("GET", "/statistics")
            assert code == 200
            assert content == {
                "calls": {"received": {"Heartbeat": 1, "Reset": 1}, "sent": {"Reset": 1}},
                "callErrorsSent": {"NotSupported": 1},
                "commands": {"result": 1},
                "commandsByAction": {
                    "Reset": {
                        "sent": 1,
                        "results": {"Accepted": 1},
                        "errors": {},
                        "unanswered": {},
                    }
                },
                "securityEvents": {},
                "violations": {"not JSON": 1},
                "payloadViolations": {},
                "errorsInjected": 0,
                "transactionsUnknown": 0,
                "connections": {
                    "open": 1,
                    "peak": 1,
                    "accepted": 1,
                    "refused": 0,
                    "duplicate": 0,
                },
            }

    run(scene())


@pytest.mark.parametrize(
    ("answer", "content"),
    [
        ([3, {"status": "Accepted"}], {"result": {"status": "Accepted"}}),
        (
            [3, {"status": "Perhaps"}],
            {"result": {"status": "Perhaps"}, "violation": "status breaks enum"},
        ),
        (
            [4, "NotSupported", "no resets here", {"since": "today"}],
            {
                "error": {
                    "code": "NotSupported",
                    "description": "no resets here",
                    "details": {"since": "today"},
                }
            },
        ),
    ],
)
def test_a_command_returns_what_the_station_answers(answer, content):
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            station = await FakeStation.connect(csms.url, "CP 1")
            assert await command(ask, station, answer) == (200, content)

    run(scene())


def test_an_improper_answer_of_the_station_is_a_bad_gateway():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            station = await FakeStation.connect(csms.url, "CP 1")
            code, content = await command(ask, station, [3, []])
            assert code == 502
            assert "payload is not an object" in content["problem"]

    run(scene())


def test_a_station_that_does_not_answer_is_a_gateway_timeout():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            await FakeStation.connect(csms.url, "CP 1")
            code, content = await ask("POST", COMMANDS, {**RESET, "timeout": 0.001})
            assert code == 504
            assert content["problem"] == "Reset was not answered within 0.001 s"

    run(scene())


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "problem"),
    [
        ("POST", COMMANDS, RESET, 404, "CP 1 is not connected"),
        ("POST", COMMANDS, b"{", 400, "the body is not JSON"),
        ("POST", COMMANDS, {"action": "Reset"}, 400, "payload: type breaks required"),
        ("GET", COMMANDS, None, 405, "takes POST only"),
        ("POST", "/stations", RESET, 405, "/stations takes GET only"),
        ("DELETE", "/stop", None, 405, "/stop takes POST only"),
        ("GET", "/", None, 404, "there is no /"),
        ("GET", "/stations/CP1", None, 404, "there is no /stations/CP1"),
    ],
)
def test_what_cannot_be_done_is_told(method, path, body, code, problem):
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            status, content = await ask(method, path, body)
            assert status == code
            assert problem in content["problem"]

    run(scene())


def test_a_web_page_is_not_served():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            status, _ = await ask("POST", "/stop", Origin="https://example.org")
            assert status == 403

    run(scene())


def test_a_stop_is_answered_and_asks_the_central_system_to_stop():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            assert await ask("POST", "/stop") == (200, {})
            await csms.stop_requested()

    run(scene())


def test_the_roots_of_the_test_authority_can_be_had():
    async def scene():
        async with central_system() as csms, control_of(csms) as ask:
            code, content = await ask("GET", "/authority")
            assert code == 200
            assert set(content) == {"CentralSystemRootCertificate", "ManufacturerRootCertificate"}
            assert len(set(content.values())) == 2
            for pem in content.values():
                assert pem.startswith("-----BEGIN CERTIFICATE-----")

    run(scene())
