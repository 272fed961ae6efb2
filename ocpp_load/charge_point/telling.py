"""What goes wrong between a station and its central system, told in full where somebody wants it so.

No I/O and no clock: `Host.now` is the time.
"""

from typing import Protocol

from ocpp_load.charge_point.exchange import Exchange, Matter, exchange_of_violation
from ocpp_load.charge_point.observer import Observer
from ocpp_load.model import Station


class Host(Protocol):
    """The station that something is told of."""

    now: float
    observer: Observer
    station: Station


def tell_violation(
    host: Host, kind: str, frame: bytes | None, message_id: str | None, answer: bytes | None = None
) -> None:
    """Report a frame that breaks OCPP-J, and the `answer` that it gets, where one is due.

    `frame` is None where nobody could read it as text.
    """
    if host.observer.violation(kind):
        identity = host.station.identity
        host.observer.exchange(
            exchange_of_violation(kind, identity, message_id, host.now, frame, answer)
        )


def tell_no_connection(host: Host, event: str, outcome: str) -> None:
    """Offer what became of a connection: whether it is worth telling, the observer decides."""
    identity = host.station.identity
    host.observer.exchange(Exchange(Matter.LINK, event, identity, outcome, host.now))
