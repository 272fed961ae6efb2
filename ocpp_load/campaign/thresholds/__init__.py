"""Thresholds: what counts as passed. Read in one place, judged in another, watched in a third.

Pure: no file, no clock, no Locust; the figures that are judged are handed in.
"""

from ocpp_load.campaign.thresholds.judging import Figures, Judgement, Outcome, judge
from ocpp_load.campaign.thresholds.reading import read_thresholds
from ocpp_load.campaign.thresholds.threshold import FleetCount, Scope, Threshold
from ocpp_load.campaign.thresholds.watching import Watch

__all__ = [
    "Figures",
    "FleetCount",
    "Judgement",
    "Outcome",
    "Scope",
    "Threshold",
    "Watch",
    "judge",
    "read_thresholds",
]
