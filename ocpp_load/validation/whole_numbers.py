"""Whole numbers of a payload that has been found to fit its schema.

The schemas of the security extension are of draft 6, for which 1.0 is an integer, and so is a
number beyond 64 bits, which the parser can only give as a float and nobody can send back.
"""

from typing import Any

_BEYOND = 2.0**63
# Almost all that there is: half of the time is saved by not looking at it any closer.
_AS_IT_IS = frozenset({str, int, bool})


def whole_numbers(value: Any) -> Any:
    """Return `value` with an int for every float that has no fraction, at any depth.

    Raises `OverflowError` for one that needs more than 64 bits.
    """
    if isinstance(value, float) and value.is_integer():
        if not -_BEYOND <= value < _BEYOND:
            raise OverflowError(f"{value:g} needs more than 64 bits")
        return int(value)
    if isinstance(value, dict):
        return {
            key: entry if type(entry) in _AS_IT_IS else whole_numbers(entry)
            for key, entry in value.items()
        }
    if isinstance(value, list):
        return [entry if type(entry) in _AS_IT_IS else whole_numbers(entry) for entry in value]
    return value
