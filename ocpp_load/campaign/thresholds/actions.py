"""The actions that scenarios name: a threshold may be about one that OCPP does not know."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from ocpp_load.scenario import Scenario
from ocpp_load.scenario.steps.call import Call
from ocpp_load.scenario.steps.expect_call import ExpectCall


def actions_of(scenarios: Iterable[Scenario]) -> frozenset[str]:
    """Return what the steps of `scenarios` call, or expect to be called, by name.

    An action that is only known at run time is not among them.
    """
    return frozenset(
        action for scenario in scenarios for step in scenario.steps for action in _actions(step)
    )


def _actions(part: Any) -> Iterator[str]:
    """Yield the actions of a step and of all that it consists of."""
    if isinstance(part, Call | ExpectCall):
        if isinstance(part.action, str):
            yield part.action
    elif isinstance(part, tuple):
        for item in part:
            yield from _actions(item)
    elif is_dataclass(part):
        for one in fields(part):
            yield from _actions(getattr(part, one.name))
