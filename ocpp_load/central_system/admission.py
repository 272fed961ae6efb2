"""Who is let in at this moment: what turns a station away that may come in otherwise."""

from collections.abc import Callable, Mapping

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeResponse

from ocpp_load.central_system.closing import finish_closing, start_closing
from ocpp_load.central_system.faults.in_force import FaultsInForce
from ocpp_load.central_system.faults.kinds import FaultKind
from ocpp_load.central_system.quirks import LINGERING_S, Lingering
from ocpp_load.central_system.station import Station


class Admission:
    """Turns stations away while a fault says so, or their connection before still lingers.

    `now` is a monotonic clock, that of the stations' `disconnected_at`.
    """

    def __init__(
        self,
        faults: FaultsInForce,
        lingering: Lingering | None,
        stations: Mapping[str, Station],
        now: Callable[[], float],
    ) -> None:
        self._faults = faults
        self._lingering = lingering
        self._stations = stations
        self._now = now

    def refusal(self, identity: str) -> WSUpgradeResponse | None:
        """Return the HTTP response that sends this station away, if one does."""
        fault = self._faults.draw((FaultKind.UNAVAILABLE,), identity)
        if fault is not None:
            headers = {}
            if fault.retry_after_s is not None:
                headers["Retry-After"] = str(fault.retry_after_s)
            return _response(fault.status, b"", headers)
        status = _HTTP_STATUS.get(self._lingering)
        if status is not None and self._lingers(identity):
            return _response(status, b"the connection before is still open", {})
        return None

    def closes(self, identity: str) -> bool:
        """Tell whether this station is let in to be sent away."""
        return self._lingering is Lingering.CLOSE and self._lingers(identity)

    def _lingers(self, identity: str) -> bool:
        station = self._stations.get(identity)
        if station is None or station.disconnected_at is None:
            return False
        return self._now() - station.disconnected_at < LINGERING_S


def _response(status: int, text: bytes, headers: dict[str, str]) -> WSUpgradeResponse:
    response: WSUpgradeResponse = WSUpgradeResponse.create_error_response(status, text, headers)
    return response


_HTTP_STATUS: dict[Lingering | None, int] = {
    Lingering.CONFLICT: 409,
    Lingering.FORBIDDEN: 403,
}


class SurplusConnection(WSListener):
    """A connection of a station whose connection before is still there."""

    def on_ws_connected(self, transport: WSTransport) -> None:
        start_closing(transport, WSCloseCode.POLICY_VIOLATION, "the connection before is open")

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.CLOSE:
            finish_closing(transport, frame)
