"""The mix over a fleet, on a clock that tests wind."""

import asyncio

from support.central_system_peers import run
from support.command_mix import FILES, NOW_S, Answering, a_station, boot, make_ready

from ocpp_load.central_system.books import Books
from ocpp_load.central_system.commands import CommandTimeout, NotConnectedError
from ocpp_load.central_system.mix.command_mix import CommandMix, MixEntry
from ocpp_load.central_system.mix.disruptions import RESTART_S
from ocpp_load.central_system.mix.firing import MixFiring
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import CallError

CLEAR_CACHE = ((Action.CLEAR_CACHE, 1.0),)
AVAILABILITY = ((Action.CHANGE_AVAILABILITY, 1.0),)


class Scene:
    """A fleet, a mix and a clock; `pass_time` lets the mix have the turns that come by."""

    def __init__(self, *identities, entries=CLEAR_CACHE, rate=1.0, share=1.0, **answers):
        self.now = 1000.0
        self.stations = {
            identity: a_station(identity, c0="Available", c1="Available")
            for identity in identities or ("A",)
        }
        self.sender = Answering(**answers)
        self.books = Books(CentralSystemOptions(), lambda: NOW_S)
        self.books.statistics.connections_open = len(self.stations)
        self.firing = MixFiring(
            CommandMix("test", tuple(MixEntry(*entry) for entry in entries), share),
            books=self.books,
            stations=self.stations,
            send=self.sender,
            clock=lambda: NOW_S + self.now,
            rate=rate,
            seed="1",
            ticks=lambda: self.now,
        )

    async def pass_time(self, seconds, step_s=0.25):
        for _ in range(round(seconds / step_s)):
            self.now += step_s
            self.firing.turn()
            for _ in range(5):
                await asyncio.sleep(0)


def test_commands_leave_at_the_rate_evenly_over_the_fleet():
    async def scene():
        fleet = Scene("A", "B", "C", rate=4.0)
        await fleet.pass_time(7.5)
        assert fleet.sender.identities == ["A", "B", "C"] * 10
        assert fleet.firing.as_json() == {
            "mix": "test",
            "rate": 4.0,
            "skippedUnanswered": 0,
            "idleSlots": 0,
            "followUpsDue": 0,
            "commands": {
                "ClearCache": {
                    "sent": 30,
                    "results": {"Accepted": 30},
                    "errors": {},
                    "unanswered": {},
                }
            },
        }

    run(scene())


def test_a_station_that_has_not_answered_is_skipped_and_nothing_is_queued_for_it():
    async def scene():
        fleet = Scene("A", "B", rate=1.0)
        fleet.sender.answers["ClearCache"] = None
        await fleet.pass_time(2)
        fleet.sender.answers["ClearCache"] = "Accepted"
        fleet.stations["C"] = a_station("C")
        await fleet.pass_time(3)
        assert fleet.sender.identities == ["A", "B", "C", "C", "C"]
        state = fleet.firing.as_json()
        assert state["skippedUnanswered"] == 2 * 3
        assert state["idleSlots"] == 0

    run(scene())


def test_a_station_with_a_command_of_somebody_else_is_skipped():
    async def scene():
        fleet = Scene("A", "B")
        call = asyncio.ensure_future(fleet.stations["A"].commands.call("Reset", {"type": "Soft"}))
        await asyncio.sleep(0)
        await fleet.pass_time(2)
        assert fleet.sender.identities == ["B", "B"]
        call.cancel()

    run(scene())


def test_a_slot_without_a_station_is_idle():
    async def scene():
        fleet = Scene("A")
        fleet.stations["A"].connection = None
        await fleet.pass_time(3)
        assert (fleet.sender.sent, fleet.firing.idle_slots) == ([], 3)
        make_ready(fleet.stations["A"])
        await fleet.pass_time(1)
        assert fleet.sender.actions == ["ClearCache"]

    run(scene())


def test_a_rate_beyond_what_stations_answer_has_the_fleet_looked_over_once_in_a_turn():
    async def scene():
        fleet = Scene("A", "B", "C", rate=1000.0)
        await fleet.pass_time(1, step_s=1)
        assert fleet.sender.identities == ["A", "B", "C"]
        state = fleet.firing.as_json()
        assert (state["idleSlots"], state["skippedUnanswered"]) == (1000 - 3, 3)

    run(scene())


def test_a_slot_for_which_nothing_makes_sense_is_idle():
    async def scene():
        fleet = Scene("A", entries=((Action.REMOTE_STOP_TRANSACTION, 1.0),))
        await fleet.pass_time(3)
        assert (fleet.sender.sent, fleet.firing.idle_slots) == ([], 3)

    run(scene())


def test_the_rate_can_be_changed_and_paused():
    async def scene():
        fleet = Scene("A", rate=0.0)
        await fleet.pass_time(5)
        assert fleet.sender.sent == []
        fleet.firing.set_rate(4.0)
        await fleet.pass_time(2)
        assert len(fleet.sender.sent) == 8
        fleet.firing.set_rate(0.0)
        await fleet.pass_time(5)
        assert len(fleet.sender.sent) == 8
        assert fleet.firing.rate == 0

    run(scene())


def availability(fleet):
    return [(payload["connectorId"], payload["type"]) for _, _, payload in fleet.sender.sent]


def test_what_went_out_of_service_comes_back_within_a_minute():
    async def scene():
        fleet = Scene("A", entries=AVAILABILITY, rate=1.0, share=0.05)
        await fleet.pass_time(1)
        ((connector_id, kind),) = availability(fleet)
        assert kind == "Inoperative"
        await fleet.pass_time(18)
        assert len(fleet.sender.sent) == 1
        await fleet.pass_time(44)
        assert availability(fleet) == [(connector_id, "Inoperative"), (connector_id, "Operative")]
        assert fleet.firing.as_json()["followUpsDue"] == 0

    run(scene())


def test_a_pause_leaves_nothing_out_of_service():
    async def scene():
        fleet = Scene("A", entries=AVAILABILITY, share=0.05)
        await fleet.pass_time(1)
        fleet.firing.set_rate(0.0)
        await fleet.pass_time(61)
        assert [kind for _, kind in availability(fleet)] == ["Inoperative", "Operative"]

    run(scene())


def test_a_refused_command_has_nothing_to_follow():
    async def scene():
        for refusal in ("Rejected", CallError("1", "NotSupported"), NotConnectedError("A")):
            fleet = Scene("A", entries=AVAILABILITY, share=0.05, ChangeAvailability=refusal)
            await fleet.pass_time(1)
            fleet.firing.set_rate(0.0)
            await fleet.pass_time(61)
            assert [kind for _, kind in availability(fleet)] == ["Inoperative"]

    run(scene())


def test_what_was_not_answered_is_followed_all_the_same_until_there_is_an_answer():
    async def scene():
        fleet = Scene("A", entries=AVAILABILITY, share=0.05)
        fleet.sender.answers["ChangeAvailability"] = CommandTimeout("ChangeAvailability", 30)
        await fleet.pass_time(1)
        fleet.firing.set_rate(0.0)
        await fleet.pass_time(75)
        kinds = [kind for _, kind in availability(fleet)]
        assert kinds[0] == "Inoperative"
        assert len(kinds) > 2
        assert set(kinds[1:]) == {"Operative"}
        fleet.sender.answers["ChangeAvailability"] = "Accepted"
        await fleet.pass_time(10)
        sent = len(fleet.sender.sent)
        await fleet.pass_time(20)
        assert len(fleet.sender.sent) == sent

    run(scene())


def test_few_stations_are_disrupted_at_the_same_time():
    async def scene():
        fleet = Scene(
            *(f"CP{number}" for number in range(40)),
            entries=((Action.RESET, 1000.0), (Action.CLEAR_CACHE, 1.0)),
            share=0.05,
        )
        await fleet.pass_time(40)
        assert fleet.sender.actions.count("Reset") == 2
        assert fleet.sender.actions.count("ClearCache") == 38

    run(scene())


def test_a_station_that_restarts_is_left_alone_until_it_has_booted():
    async def scene():
        fleet = Scene("A", entries=((Action.RESET, 1000.0), (Action.CLEAR_CACHE, 1.0)), share=0.05)
        await fleet.pass_time(10)
        assert fleet.sender.actions == ["Reset"]
        boot(fleet.stations["A"])
        await fleet.pass_time(1)
        assert fleet.sender.actions == ["Reset", "ClearCache"]

    run(scene())


def test_a_station_that_does_not_restart_as_it_should_gets_commands_again():
    async def scene():
        fleet = Scene("A", entries=((Action.RESET, 1000.0), (Action.CLEAR_CACHE, 1.0)), share=0.05)
        await fleet.pass_time(RESTART_S)
        assert fleet.sender.actions == ["Reset"]
        await fleet.pass_time(2)
        assert fleet.sender.actions[:2] == ["Reset", "ClearCache"]

    run(scene())


def test_a_reset_that_was_refused_leaves_the_station_in_the_rotation():
    async def scene():
        fleet = Scene("A", entries=((Action.RESET, 1.0, {"type": "Hard"}),), Reset="Rejected")
        await fleet.pass_time(3)
        assert fleet.sender.actions == ["Reset"] * 3

    run(scene())


def test_firmware_is_signed_before_stations_are_sent_to_the_file_server():
    async def scene():
        fleet = Scene("A", entries=((Action.GET_DIAGNOSTICS, 1.0),))
        await fleet.pass_time(1)
        assert fleet.sender.sent == []
        await fleet.firing.use_files(FILES)
        await fleet.pass_time(1)
        assert fleet.sender.actions == ["GetDiagnostics"]

    run(scene())


def test_what_is_to_follow_an_installation_follows_it():
    async def scene():
        fleet = Scene("A", entries=((Action.SIGNED_UPDATE_FIRMWARE, 1.0),), share=0.05)
        await fleet.firing.use_files(FILES)
        await fleet.pass_time(1)
        assert fleet.sender.actions == ["InstallCertificate"]
        fleet.stations["A"].holdings.roots.add("ManufacturerRootCertificate")
        await fleet.pass_time(30)
        assert fleet.sender.actions == ["InstallCertificate", "SignedUpdateFirmware"]

    run(scene())


def test_reservations_that_have_expired_are_forgotten_when_the_station_has_its_turn():
    async def scene():
        fleet = Scene("A")
        station = fleet.stations["A"]
        station.holdings.command_was_answered(
            "ReserveNow",
            {
                "connectorId": 1,
                "expiryDate": "2026-11-23T01:00:00Z",
                "idTag": "TAG1",
                "reservationId": 1,
            },
            {"status": "Accepted"},
        )
        await fleet.pass_time(1)
        assert station.holdings.reservations == {}

    run(scene())


def test_the_loop_fires_by_itself_and_wakes_when_the_rate_changes():
    async def scene():
        fleet = Scene("A", rate=0.0)
        fleet.firing._ticks = asyncio.get_running_loop().time
        loop = asyncio.ensure_future(fleet.firing.run())
        await asyncio.sleep(0)
        fleet.firing.set_rate(1000.0)
        while len(fleet.sender.sent) < 20:
            await asyncio.sleep(0.001)
        loop.cancel()
        await asyncio.wait([loop])
        assert loop.cancelled()

    run(scene())
