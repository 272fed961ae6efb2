"""Payload builders, one folder per OCPP version: snake_case here, camelCase on the wire."""
