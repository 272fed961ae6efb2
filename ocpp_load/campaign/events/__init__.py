"""What befalls a fleet in the course of a campaign, and when."""

from ocpp_load.campaign.events.event import Event
from ocpp_load.campaign.events.reading import read_events
from ocpp_load.campaign.events.timeline import Occurrence, timeline

__all__ = ["Event", "Occurrence", "read_events", "timeline"]
