"""Campaign files: found by name, read, and checked to the last line.

A campaign that comes out of here has no mistake in it that this package knows of, and neither
have the scenarios that it runs.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from math import inf
from pathlib import Path

from ocpp_load.campaign.arrivals import read_drivers
from ocpp_load.campaign.central_system import read_central_system
from ocpp_load.campaign.events import read_events
from ocpp_load.campaign.events.reading import Context
from ocpp_load.campaign.groups import GroupReader
from ocpp_load.campaign.load import RELEASE, read_load
from ocpp_load.campaign.model import Campaign, StationGroup
from ocpp_load.campaign.thresholds import read_thresholds
from ocpp_load.campaign.thresholds.actions import actions_of
from ocpp_load.errors import ScenarioError
from ocpp_load.resources import SCENARIOS
from ocpp_load.scenario import library
from ocpp_load.scenario.document import parse_document, read_source
from ocpp_load.scenario.feeders.reading import read_data
from ocpp_load.scenario.feeders.station_text import differs
from ocpp_load.scenario.loader import read_name, read_ocpp
from ocpp_load.scenario.names import Names
from ocpp_load.scenario.node import MappingNode, Node
from ocpp_load.scenario.reader import MistakeList, Value
from ocpp_load.scenario.script import NAMES
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.steps import STEPS

CAMPAIGNS = SCENARIOS / "campaigns"

_REQUIRED = ("name", "ocpp", "stations", "groups", "load")
KEYS = (
    *_REQUIRED,
    "description",
    "data",
    "drivers",
    "events",
    "thresholds",
    "central_system",
)
_ITS_OWN = frozenset({"groups", "load", "drivers", "events", "thresholds"})


def load_campaign(path: Path, template: Path | None = None) -> Campaign:
    """Return the campaign of a file, with stations of that `template` where one is given.

    Raises `ScenarioError` with every mistake of the file and of the files that it uses.
    """
    mistakes = MistakeList(str(path))
    source = read_source(path, mistakes.found)
    if source is None:
        raise ScenarioError(mistakes.found)
    return parse_campaign(source, str(path), template)


def parse_campaign(source: bytes, file: str, template: Path | None = None) -> Campaign:
    """Return the campaign that `source` spells; `file` is what mistakes call it.

    Raises `ScenarioError` with every mistake, in the order of the lines.
    """
    mistakes = MistakeList(file)
    root = parse_document(source, file, mistakes.found)
    campaign = None if root is None else _read_campaign(Value(root, "", mistakes), template)
    if campaign is None or mistakes.found:
        raise ScenarioError(sorted(set(mistakes.found)))
    return campaign


def find_campaign(name_or_path: str) -> Path:
    """Return the file of a campaign: of one that ships, by its name, or any, by its path.

    Raises `UserInputError` with the names there are.
    """
    return library.find(name_or_path, "campaign", CAMPAIGNS)


def campaign_names() -> list[str]:
    """Return the names of the campaigns that ship, in alphabetical order."""
    return library.names_in(CAMPAIGNS)


def is_campaign(root: Node) -> bool:
    """Tell whether the root of a file is a campaign rather than a scenario or a template."""
    if not isinstance(root, MappingNode):
        return False
    return not _ITS_OWN.isdisjoint(key.text for key, _ in root.entries)


def _is_scenario(root: Node) -> bool:
    if not isinstance(root, MappingNode):
        return False
    return {"station", "steps"} <= {key.text for key, _ in root.entries}


def _read_campaign(root: Value, template: Path | None) -> Campaign | None:
    if root.is_empty:
        root.reject(f"the file is empty; a campaign has the keys {', '.join(_REQUIRED)}")
        return None
    if _is_scenario(root.node):
        root.reject("this is no campaign, but a scenario; it runs by --scenario")
        return None
    section = root.section(KEYS, required=_REQUIRED)
    name = section.read("name", read_name, "")
    description = section.read("description", Value.text, None)
    ocpp = section.read("ocpp", read_ocpp, "")
    stations = section.read("stations", _stations, 1)
    folder = Path(root.mistakes.file).parent
    data = section.read("data", partial(read_data, folder=folder), {})
    groups_of = GroupReader(folder, template, ocpp, data)
    groups = section.read("groups", groups_of.read_all, ())
    mistakes = len(root.mistakes.found)
    load = section.read("load", partial(read_load, size=stations), None)
    # The end of a load that is wrong is not when its author thinks.
    ends = load is not None and len(root.mistakes.found) == mistakes
    steps = StepReader(
        STEPS,
        min((group.scenario.station.connectors for group in groups), default=1),
        has_ev=all(group.scenario.station.electrical.ev is not None for group in groups),
    )
    releases = [RELEASE] if load is not None and load.release is not None else []
    context = Context(
        groups=groups_of.names,
        faults=sorted({fault.name for group in groups for fault in group.scenario.faults}),
        steps=steps,
        end_s=load.duration_s if load is not None and ends else inf,
        taken=releases,
    )
    events = section.read("events", partial(read_events, context=context), ())
    scenarios = {group.name: group.scenario for group in groups}
    drivers = section.read("drivers", partial(read_drivers, folder=folder, groups=scenarios), None)
    event_names = [*releases, *(event.name for event in events)]
    read = partial(
        read_thresholds,
        groups=groups_of.names,
        events=event_names,
        actions=actions_of(group.scenario for group in groups),
    )
    thresholds = section.read("thresholds", read, ())
    central_system = section.read("central_system", read_central_system, ())
    names = root.mistakes.names
    names.reject_unknown(NAMES)
    if load is None or not groups:
        return None
    campaign = Campaign(
        name=name,
        description=description,
        ocpp=ocpp,
        stations=stations,
        groups=tuple(_with_what_is_asked(group, names) for group in groups),
        load=load,
        events=events,
        drivers=drivers,
        thresholds=thresholds,
        central_system=central_system,
    )
    _check_size(campaign, root)
    if not root.mistakes.found:
        _check_identities(campaign, groups_of.places)
    return campaign


def _with_what_is_asked(group: StationGroup, names: Names) -> StationGroup:
    """Return the group with a scenario that knows what events want of its stations."""
    scenario = group.scenario
    scenario = replace(
        scenario,
        keeps_journal=scenario.keeps_journal or names.asks_journal,
        needs_operator=scenario.needs_operator or names.asks_operator,
    )
    return replace(group, scenario=scenario)


def _check_size(campaign: Campaign, root: Value) -> None:
    fixed, size = campaign.fixed, campaign.stations
    if campaign.has_shares and fixed >= size:
        root.reject(f"the groups with a number take all of the {size} stations; give it more")
    elif not campaign.has_shares and fixed != size:
        root.reject(f"the groups have {fixed} stations, and the campaign {size}")


def _check_identities(campaign: Campaign, places: Mapping[str, Value]) -> None:
    size = campaign.stations
    for group, share in zip(campaign.groups, campaign.shares(size), strict=True):
        identity = group.scenario.station.identity
        if share * size > 1 and not differs(identity):
            places[group.name].reject(
                "all stations of the group would have the same identity; write {n} in it, which is"
                " the number of the station"
            )


def _stations(value: Value) -> int:
    return value.integer(minimum=1, maximum=1_000_000, stand_in=1)
