"""A fleet over many processes: who has which station, which row, and whose turn it is.

Books, without clock and without I/O: a master and its workers keep them, and tell each other.
"""

from ocpp_load.campaign.fleet.leases import LeaseBook, Loss
from ocpp_load.campaign.fleet.ranges import Ranges
from ocpp_load.campaign.fleet.ranks import StationRanks
from ocpp_load.campaign.fleet.rows import RowBook, RowStore
from ocpp_load.campaign.fleet.tenancy import Tenancy
from ocpp_load.campaign.fleet.terms import Terms
from ocpp_load.campaign.fleet.turns import Turns

__all__ = [
    "LeaseBook",
    "Loss",
    "Ranges",
    "RowBook",
    "RowStore",
    "StationRanks",
    "Tenancy",
    "Terms",
    "Turns",
]
