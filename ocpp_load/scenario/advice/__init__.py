"""Warnings: what a file may say, and its author hardly means. Nothing here keeps a scenario from running.

Works on the tree of a file, whose places it names; knows nothing of how steps are carried out.
"""

from collections.abc import Iterable

from ocpp_load.errors import Mistake
from ocpp_load.scenario.advice.commands import unknown_commands
from ocpp_load.scenario.advice.configuration import unknown_keys
from ocpp_load.scenario.advice.journal import unknown_actions
from ocpp_load.scenario.advice.order import senseless_orders
from ocpp_load.scenario.advice.outline import Oddity, outline_of
from ocpp_load.scenario.advice.payloads import wrong_payloads
from ocpp_load.scenario.advice.reach import endless_hurry, unreachable
from ocpp_load.scenario.advice.shares import tiny_shares, uneven_shares
from ocpp_load.scenario.advice.units import missing_units
from ocpp_load.scenario.advice.unused import unused_names
from ocpp_load.scenario.node import MappingNode, Node
from ocpp_load.validation import SchemaStore

__all__ = ["advice_on"]

_OF_A_CAMPAIGN = frozenset({"groups", "load"})
_OF_STEPS = (senseless_orders, unreachable, endless_hurry)


def advice_on(root: Node, file: str, schemas: SchemaStore) -> list[Mistake]:
    """Return what is odd about a file without a mistake: all kinds of files that have steps."""
    if not isinstance(root, MappingNode):
        return []
    keys = {key.text: node for key, node in root.entries}
    if not keys.keys().isdisjoint(_OF_A_CAMPAIGN):
        found = [*tiny_shares(root), *uneven_shares(root), *unknown_actions(root, schemas)]
        return _placed(file, found)
    steps = outline_of(keys["steps"]) if "steps" in keys else ()
    found = [
        *unknown_keys(root),
        *wrong_payloads(steps, schemas),
        *unused_names(root, steps),
        *unknown_actions(root, schemas),
        *unknown_commands(root, steps, schemas),
        *missing_units(root, steps),
        *tiny_shares(root),
    ]
    if "station" in keys:  # what only a whole scenario can be asked
        found += [odd for look in _OF_STEPS for odd in look(steps)]
    return _placed(file, found)


def _placed(file: str, found: Iterable[Oddity]) -> list[Mistake]:
    return sorted({Mistake(file, odd.node.line, odd.node.column, odd.problem) for odd in found})
