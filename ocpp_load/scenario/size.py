"""Sizes of messages as a scenario's author writes them."""

from ocpp_load.message_size import SMALLEST, parse_message_size
from ocpp_load.scenario.reader import Value


def read_message_size(value: Value) -> int:
    """Read `16 KiB`, `1 MiB` or a plain number of bytes; return bytes."""
    written = value.text_or_number()
    try:
        return parse_message_size("" if written is None else written)
    except ValueError as error:
        value.reject(f"{value.shown} {error}")
        return SMALLEST
