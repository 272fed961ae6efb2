"""How many stations there are at each moment of a campaign."""

from ocpp_load.campaign.load.profile import LoadProfile, Stage
from ocpp_load.campaign.load.reading import read_load

__all__ = ["LoadProfile", "Stage", "read_load"]
