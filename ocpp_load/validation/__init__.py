"""Payload against JSON Schema → violation → CallError code."""

from ocpp_load.validation.schema_store import SchemaStore
from ocpp_load.validation.validator import PayloadValidator
from ocpp_load.validation.violation import CODE_BY_KEYWORD, PayloadViolation
from ocpp_load.validation.whole_numbers import whole_numbers

__all__ = [
    "CODE_BY_KEYWORD",
    "PayloadValidator",
    "PayloadViolation",
    "SchemaStore",
    "whole_numbers",
]
