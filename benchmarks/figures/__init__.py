"""What `make bench` measures, each by its name, in this order."""

from benchmarks.figures.closed_loop import closed_loop
from benchmarks.figures.hostile_neighbour import hostile_neighbour
from benchmarks.figures.idle import idle

FIGURES = {
    "closed-loop": closed_loop,
    "idle": idle,
    "hostile-neighbour": hostile_neighbour,
}
"""Each takes the stand, and returns its rows."""
