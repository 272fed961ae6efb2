"""Handlers of OCPP 1.6: a module, or a package of them, for each feature profile."""

from collections.abc import Sequence
from types import ModuleType

from ocpp_load.errors import HandlerError
from ocpp_load.handlers.registry import HandlerRegistry, Leniency, is_handler
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
from ocpp_load.handlers.v16.core.data_transfer import answers_of, data_transfer_handler
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

    Raises `DuplicateHandlerError` and `HandlerError` for what does not fit together.
    """
    registry = HandlerRegistry(PROFILES, validator, leniency)
    registry.register(MODULES)
    registry.add(data_transfer_handler(extensions))
    for module in extensions:
        if not answers_of(module) and not any(map(is_handler, vars(module).values())):
            raise HandlerError(
                module.__file__ or module.__name__,
                "has no handler at its top level; mark a function there with @handles(Action…)",
            )
    registry.register(extensions)
    return registry
