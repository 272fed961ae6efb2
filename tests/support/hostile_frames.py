"""What a hostile central system sends, by name: text frames, one at a time.

Every frame is drawn from the caller's source of randomness, so a seed gives the same flood again.
`LARGE_FRAMES` stay within the usual limit of a message or go a little beyond it; what is done to
a connection is in `hostile_central_system`.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import orjson
from support.edge_values import edge_payload
from support.ocpp16_payloads import RESPONSES
from support.random_commands import COMMANDS, random_payload

Draw = Callable[[Random], bytes]

DEPTH = 100_000
MEGABYTE = "x" * 1_000_000

_OURS = "test"
"""The token of the message ids of a `Simulation`'s station."""

_ODD_VALUES: list[Any] = [None, True, False, 0, -1, 2**63, 1e308, 0.5, "", "x" * 600, [], {}, [[]]]
_ODD_JSON = [b"NaN", b"Infinity", b"1e999", b"-0", b"123456789" * 40, b'"\\ud800"', b"tru"]
_ODD_IDS: list[Any] = ["", "i" * 36, "i" * 37, "i" * 5000, 7, None, True, [], {}, 1.5, "\u202e\0"]
_NO_MESSAGES: list[Any] = [
    *(None, True, 7, "text", {}, [], [[]], [2], [3], [4]),
    *([0], [1, "i"], [5, "i", {}], [-2, "i", "Reset", {}], [2.5, "i", "Reset", {}]),
    *(["2", "i", "Reset", {}], [True, "i", "Reset", {}], [2, "i"], [2, "i", "Reset"]),
    *([2, "i", "Reset", {}, {}], [3, "i"], [3, "i", {}, {}], [4, "i", "c"], {"2": "i"}),
    *([2, "i", 7, {}], [2, "i", None, {}], [2, "i", "Reset", []], [2, "i", "Reset", "x"]),
    *([3, "i", []], [3, "i", 7], [4, "i", 7, "", {}], [4, "i", "", None, {}], [4, "i", "", "", 7]),
]


def call(random: Random, action: str | None = None, message_id: Any = None) -> list[Any]:
    """Return a proper Call of some command."""
    action = action or random.choice(COMMANDS)
    message_id = f"h-{random.getrandbits(64):x}" if message_id is None else message_id
    return [2, message_id, action, random_payload(random, action)]


def message(random: Random) -> list[Any]:
    """Return a proper message of any kind; an answer is to a Call that may have been made."""
    if random.random() < 0.7:
        return call(random)
    message_id = f"{_OURS}-{random.randrange(200)}"
    if random.random() < 0.5:
        return [3, message_id, random.choice(_RESPONSES)]
    return [4, message_id, random.choice(["GenericError", "NoSuchCode", ""]), "no", {}]


_RESPONSES = list(RESPONSES.values())


def _random_bytes(random: Random) -> bytes:
    return random.randbytes(random.choice([0, 1, 2, 10, 100, 1000]))


def _invalid_utf8(random: Random) -> bytes:
    frame = bytearray(orjson.dumps(message(random)))
    frame[random.randrange(len(frame))] = random.choice(b"\x80\xc0\xc1\xf5\xfe\xff")
    return bytes(frame)


def _no_message(random: Random) -> bytes:
    return orjson.dumps(random.choice(_NO_MESSAGES))


def _flipped(random: Random) -> bytes:
    frame = bytearray(orjson.dumps(message(random)))
    for _ in range(random.choice([1, 1, 2, 5])):
        frame[random.randrange(len(frame))] ^= 1 << random.randrange(8)
    return bytes(frame)


def _cut(random: Random) -> bytes:
    frame = orjson.dumps(message(random))
    begin, end = sorted(random.randrange(len(frame) + 1) for _ in range(2))
    return frame[:end] if random.random() < 0.7 else frame[begin:end]


def _odd_value(random: Random) -> bytes:
    changed = orjson.loads(orjson.dumps(message(random)))
    place, key = random.choice([*_places(changed)])
    place[key] = random.choice(_ODD_VALUES)
    return orjson.dumps(changed)


def _swapped(random: Random) -> bytes:
    changed = orjson.loads(orjson.dumps(message(random)))
    (one, first), (other, second) = (random.choice([*_places(changed)]) for _ in range(2))
    one_value, other_value = orjson.dumps(one[first]), orjson.dumps(other[second])
    one[first], other[second] = orjson.loads(other_value), orjson.loads(one_value)
    return orjson.dumps(changed)


def _unknown_field(random: Random) -> bytes:
    changed = call(random)
    changed[3] = changed[3] | {random.choice(["", "x", "\u202e", "k" * 3000]): 1}
    return orjson.dumps(changed)


def _float_for_integer(random: Random) -> bytes:
    frame = orjson.dumps(call(random))
    for digit in random.sample("0123456789", 10):
        whole = f":{digit}".encode()
        if whole in frame:
            return frame.replace(whole, whole + random.choice([b".0", b".5", b"e0", b"e400"]), 1)
    return frame


def _odd_json(random: Random) -> bytes:
    frame = orjson.dumps(call(random))
    return frame.replace(b"{", b'{"odd":' + random.choice(_ODD_JSON) + b",", 1)


def _duplicate_key(random: Random) -> bytes:
    frame = orjson.dumps(call(random))
    fields = frame[frame.index(b"{") + 1 : -2]
    return frame[:-2] + (b"," + fields if fields else b"") + b"}]"


def _odd_id(random: Random) -> bytes:
    message_id = random.choice(_ODD_IDS)
    return orjson.dumps([random.choice([2, 3, 4]), message_id, *message(random)[2:]])


def _unknown_action(random: Random) -> bytes:
    name = random.choice(["", "reset", "Reset\0", "A" * 5000, f"Do{random.getrandbits(64):x}"])
    return orjson.dumps([2, "i", name, {}])


def _answer_to_nothing(random: Random) -> bytes:
    message_id = random.choice(
        ["", "i", f"{_OURS}-999999999", f"{_OURS}-0", f"{_OURS}-\u0661", "x" * 99]
    )
    return orjson.dumps([3, message_id, random.choice(_RESPONSES)])


def _error_to_nothing(random: Random) -> bytes:
    code = random.choice(["GenericError", "", "x" * 1000, f"E{random.getrandbits(64):x}"])
    return orjson.dumps([4, f"none-{random.getrandbits(32)}", code, "x" * 100, {"a": [1]}])


def _answer_again(random: Random) -> bytes:
    return orjson.dumps([3, f"{_OURS}-{random.randrange(1, 5)}", {}])


def _always_the_same_id(random: Random) -> bytes:
    return orjson.dumps(call(random, message_id="the same"))


def _edge_values(random: Random) -> bytes:
    action = random.choice(COMMANDS)
    return orjson.dumps([2, "i", action, edge_payload(random, action)])


def _proper(random: Random) -> bytes:
    return orjson.dumps(call(random))


FRAMES: dict[str, Draw] = {
    "random bytes": _random_bytes,
    "invalid UTF-8": _invalid_utf8,
    "JSON that is no message": _no_message,
    "flipped bits": _flipped,
    "cut messages": _cut,
    "odd values": _odd_value,
    "swapped fields": _swapped,
    "unknown fields": _unknown_field,
    "floats for integers": _float_for_integer,
    "NaN, infinity, huge numbers, lone surrogates": _odd_json,
    "duplicate keys": _duplicate_key,
    "odd message ids": _odd_id,
    "unknown actions": _unknown_action,
    "answers never asked for": _answer_to_nothing,
    "CallErrors for nothing": _error_to_nothing,
    "calls answered twice": _answer_again,
    "one message id for all": _always_the_same_id,
    "values at the edges of their schemas": _edge_values,
    "every command": _proper,
}
"""Frames of ordinary size, by the name of the attack."""


def _places(value: Any) -> Any:
    """Yield every container within `value` with every key or index of it."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])


def nested(depth: int, brackets: bytes) -> bytes:
    """Return a Call whose payload nests that deep, in `[]` or in `{}`."""
    opening = b"[" if brackets == b"[]" else b'{"data":'
    return b'[2,"deep","DataTransfer",{"vendorId":"x","data":%s1%s}]' % (
        opening * depth,
        brackets[1:] * depth,
    )


LARGE_FRAMES: dict[str, bytes] = {
    "100,000 brackets": b"[" * DEPTH,
    "100,000 closed brackets": b"[" * DEPTH + b"]" * DEPTH,
    "arrays 100,000 deep": nested(DEPTH, b"[]"),
    "objects 100,000 deep": nested(DEPTH, b"{}"),
    "arrays 1,000 deep": nested(1000, b"[]"),
    "a megabyte of data": orjson.dumps(
        [2, "i", "DataTransfer", {"vendorId": "x", "data": MEGABYTE}]
    ),
    "a vendor of a megabyte": orjson.dumps([2, "i", "DataTransfer", {"vendorId": MEGABYTE}]),
    "an action of a megabyte": orjson.dumps([2, "i", MEGABYTE, {}]),
    "a message id of a megabyte": orjson.dumps([2, MEGABYTE, "Heartbeat", {}]),
    "an answer id of a megabyte": orjson.dumps([3, MEGABYTE, {}]),
    "an error code of a megabyte": orjson.dumps([4, "test-1", MEGABYTE, MEGABYTE, {}]),
    "a key of a megabyte": orjson.dumps([2, "i", "ClearCache", {MEGABYTE: 1}]),
    "100,000 keys": orjson.dumps([2, "i", "ClearCache", {f"k{n}": n for n in range(100_000)}]),
    "100,000 configuration keys": orjson.dumps(
        [2, "i", "GetConfiguration", {"key": [f"k{n}" for n in range(100_000)]}]
    ),
    "a number of a million digits": b'[2,"i","ClearCache",{"n":%s}]' % (b"9" * 1_000_000),
}
"""Frames within the limit of a message that cost a careless reader most."""
