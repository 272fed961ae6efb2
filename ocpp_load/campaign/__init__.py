"""What a fleet is made of, how many there are of it when, and what befalls it."""

from ocpp_load.campaign.group_sequence import GroupSequence
from ocpp_load.campaign.station_numbers import StationNumbers

__all__ = ["GroupSequence", "StationNumbers"]
