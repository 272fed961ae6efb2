"""What is checked before the first station is spawned, so that nothing starts in vain."""

import socket
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from types import ModuleType
from typing import Any

from ocpp_load.campaign.provisioning import Provisioning
from ocpp_load.charge_point import USUAL_BACK_OFF, BackOff
from ocpp_load.errors import OptionError, UserInputError
from ocpp_load.handlers.extensions import load_extensions
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.locust_glue.arguments import values_of
from ocpp_load.locust_glue.securing import (
    check_security_profile,
    check_tls,
    provisioning_of,
    under_security_profile,
)
from ocpp_load.scenario import Scenario, find_scenario, find_template, load_scenario
from ocpp_load.scenario.commission import Commission
from ocpp_load.settings import Settings, settings_from
from ocpp_load.transport import MAX_MESSAGE_BYTES
from ocpp_load.validation import PayloadValidator, SchemaStore

_REACHABLE_TIMEOUT_S = 5.0


def settings_of(options: Any, host: str | None) -> Settings:
    """Return the checked settings of a run; raise `UserInputError`."""
    return settings_from(values_of(options), host)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does, from files that were found to be in order."""

    scenario: Scenario
    commission: Commission
    schemas: SchemaStore
    extensions: tuple[ModuleType, ...] = ()
    back_off: BackOff = USUAL_BACK_OFF
    max_message_bytes: int = MAX_MESSAGE_BYTES
    provisioning: Provisioning = field(default_factory=Provisioning)


def plan_of(settings: Settings) -> Plan:
    """Load the scenario and all that goes with it; raise `UserInputError`."""
    try:
        file = find_scenario(settings.scenario)
    except UserInputError as error:
        raise OptionError("--scenario", str(error)) from None
    scenario = under_security_profile(
        load_scenario(file, _template_of(settings)), settings.security_profile
    )
    check_tls(settings)
    schemas = SchemaStore(scenario.ocpp, settings.payload_schemas)
    extensions = tuple(load_extensions(settings.handlers))
    make_registry(PayloadValidator(schemas), extensions=extensions)  # raises for a misfit
    commission = Commission(scenario, settings.identity, settings.id_tag, settings.time_scale)
    return Plan(
        scenario,
        commission,
        schemas,
        extensions,
        _back_off_of(settings, scenario),
        settings.max_message_bytes or scenario.station.max_message_bytes or MAX_MESSAGE_BYTES,
        provisioning_of(settings, scenario),
    )


def _template_of(settings: Settings) -> Path | None:
    try:
        return None if settings.station is None else find_template(settings.station)
    except UserInputError as error:
        raise OptionError("--station", str(error)) from None


def _back_off_of(settings: Settings, scenario: Scenario) -> BackOff:
    try:
        return scenario.station.reconnect.with_changes(
            minimum_s=settings.back_off_minimum_s,
            factor=settings.back_off_factor,
            random_s=settings.back_off_random_s,
            maximum_s=settings.back_off_maximum_s,
        )
    except ValueError as error:
        raise OptionError("--back-off-maximum", str(error)) from None


def check_fleet(plan: Plan, users: int) -> None:
    """Raise `OptionError` for a number of users that no fleet can have."""
    if users < 1:
        raise OptionError("--users", f"{users} is not a number of charge points")
    if users > 1 and not plan.commission.identities_differ:
        raise OptionError("--identity", "needs {n} in it, or all stations would have one identity")


def check_reports(settings: Settings) -> None:
    """Make the directory of the reports and write to it; raise `OptionError`."""
    try:
        settings.reports.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=settings.reports):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise OptionError(
            "--reports", f"{settings.reports} cannot be written to: {reason}"
        ) from None


def check_security(settings: Settings, plan: Plan) -> None:
    """Raise `OptionError` where the first station could never connect as it has to."""
    station = plan.commission.station(settings.first_station)
    check_security_profile(settings, station, plan.provisioning)


def check_reachable(settings: Settings) -> None:
    """Open and close one TCP connection; raise `OptionError` where that fails.

    Nobody is the wiser where the central system is down at the start: every figure would be
    a failure to connect.
    """
    address = (settings.endpoint.hostname, settings.port)
    timeout_s = min(_REACHABLE_TIMEOUT_S, settings.connect_timeout_s)
    try:
        socket.create_connection(address, timeout_s).close()
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise OptionError("--host", f"{settings.host} cannot be reached: {reason}") from None
