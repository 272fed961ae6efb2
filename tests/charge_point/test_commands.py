"""Commands of the central system: the gate, the answer, and what follows it."""

from dataclasses import dataclass
from types import SimpleNamespace

import orjson
import pytest
from support.simulation import SILENCE, VALIDATOR, Simulation

from ocpp_load.charge_point import call
from ocpp_load.charge_point.activities import boot, connect, send_heartbeat
from ocpp_load.errors import DuplicateHandlerError
from ocpp_load.handlers import HandlerRegistry, Refusal, Reply, handles
from ocpp_load.messages.v16.actions import PROFILES, Action, FeatureProfile
from ocpp_load.ocppj import ErrorCode


@dataclass(frozen=True)
class SendAHeartbeat:
    """An effect for the tests."""


@handles(Action.CLEAR_CACHE, profile=FeatureProfile.CORE)
def on_clear_cache(_station, _command):
    return Reply({"status": "Accepted"}, effects=[SendAHeartbeat()])


@handles(Action.RESET, profile=FeatureProfile.CORE)
def on_reset(_station, _command):
    raise ZeroDivisionError("a bug of ours")


@handles(Action.UNLOCK_CONNECTOR, profile=FeatureProfile.CORE)
def on_unlock_connector(_station, _command):
    return Refusal(ErrorCode.SECURITY_ERROR, "not now")


def registry(*handlers):
    made = HandlerRegistry(PROFILES, VALIDATOR)
    made.register([SimpleNamespace(**{handler.__name__: handler for handler in handlers})])
    return made


def started(*handlers, answers=None):
    simulation = Simulation(
        answers,
        registry=registry(*handlers),
        consequences={SendAHeartbeat: lambda station, _: send_heartbeat(station)},
    )

    def script(station):
        yield from connect(station)
        yield from boot(station)

    simulation.start(script).run(1)
    simulation.sent_frames.clear()
    return simulation


def frames(simulation):
    return [orjson.loads(frame) for frame in simulation.sent_frames]


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("MakeCoffee", "NotImplemented"),
        ("reset", "NotImplemented"),
        ("Reset", "NotSupported"),
        ("GetLog", "NotSupported"),
        ("BootNotification", "NotSupported"),
    ],
)
def test_a_command_without_a_handler_is_refused_by_what_is_known_of_it(action, code):
    simulation = started().receive([2, "c-1", action, {}])
    [[kind, message_id, got, description, details]] = frames(simulation)
    assert (kind, message_id, got, details) == (4, "c-1", code, {})
    assert isinstance(description, str)


def test_a_payload_that_breaks_its_schema_never_reaches_the_handler():
    simulation = started(on_reset).receive([2, "c-1", "Reset", {"type": "Warm"}])
    assert frames(simulation)[0][2] == "PropertyConstraintViolation"
    assert simulation.observer.own_faults == []


def test_the_answer_leaves_before_any_message_that_it_causes():
    simulation = started(on_clear_cache).receive([2, "c-1", "ClearCache", {}])
    answer, heartbeat = frames(simulation)
    assert answer == [3, "c-1", {"status": "Accepted"}]
    assert heartbeat[2] == "Heartbeat"


def test_a_command_is_answered_while_a_call_of_ours_is_outstanding():
    simulation = started(on_clear_cache, answers={"DataTransfer": SILENCE})
    simulation.spawn("waiting", call(Action.DATA_TRANSFER, {"vendorId": "ocpp_load"}))
    simulation.receive([2, "c-1", "ClearCache", {}])
    assert [frame[0] for frame in frames(simulation)] == [2, 3]


def test_a_handler_that_raises_is_our_own_fault_and_the_station_lives():
    simulation = started(on_reset).receive([2, "c-1", "Reset", {"type": "Soft"}])
    assert frames(simulation)[0][:3] == [4, "c-1", "InternalError"]
    assert simulation.observer.own_faults == [("handler of Reset", "a bug of ours")]
    simulation.run(400)
    assert "Heartbeat" in simulation.actions


@pytest.mark.parametrize("reply", [None, {"status": "Accepted"}, Reply(None), Reply({}, effects=5)])
def test_what_is_no_reply_is_our_own_fault_too(reply):
    @handles(Action.CLEAR_CACHE, profile=FeatureProfile.CORE)
    def on_clear_cache(_station, _command):
        return reply

    simulation = started(on_clear_cache).receive([2, "c-1", "ClearCache", {}])
    [frame] = frames(simulation)
    assert frame[:3] == [4, "c-1", "InternalError"]
    assert len(simulation.observer.own_faults) == 1
    assert simulation.station.connected


def test_an_answer_that_breaks_its_schema_is_sent_and_our_own_fault():
    @handles(Action.CLEAR_CACHE, profile=FeatureProfile.CORE)
    def on_clear_cache(_station, _command):
        return Reply({"status": "Perhaps"})

    simulation = started(on_clear_cache).receive([2, "c-1", "ClearCache", {}])
    assert frames(simulation) == [[3, "c-1", {"status": "Perhaps"}]]
    assert simulation.observer.own_faults == [("answer to ClearCache", "status breaks enum")]


def test_an_effect_may_be_a_function_of_the_station():
    @handles(Action.CLEAR_CACHE, profile=FeatureProfile.CORE)
    def on_clear_cache(_station, _command):
        return Reply({"status": "Accepted"}, effects=[send_heartbeat])

    simulation = started(on_clear_cache).receive([2, "c-1", "ClearCache", {}])
    assert [frame[2] for frame in frames(simulation)] == [{"status": "Accepted"}, "Heartbeat"]


@pytest.mark.parametrize("effect", [5, lambda station: 1 / 0, lambda station: None])
def test_an_effect_that_fails_is_our_own_fault_and_the_answer_has_left(effect):
    @handles(Action.CLEAR_CACHE, profile=FeatureProfile.CORE)
    def on_clear_cache(_station, _command):
        return Reply({"status": "Accepted"}, effects=[effect])

    simulation = started(on_clear_cache).receive([2, "c-1", "ClearCache", {}])
    assert frames(simulation) == [[3, "c-1", {"status": "Accepted"}]]
    assert len(simulation.observer.own_faults) == 1


def test_a_handler_may_refuse():
    simulation = started(on_unlock_connector).receive(
        [2, "c-1", "UnlockConnector", {"connectorId": 1}]
    )
    assert frames(simulation) == [[4, "c-1", "SecurityError", "not now", {}]]


def test_registering_an_action_twice_is_an_error_that_names_both():
    @handles(Action.RESET, profile=FeatureProfile.CORE)
    def on_reset_too(_station, _command):
        return Reply({})

    with pytest.raises(DuplicateHandlerError, match=r"Reset.*on_reset.*on_reset_too"):
        registry(on_reset, on_reset_too)


def test_the_registry_knows_a_handlers_feature_profile():
    assert registry(on_reset).profile_of("Reset") == "Core"


@pytest.mark.parametrize(
    ("frame", "kind", "answer"),
    [
        (b"not json", "not JSON", None),
        (b'{"a": 1}', "not an array", None),
        (b'[9, "c-1", {}]', "unknown message type", None),
        (b'[2, "c-1", "Reset"]', "wrong number of elements", "FormationViolation"),
        (b'[2, "c-1", "Reset", 5]', "payload is not an object", "FormationViolation"),
        (b'[3, "nobody", {}]', "answer to a call never made", None),
    ],
)
def test_what_is_not_a_message_is_counted_and_answered_where_an_answer_is_due(frame, kind, answer):
    simulation = started().receive(frame)
    assert simulation.observer.violations == [kind]
    assert [sent[2] for sent in frames(simulation)] == ([answer] if answer else [])


def test_a_binary_frame_is_a_violation_of_its_own_kind():
    simulation = started()
    simulation.station.binary_received(simulation.now)
    assert simulation.observer.violations == ["not a text frame"]


def test_a_malformed_answer_ends_its_call_as_a_failure_at_once():
    simulation = started(answers={"DataTransfer": SILENCE})
    simulation.spawn("waiting", call(Action.DATA_TRANSFER, {"vendorId": "x"}))
    simulation.receive([3, simulation.messages[-1].message_id, "text"])
    assert simulation.observer.failed == [
        ("DataTransfer", "malformed answer: payload is not an object")
    ]


def test_an_own_payload_that_breaks_its_schema_is_sent_and_told_apart_from_the_peers_faults():
    simulation = started()
    simulation.spawn("wrong", call(Action.HEARTBEAT, {"extra": 1}))
    simulation.run(1)
    assert simulation.observer.own_faults == [
        ("payload of Heartbeat", "* breaks additionalProperties")
    ]
    assert "Heartbeat" in simulation.actions
