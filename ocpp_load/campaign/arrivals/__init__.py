"""Drivers who come whether or not a connector is free for them: an open model of the load."""

from ocpp_load.campaign.arrivals.drivers import Drivers
from ocpp_load.campaign.arrivals.places import Place, Places
from ocpp_load.campaign.arrivals.process import arrival_times
from ocpp_load.campaign.arrivals.reading import read_drivers

__all__ = ["Drivers", "Place", "Places", "arrival_times", "read_drivers"]
