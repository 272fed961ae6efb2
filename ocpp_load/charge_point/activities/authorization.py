"""Authorization of idTags (OCPP 1.6 sections 3.5 and 4.1).

The local list is looked into first, then the cache, then the central system is asked; what it
says, in whichever answer, is remembered.
"""

from dataclasses import dataclass

from ocpp_load.charge_point.activities.status import notify_status
from ocpp_load.charge_point.activity import CallFailure, FailureKind, Steps, call
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.authorization_data import IdTagInfo, folded, read_id_tag_info
from ocpp_load.messages.v16.enums import ChargePointErrorCode
from ocpp_load.model import Station
from ocpp_load.model.authorization.knowledge import cached, known, learn, listed
from ocpp_load.ocppj import Payload

# A central system that starts transactions for ever new idTags must not fill the memory.
_REFUSED_KEPT = 100


@dataclass(frozen=True, slots=True)
class Authorization:
    """Whether an idTag may charge, and the group that it belongs to, where that is known."""

    accepted: bool
    parent_id_tag: str | None = None


def authorized(station: ChargePoint, id_tag: str) -> Steps[Authorization]:
    """Find out whether `id_tag` may charge, and ask the central system only where that is due.

    Online, LocalPreAuthorize lets the list decide either way; from the cache it takes a yes,
    while after a no the central system is asked whether that still holds (section 3.5.1).
    Offline, LocalAuthorizeOffline lets both decide, and AllowOfflineTxForUnknownId admits
    whoever is in neither (3.5.4). A station that is not accepted yet is as good as offline (4.2).
    """
    state, epoch_s = station.station, station.epoch_s()
    entry = listed(state, id_tag, epoch_s)
    info = entry or cached(state, id_tag, epoch_s)
    if (
        station.is_online
        and info is not None
        and (info.accepted or entry is not None)
        and state.configuration.boolean("LocalPreAuthorize")
    ):
        return _decide(station, id_tag, info, accepted=info.accepted)
    return (yield from authorize(station, id_tag))


def authorize(station: ChargePoint, id_tag: str) -> Steps[Authorization]:
    """Ask whether `id_tag` may charge; without a yes it starts no transaction until asked again.

    Where nobody can be asked, or the connection goes before the answer comes, the station decides
    by itself.
    """
    if not station.is_online:
        return _decide_offline(station, id_tag)
    answer = yield from call(Action.AUTHORIZE, core.authorize(id_tag=id_tag))
    if isinstance(answer, CallFailure):
        if answer.kind is FailureKind.CONNECTION_LOST:
            return _decide_offline(station, id_tag)
        _settle(station.station, id_tag, accepted=False)
        return Authorization(accepted=False)
    learn_from(station, id_tag, answer)
    info = read_id_tag_info(answer["idTagInfo"])
    _settle(station.station, id_tag, accepted=info.accepted)
    if not info.accepted:
        station.observer.driver_refused()
    return Authorization(info.accepted, info.parent_id_tag)


def learn_from(station: ChargePoint, id_tag: str, answer: Payload) -> None:
    """Remember what an answer says of `id_tag`, if anything (sections 4.1, 4.8 and 4.10).

    Where the local list says otherwise, the central system is told (section 3.5.2).
    """
    id_tag_info = answer.get("idTagInfo")
    if id_tag_info is None:
        return
    info = read_id_tag_info(id_tag_info)
    if not learn(station.station, id_tag, info, station.epoch_s()):
        conflict = notify_status(
            station,
            station.station.connectors[0],
            error_code=ChargePointErrorCode.LOCAL_LIST_CONFLICT,
        )
        station.spawn("local list conflict", conflict)


def _decide_offline(station: ChargePoint, id_tag: str) -> Authorization:
    info = known(station.station, id_tag, station.epoch_s())
    return _decide(station, id_tag, info, accepted=_accepted_offline(station.station, info))


def _decide(
    station: ChargePoint, id_tag: str, info: IdTagInfo | None, *, accepted: bool
) -> Authorization:
    _settle(station.station, id_tag, accepted=accepted)
    if not accepted:
        station.observer.driver_refused()
    return Authorization(accepted, None if info is None else info.parent_id_tag)


def _accepted_offline(state: Station, info: IdTagInfo | None) -> bool:
    if info is None:
        return state.configuration.boolean("AllowOfflineTxForUnknownId")
    return info.accepted and state.configuration.boolean("LocalAuthorizeOffline")


def _settle(state: Station, id_tag: str, *, accepted: bool) -> None:
    if accepted:
        state.refused_id_tags -= {folded(id_tag)}
    else:
        kept = state.refused_id_tags if len(state.refused_id_tags) < _REFUSED_KEPT else frozenset()
        state.refused_id_tags = kept | {folded(id_tag)}
