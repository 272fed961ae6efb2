"""What a station keeps of what it was told, and who is woken by it."""

import orjson
from support.simulation import SILENCE, ErrorAnswer, Simulation

from ocpp_load.charge_point import Pause, SendAnswer, call
from ocpp_load.charge_point.activities import boot, connect
from ocpp_load.charge_point.journal import Journal


def booted(answers=None, **options):
    simulation = Simulation(answers, **options)
    simulation.station.journal = Journal()

    def script(station):
        yield from connect(station)
        yield from boot(station)

    return simulation.start(script).run(1)


def waking(simulation):
    """Have an activity note when, and with what in the journal, it is woken by it."""
    woken = []

    def activity(station):
        while True:
            if (yield Pause(1_000, or_woken_by=station.journal)):
                woken.append(
                    (
                        [type(effect) for effect in station.effects],
                        [
                            (command.action, command.is_answered)
                            for command in station.journal.commands
                        ],
                    )
                )

    simulation.spawn("waiting", activity(simulation.station))
    return woken


def test_a_command_is_kept_with_what_was_answered():
    simulation = booted()
    simulation.command("Reset", {"type": "Soft"})
    simulation.command("Nonsense", {"a": 1})
    kept = [
        (each.number, each.action, each.payload, each.answer, each.error, each.received_at)
        for each in simulation.station.journal.commands
    ]
    assert kept == [
        (1, "Reset", {"type": "Soft"}, {"status": "Accepted"}, None, 1.0),
        (2, "Nonsense", {"a": 1}, None, "NotImplemented", 1.0),
    ]
    assert simulation.station.journal.last_commands["Nonsense"] == {"a": 1}


def test_who_waits_is_woken_behind_the_answer():
    simulation = booted()
    woken = waking(simulation)
    simulation.command("ClearCache")
    assert woken == [([SendAnswer], [("ClearCache", True)])]


def test_who_waits_is_woken_by_answers_failures_and_the_connection():
    simulation = booted({"Authorize": ErrorAnswer("InternalError"), "DataTransfer": SILENCE})
    woken = waking(simulation)
    for action, kept in (("Heartbeat", "answers"), ("Authorize", "failures")):
        simulation.spawn("calling", call(action, {})).run(1)
        assert action in getattr(simulation.station.journal, kept)
        assert len(woken) == 1
        woken.clear()
    simulation.spawn("calling", call("DataTransfer", {})).run(31)
    assert simulation.station.journal.failures["DataTransfer"] == "timeout"
    assert len(woken) == 1
    simulation.lose_connection()
    assert len(woken) == 2


def test_the_latest_word_on_an_action_takes_the_place_of_the_one_before():
    answers = iter([{"status": "Accepted"}, ErrorAnswer("InternalError"), {"status": "Rejected"}])
    simulation = booted({"DataTransfer": lambda _: next(answers)})
    journal = simulation.station.journal
    said = []
    for _ in range(3):
        simulation.spawn("calling", call("DataTransfer", {"vendorId": "v"})).run(1)
        said.append((journal.answers.get("DataTransfer"), journal.failures.get("DataTransfer")))
    assert said == [
        ({"status": "Accepted"}, None),
        (None, "CallError InternalError"),
        ({"status": "Rejected"}, None),
    ]


def test_a_call_is_kept_when_it_leaves_whatever_comes_of_it():
    simulation = booted({"DataTransfer": SILENCE})
    sent = simulation.station.journal.sent
    simulation.spawn("calling", call("DataTransfer", {"vendorId": "v"})).run(1)
    assert sent["DataTransfer"] == {"vendorId": "v"}
    simulation.lose_connection()
    simulation.reachable = False
    simulation.spawn("calling", call("DataTransfer", {"vendorId": "w"})).run(1)
    assert sent["DataTransfer"] == {"vendorId": "v"}


def test_all_of_it_can_go_out_as_json():
    journal = booted({"StatusNotification": ErrorAnswer("InternalError")}).station.journal
    for kept, action in (
        (journal.sent, "BootNotification"),
        (journal.answers, "BootNotification"),
        (journal.failures, "StatusNotification"),
    ):
        assert orjson.loads(orjson.dumps(kept)).keys() >= {action}


def test_a_flood_of_commands_is_not_kept_for_ever():
    simulation = booted()
    for _ in range(300):
        simulation.command("GetLocalListVersion")
    journal = simulation.station.journal
    assert [len(journal.commands), journal.received] == [200, 300]
    assert [journal.commands[0].number, journal.commands[-1].number] == [101, 300]


def test_a_flood_of_commands_does_not_fill_the_memory():
    journal = Journal()
    for number in range(1_000):
        journal.command_received("Reset", {"type": "Soft"}, float(number), 40)
    assert [each.number for each in journal.commands] == [*range(801, 1_001)]
    journal.command_received("SendLocalList", {}, 0.0, 900_000)
    journal.command_received("Reset", {"type": "Hard"}, 0.0, 40)
    assert len(journal.commands) == 200  # a long one is no flood
    for _ in range(3):
        journal.command_received("DataTransfer", {}, 0.0, 600_000)
    assert [each.received_bytes for each in journal.commands] == [600_000, 600_000]
    journal.command_received("DataTransfer", {"data": "the latest"}, 0.0, 10_000_000)
    journal.command_received("Reset", {"type": "Soft"}, 0.0, 40)
    assert journal.last_commands == {"Reset": {"type": "Soft"}}
    assert journal.received == 1_007
