"""What `make bench` measures, each by its name, in this order."""

from benchmarks.figures.at_start import at_start
from benchmarks.figures.boots import boots
from benchmarks.figures.by_hand import by_hand
from benchmarks.figures.closed_loop import closed_loop
from benchmarks.figures.commands import commands
from benchmarks.figures.growth import growth
from benchmarks.figures.hostile_neighbour import hostile_neighbour
from benchmarks.figures.idle import idle
from benchmarks.figures.in_session import in_session
from benchmarks.figures.lateness import lateness
from benchmarks.figures.sessions import sessions
from benchmarks.figures.storm import storm
from benchmarks.figures.workers import workers

FIGURES = {
    "boots": boots,
    "closed-loop": closed_loop,
    "growth": growth,
    "sessions": sessions,
    "lateness": lateness,
    "workers": workers,
    "commands": commands,
    "storm": storm,
    "at-start": at_start,
    "idle": idle,
    "in-session": in_session,
    "hostile-neighbour": hostile_neighbour,
    "by-hand": by_hand,
}
"""Each takes the stand, and returns its rows."""
