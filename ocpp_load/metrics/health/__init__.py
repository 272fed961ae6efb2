"""The load generator's own health: whether its figures can be blamed on somebody else."""

from ocpp_load.metrics.health.figures import HealthFigures
from ocpp_load.metrics.health.judgement import (
    OUT_OF_FILES,
    OUT_OF_PORTS,
    Assessment,
    LostWorker,
    RunFacts,
    assess,
    hangs_on_calls,
    limits_of,
)
from ocpp_load.metrics.health.open_files import highest_open_files_limit, open_files_limit
from ocpp_load.metrics.health.ports import WIDEST, PortRange, local_ports
from ocpp_load.metrics.health.process import PROBE_INTERVAL_S, ProcessHealth
from ocpp_load.metrics.health.unsent import UnsentMessages

__all__ = [
    "OUT_OF_FILES",
    "OUT_OF_PORTS",
    "PROBE_INTERVAL_S",
    "WIDEST",
    "Assessment",
    "HealthFigures",
    "LostWorker",
    "PortRange",
    "ProcessHealth",
    "RunFacts",
    "UnsentMessages",
    "assess",
    "hangs_on_calls",
    "highest_open_files_limit",
    "limits_of",
    "local_ports",
    "open_files_limit",
]
