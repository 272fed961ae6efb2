"""Handlers of OCPP 1.6, one module per feature profile, listed in `MODULES`."""

from types import ModuleType

MODULES: tuple[ModuleType, ...] = ()
