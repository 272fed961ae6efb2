"""YAML → checked model → a generator per script, one step per file in `steps/`.

Pure but for the reading of the file, which `document` does.
"""

from ocpp_load.duration import format_duration, parse_duration
from ocpp_load.scenario.check import check_files
from ocpp_load.scenario.distribution import (
    Distribution,
    Exponential,
    Fixed,
    Normal,
    Uniform,
)
from ocpp_load.scenario.loader import (
    find_scenario,
    load_scenario,
    parse_scenario,
    scenario_names,
)
from ocpp_load.scenario.model import Scenario, Station
from ocpp_load.scenario.pattern import Pattern
from ocpp_load.scenario.step import Step, StepReader
from ocpp_load.scenario.template import find_template, template_names
from ocpp_load.scenario.time_scale import TimeScale

__all__ = [
    "Distribution",
    "Exponential",
    "Fixed",
    "Normal",
    "Pattern",
    "Scenario",
    "Station",
    "Step",
    "StepReader",
    "TimeScale",
    "Uniform",
    "check_files",
    "find_scenario",
    "find_template",
    "format_duration",
    "load_scenario",
    "parse_duration",
    "parse_scenario",
    "scenario_names",
    "template_names",
]
