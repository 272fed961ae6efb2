"""Which commands are fired, how often each, and what they say. Values only."""

from dataclasses import dataclass

from ocpp_load.ocppj import Payload


@dataclass(frozen=True, slots=True)
class MixEntry:
    """One kind of command. Without a payload, one is made that suits the station."""

    action: str
    weight: float
    payload: Payload | None = None


@dataclass(frozen=True, slots=True)
class CommandMix:
    """Entries and the share of the fleet (0 to 1) that may be disrupted at the same time.

    Disrupted is a station for some time after a Reset, a firmware update or Inoperative that was
    made for it; payloads that the mix spells are not limited.
    """

    name: str
    entries: tuple[MixEntry, ...]
    disrupted_share: float = 1.0
