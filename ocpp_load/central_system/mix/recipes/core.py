"""Commands of the Core profile, made for the station they go to (OCPP 1.6 chapter 5)."""

from ocpp_load.central_system.mix.situation import FollowUp, Planned, Situation
from ocpp_load.central_system.options import OWN_VENDOR_ID
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.ocppj import Payload

_OUT_OF_SERVICE_S = (20.0, 60.0)
_WHOLE_STATION = 0.1
_OF_A_BUSY_CONNECTOR = 0.1
_HARD = 0.25

# Values that change what a station does, and harm neither it nor a session.
_SETTINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("AllowOfflineTxForUnknownId", ("true", "false")),
    ("AuthorizeRemoteTxRequests", ("true", "false")),
    ("BlinkRepeat", ("2", "3")),
    ("ClockAlignedDataInterval", ("0", "300", "900")),
    ("ConnectionTimeOut", ("60", "90", "120")),
    ("HeartbeatInterval", ("30", "45", "60", "90")),
    ("LightIntensity", ("40", "70", "100")),
    ("LocalAuthorizeOffline", ("true", "false")),
    ("LocalPreAuthorize", ("true", "false")),
    ("MaxEnergyOnInvalidId", ("0", "500")),
    ("MeterValueSampleInterval", ("15", "30", "60")),
    ("MeterValuesAlignedData", ("Energy.Active.Import.Register",)),
    (
        "MeterValuesSampledData",
        ("Energy.Active.Import.Register", "Energy.Active.Import.Register,Power.Active.Import"),
    ),
    ("MinimumStatusDuration", ("0", "1")),
    ("ResetRetries", ("1", "3")),
    ("TransactionMessageAttempts", ("3", "5")),
    ("TransactionMessageRetryInterval", ("5", "10")),
    ("WebSocketPingInterval", ("30", "60")),
    # What a station has to refuse: read-only, out of range, unknown.
    ("NumberOfConnectors", ("7",)),
    ("HeartbeatInterval", ("-1",)),
    ("NoSuchKey", ("1",)),
)

_KEYS = tuple(sorted({key for key, _ in _SETTINGS} | {"SupportedFeatureProfiles"}))


def change_availability(situation: Situation) -> Planned | None:
    """Take a connector, or the station, out of service and later back into it (section 5.2)."""
    forgotten = _forgotten(situation)
    if forgotten is not None:
        return _operative(forgotten)
    if not situation.may_disrupt:
        return None
    random = situation.random
    connector_id = 0 if random.random() < _WHOLE_STATION else random.choice(situation.connectors)
    return Planned(
        Action.CHANGE_AVAILABILITY,
        {"connectorId": connector_id, "type": "Inoperative"},
        then=FollowUp(random.uniform(*_OUT_OF_SERVICE_S), lambda _: _operative(connector_id)),
        disrupts=True,
    )


def change_configuration(situation: Situation) -> Planned:
    """Change one key; now and then one that cannot be changed so (section 5.3)."""
    key, values = situation.random.choice(_SETTINGS)
    payload: Payload = {"key": key, "value": situation.random.choice(values)}
    return Planned(Action.CHANGE_CONFIGURATION, payload)


def clear_cache(_situation: Situation) -> Planned:
    """Empty the authorization cache (section 5.4)."""
    return Planned(Action.CLEAR_CACHE, {})


def data_transfer(situation: Situation) -> Planned:
    """Send data of the station's own vendor, or of one that it cannot know (section 5.6)."""
    vendor_id = situation.station.boot_notification.get("chargePointVendor", OWN_VENDOR_ID)
    if situation.random.random() < 0.25:
        vendor_id = "org.example"
    tariff = situation.random.randint(20, 80)
    return Planned(
        Action.DATA_TRANSFER,
        {"vendorId": vendor_id, "messageId": "Tariff", "data": f'{{"kWh": 0.{tariff}}}'},
    )


def get_configuration(situation: Situation) -> Planned:
    """Ask for everything, or for some keys (section 5.8)."""
    if situation.random.random() < 0.5:
        return Planned(Action.GET_CONFIGURATION, {})
    keys = situation.random.sample(_KEYS, situation.random.randint(1, 4))
    return Planned(Action.GET_CONFIGURATION, {"key": keys})


def remote_start_transaction(situation: Situation) -> Planned | None:
    """Start a transaction on a free connector for a card that charges here (section 5.11)."""
    free = situation.free_connectors
    if not free:
        return None
    random = situation.random
    payload: Payload = {"idTag": situation.id_tag()}
    if random.random() < 0.75:
        payload["connectorId"] = random.choice(free)
    return Planned(Action.REMOTE_START_TRANSACTION, payload)


def remote_stop_transaction(situation: Situation) -> Planned | None:
    """Stop a transaction that runs (section 5.12)."""
    if not situation.transactions:
        return None
    transaction = situation.random.choice(situation.transactions)
    return Planned(Action.REMOTE_STOP_TRANSACTION, {"transactionId": transaction.transaction_id})


def reset(situation: Situation) -> Planned | None:
    """Restart the station, mostly softly (section 5.14)."""
    if not situation.may_disrupt:
        return None
    kind = "Hard" if situation.random.random() < _HARD else "Soft"
    return Planned(Action.RESET, {"type": kind}, disrupts=True)


def unlock_connector(situation: Situation) -> Planned | None:
    """Unlock a connector, mostly one without a transaction, which this would end (section 5.18)."""
    random = situation.random
    connectors = situation.idle_connectors
    if random.random() < _OF_A_BUSY_CONNECTOR:
        connectors = situation.connectors
    if not connectors:
        return None
    return Planned(Action.UNLOCK_CONNECTOR, {"connectorId": random.choice(connectors)})


def _operative(connector_id: int) -> Planned:
    return Planned(Action.CHANGE_AVAILABILITY, {"connectorId": connector_id, "type": "Operative"})


def _forgotten(situation: Situation) -> int | None:
    """Return what is out of service though nothing is on its way that would change it."""
    if situation.is_followed_up:
        return None
    unavailable = {
        number
        for number, connector in situation.station.connectors.items()
        if connector.status == ChargePointStatus.UNAVAILABLE
    }
    return min(situation.station.holdings.inoperative | unavailable, default=None)
