"""Random commands of a central system, and a central system whose answers can be anything.

Whatever is drawn comes from the caller's source of randomness; of each choice the first is the
plainest.
"""

from itertools import count

from support.charging import moment, wire_profile
from support.ocpp16_payloads import REQUESTS
from support.simulation import SILENCE, VALIDATOR, ErrorAnswer

from ocpp_load.handlers.v16 import make_registry
from ocpp_load.messages.v16.enums import MessageTrigger
from ocpp_load.messages.v16.security_enums import ExtendedMessageTrigger

REGISTRY = make_registry(VALIDATOR)
COMMANDS = sorted(REGISTRY.actions)
CONFIGURATION = [
    ("AuthorizeRemoteTxRequests", "true"),
    ("AuthorizeRemoteTxRequests", "false"),
    ("AuthorizationCacheEnabled", "false"),
    ("ClockAlignedDataInterval", "900"),
    ("ConnectionTimeOut", "10"),
    ("ConnectorPhaseRotation", "1.RST"),
    ("CpoName", "an operator"),
    ("HeartbeatInterval", "300"),
    ("HeartbeatInterval", "0"),
    ("LocalPreAuthorize", "true"),
    ("MessageTimeout", "5"),
    ("MeterValueSampleInterval", "20"),
    ("ResetRetries", "0"),
    ("StopTransactionOnInvalidId", "false"),
    ("WebSocketPingInterval", "300"),
]
_TRIGGERS = [trigger.value for trigger in MessageTrigger]
_EXTENDED_TRIGGERS = [trigger.value for trigger in ExtendedMessageTrigger]


def random_payload(random, action):
    """Return a valid payload; one that the table does not know is always the same."""
    draw = _PAYLOADS.get(action)
    return REQUESTS[action] if draw is None else draw(random)


def _connector(random):
    return {"connectorId": random.choice([1, 2, 0, 3])}


def _perhaps(random, fields):
    return fields if random.random() < 0.5 else {}


def _moment(random):
    return moment(random.choice([0, 30, 300, 1_000_000]))


def _small(random):
    return random.choice([0, 1, 2])


def _file(random):
    return {
        "location": "ftp://127.0.0.1/file",
        "retries": _small(random),
        "retryInterval": random.choice([10, 0, -1]),
    }


def _profile(random, *purposes):
    return wire_profile(
        random.choice(purposes),
        number=_small(random),
        level=_small(random),
        kind="Relative",
        start=None,
    )


def _change_configuration(random):
    key, value = random.choice(CONFIGURATION)
    return {"key": key, "value": value}


def _id_tag(random):
    return {"idTag": random.choice(["A", "B", "CARD"])}


_PAYLOADS = {
    "CancelReservation": lambda r: {"reservationId": _small(r)},
    "ChangeAvailability": lambda r: (
        _connector(r) | {"type": r.choice(["Inoperative", "Operative"])}
    ),
    "ChangeConfiguration": _change_configuration,
    "ClearChargingProfile": lambda r: _perhaps(r, {"id": _small(r)}) | _perhaps(r, _connector(r)),
    "ExtendedTriggerMessage": lambda r: (
        {"requestedMessage": r.choice(_EXTENDED_TRIGGERS)} | _perhaps(r, _connector(r))
    ),
    "GetCompositeSchedule": lambda r: _connector(r) | {"duration": 600},
    "GetDiagnostics": _file,
    "GetLog": lambda r: {
        "log": {"remoteLocation": "ftp://127.0.0.1/file"},
        "logType": r.choice(["DiagnosticsLog", "SecurityLog"]),
        "requestId": _small(r),
    },
    "RemoteStartTransaction": lambda r: (
        _id_tag(r)
        | _perhaps(r, _connector(r))
        | _perhaps(r, {"chargingProfile": _profile(r, "TxProfile")})
    ),
    "RemoteStopTransaction": lambda r: {"transactionId": r.choice([1, 2, 3, 4, -1])},
    "ReserveNow": lambda r: (
        _id_tag(r)
        | _connector(r)
        | _perhaps(r, {"parentIdTag": "GROUP"})
        | {"expiryDate": _moment(r), "reservationId": _small(r)}
    ),
    "Reset": lambda r: {"type": r.choice(["Soft", "Hard"])},
    "SetChargingProfile": lambda r: (
        _connector(r)
        | {
            "csChargingProfiles": _profile(
                r, "TxDefaultProfile", "TxProfile", "ChargePointMaxProfile"
            )
        }
    ),
    "TriggerMessage": lambda r: (
        {"requestedMessage": r.choice(_TRIGGERS)} | _perhaps(r, _connector(r))
    ),
    "UnlockConnector": _connector,
    "UpdateFirmware": lambda r: _file(r) | {"retrieveDate": _moment(r)},
}


class MoodyCentralSystem:
    """Answers for a `Simulation`, by the mood that the central system is in."""

    MOODS = ("in order", "refusing", "pending", "rejecting", "failing", "babbling", "silent")

    def __init__(self):
        self.mood = "in order"
        self.given_ids = set()
        self._transaction_ids = count(1)

    def get(self, _action, _default):
        return self.answer

    def answer(self, message):
        match self.mood:
            case "failing":
                return ErrorAnswer("InternalError")
            case "babbling":
                return {"nonsense": True}
            case "silent":
                return SILENCE
        return self._answer(message)

    def _answer(self, message):
        verdict = {"pending": "Pending", "rejecting": "Rejected"}.get(self.mood, "Accepted")
        id_tag_info = {"status": "Blocked" if self.mood == "refusing" else "Accepted"}
        now = {"currentTime": moment(message.at)}
        match message.action:
            case "BootNotification":
                return {"status": verdict, "interval": 900, **now}
            case "Heartbeat":
                return now
            case "Authorize":
                return {"idTagInfo": id_tag_info}
            case "StartTransaction":
                transaction_id = next(self._transaction_ids)
                self.given_ids.add(transaction_id)
                return {"transactionId": transaction_id, "idTagInfo": id_tag_info}
            case "SignCertificate":
                return {"status": "Accepted"}
        return {}
