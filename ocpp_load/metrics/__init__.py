"""What happened in a run, counted and timed: recorders, histograms, fleet, generator's health.

Knows nothing of gevent, Locust or files: times are passed in, and what goes from a worker
to its master is a plain dict.
"""

from ocpp_load.metrics.audit import TransactionAudit
from ocpp_load.metrics.direction import Direction
from ocpp_load.metrics.evidence import Evidence
from ocpp_load.metrics.fleet import FleetCounts
from ocpp_load.metrics.health import HealthFigures, ProcessHealth
from ocpp_load.metrics.label import as_label
from ocpp_load.metrics.latency import LatencyHistogram
from ocpp_load.metrics.ledger import OTHER_ACTIONS
from ocpp_load.metrics.recorder import Live, Recorder, Snapshot
from ocpp_load.metrics.recording import Recording
from ocpp_load.metrics.recovery import NOT_BACK, back_after
from ocpp_load.metrics.series import Series
from ocpp_load.metrics.slices import Slice
from ocpp_load.metrics.sums import LineSum
from ocpp_load.metrics.tally import Tally
from ocpp_load.metrics.timeline import Timeline

__all__ = [
    "NOT_BACK",
    "OTHER_ACTIONS",
    "Direction",
    "Evidence",
    "FleetCounts",
    "HealthFigures",
    "LatencyHistogram",
    "LineSum",
    "Live",
    "ProcessHealth",
    "Recorder",
    "Recording",
    "Series",
    "Slice",
    "Snapshot",
    "Tally",
    "Timeline",
    "TransactionAudit",
    "as_label",
    "back_after",
]
