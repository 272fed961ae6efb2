"""The functions that expressions may call. What is random comes from the station's own source."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from jsonschema_rs import Draft7Validator, RegexOptions

from ocpp_load.ocppj import parse_timestamp

if TYPE_CHECKING:
    from ocpp_load.scenario.script import Script

_UUID_BITS = 128
_MOST_DIGITS = 300


def _now(script: "Script", offset_s: float = 0.0) -> str:
    charge_point = script.charge_point
    return charge_point.timestamp(charge_point.epoch_s() + offset_s)


def _seconds_from_now(script: "Script", timestamp: str) -> float:
    return parse_timestamp(timestamp) - script.charge_point.epoch_s()


def _random_int(script: "Script", low: int, high: int) -> int:
    return script.charge_point.random.randint(low, high)


def _pick(script: "Script", values: list[Any]) -> Any:
    return script.charge_point.random.choice(values)


def _uuid(script: "Script") -> str:
    return str(UUID(int=script.charge_point.random.getrandbits(_UUID_BITS), version=4))


def _matches(text: Any, pattern: str) -> bool:
    return isinstance(text, str) and _whole(pattern).is_valid(text)


@lru_cache(maxsize=256)
def _whole(pattern: str) -> Draft7Validator:
    # The engine of this library takes linear time, whatever the pattern; Python's does not.
    return Draft7Validator({"pattern": f"^(?:{pattern})$"}, pattern_options=RegexOptions())


def _round(number: float, digits: int = 0) -> float:
    # Python takes its time for millions of digits, and more than that for thousands of millions.
    if abs(digits) > _MOST_DIGITS:
        raise ValueError
    return round(number, digits) if digits else round(number)


def _sum(numbers: Iterable[float]) -> float:
    # Without the beginning that Python lets one give: lists are not summed, which takes long.
    return sum(numbers)


_OF_THE_STATION: Mapping[str, Callable[..., Any]] = {
    "now": _now,
    "seconds_from_now": _seconds_from_now,
    "random": lambda script: script.charge_point.random.random(),
    "random_int": _random_int,
    "pick": _pick,
    "uuid": _uuid,
}
PLAIN: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "all": all,
    "any": any,
    "bool": bool,
    "float": float,
    "int": int,
    "len": len,
    "max": max,
    "min": min,
    "round": _round,
    "sorted": sorted,
    "str": str,
    "sum": _sum,
    "get": lambda mapping, key, default=None: mapping.get(key, default),
    "lower": lambda text: text.lower(),
    "upper": lambda text: text.upper(),
    "matches": _matches,
}
"""Those that need no station."""
FUNCTIONS: frozenset[str] = frozenset({*_OF_THE_STATION, *PLAIN})


def function_of(script: "Script", name: str) -> Callable[..., Any]:
    """Return a function as it is for one script. Raises `KeyError` where there is none."""
    of_the_station = _OF_THE_STATION.get(name)
    return PLAIN[name] if of_the_station is None else partial(of_the_station, script)
