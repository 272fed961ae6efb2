"""The pump: feeds a charge point from its link and carries out its effects."""

from ocpp_load.runtime.pump import Pump, PumpObserver

__all__ = ["Pump", "PumpObserver"]
