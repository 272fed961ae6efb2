"""StatusNotification (OCPP 1.6 section 4.9 with errata 3.19 and 3.22, section 9.1.20).

Every change is told, in the order of the changes. One that cannot be told at once (the station
is offline, not accepted yet, or MinimumStatusDuration has not passed) is remembered, and only the
latest of its connector: what has been in between is history, which nobody is told.
"""

from collections.abc import Iterable
from dataclasses import replace

from ocpp_load.charge_point.activity import (
    Activity,
    Answer,
    CallFailure,
    Condition,
    FailureKind,
    Join,
    Pause,
    Steps,
    Until,
    call,
)
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus
from ocpp_load.model import Connector, ConnectorError, StatusReport

_TELLING = "StatusNotification"
_LATER = "status changes"
_ARRIVED = frozenset({FailureKind.REFUSED, FailureKind.UNUSABLE})


def change_status(
    station: ChargePoint,
    connector: Connector,
    status: ChargePointStatus,
    remark: str | None = None,
) -> Steps[None]:
    """Change a connector's status and tell the central system, where it is news (errata 3.19)."""
    if connector.change_status(status, remark):
        yield from tell_status(station, connector)


def release(station: ChargePoint, connector: Connector) -> Steps[None]:
    """Let a connector that nobody uses any more take on its resting status, and tell of it."""
    if station.station.release(connector):
        yield from tell_status(station, connector)


def tell_statuses(station: ChargePoint, connector_ids: Iterable[int]) -> Steps[None]:
    """Report connectors whose status has been changed already, each as it is at this moment."""
    connectors = [station.station.connectors[connector_id] for connector_id in connector_ids]
    telling = [station.spawn("changed", tell_status(station, one)) for one in connectors]
    for activity in telling:
        yield Join(activity)


def tell_status(station: ChargePoint, connector: Connector) -> Steps[None]:
    """Report a connector whose status has been changed; then whoever waits for it acts on that."""
    try:
        _remember(station, connector, station.now)
        for activity in _tell_what_is_due(station):
            yield Join(activity)
    finally:
        station.wake(connector)


def tell_all_statuses(station: ChargePoint) -> Steps[None]:
    """Report connector 0 and all connectors: the station has been accepted (errata 3.22)."""
    connectors = station.station.connectors
    for connector in connectors:
        connector.told = None
    for connector in connectors:
        if station.is_online and connector.report != connector.told:
            yield Join(station.spawn(_TELLING, _tell(station, connector, station.now)))
        elif connector.told is None:
            _remember(station, connector, station.now)
            _tell_later(station)
        station.wake(connector)


def forget_status_changes(station: ChargePoint) -> None:
    """Forget what is to be told later: all connectors are about to be reported anyway."""
    station.station.status_changes = None
    station.end(_LATER)


def take_back_statuses(station: ChargePoint) -> None:
    """Take back what has not left: the connection is lost, and by its return it is history."""
    station.end(_TELLING)
    if station.station.status_changes:
        _tell_later(station)


def apply_minimum_duration(station: ChargePoint) -> None:
    """Act on another MinimumStatusDuration: it counts for what waits already, too."""
    station.wake(_LATER)


def notify_status(
    station: ChargePoint,
    connector: Connector,
    *,
    status: ChargePointStatus | None = None,
    error_code: ChargePointErrorCode | None = None,
    error: ConnectorError | None = None,
) -> Steps[None]:
    """Report a connector as it is now but for what is given; offline nothing is sent or kept."""
    if not station.connected:
        return
    report = connector.report
    if status is not None:
        report = replace(report, status=status)
    if error_code is not None:
        error = ConnectorError(error_code)
    if error is not None:
        report = replace(report, error=error)
    yield from _send(station, connector, report, station.now)


def _minimum_s(station: ChargePoint) -> float:
    if station.station.leaving:
        return 0.0  # it will not be there any more
    return station.station.configuration.seconds("MinimumStatusDuration")


def _remember(station: ChargePoint, connector: Connector, since: float) -> None:
    state = station.station
    if state.status_changes is None:
        state.status_changes = {}
    since = max(since, state.status_changes.pop(connector.id, since))
    state.status_changes[connector.id] = since


def _tell_what_is_due(station: ChargePoint) -> list[Activity]:
    """Tell what has lasted, the oldest change first, and see to it that the rest is told later."""
    state = station.station
    telling: list[Activity] = []
    changes = state.status_changes if station.is_online else None
    for connector_id, since in sorted((changes or {}).items(), key=lambda change: change[1]):
        connector = state.connectors[connector_id]
        if since + _minimum_s(station) > station.now:
            break
        if changes is not None:
            del changes[connector_id]
        if connector.report != connector.told:
            telling.append(station.spawn(_TELLING, _tell(station, connector, since)))
    if state.status_changes:
        _tell_later(station)
    return telling


def _tell_later(station: ChargePoint) -> None:
    if not station.is_running(_LATER):
        station.spawn(_LATER, _tell_when_possible(station))


def _tell_when_possible(station: ChargePoint) -> Steps[None]:
    """Tell what is remembered once it has lasted and can be told."""
    state = station.station
    yield Until(Condition.ONLINE)
    _tell_what_is_due(station)
    while state.status_changes:
        remaining_s = min(state.status_changes.values()) + _minimum_s(station) - station.now
        yield Pause(max(0.0, remaining_s), or_woken_by=_LATER)
        yield Until(Condition.ONLINE)
        _tell_what_is_due(station)


def _tell(station: ChargePoint, connector: Connector, since: float) -> Steps[None]:
    """Send a connector's status; what is lost with the connection is told after its return."""
    answer: Answer | None = None
    try:
        answer = yield from _send(station, connector, connector.report, since)
    finally:
        if answer is None or _is_lost(answer):
            _remember(station, connector, since)
    if _is_lost(answer):
        _tell_later(station)
    elif isinstance(answer, CallFailure) and answer.kind is FailureKind.UNANSWERED:
        _tell_again_when_back(station, connector)


def _send(
    station: ChargePoint, connector: Connector, report: StatusReport, since: float
) -> Steps[Answer]:
    # What an author makes up is not what the connector is.
    connector.told = report if report == connector.report else None
    answer: Answer | None = None
    try:
        answer = yield from call(
            Action.STATUS_NOTIFICATION,
            core.status_notification(
                connector_id=connector.id,
                status=report.status,
                error_code=report.error.code,
                timestamp=station.timestamp(station.epoch_s() - (station.now - since)),
                info=report.info,
                vendor_id=report.error.vendor_id,
                vendor_error_code=report.error.vendor_error_code,
            ),
        )
    finally:
        if connector.told is report and not _has_arrived(answer):
            connector.told = None
    return answer


def _has_arrived(answer: Answer | None) -> bool:
    if isinstance(answer, CallFailure):
        return answer.kind in _ARRIVED
    return answer is not None


def _is_lost(answer: Answer | None) -> bool:
    return isinstance(answer, CallFailure) and answer.kind in (
        FailureKind.CONNECTION_LOST,
        FailureKind.NEVER_SENT,
    )


def _tell_again_when_back(station: ChargePoint, connector: Connector) -> None:
    """Tell an unanswered status after the next return: the connection may have been half open."""
    name = f"unanswered status of {connector.id}"

    def tell_again() -> Steps[None]:
        yield Until(Condition.DISCONNECTED)
        if connector.told is None:
            _remember(station, connector, station.now)
            _tell_later(station)

    if not station.is_running(name):
        station.spawn(name, tell_again())
