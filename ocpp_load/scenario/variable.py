"""The names of variables: what an expression can call them, and is not something else already."""

import re
from keyword import kwlist

from ocpp_load.scenario.evaluator import CONSTANTS
from ocpp_load.scenario.functions import FUNCTIONS
from ocpp_load.scenario.node import ScalarNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import NAMES
from ocpp_load.scenario.wording import as_word

_WRITTEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

RESERVED: frozenset[str] = frozenset({*NAMES, *FUNCTIONS, *CONSTANTS, *kwlist})
"""What has a meaning in expressions already."""


def define_variable(key: ScalarNode, value: Value) -> str:
    """Return the name of the variable that `value` stands for, known in the file from now on."""
    name = key.text
    if _WRITTEN.fullmatch(name) is None:
        value.reject(
            f"{as_word(name)} is no name of a variable; allowed: letters, digits and _", at=key
        )
    elif name in RESERVED:
        value.reject(f"{name} has a meaning of its own; call the variable something else", at=key)
    value.mistakes.names.define(name)
    return name
