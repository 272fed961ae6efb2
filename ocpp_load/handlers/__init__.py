"""Answers to the commands of the central system: a registry, and one folder per version."""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.registry import Handler, HandlerRegistry, Leniency, handles
from ocpp_load.handlers.reply import Refusal, Reply

__all__ = [
    "Command",
    "Handler",
    "HandlerRegistry",
    "Leniency",
    "Refusal",
    "Reply",
    "handles",
]
