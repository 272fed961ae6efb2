"""Files to and from a place that the central system named, with retries.

OCPP 1.6 sections 6.25 and 6.55: errata 3.50 makes `retries` attempts after the first one; the
same is meant for a download.
"""

from ocpp_load.charge_point.activity import (
    Pause,
    Steps,
    Transfer,
    TransferFailure,
    Transferred,
)
from ocpp_load.charge_point.flows import Flow

_SHORTEST_INTERVAL_S = 1.0
# The station's own refusals: another attempt would end the same.
_FINAL = frozenset(
    {
        "host not allowed",
        "location is no URL",
        "scheme not allowed",
        "unknown scheme",
        "unsafe name in the location",
    }
)
# What a run does not allow, and what has gone wrong on this side, is no fault of the peer's.
_OWN = frozenset({"host not allowed", "scheme not allowed", "fault of ocpp_load"})


def transfer(
    what: Transfer, *, retries: int, retry_interval_s: float
) -> Steps[Transferred | TransferFailure]:
    """Send or fetch a file and return what came of it, at the latest after `retries` more attempts.

    They are at least a second apart, however short an interval the peer asks for.
    """
    outcome: Transferred | TransferFailure = yield what
    for _ in range(retries):
        if isinstance(outcome, Transferred) or outcome.reason in _FINAL:
            break
        yield Pause(max(retry_interval_s, _SHORTEST_INTERVAL_S))
        outcome = yield what
    return outcome


def tell_failed_transfer(flow: Flow, failure: TransferFailure) -> None:
    """Tell the flow that a transfer has failed: the peer's fault, whose place it was."""
    if failure.reason in _OWN:
        flow.ended(failure.reason)
    else:
        flow.failed(failure.reason)
