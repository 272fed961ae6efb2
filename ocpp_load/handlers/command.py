"""A command of the central system, as its handler sees it. Values only."""

from dataclasses import dataclass

from ocpp_load.ocppj import Payload


# Not frozen, as values are elsewhere: that takes three times as long to make, and there are two
# of these for every command.
@dataclass(slots=True)
class Command:
    """What came in, and when.

    `payload` fits its schema, where there is one. `epoch_s` is the station's wall clock, which
    timestamps of OCPP are compared with; `now` is monotonic, as the meters need it.
    """

    action: str
    payload: Payload
    epoch_s: float
    now: float
