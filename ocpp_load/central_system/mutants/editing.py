"""Payloads as a mutant would have them. Pure: what comes in stays as it is."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from ocpp_load.central_system.mutants.mutant import MISSING, Edit, Path, index_in
from ocpp_load.ocppj import Payload


def edited(payload: Payload, edits: Iterable[Edit]) -> Payload:
    """Return a copy with other values; objects on the way to one are made where they lack."""
    copy = deepcopy(payload)
    for edit in edits:
        _set(copy, edit.path, edit.value)
    return copy


def _set(inside: Any, path: Path, value: Any) -> None:
    key, *rest = path
    if isinstance(inside, list):
        place: Any = index_in(inside, key)
        if place is None:
            return
    elif isinstance(inside, dict):
        place = key
        if rest and not isinstance(inside.get(key), dict | list):
            if value is MISSING:
                return
            inside[key] = {}
    else:
        return
    if rest:
        _set(inside[place], tuple(rest), value)
    elif value is not MISSING:
        inside[place] = value
    elif isinstance(inside, list) or place in inside:
        del inside[place]
