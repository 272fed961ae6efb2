"""The `groups` of a campaign, read and checked, with the scenarios that they run."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from ocpp_load.campaign.model import StationGroup
from ocpp_load.errors import ScenarioError, UserInputError
from ocpp_load.model import StationType
from ocpp_load.resources import SCENARIOS
from ocpp_load.scenario import Scenario, find_template, library, load_scenario
from ocpp_load.scenario.configuration import read_configuration
from ocpp_load.scenario.feeders.feeder import Data
from ocpp_load.scenario.feeders.reading import read_data
from ocpp_load.scenario.feeders.station_text import FedReader
from ocpp_load.scenario.misbehaviour import read_faults
from ocpp_load.scenario.percentage import read_percentage
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.shelves import shipped_case
from ocpp_load.scenario.time_scale import read_time_scale

T = TypeVar("T")

MOST_GROUPS = 100
LARGEST_SHARE = 1_000_000.0

KEYS = (
    "name",
    "share",
    "stations",
    "scenario",
    "station",
    "configuration",
    "identity",
    "id_tag",
    "time_scale",
    "data",
    "faults",
)
_REQUIRED = ("name", "scenario")


@dataclass
class GroupReader:
    """Reads the groups of one campaign; paths begin at `folder`.

    `template` is what the user has chosen in place of every station's own. `ocpp` is the version
    that all scenarios have to speak, `data` the feeders of the campaign. `names` are those of all
    groups so far, of the wrong ones too: whoever speaks of one makes no further mistake. `places`
    are where the identity of each group comes from, by its name: from itself, or from its scenario.
    """

    folder: Path
    template: Path | None
    ocpp: str
    data: Data
    names: list[str] = field(default_factory=list)
    places: dict[str, Value] = field(default_factory=dict)
    _told: set[Path] = field(default_factory=set)

    def read_all(self, value: Value) -> tuple[StationGroup, ...]:
        """Read a list of groups, in which the wrong ones are left out."""
        items = value.items()
        if len(items) > MOST_GROUPS:
            value.reject(f"has {len(items)} groups; allowed: up to {MOST_GROUPS}")
        groups = (self._read(item) for item in items[:MOST_GROUPS])
        return tuple(group for group in groups if group is not None)

    def _read(self, value: Value) -> StationGroup | None:
        section = value.section(KEYS, required=_REQUIRED)
        if "share" in section and "stations" in section:
            value.reject("has a share and a number of stations; give one of them")
        name = section.read("name", self._name, "")
        template = section.read("station", self._template, self.template)
        data = {**self.data, **section.read("data", partial(read_data, folder=self.folder), {})}
        scenario = section.read(
            "scenario", lambda given: self._scenario(given, template, data), None
        )
        share = section.read("share", read_share, 1.0)
        stations = section.read("stations", _stations, None)
        if scenario is None:
            return None
        place = section.read("scenario", lambda given: given, value)
        self.places[name] = section.read("identity", lambda given: given, place)
        return StationGroup(name, _changed(scenario, section, data), share, stations)

    def _name(self, value: Value) -> str:
        name = value.line()
        if name in self.names:
            value.reject(f"another group is called {value.shown}")
        self.names.append(name)
        return name

    def _scenario(self, value: Value, template: Path | None, data: Data) -> Scenario | None:
        file = self._found(
            value,
            lambda name: (
                shipped_case(name) or library.find(name, "scenario", SCENARIOS, self.folder)
            ),
        )
        if file is None:
            return None
        try:
            scenario = load_scenario(file, template, data)
        except ScenarioError as error:
            if file not in self._told:
                self._told.add(file)
                value.mistakes.found.extend(error.mistakes)
            return None
        if self.ocpp and scenario.ocpp != self.ocpp:
            value.reject(f"speaks OCPP {scenario.ocpp}, and the campaign {self.ocpp}")
        return scenario

    def _template(self, value: Value) -> Path | None:
        file = self._found(value, lambda name: find_template(name, self.folder))
        return self.template or file

    def _found(self, value: Value, find: Callable[[str], Path]) -> Path | None:
        name = value.text()
        if not name:
            return None
        try:
            return find(name)
        except UserInputError as error:
            value.reject(str(error))
            return None


def read_share(value: Value) -> float:
    """Read a percentage, or any number that counts against those of the other groups."""
    number = value.number()
    share = read_percentage(value) * 100 if number is None else number
    if not 0 < share <= LARGEST_SHARE:
        if number is not None or not value.mistakes.found:
            value.reject(f"{value.shown} is not allowed; allowed: more than 0")
        return 1.0
    return float(share)  # which a number of hundreds of digits has no place in


def _changed(scenario: Scenario, section: Section, data: Data) -> Scenario:
    """Return the scenario with what a group says in place of its own."""
    station, fed = scenario.station, FedReader(data)
    type_ = StationType(
        vendor="",
        model="",
        connectors=station.connectors,
        power_w=station.power_w,
        phases=station.phases,
        feature_profiles=station.feature_profiles,
        electrical=station.electrical,
    )
    given = section.read(
        "configuration", lambda value: read_configuration(value, type_, value.mistakes), {}
    )
    return replace(
        scenario,
        station=replace(
            station,
            identity=section.read("identity", fed.identity, station.identity),
            id_tag=section.read("id_tag", fed.ci_string(20), station.id_tag),
            configuration={**station.configuration, **given},
        ),
        time_scale=section.read("time_scale", read_time_scale, scenario.time_scale),
        faults=section.read("faults", read_faults, scenario.faults),
    )


def _stations(value: Value) -> int:
    return value.integer(minimum=1, maximum=1_000_000, stand_in=1)
