"""What would make every station stand still, done before there are any, or not at all.

Latencies that are measured meanwhile are the generator's own.
"""

import gc
import inspect


def get_it_over() -> None:
    """Do now what takes tens of milliseconds only once; to be called before the first station."""
    # Locust looks at its call stack when a run ends, and the first look reads the paths of all modules.
    inspect.stack()
    keep_what_is_there()


def keep_what_is_there() -> None:
    """Have garbage collections pass over everything that is alive now.

    A full one looks through all of it: Locust and what it imports, and stations that have come to
    stay.
    """
    gc.freeze()


def forget_the_stations() -> None:
    """Collect what a run has left behind, wherever it was kept, and keep what is there then."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
