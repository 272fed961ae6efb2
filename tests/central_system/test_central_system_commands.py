import asyncio
from collections.abc import Iterator

import pytest
from support.central_system_peers import RecordingConnection, run

from ocpp_load.central_system.commands import (
    CommandCutOffError,
    CommandTimeout,
    MalformedAnswerError,
)
from ocpp_load.central_system.station import Station
from ocpp_load.ocppj import CallError, CallResult, LateAnswer, ViolationKind

RESULT = {"status": "Accepted"}


def connected_station():
    station = Station("CP1")
    station.connection = connection = RecordingConnection()
    return station, connection


def start_calls(station, *actions, timeout_s=30.0) -> Iterator[asyncio.Task]:
    return [
        asyncio.ensure_future(station.commands.call(action, {}, timeout_s)) for action in actions
    ]


async def let_all_run():
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_command_returns_what_the_station_answers():
    async def scene():
        station, connection = connected_station()
        (call,) = start_calls(station, "ClearCache")
        await let_all_run()
        station.commands.answered(connection.answer_to_last(RESULT))
        assert (await call).payload == RESULT
        assert station.calls_sent == 1

    run(scene())


def test_a_command_returns_the_error_of_the_station():
    async def scene():
        station, connection = connected_station()
        (call,) = start_calls(station, "ClearCache")
        await let_all_run()
        error = CallError(connection.calls[0].message_id, "NotSupported", "no cache")
        station.commands.answered(error)
        assert await call is error

    run(scene())


def test_the_second_command_is_sent_when_the_first_is_answered():
    async def scene():
        station, connection = connected_station()
        calls = start_calls(station, "ClearCache", "Reset")
        await let_all_run()
        assert [call.action for call in connection.calls] == ["ClearCache"]
        for call in calls:
            station.commands.answered(connection.answer_to_last(RESULT))
            await call
        assert [call.action for call in connection.calls] == ["ClearCache", "Reset"]

    run(scene())


def test_a_command_that_is_not_answered_times_out_and_lets_the_next_one_go():
    async def scene():
        station, connection = connected_station()
        (unanswered,) = start_calls(station, "ClearCache", timeout_s=0.001)
        (following,) = start_calls(station, "Reset")
        with pytest.raises(CommandTimeout, match=r"ClearCache was not answered within 0.001 s"):
            await unanswered
        station.commands.answered(connection.answer_to_last(RESULT))
        assert (await following).payload == RESULT

    run(scene())


def test_an_answer_after_the_timeout_is_known_to_be_late():
    async def scene():
        station, connection = connected_station()
        (call,) = start_calls(station, "ClearCache", timeout_s=0.001)
        await asyncio.wait([call])
        assert isinstance(call.exception(), CommandTimeout)
        late = station.commands.answered(connection.answer_to_last(RESULT))
        assert isinstance(late, LateAnswer)

    run(scene())


def test_an_answer_to_nothing_is_a_violation():
    station, _ = connected_station()
    answer = CallResult("never-sent", {})
    assert station.commands.answered(answer) is ViolationKind.ANSWER_TO_NO_CALL


def test_an_improper_answer_ends_the_command_and_lets_the_next_one_go():
    async def scene():
        station, connection = connected_station()
        first, second = start_calls(station, "ClearCache", "Reset")
        await let_all_run()
        kind = ViolationKind.PAYLOAD_NOT_AN_OBJECT
        station.commands.answered_improperly(connection.calls[0].message_id, kind)
        with pytest.raises(MalformedAnswerError, match="payload is not an object"):
            await first
        station.commands.answered(connection.answer_to_last(RESULT))
        await second

    run(scene())


def test_a_lost_connection_ends_all_commands_of_its_station():
    async def scene():
        station, connection = connected_station()
        calls = start_calls(station, "ClearCache", "Reset")
        await let_all_run()
        station.commands.connection_lost()
        for call in calls:
            with pytest.raises(CommandCutOffError):
                await call
        assert len(connection.calls) == 1

    run(scene())


def test_a_command_that_nobody_waits_for_any_more_is_not_sent():
    async def scene():
        station, connection = connected_station()
        first, second = start_calls(station, "ClearCache", "Reset")
        await let_all_run()
        second.cancel()
        await let_all_run()
        station.commands.answered(connection.answer_to_last(RESULT))
        await first
        assert [call.action for call in connection.calls] == ["ClearCache"]

    run(scene())
