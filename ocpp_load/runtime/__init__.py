"""The pump: feeds a charge point from its link and carries out its effects."""

from ocpp_load.runtime.assembly import Assembly, StationObserver
from ocpp_load.runtime.plan import Group, Plan, plan_of
from ocpp_load.runtime.pump import Pump, PumpObserver

__all__ = ["Assembly", "Group", "Plan", "Pump", "PumpObserver", "StationObserver", "plan_of"]
