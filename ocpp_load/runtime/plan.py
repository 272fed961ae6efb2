"""What a run does, from files and options that were found to be in order, before it begins."""

import socket
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile
from types import ModuleType
from typing import Any

from ocpp_load.campaign.load import Release
from ocpp_load.campaign.loader import find_campaign, load_campaign
from ocpp_load.campaign.model import Campaign
from ocpp_load.campaign.provisioning import Provisioning
from ocpp_load.charge_point import USUAL_BACK_OFF, BackOff
from ocpp_load.charge_point.operator import Operator
from ocpp_load.errors import OptionError, UserInputError
from ocpp_load.handlers.extensions import load_extensions
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.runtime.operating import check_operator, operator_of
from ocpp_load.runtime.securing import (
    check_security_profile,
    check_tls,
    provisioning_of,
    under_security_profile,
)
from ocpp_load.runtime.source_addresses import check_source_addresses, one_of_each_family
from ocpp_load.scenario import Scenario, find_scenario, find_template, load_scenario
from ocpp_load.scenario.commission import Commission
from ocpp_load.scenario.feeders.station_text import StationTextError
from ocpp_load.scenario.feeders.supply import NoRowLeft
from ocpp_load.settings import Settings
from ocpp_load.transport import MAX_MESSAGE_BYTES
from ocpp_load.validation import PayloadValidator, SchemaStore

PLAIN_GROUP = "stations"
"""What the one group of a run without a campaign is called."""

_REACHABLE_TIMEOUT_S = 5.0
_WHAT_HELPS = "start the central system, or look at host and port"
_WHAT_HELPS_A_NAME = "look at the host's name, and whether this machine can resolve it"
_SOME_USERS = "write for example 100"


@dataclass(frozen=True, slots=True)
class Group:
    """Stations of a run that have a scenario and options in common.

    `share` counts against the shares of the other groups.
    """

    name: str
    scenario: Scenario
    commission: Commission
    share: float = 1.0
    back_off: BackOff = USUAL_BACK_OFF
    max_message_bytes: int = MAX_MESSAGE_BYTES
    provisioning: Provisioning = field(default_factory=Provisioning)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does: its groups, one or more, and what all of their stations have in common.

    With a `campaign` the fleet has `size` stations where that speaks of all of them; the shares of
    the groups are those of a fleet of that size. With a `release` stations wait until all are there.
    """

    groups: tuple[Group, ...]
    schemas: SchemaStore
    extensions: tuple[ModuleType, ...] = ()
    campaign: Campaign | None = None
    size: int | None = None
    operator: Operator | None = None
    release: Release | None = None

    @property
    def name(self) -> str:
        """Return what reports call the run unless the user has a name for it."""
        return self.campaign.name if self.campaign else self.groups[0].scenario.name

    @property
    def scenarios(self) -> str:
        """Return the names of what its stations do."""
        return ", ".join(dict.fromkeys(group.scenario.name for group in self.groups))

    def as_campaign(self) -> dict[str, Any] | None:
        """Return what the summary says of the campaign; None for a plain run."""
        campaign, size = self.campaign, self.size
        if campaign is None or size is None:
            return None
        return {
            "name": campaign.name,
            "stations": size,
            "duration_s": campaign.load.duration_s,
            "groups": [
                {"name": group.name, "scenario": group.scenario.name, "share": group.share}
                for group in self.groups
            ],
            "stages": [
                {"at_s": at_s, "what": stage.told(size)} for at_s, stage in campaign.load.beginnings
            ],
            "events": [
                {
                    "name": event.name,
                    "at_s": event.at_s,
                    "every_s": event.every_s,
                    "action": event.action.word,
                    "what": event.told,
                }
                for event in campaign.events
            ],
        }


def plan_of(settings: Settings, users: int | None = None) -> Plan:
    """Load the scenario or the campaign and all that goes with it; raise `UserInputError`.

    `users` is the size that the user wants a campaign's fleet to have; without it, it is its own.
    """
    check_tls(settings)
    campaign, size, release = None, None, _release_of(settings)
    if settings.campaign is None:
        groups: tuple[Group, ...] = (group_of(settings, _scenario_of(settings)),)
    else:
        campaign = _campaign_of(settings, settings.campaign)
        release = campaign.load.release
        size = campaign.stations if users is None else users
        groups = _groups_of(settings, campaign, size)
    operator = operator_of(settings)
    check_operator(operator, (group.scenario for group in groups))
    schemas = SchemaStore(groups[0].scenario.ocpp, settings.payload_schemas)
    extensions = tuple(load_extensions(settings.handlers))
    make_registry(PayloadValidator(schemas), extensions=extensions)  # raises for a misfit
    return Plan(groups, schemas, extensions, campaign, size, operator, release)


def _release_of(settings: Settings) -> Release | None:
    if settings.release_over_s is None:
        return None
    if settings.campaign is not None:
        raise OptionError(
            "--release-over", "the campaign says when stations connect: begin its load with release"
        )
    return Release(1.0, settings.release_over_s)


def _scenario_of(settings: Settings) -> Scenario:
    try:
        file = find_scenario(settings.scenario)
    except UserInputError as error:
        raise OptionError("--scenario", str(error)) from None
    return load_scenario(file, _template_of(settings))


def _campaign_of(settings: Settings, name_or_path: str) -> Campaign:
    try:
        file = find_campaign(name_or_path)
    except UserInputError as error:
        raise OptionError("--campaign", str(error)) from None
    return load_campaign(file, _template_of(settings))


def _groups_of(settings: Settings, campaign: Campaign, size: int) -> tuple[Group, ...]:
    if size < 1 or (campaign.has_shares and campaign.fixed >= size):
        least = campaign.fixed + 1 if campaign.has_shares else 1
        raise OptionError("--users", f"{size} is too few; the campaign needs {least} or more")
    return tuple(
        replace(group_of(settings, group.scenario), name=group.name, share=share)
        for group, share in zip(campaign.groups, campaign.shares(size), strict=True)
    )


def group_of(settings: Settings, scenario: Scenario) -> Group:
    """Return the stations of one scenario, as a plain run has them; raise `OptionError`."""
    scenario = under_security_profile(scenario, settings.security_profile)
    return Group(
        PLAIN_GROUP,
        scenario,
        Commission(scenario, settings.identity, settings.id_tag, settings.time_scale),
        back_off=_back_off_of(settings, scenario),
        max_message_bytes=settings.max_message_bytes
        or scenario.station.max_message_bytes
        or MAX_MESSAGE_BYTES,
        provisioning=provisioning_of(settings, scenario),
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
        raise OptionError("--users", f"{users} is not a number of charge points; {_SOME_USERS}")
    whole = sum(group.share for group in plan.groups)
    if any(
        users * group.share / whole > 1 and not group.commission.identities_differ
        for group in plan.groups
    ):
        raise OptionError(
            "--identity",
            "needs {n} in it, like the identity of any scenario or group; or all stations would"
            " have the same",
        )


def check_reports(settings: Settings) -> None:
    """Make the directory of the reports and write to it; raise `OptionError`."""
    try:
        settings.reports.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=settings.reports):
            pass
    except FileExistsError:
        raise OptionError(
            "--reports", f"{settings.reports} is not a directory; name another place"
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise OptionError(
            "--reports", f"{settings.reports} cannot be written to: {reason}; name another place"
        ) from None


def check_security(settings: Settings, plan: Plan) -> None:
    """Raise `OptionError` where the first station could never connect as it has to."""
    for group in plan.groups:
        try:
            station = group.commission.station(settings.first_station)
            fed_password = group.commission.password(station)
        except (StationTextError, NoRowLeft) as error:
            raise OptionError("--scenario", f"the first station: {error}") from None
        check_security_profile(settings, station, group.provisioning, fed_password)


def check_reachable(settings: Settings) -> None:
    """Open and close one TCP connection, from the source address where one is named.

    Raise `OptionError` where that fails, or a source address can be none.

    Nobody is the wiser where the central system is down at the start: every figure would be
    a failure to connect.
    """
    check_source_addresses(settings)
    address = (settings.endpoint.hostname, settings.port)
    timeout_s = min(_REACHABLE_TIMEOUT_S, settings.connect_timeout_s)
    for source in one_of_each_family(settings) or (None,):
        try:
            end = None if source is None else (source, 0)
            socket.create_connection(address, timeout_s, end).close()
        except OSError as error:
            reason = error.strerror or str(error) or type(error).__name__
            what_helps = _WHAT_HELPS_A_NAME if isinstance(error, socket.gaierror) else _WHAT_HELPS
            whence = "" if source is None else f" from {source} (--source-addresses)"
            raise OptionError(
                "--host", f"{settings.host} cannot be reached{whence}: {reason}; {what_helps}"
            ) from None
