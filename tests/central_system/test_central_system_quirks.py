"""Quirks of central systems: how they are told, and what each does to a Call or a connection."""

import asyncio
from pathlib import Path

import pytest
from picows import WSCloseCode, WSHandshakeError
from support.central_system_peers import FakeStation, central_system, run

from ocpp_load.central_system.admission import Admission
from ocpp_load.central_system.faults.in_force import FaultsInForce
from ocpp_load.central_system.latency import FixedLatency
from ocpp_load.central_system.quirks import QUIRK_NAMES, Lingering, Overlap, Quirks, parse_quirks
from ocpp_load.central_system.station import Station

DOCS = Path(__file__).parents[2] / "docs" / "central_system.md"
NOW = "2026-11-23T01:53:32.500Z"
STATUS = {"connectorId": 1, "status": "Preparing", "errorCode": "NoError"}


def start(connector_id=1, id_tag="TAG1", timestamp=NOW):
    return {
        "connectorId": connector_id,
        "idTag": id_tag,
        "meterStart": 0,
        "timestamp": timestamp,
    }


@pytest.mark.parametrize(
    ("texts", "quirks"),
    [
        ([], Quirks()),
        (
            ["ids-per-station", "concurrent-tx", "status-before-start"],
            Quirks(ids_per_station=True, concurrent_tx=True, status_before_start=True),
        ),
        (["one-message-at-a-time"], Quirks(one_message_at_a_time=Overlap.ERROR)),
        (["one-message-at-a-time=drop"], Quirks(one_message_at_a_time=Overlap.DROP)),
        (["lingering-connection"], Quirks(lingering_connection=Lingering.CONFLICT)),
        (["lingering-connection=close"], Quirks(lingering_connection=Lingering.CLOSE)),
    ],
)
def test_quirks_are_read(texts, quirks):
    assert parse_quirks(texts) == quirks


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("slow", "'slow' is none of ids-per-station, "),
        ("ids-per-station=yes", "ids-per-station takes no value"),
        ("lingering-connection=", "lingering-connection is one of 409, 403, close, not ''"),
        ("one-message-at-a-time=wait", "one-message-at-a-time is one of error, drop, not 'wait'"),
    ],
)
def test_a_wrong_quirk_says_what_is_wrong(text, problem):
    with pytest.raises(ValueError, match="^" + problem):
        parse_quirks([text])


def test_every_quirk_is_in_the_documentation():
    rows = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith("| `")]
    for name in QUIRK_NAMES:
        assert any(row.startswith(f"| `{name}") for row in rows), name


def quirky(*texts, **options):
    return central_system(quirks=parse_quirks(texts), **options)


def test_the_first_transaction_of_every_station_is_number_one():
    async def scene():
        async with quirky("ids-per-station") as csms:
            for identity in ("CP1", "CP2"):
                station = await FakeStation.connect(csms.url, identity)
                answer = await station.result_of("StartTransaction", start())
                assert answer["transactionId"] == 1

    run(scene())


@pytest.mark.parametrize(
    ("identity", "connector_id", "of_authorize", "of_start"),
    [
        ("CP2", 1, "ConcurrentTx", "ConcurrentTx"),
        ("CP1", 2, "Accepted", "ConcurrentTx"),
        # The transaction before on this connector: its stop is still to come.
        ("CP1", 1, "Accepted", "Accepted"),
    ],
)
def test_an_id_tag_that_charges_elsewhere_is_concurrent(
    identity, connector_id, of_authorize, of_start
):
    async def scene():
        async with quirky("concurrent-tx") as csms:
            first = await FakeStation.connect(csms.url, "CP1")
            answer = await first.result_of("StartTransaction", start())
            assert answer["idTagInfo"] == {"status": "Accepted"}
            second = first
            if identity != "CP1":
                second = await FakeStation.connect(csms.url, identity)
            answer = await second.result_of("Authorize", {"idTag": "tag1"})
            assert answer["idTagInfo"]["status"] == of_authorize
            again = start(connector_id, "tag1", "2026-11-23T01:53:40.000Z")
            answer = await second.result_of("StartTransaction", again)
            assert answer == {"transactionId": 2, "idTagInfo": {"status": of_start}}
            # Sent again, it is answered as it was.
            stop = {"transactionId": 1, "meterStop": 1, "timestamp": "2026-11-23T01:54:00.000Z"}
            await first.result_of("StopTransaction", stop)
            assert await second.result_of("StartTransaction", again) == answer

    run(scene())


def test_a_start_needs_a_status_of_its_connector_first():
    async def scene():
        async with quirky("status-before-start") as csms:
            station = await FakeStation.connect(csms.url)
            assert await station.error_of("StartTransaction", start()) == "InternalError"
            await station.result_of("StatusNotification", STATUS)
            assert await station.error_of("StartTransaction", start(2)) == "InternalError"
            assert (await station.result_of("StartTransaction", start()))["transactionId"] == 1
            assert csms.transactions.started == 1

    run(scene())


async def _with_a_command_out(csms, station):
    command = asyncio.ensure_future(csms.command("CP1", "ClearCache", {}))
    message = await station.received.get()

    async def answer():
        station.send([3, message[1], {"status": "Accepted"}])
        await command

    return answer


def test_a_call_that_comes_while_a_command_is_out_gets_an_error():
    async def scene():
        async with quirky("one-message-at-a-time") as csms:
            station = await FakeStation.connect(csms.url)
            answer = await _with_a_command_out(csms, station)
            assert await station.error_of("StartTransaction", start()) == "GenericError"
            await answer()
            assert (await station.result_of("StartTransaction", start()))["transactionId"] == 1

    run(scene())


def test_a_call_that_comes_while_a_command_is_out_gets_no_answer():
    async def scene():
        async with quirky("one-message-at-a-time=drop") as csms:
            station = await FakeStation.connect(csms.url)
            answer = await _with_a_command_out(csms, station)
            station.send([2, "dropped", "Heartbeat", {}])
            await answer()
            await station.result_of("Heartbeat", {})
            assert csms.statistics.calls_received == {"Heartbeat": 1}

    run(scene())


def test_a_call_that_comes_while_an_answer_is_held_back_gets_an_error():
    async def scene():
        async with quirky("one-message-at-a-time", latency=FixedLatency(0.01)) as csms:
            station = await FakeStation.connect(csms.url)
            station.send([2, "first", "Heartbeat", {}])
            station.send([2, "second", "Heartbeat", {}])
            answers = [await station.received.get() for _ in range(2)]
            assert {answer[1]: answer[0] for answer in answers} == {"first": 3, "second": 4}

    run(scene())


@pytest.mark.parametrize("status", [409, 403])
def test_who_comes_back_too_early_is_sent_away(status):
    async def scene():
        async with quirky(f"lingering-connection={status}") as csms:
            station = await FakeStation.connect(csms.url, "CP1")
            await FakeStation.connect(csms.url, "CP2")
            await station.close()
            await station.transport.wait_disconnected()
            with pytest.raises(WSHandshakeError) as refused:
                await FakeStation.connect(csms.url, "CP1")
            assert refused.value.response.status == status
            assert csms.statistics.connections_refused == 1

    run(scene())


def test_who_comes_back_too_early_is_let_in_and_closed():
    async def scene():
        async with quirky("lingering-connection=close") as csms:
            station = await FakeStation.connect(csms.url, "CP1")
            await station.close()
            await station.transport.wait_disconnected()
            again = await FakeStation.connect(csms.url, "CP1")
            assert await again.close_code() == WSCloseCode.POLICY_VIOLATION
            assert csms.stations["CP1"].connection is None

    run(scene())


@pytest.mark.parametrize(
    ("disconnected_at", "is_refused"), [(None, False), (9.81, True), (9.79, False), (0.0, False)]
)
def test_a_connection_lingers_for_a_fifth_of_a_second(disconnected_at, is_refused):
    station = Station("CP1")
    station.disconnected_at = disconnected_at
    admission = Admission(FaultsInForce(), Lingering.CONFLICT, {"CP1": station}, lambda: 10.0)
    assert (admission.refusal("CP1") is not None) is is_refused
    assert admission.refusal("CP2") is None
    closing = Admission(FaultsInForce(), Lingering.CLOSE, {"CP1": station}, lambda: 10.0)
    assert closing.refusal("CP1") is None
    assert closing.closes("CP1") is is_refused
