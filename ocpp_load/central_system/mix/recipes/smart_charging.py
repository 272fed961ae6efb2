"""Commands of the Smart Charging profile (OCPP 1.6 sections 3.13, 5.5, 5.7 and 5.16).

Limits slow charging down and never stop it. Profile ids follow from purpose, connector and stack
level, so that a station holds a handful of profiles however long the mix runs.
"""

from random import Random

from ocpp_load.central_system.mix.situation import Planned, Situation
from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import Payload

_STACK_LEVELS = 3
_DAY_S = 86_400
_MOST_PERIODS = 4
# Whole numbers: section 7.14 allows one digit after the point, which binary floats do not hold.
_LIMITS = {"A": (6, 32), "W": (4_200, 22_000)}
_STATION_LIMITS = {"A": (32, 250), "W": (22_000, 150_000)}
# Section 7.9: what is relative to the start of a transaction says nothing of a whole station.
_KINDS = {
    "ChargePointMaxProfile": ("Absolute", "Recurring"),
    "TxDefaultProfile": ("Absolute", "Recurring", "Relative"),
    "TxProfile": ("Absolute", "Relative"),
}
_FIRST_ID = {"ChargePointMaxProfile": 1, "TxDefaultProfile": 100, "TxProfile": 10_000}


def set_charging_profile(situation: Situation) -> Planned:
    """Limit a transaction that runs, transactions to come, or the whole station."""
    random = situation.random
    kind = random.random()
    if situation.transactions and kind < 0.6:
        transaction = random.choice(situation.transactions)
        profile = _profile(situation, "TxProfile", transaction.connector_id)
        profile["transactionId"] = transaction.transaction_id
        connector_id = transaction.connector_id
    elif kind < 0.85:
        connector_id = random.choice([0, *situation.connectors])
        profile = _profile(situation, "TxDefaultProfile", connector_id)
    else:
        connector_id = 0
        profile = _profile(situation, "ChargePointMaxProfile", connector_id)
    payload: Payload = {"connectorId": connector_id, "csChargingProfiles": profile}
    return Planned(Action.SET_CHARGING_PROFILE, payload)


def clear_charging_profile(situation: Situation) -> Planned:
    """Clear a profile that was set, those that fit a filter, or all."""
    random = situation.random
    payload: Payload = {}
    kind = random.random()
    if situation.station.holdings.profiles and kind < 0.6:
        payload["id"] = random.choice(list(situation.station.holdings.profiles))
    elif kind < 0.95:
        payload["chargingProfilePurpose"] = random.choice(list(_FIRST_ID))
        if random.random() < 0.5:
            payload["connectorId"] = random.choice([0, *situation.connectors])
        if random.random() < 0.5:
            payload["stackLevel"] = random.randrange(_STACK_LEVELS)
    return Planned(Action.CLEAR_CHARGING_PROFILE, payload)


def get_composite_schedule(situation: Situation) -> Planned:
    """Ask what comes of all profiles, of a connector or of the station."""
    random = situation.random
    payload: Payload = {
        "connectorId": random.choice([0, *situation.connectors]),
        "duration": random.choice([600, 3_600, 14_400, _DAY_S]),
    }
    if random.random() < 0.75:
        payload["chargingRateUnit"] = random.choice(list(_LIMITS))
    return Planned(Action.GET_COMPOSITE_SCHEDULE, payload)


def _profile(situation: Situation, purpose: str, connector_id: int) -> Payload:
    random = situation.random
    stack_level = random.randrange(_STACK_LEVELS)
    profile: Payload = {
        "chargingProfileId": _FIRST_ID[purpose] + connector_id * _STACK_LEVELS + stack_level,
        "stackLevel": stack_level,
        "chargingProfilePurpose": purpose,
    }
    unit = random.choice(list(_LIMITS))
    limits = (_STATION_LIMITS if purpose == "ChargePointMaxProfile" else _LIMITS)[unit]
    schedule: Payload = {"chargingRateUnit": unit}
    kind = random.choice(_KINDS[purpose])
    profile["chargingProfileKind"] = kind
    if kind == "Recurring":
        profile["recurrencyKind"] = "Daily"
        schedule |= {
            "duration": _DAY_S,
            "startSchedule": situation.timestamp(-random.random() * _DAY_S),
        }
    elif kind == "Absolute":
        # Section 5.16.4: a start in the past leaves no gap while the profile is replaced.
        schedule |= {"duration": 14_400, "startSchedule": situation.timestamp(-60.0)}
    if random.random() < 0.25:
        profile["validFrom"] = situation.timestamp(-60.0)
        profile["validTo"] = situation.timestamp(float(_DAY_S))
    schedule["chargingSchedulePeriod"] = _periods(random, *limits)
    profile["chargingSchedule"] = schedule
    return profile


def _periods(random: Random, least: int, most: int) -> list[Payload]:
    starts = [0, *sorted(random.sample(range(300, 14_400, 300), random.randrange(_MOST_PERIODS)))]
    return [{"startPeriod": start, "limit": random.randint(least, most)} for start in starts]
