"""Commands of the Firmware Management profile (OCPP 1.6 sections 5.9 and 5.19).

Only where there is a file server: a station that can't reach one would report failures only.
"""

from ocpp_load.central_system.mix.situation import Planned, Situation
from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import Payload

_RETRY_INTERVAL_S = 5
_LATEST_START_S = 10.0
_LOG_OF_S = 3600.0


def get_diagnostics(situation: Situation) -> Planned | None:
    """Have the station upload its log, all of it or that of the last hour."""
    if situation.files is None:
        return None
    payload: Payload = {
        "location": situation.files.url,
        "retries": 1,
        "retryInterval": _RETRY_INTERVAL_S,
    }
    if situation.random.random() < 0.5:
        payload |= {
            "startTime": situation.timestamp(-_LOG_OF_S),
            "stopTime": situation.timestamp(),
        }
    return Planned(Action.GET_DIAGNOSTICS, payload)


def update_firmware(situation: Situation) -> Planned | None:
    """Have the station fetch and install firmware, now or in some seconds."""
    if situation.files is None or not situation.may_disrupt:
        return None
    payload: Payload = {
        "location": situation.files.firmware_url,
        "retrieveDate": situation.timestamp(situation.random.uniform(0.0, _LATEST_START_S)),
        "retries": 1,
        "retryInterval": _RETRY_INTERVAL_S,
    }
    return Planned(Action.UPDATE_FIRMWARE, payload, disrupts=True)
