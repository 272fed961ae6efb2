"""Passwords in payloads: security whitepaper edition 3, A01.FR.12, keeps them out of all logging."""

from typing import Any

GUARDED_KEY = "authorizationkey"
"""The configuration key of the password, folded: keys are compared without regard to case."""


def may_hold_password(payload: Any) -> bool:
    """Tell whether no value of this payload is to be repeated, right or wrong as it may be."""
    if not isinstance(payload, dict) or "key" not in payload:
        return False
    return str(payload["key"]).casefold() == GUARDED_KEY
