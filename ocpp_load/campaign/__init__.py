"""What a fleet is made of."""

from ocpp_load.campaign.station_numbers import StationNumbers

__all__ = ["StationNumbers"]
