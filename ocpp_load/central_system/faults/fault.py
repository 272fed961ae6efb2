"""One fault, as somebody ordered it. A value; nothing happens here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import Any, Final

from ocpp_load.central_system.faults.kinds import KINDS, FaultKind
from ocpp_load.central_system.latency import Latency
from ocpp_load.ocppj import ErrorCode, Payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, for whom, and how long.

    `stations` are shell patterns of identities, `actions` those of the Calls that it is about;
    none stand for all. `share` is that of the connections
    or messages it strikes, each by itself. It begins after `after_s` seconds and ends
    `duration_s` later, or when it is taken back. The other fields are those of their kinds.
    """

    kind: FaultKind
    stations: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    share: float = 1.0
    after_s: float = 0.0
    duration_s: float | None = None
    latency: Latency | None = None
    status: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after_s: int | None = None
    code: ErrorCode = ErrorCode.INTERNAL_ERROR

    def concerns(self, identity: str, action: str | None = None) -> bool:
        """Tell whether this station may meet it, with a Call of that action if it is about one."""
        if self.actions and action not in self.actions:
            return False
        return not self.stations or any(fnmatchcase(identity, name) for name in self.stations)

    def as_json(self) -> Payload:
        """Return what the control interface shows: what an order says, as it says it."""
        own = {name: _OWN_FIELDS[name] for name in KINDS[self.kind].fields if name in _OWN_FIELDS}
        return {
            "fault": self.kind.value,
            "stations": list(self.stations) or "all",
            "actions": list(self.actions) or "all",
            "share": self.share,
            "for": self.duration_s,
            **{name: told(self) for name, told in own.items()},
        }


_OWN_FIELDS: Final[Mapping[str, Callable[[Fault], Any]]] = {
    "latency": lambda fault: str(fault.latency),
    "status": lambda fault: fault.status.value,
    "retry-after": lambda fault: fault.retry_after_s,
    "code": lambda fault: fault.code.value,
}
