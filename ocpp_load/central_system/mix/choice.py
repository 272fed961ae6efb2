"""Which command a station gets: drawn by weight among those that make sense for it now. Pure."""

from ocpp_load.central_system.mix.command_mix import CommandMix, MixEntry
from ocpp_load.central_system.mix.recipes import RECIPES
from ocpp_load.central_system.mix.situation import Planned, Situation


def choose(mix: CommandMix, situation: Situation) -> Planned | None:
    """Return the next command for the station of `situation`; None where none makes sense.

    An entry whose recipe makes nothing leaves its turn to the others, so the weights hold among
    those that apply.
    """
    entries = list(mix.entries)
    while entries:
        entry = situation.random.choices(entries, [entry.weight for entry in entries])[0]
        planned = _planned(entry, situation)
        if planned is not None:
            return planned
        entries.remove(entry)
    return None


def _planned(entry: MixEntry, situation: Situation) -> Planned | None:
    if entry.payload is not None:
        return Planned(entry.action, entry.payload)
    return RECIPES[entry.action](situation)
