"""Handlers of OCPP 1.6: a module, or a package of them, for each feature profile."""

from collections.abc import Sequence
from types import ModuleType

from ocpp_load.handlers.registry import HandlerRegistry, Leniency
from ocpp_load.handlers.v16 import (
    firmware_management,
    local_auth_list_management,
    remote_trigger,
    reservation,
    smart_charging,
)
from ocpp_load.handlers.v16.core import (
    availability,
    cache,
    configuration,
    remote_transactions,
    reset,
    unlock,
)
from ocpp_load.handlers.v16.core.data_transfer import data_transfer_handler
from ocpp_load.handlers.v16.security import (
    certificate_signed,
    extended_trigger_message,
    get_log,
    root_certificates,
    signed_update_firmware,
)
from ocpp_load.messages.v16.actions import PROFILES
from ocpp_load.validation import PayloadValidator

MODULES: tuple[ModuleType, ...] = (
    availability,
    cache,
    configuration,
    remote_transactions,
    reset,
    unlock,
    firmware_management,
    local_auth_list_management,
    remote_trigger,
    reservation,
    smart_charging,
    certificate_signed,
    extended_trigger_message,
    get_log,
    root_certificates,
    signed_update_firmware,
)


def make_registry(
    validator: PayloadValidator,
    leniency: Leniency | None = None,
    extensions: Sequence[ModuleType] = (),
) -> HandlerRegistry:
    """Return a registry of all handlers of OCPP 1.6 and of a user's `extensions`.

    Raises `DuplicateHandlerError` and `HandlerProfileError` for what does not fit together.
    """
    registry = HandlerRegistry(PROFILES, validator, leniency)
    registry.register([*MODULES, *extensions])
    registry.add(data_transfer_handler(extensions))
    return registry
