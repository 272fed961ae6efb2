"""The body of POST /command-mix: at which rate the mix is fired from now on. Pure."""

from typing import Any

from ocpp_load.central_system.command_request import (
    CommandRequestError,
    read_json_object,
    unknown_fields,
)
from ocpp_load.central_system.options import MOST_COMMANDS_PER_SECOND

_FIELDS = ("rate",)


def read_rate(body: bytes) -> float:
    """Read `{"rate": 5}`, in commands per second; 0 is a pause. Raises `CommandRequestError`."""
    fields = read_json_object(body)
    problems = unknown_fields(fields, _FIELDS)
    rate: Any = fields.get("rate")
    if (
        not isinstance(rate, int | float)
        or isinstance(rate, bool)
        or not 0 <= rate <= MOST_COMMANDS_PER_SECOND
    ):
        problems.append(f"rate is not a number from 0 to {MOST_COMMANDS_PER_SECOND}")
    if problems:
        raise CommandRequestError(problems)
    return float(rate)
