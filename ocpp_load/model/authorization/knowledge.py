"""What a station knows of idTags by itself (OCPP 1.6 sections 3.5.1 to 3.5.3).

The Local Authorization List comes before the Authorization Cache; either counts only while
its configuration key enables it.
"""

from ocpp_load.messages.v16.authorization_data import IdTagInfo
from ocpp_load.model.connector import Connector
from ocpp_load.model.station import Station


def listed(station: Station, id_tag: str, epoch_s: float) -> IdTagInfo | None:
    """Return what the local list says of an idTag, or None."""
    if not station.local_list or not station.configuration.boolean("LocalAuthListEnabled"):
        return None
    return station.local_list.find(id_tag, epoch_s)


def cached(station: Station, id_tag: str, epoch_s: float) -> IdTagInfo | None:
    """Return what the cache says of an idTag, or None."""
    if not station.configuration.boolean("AuthorizationCacheEnabled"):
        return None
    return station.authorization_cache.find(id_tag, epoch_s)


def known(station: Station, id_tag: str, epoch_s: float) -> IdTagInfo | None:
    """Return what the station knows of an idTag without asking, or None."""
    return listed(station, id_tag, epoch_s) or cached(station, id_tag, epoch_s)


def learn(station: Station, id_tag: str, id_tag_info: IdTagInfo, epoch_s: float) -> bool:
    """Take in what the central system says of an idTag; return False where the list disagrees.

    The cache is not for idTags of the list (section 3.5.3), which in turn nothing but
    SendLocalList may change.
    """
    entry = listed(station, id_tag, epoch_s)
    if entry is not None:
        return entry.valid == id_tag_info.at(epoch_s).valid
    if station.configuration.boolean("AuthorizationCacheEnabled"):
        station.authorization_cache.put(id_tag, id_tag_info, epoch_s)
    return True


def could_use(station: Station, connector: Connector, id_tag: str, epoch_s: float) -> bool:
    """Tell whether a driver may use a connector, as far as reservations go.

    A group that is not known here counts as the right one: only Authorize.conf can tell
    (section 5.13), which a handler cannot wait for.
    """
    reservations = station.reservations
    if not reservations.depends_on_parent(connector, id_tag):
        return reservations.admits(connector, id_tag)
    id_tag_info = known(station, id_tag, epoch_s)
    return id_tag_info is None or reservations.admits(connector, id_tag, id_tag_info.parent_id_tag)
