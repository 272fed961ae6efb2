import asyncio
import socket
from random import Random

import pytest
from picows import WSCloseCode, WSHandshakeError, WSMsgType
from support.central_system_peers import BOOT, FakeStation, central_system, run

from ocpp_load.central_system.commands import CommandCutOffError, NotConnectedError
from ocpp_load.errors import OptionError
from ocpp_load.messages.v16.enums import RegistrationStatus
from ocpp_load.ocppj import CallResult

TEXT, CONTINUATION, BINARY = WSMsgType.TEXT, WSMsgType.CONTINUATION, WSMsgType.BINARY
EPOCH_S = 1_795_398_812.5
NOW = "2026-11-23T01:53:32.500Z"
HEARTBEAT = b'[2,"a","Heartbeat",{}]'


class ScriptedLatency:
    """Holds the first answers back for the times it was given, later ones not at all."""

    def __init__(self, *delays_s: float) -> None:
        self._delays_s = list(delays_s)

    def draw_s(self, random: Random) -> float:
        return self._delays_s.pop(0) if self._delays_s else 0.0


def test_a_charging_session_is_answered_from_boot_to_stop():
    async def scene():
        async with central_system(clock=lambda: EPOCH_S) as csms:
            station = await FakeStation.connect(csms.url, "CP1")
            accepted = {"status": "Accepted", "currentTime": NOW, "interval": 30}
            assert await station.result_of("BootNotification", BOOT) == accepted
            status = {"connectorId": 1, "status": "Preparing", "errorCode": "NoError"}
            assert await station.result_of("StatusNotification", status) == {}
            assert await station.result_of("Authorize", {"idTag": "TAG1"}) == {
                "idTagInfo": {"status": "Accepted"}
            }
            start = {"connectorId": 1, "idTag": "TAG1", "meterStart": 100, "timestamp": NOW}
            assert await station.result_of("StartTransaction", start) == {
                "transactionId": 1,
                "idTagInfo": {"status": "Accepted"},
            }
            values = {"timestamp": NOW, "sampledValue": [{"value": "150"}]}
            meter = {"connectorId": 1, "transactionId": 1, "meterValue": [values]}
            assert await station.result_of("MeterValues", meter) == {}
            stop = {"transactionId": 1, "meterStop": 200, "timestamp": NOW}
            assert await station.result_of("StopTransaction", stop) == {}
            assert [ended.meter_stop for ended in csms.transactions.ended] == [200]
            assert csms.stations["CP1"].connectors[1].status == "Preparing"

    run(scene())


def test_the_agreed_subprotocol_is_named_in_the_handshake():
    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url, subprotocols="ocpp2.0.1, ocpp1.6")
            assert station.subprotocol == "ocpp1.6"

    run(scene())


@pytest.mark.parametrize("subprotocols", [None, "ocpp2.0.1"])
def test_without_an_agreed_subprotocol_the_handshake_is_completed_and_then_closed(subprotocols):
    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url, subprotocols=subprotocols)
            assert station.subprotocol is None
            assert await station.close_code() == WSCloseCode.PROTOCOL_ERROR
            assert csms.statistics.connections_refused == 1
            assert not csms.stations

    run(scene())


def test_a_path_that_is_not_ours_is_not_found():
    async def scene():
        async with central_system(path="/ocpp") as csms:
            with pytest.raises(WSHandshakeError) as refused:
                await FakeStation.connect(csms.url.replace("/ocpp", "/other"))
            assert refused.value.response.status == 404

    run(scene())


def test_an_identity_is_decoded_from_the_url():
    async def scene():
        async with central_system() as csms:
            await FakeStation.connect(csms.url, "Säule 1/2")
            assert list(csms.stations) == ["Säule 1/2"]

    run(scene())


def test_a_second_connection_of_a_station_replaces_the_first():
    async def scene():
        async with central_system() as csms:
            first = await FakeStation.connect(csms.url, "CP1")
            command = asyncio.ensure_future(csms.command("CP1", "ClearCache", {}))
            message = await first.received.get()
            second = await FakeStation.connect(csms.url, "CP1")
            assert await first.close_code() == WSCloseCode.POLICY_VIOLATION
            with pytest.raises(CommandCutOffError):
                await command
            second.send([3, message[1], {"status": "Accepted"}])
            await second.result_of("Heartbeat", {})
            assert csms.statistics.commands["answered late"] == 1
            assert csms.statistics.connections_open == 1
            assert csms.statistics.connections_duplicate == 1

    run(scene())


def test_what_a_replaced_connection_still_sends_does_not_count():
    async def scene():
        async with central_system() as csms:
            first = await FakeStation.connect(csms.url, "CP1", answers_close=False)
            second = await FakeStation.connect(csms.url, "CP1")
            await first.close_code()
            status = {"connectorId": 1, "status": "Faulted", "errorCode": "NoError"}
            first.send([2, "a", "StatusNotification", status])
            first.transport.send_close(WSCloseCode.OK)
            await first.transport.wait_disconnected()
            await second.result_of("Heartbeat", {})
            assert not csms.stations["CP1"].connectors

    run(scene())


def test_the_end_of_a_replaced_connection_leaves_the_new_one_alone():
    async def scene():
        async with central_system() as csms:
            first = await FakeStation.connect(csms.url, "CP1")
            second = await FakeStation.connect(csms.url, "CP1")
            await first.close_code()
            while csms.statistics.connections_open > 1:
                await asyncio.sleep(0)
            command = asyncio.ensure_future(csms.command("CP1", "ClearCache", {}))
            message = await second.received.get()
            second.send([3, message[1], {"status": "Accepted"}])
            await command

    run(scene())


def test_a_close_frame_without_a_code_is_answered_with_a_valid_one():
    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url)
            masked_and_empty = b"\x88\x80\x00\x00\x00\x00"
            station.transport.underlying_transport.write(masked_and_empty)
            assert await station.close_code() == WSCloseCode.OK

    run(scene())


def test_a_station_is_not_connected_before_and_after_its_connection():
    async def scene():
        async with central_system() as csms:
            with pytest.raises(NotConnectedError):
                await csms.command("CP1", "ClearCache", {})
            station = await FakeStation.connect(csms.url, "CP1")
            assert csms.stations["CP1"].connection is not None
            assert await station.close() == WSCloseCode.OK
            await station.transport.wait_disconnected()
            with pytest.raises(NotConnectedError):
                await csms.command("CP1", "ClearCache", {})
            assert csms.statistics.connections_open == 0
            assert csms.statistics.connections_peak == 1

    run(scene())


def test_a_connection_that_just_goes_takes_its_commands_with_it():
    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url, "CP1")
            command = asyncio.ensure_future(csms.command("CP1", "ClearCache", {}))
            await station.received.get()
            station.transport.disconnect(graceful=False)
            with pytest.raises(CommandCutOffError, match="lost before ClearCache was answered"):
                await command
            assert csms.statistics.commands == {"cut off": 1}

    run(scene())


def test_a_command_reaches_the_station_and_its_answer_comes_back():
    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url, "CP1")
            command = asyncio.ensure_future(csms.command("CP1", "Reset", {"type": "Soft"}))
            message_type, message_id, action, payload = await station.received.get()
            assert (message_type, action, payload) == (2, "Reset", {"type": "Soft"})
            station.send([3, message_id, {"status": "Accepted"}])
            assert await command == CallResult(message_id, {"status": "Accepted"})
            assert csms.statistics.calls_sent == {"Reset": 1}
            assert csms.statistics.commands == {"result": 1}

    run(scene())


def test_a_triggered_message_may_follow_its_trigger_at_once_while_the_boot_is_pending():
    async def scene():
        async with central_system(boot_status=RegistrationStatus.PENDING) as csms:
            station = await FakeStation.connect(csms.url, "CP1")
            await station.result_of("BootNotification", BOOT)
            trigger = {"requestedMessage": "Heartbeat"}
            command = asyncio.ensure_future(csms.command("CP1", "TriggerMessage", trigger))
            message = await station.received.get()
            station.send([3, message[1], {"status": "Accepted"}])
            station.send([2, "a", "Heartbeat", {}])
            assert (await station.received.get())[0] == 3
            await command

    run(scene())


@pytest.mark.parametrize(
    ("text", "answer", "kind"),
    [
        (b"\xff\xfe", None, "not JSON"),
        (b"ping", None, "not JSON"),
        (b"{}", None, "not an array"),
        (b'[9,"a"]', None, "unknown message type"),
        (b'[2,"a"]', "FormationViolation", "wrong number of elements"),
        (b'[2,7,"Heartbeat",{}]', None, "message id is not a string"),
        (b'[2,"a","Heartbeat",[]]', "FormationViolation", "payload is not an object"),
        (b'[3,"a",{}]', None, "answer to a call never made"),
    ],
)
def test_what_is_no_message_is_counted_and_answered_where_an_answer_is_due(text, answer, kind):
    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url)
            station.send(text)
            station.send([2, "after", "Heartbeat", {}])
            if answer is not None:
                refusal = await station.received.get()
                assert refusal[:3] == [4, "a", answer]
            assert (await station.received.get())[:2] == [3, "after"]
            assert csms.statistics.violations == {kind: 1}

    run(scene())


def test_an_improper_answer_to_a_command_ends_it():
    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url, "CP1")
            command = asyncio.ensure_future(csms.command("CP1", "ClearCache", {}))
            message = await station.received.get()
            station.send([3, message[1], "Accepted"])
            await asyncio.wait([command])
            assert "answered improperly: payload is not an object" in str(command.exception())
            assert csms.statistics.commands == {"answered improperly": 1}

    run(scene())


def test_a_message_in_fragments_is_answered_with_a_ping_between_them():
    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url)
            station.send_frame(TEXT, HEARTBEAT[:5], is_last=False)
            station.transport.send_ping(b"are you there")
            station.send_frame(CONTINUATION, HEARTBEAT[5:10], is_last=False)
            station.send_frame(CONTINUATION, HEARTBEAT[10:])
            assert (await station.received.get())[:2] == [3, "a"]
            assert await station.pongs.get() == b"are you there"

    run(scene())


def test_binary_messages_are_ignored_and_counted_whole_or_in_fragments():
    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url)
            station.send_frame(BINARY, HEARTBEAT)
            station.send_frame(BINARY, HEARTBEAT[:5], is_last=False)
            station.send_frame(CONTINUATION, HEARTBEAT[5:])
            assert "currentTime" in await station.result_of("Heartbeat", {})
            assert csms.statistics.violations == {"not a text frame": 2}
            assert csms.statistics.calls_received == {"Heartbeat": 1}

    run(scene())


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([(CONTINUATION, b"a", True)], WSCloseCode.PROTOCOL_ERROR),
        ([(TEXT, b"a", False), (TEXT, b"b", True)], WSCloseCode.PROTOCOL_ERROR),
        ([(TEXT, b"a" * 1001, True)], WSCloseCode.MESSAGE_TOO_BIG),
        (
            [(TEXT, b"a" * 600, False), (CONTINUATION, b"a" * 600, True)],
            WSCloseCode.MESSAGE_TOO_BIG,
        ),
    ],
)
def test_what_breaks_the_websocket_protocol_closes_the_connection(frames, code, caplog):
    async def scene():
        async with central_system(max_message_bytes=1000) as csms:
            station = await FakeStation.connect(csms.url)
            for kind, payload, is_last in frames:
                station.send_frame(kind, payload, is_last=is_last)
            assert await station.close_code() == code
            await station.transport.wait_disconnected()
            while csms.statistics.connections_open:
                await asyncio.sleep(0)
            assert csms.statistics.violations == {"breaks the WebSocket protocol": 1}

    run(scene())
    assert not caplog.records


def test_a_fault_of_our_own_is_logged_with_its_traceback(monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("ocpp_load.central_system.connection.parse", fail)

    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url)
            station.send(HEARTBEAT)
            assert await station.close_code() == WSCloseCode.INTERNAL_ERROR

    run(scene())
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError]


def test_a_station_that_does_not_read_its_answers_is_not_read_from_either():
    calls = 20_000

    def small_socket(_url):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        return client

    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url, "CP1", socket_factory=small_socket)
            at_the_server = csms.stations["CP1"].connection._transport.underlying_transport
            server_socket = at_the_server.get_extra_info("socket")
            server_socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            station.transport.underlying_transport.pause_reading()
            for _ in range(calls):
                station.send(HEARTBEAT)
            while at_the_server.is_reading():
                await asyncio.sleep(0)
            assert csms.stations["CP1"].calls_received < calls
            station.transport.underlying_transport.resume_reading()
            for _ in range(calls):
                await station.received.get()
            assert at_the_server.is_reading()

    run(scene())


def test_latency_holds_back_one_answer_and_not_the_next():
    async def scene():
        async with central_system(latency=ScriptedLatency(3600.0, 0.0)) as csms:
            station = await FakeStation.connect(csms.url)
            station.send([2, "slow", "Heartbeat", {}])
            station.send([2, "quick", "Heartbeat", {}])
            assert (await station.received.get())[1] == "quick"
            assert csms.statistics.calls_received == {"Heartbeat": 2}

    run(scene())


def test_an_answer_that_is_held_back_comes():
    async def scene():
        async with central_system(latency=ScriptedLatency(0.001)) as csms:
            station = await FakeStation.connect(csms.url)
            assert "currentTime" in await station.result_of("Heartbeat", {})

    run(scene())


def test_with_an_error_rate_of_one_every_call_fails():
    async def scene():
        async with central_system(error_rate=1.0) as csms:
            station = await FakeStation.connect(csms.url)
            assert await station.error_of("Heartbeat", {}) == "InternalError"
            assert csms.statistics.errors_injected == 1

    run(scene())


def test_when_it_stops_every_connection_is_told_that_it_goes_away():
    async def scene():
        async with central_system() as csms:
            stations = [await FakeStation.connect(csms.url, f"CP{n}") for n in range(5)]
        codes = [await station.close_code() for station in stations]
        assert codes == [WSCloseCode.GOING_AWAY] * 5
        assert csms.statistics.connections_open == 0

    run(scene())


def test_a_station_that_never_answers_the_close_frame_is_cut_off(monkeypatch):
    monkeypatch.setattr("ocpp_load.central_system.closing.CLOSE_TIMEOUT_S", 0.01)

    async def scene():
        async with central_system() as csms:
            station = await FakeStation.connect(csms.url, answers_close=False)
        await station.transport.wait_disconnected()
        assert csms.statistics.connections_open == 0

    run(scene())


def test_two_cannot_listen_on_one_port():
    async def scene():
        async with central_system() as csms:
            port = int(csms.url.split(":")[2].split("/")[0])
            with pytest.raises(
                OptionError, match=rf"--port: cannot listen on 127.0.0.1, port {port}"
            ):
                async with central_system(port=port):
                    pass

    run(scene())


def test_those_that_share_a_port_deal_stations_out_among_them():
    async def scene():
        async with central_system(shares_port=True) as one:
            port = int(one.url.split(":")[2].split("/")[0])
            async with central_system(port=port, shares_port=True) as other:
                for number in range(12):
                    await FakeStation.connect(one.url, f"CP{number}")
                both = [csms.statistics.connections_accepted for csms in (one, other)]
        assert sum(both) == 12

    run(scene())


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
def test_a_host_that_is_not_this_machine_is_told_so(host, monkeypatch):
    def unknown(*_args, **_kwargs):
        raise socket.gaierror("Name or service not known")

    if host.endswith(".invalid"):
        monkeypatch.setattr("ocpp_load.central_system.server.ws_create_server", unknown)

    async def scene():
        with pytest.raises(OptionError, match=rf"--host: '{host}' is no address of this machine"):
            async with central_system(host=host):
                pass

    run(scene())


@pytest.mark.parametrize(("host", "in_url"), [("0.0.0.0", "127.0.0.1"), ("127.0.0.2", "127.0.0.2")])
def test_the_url_names_a_host_that_can_be_connected_to(host, in_url):
    async def scene():
        async with central_system(host=host, path="/") as csms:
            assert csms.url.startswith(f"ws://{in_url}:")
            station = await FakeStation.connect(csms.url)
            await station.result_of("Heartbeat", {})

    run(scene())
