"""How many stations there are at each moment of a campaign."""

from ocpp_load.campaign.load.profile import LoadProfile, Stage
from ocpp_load.campaign.load.reading import read_load
from ocpp_load.campaign.load.release import RELEASE, Release

__all__ = ["RELEASE", "LoadProfile", "Release", "Stage", "read_load"]
