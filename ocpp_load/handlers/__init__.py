"""Answers to the commands of the central system: a registry, and one folder per version."""

from ocpp_load.handlers.registry import Handler, HandlerRegistry, handles
from ocpp_load.handlers.reply import Refusal, Reply

__all__ = ["Handler", "HandlerRegistry", "Refusal", "Reply", "handles"]
