"""Faults on sockets: what a station meets while one is in force, and after it."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from picows import WSCloseCode, WSHandshakeError
from support.central_system_peers import BOOT, FakeStation, central_system, control_of, run

from ocpp_load.central_system.latency import FixedLatency

NOW = "2026-11-23T01:53:32.500Z"
START = {"connectorId": 1, "idTag": "TAG1", "meterStart": 100, "timestamp": NOW}


@asynccontextmanager
async def a_scene(**options):
    async with central_system(**options) as csms, control_of(csms) as ask:

        async def order(*faults):
            status, content = await ask("POST", "/faults", list(faults))
            assert status == 200, content
            return content

        csms.order = order
        csms.ask = ask
        yield csms


async def nothing_comes_before(station, sentinel):
    """Assert that the next thing which comes is what the sentinel causes."""
    answer = await sentinel
    assert station.received.empty()
    return answer


def test_what_is_in_force_is_told_with_what_it_struck_and_what_is_to_come():
    async def scene():
        async with a_scene() as csms:
            content = await csms.order(
                {"fault": "call-error", "stations": ["CP*"], "for": 3600},
                {"fault": "die", "after": 3600},
            )
            assert content["inForce"] == [
                {
                    "fault": "call-error",
                    "stations": ["CP*"],
                    "actions": "all",
                    "share": 1.0,
                    "for": 3600.0,
                    "code": "InternalError",
                }
            ]
            station = await FakeStation.connect(csms.url)
            await station.error_of("Heartbeat", {})
            _, content = await csms.ask("GET", "/faults")
            assert content["strikes"] == {"call-error": 1}
            assert [(one["fault"], one["after"]) for one in content["toCome"]] == [("die", 3600)]
            _, content = await csms.ask("DELETE", "/faults")
            assert content == {"inForce": [], "toCome": [], "strikes": {"call-error": 1}}
            await station.result_of("Heartbeat", {})

    run(scene())


@pytest.mark.parametrize(
    ("method", "body", "status", "problem"),
    [
        ("POST", {"fault": "explode"}, 400, "'explode' is no fault"),
        ("POST", b"nonsense", 400, "the body is not JSON"),
        ("PUT", {"fault": "die"}, 405, "/faults takes GET, POST and DELETE only"),
    ],
)
def test_a_wrong_order_is_refused_and_nothing_of_it_begins(method, body, status, problem):
    async def scene():
        async with a_scene() as csms:
            code, content = await csms.ask(method, "/faults", body)
            assert code == status
            assert content["problem"].startswith(problem)
            _, content = await csms.ask("GET", "/faults")
            assert content["inForce"] == []

    run(scene())


def test_a_fault_ends_by_itself_when_its_time_is_over():
    async def scene():
        async with a_scene() as csms:
            await csms.order({"fault": "call-error", "for": 0.05})
            station = await FakeStation.connect(csms.url)
            while (await station.call("Heartbeat", {}))[0] == 4:
                await asyncio.sleep(0)
            assert csms.faults.as_json()["inForce"] == []

    run(scene())


def test_a_fault_begins_when_its_time_has_come():
    async def scene():
        async with a_scene() as csms:
            await csms.order({"fault": "call-error", "after": 0.05})
            station = await FakeStation.connect(csms.url)
            while (await station.call("Heartbeat", {}))[0] == 3:
                await asyncio.sleep(0)
            assert csms.faults.as_json()["toCome"] == []

    run(scene())


def test_a_call_that_is_ignored_leaves_no_trace():
    async def scene():
        async with a_scene() as csms:
            await csms.order({"fault": "ignore", "stations": ["CP1"]})
            station = await FakeStation.connect(csms.url, "CP1")
            other = await FakeStation.connect(csms.url, "CP2")
            station.send([2, "a", "StartTransaction", START])
            await other.result_of("StartTransaction", START)
            await csms.ask("DELETE", "/faults")
            assert await station.result_of("Heartbeat", {})
            assert [one.identity for one in csms.transactions.open] == ["CP2"]

    run(scene())


def test_a_call_whose_answer_is_lost_is_in_the_books_and_repeated_gets_the_same_answer():
    async def scene():
        async with a_scene() as csms:
            await csms.order({"fault": "lose-answer"})
            station = await FakeStation.connect(csms.url)
            station.send([2, "a", "StartTransaction", START])
            await csms.ask("DELETE", "/faults")
            answer = await station.result_of("StartTransaction", START)
            assert answer["transactionId"] == 1
            _, content = await csms.ask("GET", "/transactions")
            assert content["started"] == 1
            assert [one["identity"] for one in content["repeated"]["latest"]] == ["CP1"]

    run(scene())


def test_a_call_error_has_the_code_that_was_ordered():
    async def scene():
        async with a_scene() as csms:
            await csms.order({"fault": "call-error", "code": "SecurityError"})
            station = await FakeStation.connect(csms.url)
            assert await station.error_of("StartTransaction", START) == "SecurityError"
            assert (csms.transactions.started, csms.statistics.errors_injected) == (0, 1)

    run(scene())


def test_an_answer_comes_twice():
    async def scene():
        async with a_scene() as csms:
            await csms.order({"fault": "twice"})
            station = await FakeStation.connect(csms.url)
            answer = await station.call("Heartbeat", {})
            assert await station.received.get() == answer

    run(scene())


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ("wrong-payload", [3, "a", {"unexpected": True}]),
        ("wrong-id", [3, "nobody-asked-for-this", {}]),
    ],
)
def test_an_answer_is_wrong(fault, answer):
    async def scene():
        async with a_scene() as csms:
            await csms.order({"fault": fault})
            station = await FakeStation.connect(csms.url)
            status = {"connectorId": 1, "status": "Available", "errorCode": "NoError"}
            station.send([2, "a", "StatusNotification", status])
            assert await station.received.get() == answer
            assert 1 in csms.stations["CP1"].connectors

    run(scene())


def test_an_answer_is_held_back_for_a_share_of_the_stations_only():
    async def scene():
        async with a_scene() as csms:
            await csms.order({"fault": "late", "latency": "3600s", "stations": ["CP1"]})
            late = await FakeStation.connect(csms.url, "CP1")
            late.send([2, "a", "Heartbeat", {}])
            other = await FakeStation.connect(csms.url, "CP2")
            await nothing_comes_before(late, other.result_of("Heartbeat", {}))

    run(scene())


@pytest.mark.parametrize(
    ("fault", "code"),
    [("close", WSCloseCode.SERVICE_RESTART), ("reset", WSCloseCode.ABNORMAL_CLOSURE)],
)
def test_the_connections_of_the_stations_named_end_once(fault, code):
    async def scene():
        async with a_scene() as csms:
            struck = await FakeStation.connect(csms.url, "CP1")
            other = await FakeStation.connect(csms.url, "CP2")
            content = await csms.order({"fault": fault, "stations": ["CP1"]})
            assert content["strikes"] == {fault: 1}
            assert await struck.close_code() == code
            again = await FakeStation.connect(csms.url, "CP1")
            for station in (again, other):
                await station.result_of("Heartbeat", {})

    run(scene())


def test_upgrades_are_answered_with_503_until_the_end():
    async def scene():
        async with a_scene() as csms:
            await csms.order({"fault": "unavailable", "stations": ["CP1"]})
            with pytest.raises(WSHandshakeError) as refused:
                await FakeStation.connect(csms.url, "CP1")
            assert refused.value.response.status == 503
            assert "Retry-After" not in refused.value.response.headers
            await FakeStation.connect(csms.url, "CP2")
            await csms.ask("DELETE", "/faults")
            await FakeStation.connect(csms.url, "CP1")
            assert csms.statistics.connections_refused == 1

    run(scene())


def test_upgrades_are_answered_with_429_and_when_to_come_back():
    async def scene():
        async with a_scene() as csms:
            await csms.order({"fault": "unavailable", "status": 429, "retry-after": 7})
            with pytest.raises(WSHandshakeError) as refused:
                await FakeStation.connect(csms.url)
            assert refused.value.response.status == 429
            assert refused.value.response.headers["Retry-After"] == "7"

    run(scene())


def test_new_connections_are_refused_and_open_ones_stay():
    async def scene():
        async with a_scene() as csms:
            station = await FakeStation.connect(csms.url, "CP1")
            await csms.order({"fault": "refuse"})
            with pytest.raises(ConnectionRefusedError):
                await FakeStation.connect(csms.url, "CP2")
            await station.result_of("Heartbeat", {})
            await csms.ask("DELETE", "/faults")
            other = await FakeStation.connect(csms.url, "CP2")
            await other.result_of("BootNotification", BOOT)

    run(scene())


def test_while_it_hangs_nothing_is_read_and_everything_is_served_in_the_end():
    async def scene():
        async with a_scene() as csms:
            station = await FakeStation.connect(csms.url, "CP1")
            await csms.order({"fault": "hang"})
            station.send([2, "a", "Heartbeat", {}])
            connecting = asyncio.ensure_future(FakeStation.connect(csms.url, "CP2"))
            for _ in range(3):
                await csms.ask("GET", "/stations")
            assert csms.statistics.calls_received == {}
            assert not connecting.done()
            await csms.ask("DELETE", "/faults")
            assert (await station.received.get())[:2] == [3, "a"]
            await (await connecting).result_of("Heartbeat", {})

    run(scene())


def test_an_answer_that_was_held_back_does_not_leave_while_it_hangs():
    async def scene():
        async with a_scene(latency=FixedLatency(0.02)) as csms:
            station = await FakeStation.connect(csms.url)
            station.send([2, "a", "Heartbeat", {}])
            while not csms.statistics.calls_received:
                await asyncio.sleep(0)
            await csms.order({"fault": "hang"})
            await asyncio.sleep(0.02)  # a timer that was set after that of the answer
            assert station.received.empty()
            await csms.ask("DELETE", "/faults")
            assert (await station.received.get())[:2] == [3, "a"]

    run(scene())


def test_in_a_stall_calls_are_dealt_with_and_answered_when_it_is_over_in_their_order():
    async def scene():
        async with a_scene() as csms:
            station = await FakeStation.connect(csms.url, "CP1")
            await csms.order({"fault": "stall", "for": 3600})
            late = await FakeStation.connect(csms.url, "CP2")
            station.send([2, "a", "Heartbeat", {}])
            station.send([2, "b", "Heartbeat", {}])
            late.send([2, "c", "Heartbeat", {}])
            while csms.statistics.calls_received["Heartbeat"] < 3:
                await asyncio.sleep(0)
            command = asyncio.ensure_future(csms.command("CP2", "ClearCache", {}, 3600))
            await csms.ask("GET", "/stations")
            assert station.received.empty()
            assert late.received.empty()
            await csms.ask("DELETE", "/faults")
            assert [(await station.received.get())[1] for _ in range(2)] == ["a", "b"]
            assert (await late.received.get())[1] == "c"
            _, message_id, action, _ = await late.received.get()
            assert action == "ClearCache"
            late.send([3, message_id, {"status": "Accepted"}])
            await command
            await station.result_of("Heartbeat", {})

    run(scene())


def test_an_answer_that_latency_holds_back_does_not_leave_in_a_stall():
    async def scene():
        async with a_scene(latency=FixedLatency(0.02)) as csms:
            station = await FakeStation.connect(csms.url)
            station.send([2, "a", "Heartbeat", {}])
            while not csms.statistics.calls_received:
                await asyncio.sleep(0)
            await csms.order({"fault": "stall"})
            await asyncio.sleep(0.02)  # a timer that was set after that of the answer
            assert station.received.empty()
            await csms.ask("DELETE", "/faults")
            assert (await station.received.get())[:2] == [3, "a"]

    run(scene())


def test_a_stall_within_a_hang_lets_nothing_out_before_both_are_over():
    async def scene():
        async with a_scene(latency=FixedLatency(0.5)) as csms:
            station = await FakeStation.connect(csms.url)
            station.send([2, "a", "Heartbeat", {}])
            while not csms.statistics.calls_received:
                await asyncio.sleep(0)
            # Both are in force long before the answer is ready, on a busy machine, too.
            await csms.order({"fault": "hang"}, {"fault": "stall", "for": 0.01})
            await asyncio.sleep(0.55)
            assert station.received.empty()
            await csms.ask("DELETE", "/faults")
            assert (await station.received.get())[:2] == [3, "a"]

    run(scene())


def test_what_each_answer_took_is_kept_where_that_is_asked_for():
    async def scene():
        async with a_scene(records_answers=True, latency=FixedLatency(0.02)) as csms:
            station = await FakeStation.connect(csms.url, "CP7")
            for _ in range(2):
                await station.result_of("Heartbeat", {})
            status, content = await csms.ask("GET", "/answers")
            assert (status, content["leftOut"]) == (200, 0)
            [one] = content["answers"]
            assert (one["station"], one["action"]) == ("CP7", "Heartbeat")
            (first, second), (answered, _) = one["readUs"], one["writtenUs"]
            assert first + 19_000 < answered < second

    run(scene())


def test_otherwise_nothing_is_kept():
    async def scene():
        async with a_scene() as csms:
            status, content = await csms.ask("GET", "/answers")
            assert status == 404
            assert content["problem"] == "nothing is kept: start with --record-answers"

    run(scene())


def test_an_answer_that_leaves_twice_is_kept_once():
    async def scene():
        async with a_scene(records_answers=True) as csms:
            await csms.order({"fault": "twice"})
            station = await FakeStation.connect(csms.url)
            station.send([2, "a", "Heartbeat", {}])
            for _ in range(2):
                await station.received.get()
            _, content = await csms.ask("GET", "/answers")
            assert [len(one["writtenUs"]) for one in content["answers"]] == [1]

    run(scene())


def test_it_can_hang_refuse_and_hang_again():
    async def scene():
        async with a_scene() as csms:
            for fault in ("hang", "refuse", "hang"):
                await csms.order({"fault": fault, "for": 3600})
            with pytest.raises(ConnectionRefusedError):
                await FakeStation.connect(csms.url)
            await csms.ask("DELETE", "/faults")
            await (await FakeStation.connect(csms.url)).result_of("Heartbeat", {})
            await csms.order({"fault": "hang"})
            await csms.ask("DELETE", "/faults")
            await (await FakeStation.connect(csms.url)).result_of("Heartbeat", {})

    run(scene())


@pytest.mark.parametrize("fault", ["hang", "refuse"])
def test_it_ends_well_while_its_door_is_not_open(fault):
    async def scene():
        async with a_scene() as csms:
            station = await FakeStation.connect(csms.url, answers_close=False)
            await csms.order({"fault": fault})
        assert await station.close_code() == WSCloseCode.GOING_AWAY

    run(scene())


def test_a_connection_is_accepted_and_then_silent_until_the_end():
    async def scene():
        async with a_scene() as csms:
            before = await FakeStation.connect(csms.url, "CP0")
            await csms.order({"fault": "silent", "stations": ["CP0", "CP1"]})
            silent = await FakeStation.connect(csms.url, "CP1")
            assert silent.subprotocol == "ocpp1.6"
            silent.send([2, "a", "Heartbeat", {}])
            silent.transport.send_ping(b"there?")
            command = asyncio.ensure_future(csms.command("CP1", "ClearCache", {}, 3600))
            for station in (before, await FakeStation.connect(csms.url, "CP2")):
                await station.result_of("Heartbeat", {})
            assert silent.received.empty()
            assert silent.pongs.empty()
            await csms.ask("DELETE", "/faults")
            assert (await silent.received.get())[2] == "ClearCache"
            assert (await silent.received.get())[:2] == [3, "a"]
            assert await silent.pongs.get() == b"there?"
            command.cancel()

    run(scene())


def test_a_fault_of_the_options_is_in_force_from_the_start():
    async def scene():
        async with central_system(latency=FixedLatency(0.001), error_rate=1.0) as csms:
            in_force = {one["fault"] for one in csms.faults.as_json()["inForce"]}
            assert in_force == {"late", "call-error"}
            station = await FakeStation.connect(csms.url)
            assert await station.error_of("Heartbeat", {}) == "InternalError"

    run(scene())
