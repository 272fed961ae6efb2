"""Durations as a scenario's author writes them."""

from ocpp_load.duration import HOW_TO_WRITE, parse_duration
from ocpp_load.scenario.reader import Value


def read_duration(value: Value) -> float:
    """Read a duration in seconds."""
    written = value.text_or_number()
    if written is None:
        value.reject(f"{value.shown} is not a duration; {HOW_TO_WRITE}")
        return 0.0
    try:
        return parse_duration(written)
    except ValueError as error:
        value.reject(str(error))
        return 0.0
