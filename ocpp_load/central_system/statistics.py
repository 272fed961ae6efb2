"""What the central system counts: messages of both directions, violations, connections.

Counts only; what is a violation and what an answer is decided elsewhere.
"""

from collections import defaultdict
from collections.abc import Mapping

from ocpp_load.central_system.tally import CommandTally
from ocpp_load.ocppj import Payload

OTHER_ACTION = "(unknown action)"
OTHER_EVENT = "(unknown event)"
WEBSOCKET_VIOLATION = "breaks the WebSocket protocol"


class Statistics:
    """Counters since the start. The attributes are written by those who do the counted thing."""

    __slots__ = (
        "call_errors_sent",
        "calls_received",
        "calls_sent",
        "commands",
        "commands_by_action",
        "connections_accepted",
        "connections_duplicate",
        "connections_open",
        "connections_peak",
        "connections_refused",
        "errors_injected",
        "payload_violations",
        "security_events",
        "transactions_unknown",
        "violations",
    )

    def __init__(self) -> None:
        self.calls_received: defaultdict[str, int] = defaultdict(int)
        self.calls_sent: defaultdict[str, int] = defaultdict(int)
        self.call_errors_sent: defaultdict[str, int] = defaultdict(int)
        self.commands: defaultdict[str, int] = defaultdict(int)
        self.commands_by_action: defaultdict[str, CommandTally] = defaultdict(CommandTally)
        self.security_events: defaultdict[str, int] = defaultdict(int)
        self.violations: defaultdict[str, int] = defaultdict(int)
        self.payload_violations: defaultdict[str, int] = defaultdict(int)
        self.errors_injected = 0
        self.transactions_unknown = 0
        self.connections_open = 0
        self.connections_peak = 0
        self.connections_accepted = 0
        self.connections_refused = 0
        self.connections_duplicate = 0

    def connection_opened(self) -> None:
        self.connections_accepted += 1
        self.connections_open += 1
        self.connections_peak = max(self.connections_peak, self.connections_open)

    def connection_closed(self) -> None:
        self.connections_open -= 1

    def as_json(self) -> Payload:
        """Return all counters as the control interface shows them."""
        return {
            "calls": {
                "received": _by_name(self.calls_received),
                "sent": _by_name(self.calls_sent),
            },
            "callErrorsSent": _by_name(self.call_errors_sent),
            "commands": _by_name(self.commands),
            "commandsByAction": {
                action: tally.as_json() for action, tally in self.commands_by_action.items()
            },
            "securityEvents": _by_name(self.security_events),
            "violations": _by_name(self.violations),
            "payloadViolations": _by_name(self.payload_violations),
            "errorsInjected": self.errors_injected,
            "transactionsUnknown": self.transactions_unknown,
            "connections": {
                "open": self.connections_open,
                "peak": self.connections_peak,
                "accepted": self.connections_accepted,
                "refused": self.connections_refused,
                "duplicate": self.connections_duplicate,
            },
        }


def _by_name(counters: Mapping[str, int]) -> Payload:
    # A key may be a member of a StrEnum, which is no plain string to a JSON library.
    return {str(name): count for name, count in counters.items()}
