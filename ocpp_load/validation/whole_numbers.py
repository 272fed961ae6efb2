"""Whole numbers of a payload that has been found to fit its schema.

The schemas of the security extension are of draft 6, for which 1.0 is an integer, and so is a
number beyond 64 bits, which the parser can only give as a float.
"""

from typing import Any


def whole_numbers(value: Any) -> Any:
    """Return `value` with an int for every float that has no fraction, at any depth."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {key: whole_numbers(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [whole_numbers(entry) for entry in value]
    return value
