"""Commands of the Local Auth List Management profile (OCPP 1.6 sections 5.10 and 5.15)."""

from random import Random

from ocpp_load.central_system.mix.situation import Planned, Situation
from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import Payload

_FULL = 0.25
_PARENT = "FLEET"
# Cards of other stations: what their status is here decides nothing about this one's driver.
_OTHERS = tuple(f"{_PARENT}-{number:02d}" for number in range(1, 21))
_STATUSES = ("Accepted", "Accepted", "Accepted", "Blocked", "Expired")
_YEAR_S = 365 * 86_400.0


def get_local_list_version(_situation: Situation) -> Planned:
    """Ask which version of the list the station has."""
    return Planned(Action.GET_LOCAL_LIST_VERSION, {})


def send_local_list(situation: Situation) -> Planned | None:
    """Send the next version: the whole list, or changes to what the station has.

    A station without a list (-1) is left alone. Where the version is not known, or an update
    has failed, the whole list is due (section 5.15).
    """
    held = situation.station.holdings.list_version
    if held == -1:
        return None
    is_full = not held or situation.random.random() < _FULL
    payload: Payload = {
        "listVersion": (held or 0) + 1,
        "localAuthorizationList": _full(situation) if is_full else _changes(situation),
        "updateType": "Full" if is_full else "Differential",
    }
    return Planned(Action.SEND_LOCAL_LIST, payload)


def _full(situation: Situation) -> list[Payload]:
    own = [{"idTag": id_tag, "idTagInfo": {"status": "Accepted"}} for id_tag in _own(situation)]
    others = situation.random.sample(_OTHERS, situation.random.randint(3, len(_OTHERS) - 5))
    return own + [_entry(situation, id_tag) for id_tag in others]


def _changes(situation: Situation) -> list[Payload]:
    random = situation.random
    changed = random.sample(_OTHERS, random.randint(1, 5))
    # Section 7.1: an entry without idTagInfo takes the tag off the list.
    return [
        {"idTag": id_tag} if _is_removal(random) else _entry(situation, id_tag)
        for id_tag in changed
    ]


def _is_removal(random: Random) -> bool:
    return random.random() < 0.3


def _entry(situation: Situation, id_tag: str) -> Payload:
    info: Payload = {"status": situation.random.choice(_STATUSES), "parentIdTag": _PARENT}
    if situation.random.random() < 0.5:
        info["expiryDate"] = situation.timestamp(_YEAR_S)
    return {"idTag": id_tag, "idTagInfo": info}


def _own(situation: Situation) -> list[str]:
    return [id_tag for id_tag in situation.station.id_tags if id_tag not in _OTHERS]
